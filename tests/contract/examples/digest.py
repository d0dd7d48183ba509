"""The Monday digest: all of it, and what it tells of changes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.action_items.digest_section import section as action_items_section
from bot.conversation.cards import Card, Part, heading, text
from bot.conversation.words import T
from bot.digest.digest_cards import digest_card
from bot.meetings.digest_section import section as meetings_section
from bot.ports.meetings import DigestWeek
from bot.routes import DIGEST, DIGESTS
from bot.timing import resolve
from bot.work import key_of
from storage.action_items import ActionItem, ActionItems
from storage.audit import Audit, Trail
from storage.meetings import Meeting, Meetings, Series
from storage.people import Person
from tests.contract.stage import NOW, Stage

WEEK = DigestWeek(
    begins=date(2027, 1, 4),
    zone="Europe/Vienna",
    start=datetime(2027, 1, 3, 23, tzinfo=UTC),
    end=datetime(2027, 1, 10, 23, tzinfo=UTC),
)
STEPS = ("created", "changed", "switched off", "switched on", "removed", "changed", "paused")


def _changes(stage: Stage) -> int:
    """A week in which practices changed; returns who reads of it."""
    head, ada = stage.person("Rosa Stein", "head"), stage.person("Ada Berg", "manager", side="marketing")
    trail = stage.work(head)[Audit]
    names = ("Brand manager on big deals", "Collateral before print", "Special pricing", "Sales and Marketing")
    for number in range(stage.many(6, 60)):
        name = stage.text(names[number % len(names)], 80)
        row = Trail(organisation=stage.organisation, what=STEPS[number % len(STEPS)], name=name)
        row.name = name if stage.tone == "ordinary" else f"{name} {number}"
        row.kind = ("rule", "rule", "rule", "meeting series", "glossary")[number % 5]
        row.person = key_of(ada) if number % 3 else None
        row.moment = WEEK.start + timedelta(hours=number)
        row.words = stage.text("hours: 8 -> 16\nask: nothing -> Join it.", 500) if row.what == "changed" else ""
        trail.add(row)
    return key_of(head)


def _series(stage: Stage, owner: Person, number: int) -> Series:
    name = stage.text(("Sales and Marketing", "Key accounts")[number % 2], 80)
    said: dict[str, Any] = {"rule": "FREQ=WEEKLY;BYDAY=TU", "first": "2027-01-12T09:00:00", "zone": "Europe/Vienna"}
    row = Series(organisation=stage.organisation, key=f"series-{number}", name=name, owner=owner.id, **said)
    row.created = row.changed = row.looked = NOW
    return Meetings(stage.people.session, stage.organisation).add(row)


def _known(stage: Stage, series: Series, occurrence: str, **more: Any) -> None:
    """A single meeting of which more is known than that its series recurs."""
    given: dict[str, Any] = {
        "starts": resolve(datetime.fromisoformat(occurrence), "Europe/Vienna"),
        "minutes": 60,
        "changed": NOW,
    }
    row = Meeting(organisation=stage.organisation, series=series.id or 0, occurrence=occurrence, **(given | more))
    Meetings(stage.people.session, stage.organisation).add(row)


def _item(stage: Stage, owner: int, what: str, due: date) -> ActionItem:
    row = ActionItem(organisation=stage.organisation, what=stage.text(what, 500), owner=owner, due=due)
    row.state, row.created = "accepted", NOW
    return row


def next_meetings(stage: Stage) -> Sequence[Part]:
    """One whose agenda is out, one moved, and one called off."""
    owner = stage.person("Mia Frost", side="marketing")
    series = [_series(stage, owner, number) for number in range(stage.many(1, 12))]
    _known(stage, series[0], "2027-01-12T09:00:00", state="open")
    if len(series) > 1:
        why = stage.text("Everybody is at the trade fair.", 500)
        _known(stage, series[1], "2027-01-12T09:00:00", state="skipped", why=why)
        _known(stage, series[1], "2027-01-19T09:00:00", starts=NOW + timedelta(hours=3), moved=True)
    return meetings_section(WEEK, stage.work(owner), key_of(owner))


def meetings_of_two_series(stage: Stage) -> Sequence[Part]:
    owner = stage.person("Mia Frost", side="marketing")
    one, other = (_series(stage, owner, number) for number in range(2))
    _known(stage, one, "2027-01-12T09:00:00", state="skipped", why=stage.text("Everybody is at the trade fair.", 500))
    _known(stage, other, "2027-01-12T09:00:00", starts=NOW + timedelta(hours=3), moved=True)
    other.holidays, other.country, other.first, other.rule = "skip", "AT", "2027-01-06T09:00:00", "FREQ=WEEKLY;BYDAY=WE"
    return meetings_section(WEEK, stage.work(owner), key_of(owner))


def overdue_action_items(stage: Stage) -> Sequence[Part]:
    head = stage.person("Mia Frost", "head", side="marketing")
    work = stage.work(head)
    whose = [head, stage.person("Olga Petrova", side="marketing"), stage.person("Rosa Stein", side="marketing")]
    named = ("Book the booth", "Send the price list", "Ask Acme for a reference")
    for number in range(stage.many(3, 60)):
        work[ActionItems].add(_item(stage, key_of(whose[number % 3]), named[number % 3], date(2027, 1, 8)))
    return action_items_section(WEEK, work, key_of(head))


def my_overdue_action_items(stage: Stage) -> Sequence[Part]:
    person = stage.person("Olga Petrova", side="marketing")
    work = stage.work(person)
    work[ActionItems].add(_item(stage, key_of(person), "Send the price list", date(2027, 1, 10)))
    return action_items_section(WEEK, work, key_of(person))


def what_changed(stage: Stage) -> Sequence[Part]:
    reader = _changes(stage)
    return DIGEST[-1](WEEK, stage.work(stage.person()), reader)


def a_whole_digest(stage: Stage) -> Card:
    reader = _changes(stage)
    series = _series(stage, stage.people.some([reader])[reader], 0)
    _known(stage, series, "2027-01-12T09:00:00", state="open")
    work = stage.work(stage.person())
    work[ActionItems].add(_item(stage, reader, "Book the booth", date(2027, 1, 8)))
    return digest_card(DIGESTS.told(WEEK, work, reader))


def a_short_digest(stage: Stage) -> Card:
    return digest_card([(heading(T("Next meetings")), text(T("{name}", name=stage.text("Sales and Marketing"))))])
