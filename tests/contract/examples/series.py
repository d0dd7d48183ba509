"""Meeting series: all of them, one of them, the forms, what is said in their channels, and owners who have left."""

from datetime import timedelta
from itertools import islice
from typing import Any

from bot.conversation.cards import Card
from bot.conversation.forms import Form
from bot.conversation.model import Place
from bot.conversation.replies import OpenForm, Say, Update, Whisper
from bot.conversation.words import When
from bot.meetings import series_cards
from bot.meetings.owner_cards import ask_card, settled_card
from bot.meetings.owners import Owners
from bot.meetings.series_actions import (
    CallOff,
    ChangeReaders,
    ChangeSeries,
    ListSeries,
    Move,
    NameOwner,
    ShowMeeting,
    ShowSeries,
)
from bot.meetings.standing import next_slot, row_of, slots_of
from bot.recurring import Pattern
from bot.routes import MEETINGS
from bot.work import Work, key_of
from storage.meetings import Meetings, Series
from tests.contract.stage import NOW, Stage


def no_meetings(stage: Stage) -> Card:
    return _card(MEETINGS.series.command("", _manager(stage)))


def meetings(stage: Stage) -> Card:
    work = _manager(stage)
    for number in range(stage.many(2)):
        _series(stage, work, f"Round {number}", state="paused" if number == 1 else "active")
    return _card(MEETINGS.series.show_list(ListSeries(), work))


def meetings_for_everybody(stage: Stage) -> Card:
    _series(stage, _manager(stage))
    return _card(MEETINGS.series.command("", stage.work(stage.person("Ben Stone"))))


def a_meeting(stage: Stage) -> Card:
    work = _manager(stage)
    series = _series(stage, work, readers=stage.many(1))
    first, second = islice(slots_of(series, work), 2)
    row = row_of(series, first, work)
    row.starts, row.moved, row.why = first.starts + timedelta(hours=5), True, stage.text("All are at the fair", 300)
    row = row_of(series, second, work)
    row.starts, row.state, row.why = second.starts, "skipped", stage.text("Nothing to talk about", 300)
    return _card(MEETINGS.series.show(ShowSeries(series=series.id or 0), work))


def a_meeting_too_seldom(stage: Stage) -> Card:
    work = _manager(stage)
    series = _series(stage, work, rule="FREQ=YEARLY;BYMONTH=3;BYDAY=1TU", first="2027-03-02T09:00:00", channels=0)
    return _card(MEETINGS.series.show(ShowSeries(series=series.id or 0), work))


def a_meeting_of_that_name(stage: Stage) -> Card:
    _series(stage, _manager(stage))
    return _card(MEETINGS.series.command("something else", stage.work(stage.person("Ben Stone"))))


def form_for_a_new_meeting(stage: Stage) -> Form:
    return _form(MEETINGS.series.command("new", _manager(stage)))


def form_to_change_a_meeting(stage: Stage) -> Form:
    work = _manager(stage)
    series = _series(stage, work)
    made = MEETINGS.series.change_form(ChangeSeries(series=series.id or 0), work)
    assert isinstance(made, Form)
    return made


def form_for_who_reads_of_it(stage: Stage) -> Form:
    work = _manager(stage)
    series = _series(stage, work, readers=stage.many(2))
    made = MEETINGS.series.readers_form(ChangeReaders(series=series.id or 0), work)
    assert isinstance(made, Form)
    return made


def a_single_meeting(stage: Stage) -> Card:
    work = _manager(stage)
    return _card(MEETINGS.single.show(ShowMeeting(**_single(_series(stage, work), work)), work))


def form_to_call_it_off(stage: Stage) -> Form:
    work = _manager(stage)
    made = MEETINGS.single.call_off_form(CallOff(**_single(_series(stage, work), work)), work)
    assert isinstance(made, Form)
    return made


def form_to_move_it(stage: Stage) -> Form:
    work = _manager(stage)
    made = MEETINGS.single.move_form(Move(**_single(_series(stage, work), work)), work)
    assert isinstance(made, Form)
    return made


def its_agendas_come_here(stage: Stage) -> Card:
    return series_cards.here_card(_series(stage, _manager(stage)), comes=True, invite=True)


def its_agendas_no_longer_come_here(stage: Stage) -> Card:
    return series_cards.here_card(_series(stage, _manager(stage)), comes=False, invite=False)


def it_is_called_off(stage: Stage) -> Card:
    work = _manager(stage)
    series = _series(stage, work)
    first, second = islice(slots_of(series, work), 2)
    return series_cards.called_off_card(series, first, stage.who(), stage.text("Nothing to talk about", 300), second)


def it_is_moved(stage: Stage) -> Card:
    work = _manager(stage)
    series = _series(stage, work)
    slot = next_slot(series, work)
    assert slot is not None
    to = When(at=slot.starts + timedelta(days=1))
    return series_cards.moved_card(series, slot, to, stage.who(), stage.text("All are at the fair", 300))


def an_owner_has_left(stage: Stage) -> Card:
    work = _manager(stage)
    leaver = stage.person("Carla Diaz", left=True)
    return ask_card(_series(stage, work), leaver, stage.person("Ben Stone"), work.person_id)


def their_manager_is_asked(stage: Stage) -> Card:
    work = _manager(stage)
    return ask_card(_series(stage, work), stage.person("Carla Diaz", left=True), work.person, work.person_id)


def somebody_owns_it_now(stage: Stage) -> Card:
    work = _manager(stage)
    return settled_card(_series(stage, work), [work.person, stage.person("Mia Frost", side="marketing")])


def form_for_a_new_owner(stage: Stage) -> Form:
    work = _manager(stage)
    series = _series(stage, work)
    leaver = stage.person("Carla Diaz", left=True, manager=work.person_id)
    series.owner = key_of(leaver)
    made = Owners(MEETINGS.ports).name_form(NameOwner(series=series.id or 0, leaver=key_of(leaver)), work)
    assert isinstance(made, Form)
    return made


def _manager(stage: Stage) -> Work:
    return stage.work(stage.person("Alice Ober", "head"))


def _series(
    stage: Stage, work: Work, name: str = "Revenue round", *, readers: int = 0, channels: int = 2, **more: str
) -> Series:
    other = stage.person("Mia Frost", side="marketing")
    told: dict[str, Any] = {"rule": Pattern("month", 1).rule, "first": "2027-02-02T09:00:00", "state": "active"} | more
    place = Place(platform=stage.platform, workspace="T0HOME", channel="C1", kind="channel")
    series = work[Meetings].add(
        Series(
            organisation=work.people.organisation,
            key=f"{name.lower().replace(' ', '-')}-{len(work[Meetings].all())}",
            name=stage.text(name, 80),
            purpose=stage.text("What is sold, and what stands in the way", 500),
            zone="Europe/Berlin",
            channels=[place.model_dump()] * channels,
            owner=work.person_id,
            co_owner=key_of(other),
            looked=NOW,
            created=NOW,
            changed=NOW,
            **told,
        )
    )
    people = [key_of(stage.person("Dan Wolf")) for _ in range(readers)]
    work[Meetings].set_readers(series.id or 0, people)
    return series


def _single(series: Series, work: Work) -> dict[str, Any]:
    slot = next_slot(series, work)
    assert slot is not None
    return {"series": series.id or 0, "occurrence": slot.key}


def _card(reply: object) -> Card:
    assert isinstance(reply, Whisper | Update | Say), reply
    return reply.card


def _form(reply: object) -> Form:
    assert isinstance(reply, OpenForm), reply
    return reply.form
