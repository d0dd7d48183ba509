"""Action items: as their owner, whoever asked for them and everybody else sees them; lists and forms."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.action_items import answering, listing
from bot.action_items.actions import AnotherDay, Decline, Drop, Finish, GiveTo, NewItem, ShowItems, Why
from bot.action_items.item_cards import Occasion, item_card, post_card
from bot.action_items.late_cards import late_card, leaver_card
from bot.action_items.making import Making, fitting
from bot.action_items.messages import card_for, view_of
from bot.action_items.ports import Ports
from bot.action_items.running import late_of
from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.conversation.replies import Reply, Update, Whisper
from bot.meetings.lookup import MeetingNames
from bot.work import Work, key_of
from storage.action_items import ActionItem, ActionItems
from storage.meetings import Meetings, Series
from storage.people import Person
from tests.contract.stage import NOW, ZONE, Stage

TODAY = date(2027, 1, 11)
MAKING = Making(Ports(MeetingNames()))


class _Scene:
    """Alice has asked Ben to do something, in a meeting of both sides."""

    def __init__(self, stage: Stage, **more: Any) -> None:
        self.stage = stage
        self.asker = stage.person("Alice Ober", "head", "manager")
        self.owner = stage.person("Ben Stone", side="marketing")
        series = Series(
            organisation=stage.organisation,
            key=f"council-{key_of(self.asker)}",
            name=stage.text("Deal council", 80),
            rule="FREQ=WEEKLY;BYDAY=TU",
            first="2027-01-05T09:00:00",
            zone=ZONE,
            owner=key_of(self.asker),
            created=NOW,
            changed=NOW,
            looked=NOW,
        )
        self.series = Meetings(stage.people.session, stage.organisation).add(series)
        self.item = self.adds(**more)

    def adds(self, **more: Any) -> ActionItem:
        said: dict[str, Any] = {
            "what": self.stage.text("Send the deck to everybody who was there", 500),
            "owner": key_of(self.owner),
            "due": TODAY + timedelta(days=4),
            "asked_by": key_of(self.asker),
            "series": self.series.id,
            "created": NOW,
            "url": "https://brightwater.example/archive/17",
        }
        row = ActionItem(organisation=self.stage.organisation, **(said | more))
        return ActionItems(self.stage.people.session, self.stage.organisation).add(row)

    def work(self, person: Person | None = None) -> Work:
        return self.stage.work(person or self.owner)

    def card(self, person: Person | None = None) -> Card:
        person = person or self.owner
        return card_for(self.item, person, self.work(person))

    @property
    def number(self) -> int:
        return self.item.id or 0


def _card(reply: Reply) -> Card:
    assert isinstance(reply, Whisper | Update), reply
    return reply.card


def _form(made: Form | Reply) -> Form:
    assert isinstance(made, Form), made
    return made


# One of them


def asked(stage: Stage) -> Card:
    return _Scene(stage).card()


def accepted(stage: Stage) -> Card:
    return _Scene(stage, state="accepted").card()


def overdue_to_whoever_asked(stage: Stage) -> Card:
    scene = _Scene(stage, state="accepted", due=TODAY - timedelta(days=stage.many(1, 400)))
    return scene.card(scene.asker)


def another_day_proposed(stage: Stage) -> Card:
    scene = _Scene(stage, proposed=TODAY + timedelta(days=9))
    return scene.card(scene.asker)


def another_day_proposed_by_oneself(stage: Stage) -> Card:
    return _Scene(stage, proposed=TODAY + timedelta(days=9)).card()


def declined(stage: Stage) -> Card:
    scene = _Scene(stage, state="declined", words=stage.text("I am at the trade fair until the 20th.", 300))
    return scene.card(scene.asker)


def done(stage: Stage) -> Card:
    return _Scene(stage, state="done", words=stage.text("They liked it.", 300)).card()


def dropped(stage: Stage) -> Card:
    return _Scene(stage, state="dropped", words=stage.text("Settled on the phone.", 300)).card()


def to_the_stand_in(stage: Stage) -> Card:
    scene = _Scene(stage)
    other = stage.person("Carla Diaz", side="marketing")
    scene.owner.away_until, scene.owner.stand_in = NOW + timedelta(days=3), key_of(other)
    return scene.card(other)


def owner_away(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.owner.away_until = NOW + timedelta(days=3)
    return scene.card(scene.asker)


def owner_left(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.owner.left, scene.owner.manager = True, key_of(scene.asker)
    return scene.card(scene.asker)


def nobody_left_to_do_it(stage: Stage) -> Card:
    scene = _Scene(stage, owner=None, series=None)
    return scene.card(scene.asker)


def _reminder(stage: Stage, occasion: Occasion, **more: Any) -> Card:
    scene = _Scene(stage, state="accepted", **more)
    return item_card(view_of(scene.item, scene.owner, scene.work()), occasion)


def due_soon(stage: Stage) -> Card:
    return _reminder(stage, "before")


def due_today(stage: Stage) -> Card:
    return _reminder(stage, "day", due=TODAY)


def still_open(stage: Stage) -> Card:
    return _reminder(stage, "late", due=TODAY - timedelta(days=7))


def in_a_channel(stage: Stage) -> Card:
    scene = _Scene(stage)
    return post_card(view_of(scene.item, None, scene.work()))


# Many


def _several(stage: Stage) -> _Scene:
    scene = _Scene(stage)
    states = ("asked", "accepted", "declined", "accepted", "asked", "accepted", "asked")
    for number in range(stage.many(6, 40)):
        due = TODAY + timedelta(days=3 * number - 20)
        scene.adds(state=states[number % len(states)], due=due, words=stage.text("No time.", 300))
    return scene


def mine(stage: Stage) -> Card:
    scene = _several(stage)
    return _card(listing.command("", scene.work()))


def what_i_asked_for(stage: Stage) -> Card:
    scene = _several(stage)
    return _card(listing.show(ShowItems(which="asked", page=1), scene.work(scene.asker)))


def everybodys(stage: Stage) -> Card:
    scene = _several(stage)
    return _card(listing.command("all", scene.work(scene.asker)))


def all_of_my_side(stage: Stage) -> Card:
    scene = _several(stage)
    return _card(listing.command("ours", scene.work()))


def nothing_open(stage: Stage) -> Card:
    return _card(listing.command("", stage.work(stage.person("Ben Stone"))))


def at_home(stage: Stage) -> Sequence[Part]:
    return listing.waits(_several(stage).work())


def at_home_of_whoever_asked(stage: Stage) -> Sequence[Part]:
    scene = _several(stage)
    return listing.waits(scene.work(scene.asker))


def left_lying(stage: Stage) -> Card:
    scene = _several(stage)
    head = stage.person("Mia Frost", "head", side="marketing")
    return late_card("marketing", late_of(head, scene.work(head)), stage.many(20, 8))


def a_leaver(stage: Stage) -> Card:
    scene = _several(stage)
    lines = late_of(stage.person("Mia Frost", "head", side="marketing"), scene.work())
    return leaver_card(stage.text("Ben Stone"), lines, [stage.text("Send the deck", 500)] * len(lines))


def a_leaver_with_one(stage: Stage) -> Card:
    scene = _Scene(stage, due=TODAY - timedelta(days=20))
    lines = late_of(stage.person("Mia Frost", "head", side="marketing"), scene.work())
    return leaver_card(stage.text("Ben Stone"), lines, [stage.text("Send the deck", 500)] * len(lines))


# Forms


def new(stage: Stage) -> Form:
    return _form(MAKING.new_form(NewItem(), stage.work(stage.person())))


def _begun(stage: Stage, why: Why, **more: Any) -> Form:
    scene = _Scene(stage)
    said: dict[str, Any] = {
        "what": stage.text("Send the deck", 500),
        "owner": key_of(scene.owner),
        "due": "2027-01-15",
        "series": scene.series.id,
        "why": why,
        "typed": stage.text("Benno", 80),
        "url": f"https://brightwater.example/{'x' * stage.many(10, 1900)}",
    }
    return _form(MAKING.new_form(fitting(NewItem(**(said | more))), scene.work(scene.asker)))


def new_with_nobody_known(stage: Stage) -> Form:
    return _begun(stage, "who", owner=None)


def new_with_nobody_named(stage: Stage) -> Form:
    return _begun(stage, "who", owner=None, typed="")


def new_with_several_of_that_name(stage: Stage) -> Form:
    return _begun(stage, "several", owner=None)


def new_without_a_day(stage: Stage) -> Form:
    return _begun(stage, "when", due="", typed="")


def new_with_no_such_day(stage: Stage) -> Form:
    return _begun(stage, "when", due="")


def new_to_be_checked(stage: Stage) -> Form:
    return _begun(stage, "when", typed="")


def new_with_two_days(stage: Stage) -> Form:
    return _begun(stage, "ways")


def new_with_a_day_that_is_over(stage: Stage) -> Form:
    return _begun(stage, "past", due="")


def new_too_long(stage: Stage) -> Form:
    return _begun(stage, "long")


def decline(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(answering.decline_ask(Decline(item=scene.number), scene.work()))


def propose_another_day(stage: Stage) -> Form:
    scene = _Scene(stage, due=TODAY - timedelta(days=2))
    return _form(answering.day_ask(AnotherDay(item=scene.number), scene.work()))


def set_another_day(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(answering.day_ask(AnotherDay(item=scene.number), scene.work(scene.asker)))


def finish(stage: Stage) -> Form:
    scene = _Scene(stage, state="accepted")
    return _form(answering.finish_ask(Finish(item=scene.number), scene.work()))


def drop(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(answering.drop_ask(Drop(item=scene.number), scene.work(scene.asker)))


def give(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(answering.give_ask(GiveTo(item=scene.number), scene.work(scene.asker)))
