"""Links for calendar programs."""

from datetime import timedelta

from bot.conversation.cards import Card
from bot.conversation.replies import Update
from bot.meetings import feed_cards, feed_links
from bot.meetings.feed_actions import ShowCalendarLinks
from bot.meetings.feed_cards import Linked
from storage.meetings import Series
from tests.contract.stage import NOW, Stage


def _series(stage: Stage, number: int) -> Series:
    row = Series(
        organisation=stage.organisation,
        key=f"series-{number}",
        name=stage.text(f"Deal council {number}", 80),
        rule="FREQ=MONTHLY;BYDAY=1TU",
        first="2027-01-05T09:00:00",
        zone="Europe/Vienna",
        looked=NOW,
        created=NOW,
        changed=NOW,
    )
    return stage.people.add(row)


def no_link_yet(stage: Stage) -> Card:
    series = [Linked(number, stage.text(f"Deal council {number}", 80)) for number in range(1, stage.many(2, 70) + 1)]
    return feed_cards.links_card(Linked(0, ""), series, reachable=True)


def links(stage: Stage) -> Card:
    since = NOW - timedelta(days=3)
    return feed_cards.links_card(
        Linked(0, "", since), [Linked(1, stage.text("Deal council", 80), since)], reachable=True
    )


def no_series_at_all(_: Stage) -> Card:
    return feed_cards.links_card(Linked(0, ""), [], reachable=True)


def no_address(_: Stage) -> Card:
    return feed_cards.links_card(Linked(0, ""), [], reachable=False)


def one_link(stage: Stage) -> Card:
    return feed_cards.link_card(Linked(1, stage.text("Deal council", 80), NOW))


def made_for_one(stage: Stage) -> Card:
    address = "https://truce.example" if stage.tone == "ordinary" else f"https://{'x' * 200}.example"
    return feed_cards.made_card(Linked(1, stage.text("Deal council", 80)), f"{address}{feed_links.path_of('x' * 43)}")


def made_for_all(_: Stage) -> Card:
    return feed_cards.made_card(Linked(0, ""), f"https://truce.example{feed_links.path_of('x' * 43)}")


def from_records(stage: Stage) -> Card:
    """As somebody gets it who owns no meeting: all of the company are on offer."""
    for number in range(1, stage.many(2, 70) + 1):
        _series(stage, number)
    work = stage.work(stage.person())
    work.address = "https://truce.example"
    reply = feed_links.Links().show_all(ShowCalendarLinks(), work)
    assert isinstance(reply, Update)
    return reply.card
