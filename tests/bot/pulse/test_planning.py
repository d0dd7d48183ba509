"""Surveys set up in chat, over the real core and database: what is kept, when it asks, who may, what is refused."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import select

from bot.conversation.cards import Buttons, Card, Choices, Scale
from bot.conversation.events import Installed, MembersSeen, Profile
from bot.conversation.payloads import Action
from bot.conversation.replies import FormErrors, OpenForm, Reply, Say, Update, Whisper
from bot.pulse.actions import CloseNow, StartAssessment
from bot.pulse.plan_actions import (
    AddQuestion,
    AskByName,
    ChangePulse,
    DropQuestion,
    EditQuestion,
    ListPulses,
    MoveQuestion,
    NewPulse,
    OpenPulse,
    PausePulse,
    PickQuestion,
    PreviewPulse,
    ResumePulse,
    SendNow,
    ShowPulse,
    StopPulse,
)
from bot.pulse.questions import Question, read
from bot.pulse.rotation import take
from bot.pulse.schedule import AHEAD
from storage.audit import Trail
from storage.database import Database
from storage.deliveries import Delivery
from storage.people import Organisation, Person
from storage.pulse import Participant, Pulse, Wave
from storage.timers import Timer
from tests.bot.people.house import TEAM, House, words

SALES = tuple(f"S{number}" for number in range(1, 7))
MARKETING = tuple(f"M{number}" for number in range(1, 7))
HEAD = SALES[0]
FORM: dict[str, str | tuple[str, ...]] = {
    "what": "pulse",
    "name": "",
    "every": "week",
    "weekday": "1",
    "hour": "09:00",
    "starts": "",
    "rule": "",
    "zone": "Europe/Vienna",
    "sides": ("sales", "marketing"),
    "days": "4",
    "minimum": "3",
    "comments": "yes",
}
QUESTION: dict[str, str | tuple[str, ...]] = {
    "text": "How was it?",
    "kind": "scale",
    "options": "",
    "low": "",
    "high": "",
}


class Planning(House):
    """Six people on each side in Vienna, all on one Slack, on a Monday at ten, and a head of Sales."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.reports(Installed(**self.news(TEAM), name="Fernbrook", organisation=self.organisation))
        users = (*SALES, *MARKETING)
        members = tuple(Profile(user=user, name=f"Person {user}", email=f"{user}@x.example") for user in users)
        self.reports(MembersSeen(**self.news(TEAM), members=members))
        with self.database.write() as session:
            for company in session.exec(select(Organisation)).all():
                company.zone, company.country = "Europe/Vienna", "AT"
                session.add(company)
            for row in session.exec(select(Person)).all():
                row.side, row.zone = "sales" if (row.email or "").startswith("s") else "marketing", "Europe/Vienna"
                session.add(row)
        self.makes(HEAD, "head")

    def sets_up(self, **values: str | tuple[str, ...]) -> Reply:
        return self.fills_in(HEAD, NewPulse(), FORM | values)

    def changes(self, pulse: int, *, schedule: bool = False, **values: str | tuple[str, ...]) -> Reply:
        given = {key: value for key, value in (FORM | values).items() if key != "what"}
        return self.fills_in(HEAD, ChangePulse(pulse=pulse, schedule=schedule), given)

    def adds(self, pulse: int, **values: str | tuple[str, ...]) -> Reply:
        return self.fills_in(HEAD, AddQuestion(pulse=pulse), QUESTION | values)

    def has_a_draft(self, **values: str | tuple[str, ...]) -> int:
        reply = self.sets_up(what="survey", name="Launch", every="once", **values)
        assert isinstance(reply, Say), reply
        return self.pulse("Launch").id or 0

    def comes(self, text: str) -> None:
        """The time comes, in Vienna in winter, and with it everything that is due on the way."""
        until = datetime.fromisoformat(f"{text}+01:00")
        while (due := min((row.due for row in self.rows(Timer)), default=until)) < until:
            self.passes(max(due - self.clock.now(), timedelta(0)))
        self.sleeps_until(text)

    def sleeps_until(self, text: str) -> None:
        """The time comes, and nobody was there to see what was due before."""
        self.passes(datetime.fromisoformat(f"{text}+01:00") - self.clock.now())

    def rows(self, table: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(table).order_by(table.id)).all())

    def pulse(self, name: str) -> Pulse:
        (found,) = [each for each in self.rows(Pulse) if each.name == name]
        assert isinstance(found, Pulse)
        return found

    @property
    def waves(self) -> list[Wave]:
        return self.rows(Wave)

    def questions(self, name: str = "Launch") -> tuple[Question, ...]:
        stored = self.pulse(name).questions
        return read(stored) if stored else ()

    def due(self) -> list[datetime]:
        return [row.due for row in self.rows(Timer) if row.kind == OpenPulse.NAME]

    def was_told(self, user: str, words_: str) -> int:
        rows = [row for row in self.rows(Delivery) if row.user == user]
        return sum(words_ in words(Whisper(card=Card.model_validate_json(row.card))) for row in rows)


@pytest.fixture
def house(database: Database) -> Iterator[Planning]:
    planning = Planning(database)
    yield planning
    planning.truce.close()


def labels(reply: Reply) -> list[str]:
    """What can be clicked in the card of a reply."""
    assert isinstance(reply, Say | Whisper | Update)
    rows = [part for part in reply.card.parts if isinstance(part, Buttons)]
    return [each.label.text for row in rows for each in row.buttons]


def errors(reply: Reply) -> dict[str, str]:
    assert isinstance(reply, FormErrors), reply
    return {field: each.text for field, each in reply.errors.items()}


# Setting up


def test_a_weekly_pulse_is_set_up_and_says_when_it_asks(house: Planning) -> None:
    reply = house.sets_up()
    assert isinstance(reply, Say)
    assert "Pulse is set up" in words(reply)
    assert "every Tuesday at 09:00" in words(reply)
    assert "tomorrow" in words(reply)
    pulse = house.pulse("Pulse")
    assert (pulse.kind, pulse.state, pulse.rule) == ("pulse", "active", "FREQ=WEEKLY;BYDAY=TU")
    assert (pulse.first, pulse.zone, pulse.sides) == ("2026-03-03T09:00:00", "Europe/Vienna", "sales,marketing")
    assert house.due() == [datetime.fromisoformat("2026-03-03T09:00+01:00") - AHEAD]


def test_who_changed_which_survey_stands_in_the_audit_trail(house: Planning) -> None:
    house.sets_up()
    pulse = house.pulse("Pulse").id or 0
    house.changes(pulse, name="Monday pulse")
    for action in (PausePulse(pulse=pulse), PausePulse(pulse=pulse), ResumePulse(pulse=pulse), StopPulse(pulse=pulse)):
        house.clicks(HEAD, action)
    lines = [(row.what, row.kind, row.name) for row in house.rows(Trail)]
    assert lines == [
        ("created", "pulse", "Pulse"),
        *((what, "pulse", "Monday pulse") for what in ("changed", "paused", "resumed", "ended")),
    ]


def test_it_opens_at_its_time_asks_three_and_goes_on_to_the_next(house: Planning) -> None:
    house.sets_up()
    house.comes("2026-03-03T09:00")
    (wave,) = house.waves
    assert (wave.kind, wave.family, wave.occurrence, wave.title) == (
        "pulse",
        "statements",
        "2026-03-03T09:00:00",
        "Pulse",
    )
    assert wave.closes == datetime.fromisoformat("2026-03-09T17:00+01:00")
    numbers, cursor = take(0)
    assert tuple(each.number for each in read(wave.questions)) == numbers
    assert house.pulse("Pulse").cursor == cursor
    assert {row.side for row in house.rows(Participant)} == {"sales", "marketing"}
    assert house.due() == [datetime.fromisoformat("2026-03-10T09:00+01:00") - AHEAD]
    house.comes("2026-03-10T09:00")
    assert [wave.state for wave in house.waves] == ["closed", "open"]
    assert tuple(each.number for each in read(house.waves[1].questions)) == take(cursor)[0]


def test_everybody_is_asked_at_that_hour_of_their_own_day(house: Planning) -> None:
    with house.database.write() as session:
        for row in session.exec(select(Person).where(Person.name == "Person M2")).all():
            row.zone = "America/New_York"
            session.add(row)
    house.sets_up(hour="11:30")
    house.comes("2026-03-03T11:30")
    asked = {row.user: row.not_before for row in house.rows(Delivery) if "invitation" in row.key}
    assert asked["S1"] == datetime.fromisoformat("2026-03-03T11:30+01:00")
    assert asked["M2"] == datetime.fromisoformat("2026-03-03T11:30-05:00")


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("Asia/Tokyo", "2026-03-03T09:00+09:00"),
        ("Pacific/Auckland", "2026-03-03T09:00+13:00"),
        ("Pacific/Honolulu", "2026-03-03T09:00-10:00"),
    ],
)
def test_in_whatever_zone_people_are_asked_on_the_day_that_is_named(house: Planning, zone: str, when: str) -> None:
    _moves(house, "M2", zone)
    _moves(house, "M3", "Pacific/Auckland")
    house.sets_up()
    house.comes("2026-03-03T09:00")
    (wave,) = house.waves
    assert wave.opened == datetime.fromisoformat("2026-03-03T09:00+13:00") - AHEAD, "those in Auckland are first"
    asked = {row.user: row.not_before for row in house.rows(Delivery) if "invitation" in row.key}
    assert asked["M2"] == datetime.fromisoformat(when)
    assert asked["S1"] == datetime.fromisoformat("2026-03-03T09:00+01:00")
    assert house.due() == [datetime.fromisoformat("2026-03-10T09:00+13:00") - AHEAD]


def test_each_wave_closes_before_the_next_is_asked_in_the_east(house: Planning) -> None:
    _moves(house, "M2", "Pacific/Auckland")
    house.sets_up(days="5", zone="America/New_York")
    house.comes("2026-03-24T20:00")
    assert [wave.occurrence[:10] for wave in house.waves] == ["2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24"]
    for one, next_ in pairwise(house.waves):
        assert one.closed is not None
        assert one.closed < next_.opened


def test_what_stands_in_the_way_the_evening_before_may_be_over_in_the_morning(house: Planning) -> None:
    _moves(house, "M2", "Pacific/Auckland")
    house.sets_up()
    values = {"title": "Winter", "sides": ("sales", "marketing", "other"), "days": "8", "minimum": "3"}
    house.fills_in(HEAD, StartAssessment(), values)  # type: ignore[arg-type]
    house.comes("2026-03-02T22:00")
    assert [wave.kind for wave in house.waves] == ["assessment"]
    house.clicks(HEAD, CloseNow(wave=1))
    house.comes("2026-03-03T09:00")
    assert [wave.kind for wave in house.waves] == ["assessment", "pulse"]
    asked = {row.user: row.not_before for row in house.rows(Delivery) if "wave 2 invitation" in row.key}
    assert asked["S1"] == datetime.fromisoformat("2026-03-03T09:00+01:00")
    assert asked["M2"] == datetime.fromisoformat("2026-03-04T09:00+13:00")


def _moves(house: Planning, user: str, zone: str) -> None:
    with house.database.write() as session:
        row = session.exec(select(Person).where(Person.name == f"Person {user}")).one()
        row.zone = zone
        session.add(row)


def test_a_group_that_stays_the_same_is_exact_and_one_that_changes_is_not(house: Planning) -> None:
    house.sets_up()
    house.comes("2026-03-10T09:00")
    with house.database.write() as session:
        for row in session.exec(select(Person).where(Person.name == "Person M2")).all():
            row.side = "sales"
            session.add(row)
    house.comes("2026-03-17T09:00")
    assert [wave.exact for wave in house.waves] == [True, True, False]


@pytest.mark.parametrize(
    ("what", "rhythm"),
    [
        ("pulse", "every Tuesday"),
        ("assessment", "on the first Tuesday of each quarter"),
        ("quarter", "on the first Tuesday of each quarter"),
        ("launch", ""),
        ("campaign", ""),
        ("event", ""),
        ("survey", ""),
    ],
)
def test_how_often_is_as_suits_what_is_asked(house: Planning, what: str, rhythm: str) -> None:
    opened = house.clicks(HEAD, NewPulse())
    assert isinstance(opened, OpenForm)
    (every,) = [field for field in opened.form.fields if field.key == "every"]
    assert getattr(every, "initial", None) == ("suits",)
    reply = house.sets_up(what=what, every="suits")
    assert rhythm in words(reply)
    (pulse,) = house.rows(Pulse)
    assert bool(pulse.rule) is bool(rhythm)
    changed = house.clicks(HEAD, ChangePulse(pulse=pulse.id or 0))
    assert isinstance(changed, OpenForm)
    assert "suits" not in changed.model_dump_json()


def test_the_first_pulse_says_that_an_assessment_comes_first_and_goes_on_without(house: Planning) -> None:
    reply = house.sets_up()
    assert "twice as wide" in words(reply)
    assert "Start an assessment" in labels(reply)
    house.comes("2026-03-03T09:00")
    assert len(house.waves) == 1, "it was passed over"
    house.sets_up(what="assessment", name="All")
    assert "Start an assessment" not in labels(house.sets_up(name="Another"))


def test_after_an_assessment_no_pulse_says_to_begin_with_one(house: Planning) -> None:
    values = {"title": "Winter", "sides": ("sales", "marketing", "other"), "days": "8", "minimum": "3"}
    house.fills_in(HEAD, StartAssessment(), values)  # type: ignore[arg-type]
    assert "twice as wide" not in words(house.sets_up())
    house.clicks(HEAD, CloseNow(wave=1))
    assert "twice as wide" not in words(house.sets_up())


def test_the_name_is_free_and_a_suggested_one_gets_a_number(house: Planning) -> None:
    house.sets_up()
    house.sets_up()
    assert [each.name for each in house.rows(Pulse)] == ["Pulse", "Pulse 2"]
    assert list(errors(house.sets_up(name="pULSE"))) == ["name"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"zone": "Europe/Wien"}, "zone"),
        ({"every": "own"}, "rule"),
        ({"every": "own", "rule": "FREQ=SOMETIMES"}, "rule"),
        ({"every": "own", "rule": "FREQ=DAILY;UNTIL=20200101"}, "rule"),
        ({"rule": "FREQ=DAILY"}, "rule"),
        ({"every": "once"}, "every"),
        ({"minimum": "2"}, "minimum"),
        ({"minimum": "13"}, "sides"),
        ({"days": "0"}, "days"),
        ({"sides": ()}, "sides"),
        ({"name": "x" * 81}, "name"),
        ({"what": "survey", "every": "once", "starts": "2026-03-01"}, "starts"),
    ],
)
def test_what_can_not_be_is_said_at_its_field_and_nothing_is_kept(
    house: Planning, values: dict[str, Any], field: str
) -> None:
    assert list(errors(house.sets_up(**values))) == [field]
    assert house.rows(Pulse) == []
    assert house.due() == []


def test_a_rule_of_its_own_works_in_its_own_zone(house: Planning) -> None:
    house.sets_up(every="own", rule="rrule:freq=monthly;byday=-1fr;", zone="america/new_york", hour="16:00")
    pulse = house.pulse("Pulse")
    assert (pulse.rule, pulse.zone) == ("FREQ=MONTHLY;BYDAY=-1FR", "America/New_York")
    in_vienna = datetime.fromisoformat("2026-03-27T16:00+01:00")  # whose hour comes before New York's
    assert house.due() == [in_vienna - AHEAD]


@pytest.mark.parametrize(
    "action",
    [
        NewPulse(),
        ListPulses(),
        ChangePulse(pulse=1),
        PausePulse(pulse=1),
        ResumePulse(pulse=1),
        StopPulse(pulse=1),
        ShowPulse(pulse=1),
        AddQuestion(pulse=1),
        DropQuestion(pulse=1, number=1),
        PickQuestion(pulse=1, number=1),
        EditQuestion(pulse=1, number=1),
        MoveQuestion(pulse=1, number=1, up=False),
        AskByName(pulse=1, named=True),
        SendNow(pulse=1),
        PreviewPulse(pulse=1),
    ],
)
def test_a_click_is_no_right(house: Planning, action: Action) -> None:
    house.sets_up(what="launch")
    before = [row.model_dump() for row in house.rows(Pulse)]
    assert "That is for" in words(house.clicks("S2", action))
    assert [row.model_dump() for row in house.rows(Pulse)] == before


@pytest.mark.parametrize("way", ["list", "new"])
def test_a_command_is_no_right(house: Planning, way: str) -> None:
    assert "That is for" in words(house.command("S2", f"pulse {way}"))
    assert isinstance(house.command(HEAD, f"pulse {way}"), Whisper | OpenForm)


# What stands in the way


def test_while_an_assessment_is_open_no_pulse_opens_and_the_turn_is_kept(house: Planning) -> None:
    house.sets_up()
    house.sets_up(what="survey", name="Own", every="week")
    own = house.pulse("Own").id or 0
    house.adds(own)
    house.changes(own, schedule=True, name="Own")
    values = {"title": "Winter", "sides": ("sales", "marketing", "other"), "days": "8", "minimum": "3"}
    house.fills_in(HEAD, StartAssessment(), values)  # type: ignore[arg-type]
    house.comes("2026-03-03T09:00")
    assert [wave.kind for wave in house.waves] == ["assessment", "survey"]
    assert house.pulse("Pulse").cursor == 0
    assert not house.was_told(HEAD, "was not sent")
    house.clicks(HEAD, CloseNow(wave=1))
    house.comes("2026-03-10T09:00")
    (pulse_wave,) = [wave for wave in house.waves if wave.kind == "pulse"]
    assert tuple(each.number for each in read(pulse_wave.questions)) == take(0)[0]


def test_an_assessment_that_was_left_out_is_told_to_whoever_set_it_up(house: Planning) -> None:
    house.sets_up(what="assessment")
    values = {"title": "Winter", "sides": ("sales", "marketing", "other"), "days": "8", "minimum": "3"}
    house.fills_in(HEAD, StartAssessment(), values)  # type: ignore[arg-type]
    house.comes("2026-03-03T09:00")
    assert len(house.waves) == 1
    assert house.was_told(HEAD, "an assessment is open") == 1


def test_too_few_people_are_told_once_to_whoever_set_it_up(house: Planning) -> None:
    house.sets_up(sides=("marketing",), minimum="6")
    with house.database.write() as session:
        for row in session.exec(select(Person).where(Person.name == "Person M2")).all():
            row.left = True
            session.add(row)
    house.comes("2026-03-24T09:00")
    assert house.waves == []
    assert house.pulse("Pulse").cursor == 0
    assert house.was_told(HEAD, "fewer than 6 people") == 1
    assert house.due() == [datetime.fromisoformat("2026-03-31T09:00+02:00") - AHEAD]


def test_after_a_long_night_the_newest_is_opened_and_nothing_twice(house: Planning) -> None:
    house.sets_up()
    house.sleeps_until("2026-03-19T08:00")  # down on the 3rd, the 10th and the 17th
    assert [wave.occurrence for wave in house.waves] == ["2026-03-17T09:00:00"]
    assert house.due() == [datetime.fromisoformat("2026-03-24T09:00+01:00") - AHEAD]
    asked = [row.not_before for row in house.rows(Delivery) if "invitation" in row.key]
    assert set(asked) == {datetime.fromisoformat("2026-03-19T09:00+01:00")}
    house.clicks(HEAD, PausePulse(pulse=1))
    house.clicks(HEAD, ResumePulse(pulse=1))
    house.passes()
    assert len(house.waves) == 1


def test_two_that_resume_in_the_minutes_before_open_one_wave(house: Planning) -> None:
    house.sets_up()
    house.comes("2026-03-03T08:50")
    assert len(house.waves) == 1
    house.clicks(HEAD, PausePulse(pulse=1))
    house.clicks(HEAD, ResumePulse(pulse=1))
    house.passes()
    assert len(house.waves) == 1
    assert house.due() == [datetime.fromisoformat("2026-03-10T09:00+01:00") - AHEAD]


# Changing, pausing, ending


def test_the_list_says_how_each_stands(house: Planning) -> None:
    empty = house.command(HEAD, "pulse list")
    assert "Nothing is set up yet" in words(empty)
    house.sets_up()
    house.has_a_draft()
    told = house.command(HEAD, "pulse list")
    assert "three of the twenty statements, in turn, every Tuesday at 09:00. Next" in words(told)
    assert "A draft: nobody has been asked" in words(told)
    assert labels(told) == ["Go on with it", "Throw away", "Change", "Pause", "Preview", "Stop", "Set up a new one"]
    house.comes("2026-03-03T09:00")
    assert "Open now, until" in words(house.command(HEAD, "pulse list"))


def test_the_form_shows_what_is_and_saving_it_changes_nothing(house: Planning) -> None:
    house.sets_up(every="two_weeks", hour="11:30", days="3", comments="no")
    house.comes("2026-03-04T12:00")
    before = house.pulse("Pulse").model_dump(exclude={"changed"})
    reply = house.clicks(HEAD, ChangePulse(pulse=1))
    assert isinstance(reply, OpenForm)
    shown: dict[str, Any] = {field.key: getattr(field, "initial", None) for field in reply.form.fields}
    assert (shown["every"], shown["weekday"], shown["hour"]) == (("two_weeks",), ("1",), ("11:30",))
    typed = {key: value if isinstance(value, tuple) else str(value or "") for key, value in shown.items()}
    house.fills_in(HEAD, ChangePulse(pulse=1), typed)
    assert house.pulse("Pulse").model_dump(exclude={"changed"}) == before
    assert house.due() == [datetime.fromisoformat("2026-03-17T11:30+01:00") - AHEAD]


def test_a_change_is_for_the_next_one(house: Planning) -> None:
    house.sets_up()
    house.comes("2026-03-03T09:00")
    reply = house.changes(1, name="Thursdays", weekday="3", days="2", minimum="4", sides=("sales",))
    assert isinstance(reply, Update)
    assert "every Thursday at 09:00" in words(reply)
    assert (house.waves[0].title, house.waves[0].minimum) == ("Pulse", 3)
    assert house.due() == [datetime.fromisoformat("2026-03-05T09:00+01:00") - AHEAD]
    house.comes("2026-03-12T09:00")
    assert (house.waves[-1].title, house.waves[-1].minimum) == ("Thursdays", 4)
    assert {row.side for row in house.rows(Participant) if row.wave == house.waves[-1].id} == {"sales"}


def test_paused_it_asks_nobody_and_resumed_it_catches_up_on_nothing(house: Planning) -> None:
    house.sets_up()
    assert "Paused." in words(house.clicks(HEAD, PausePulse(pulse=1)))
    house.comes("2026-03-18T12:00")
    assert house.waves == []
    assert "Next" in words(house.clicks(HEAD, ResumePulse(pulse=1)))
    house.passes()
    assert house.waves == []
    house.comes("2026-03-24T09:00")
    assert [wave.occurrence for wave in house.waves] == ["2026-03-24T09:00:00"]


def test_ended_it_asks_nobody_and_what_is_open_closes_in_its_time(house: Planning) -> None:
    house.sets_up()
    house.comes("2026-03-03T09:00")
    assert "has ended" in words(house.clicks(HEAD, StopPulse(pulse=1)))
    assert house.pulse("Pulse").state == "ended"
    assert [wave.state for wave in house.waves] == ["open"]
    house.comes("2026-03-31T12:00")
    assert [wave.state for wave in house.waves] == ["closed"]
    for action in (ResumePulse(pulse=1), PausePulse(pulse=1), ChangePulse(pulse=1), PreviewPulse(pulse=1)):
        assert "That one has ended" in words(house.clicks(HEAD, action))


# Questions of one's own


def test_a_draft_grows_by_questions_and_is_sent(house: Planning) -> None:
    number = house.has_a_draft()
    assert house.due() == []
    house.adds(number, text="How was the launch?")
    house.adds(number, text="Would you do it again?", kind="yes_no")
    house.adds(number, text="What went wrong?", kind="choice", options="Timing\n\n  Price \nNothing")
    house.adds(number, text="Recommend it?", kind="recommend")
    reply = house.adds(number, text="Anything else?", kind="text")
    assert isinstance(reply, Update)
    assert "From 1 to 5: from “not at all” to “very much”" in words(reply)
    assert "One of several: Timing · Price · Nothing" in words(reply)
    sent = house.clicks(HEAD, SendNow(pulse=number))
    assert "12 people get it" in words(sent)
    (wave,) = house.waves
    assert (wave.kind, wave.family, wave.occurrence) == ("survey", f"pulse {number}", "")
    assert [each.kind for each in read(wave.questions)] == ["scale", "yes_no", "choice", "recommend", "text"]
    assert [each.number for each in read(wave.questions)] == [1, 2, 3, 4, 5]
    assert house.pulse("Launch").state == "ended"
    assert house.due() == []
    assert "has ended" in words(house.clicks(HEAD, SendNow(pulse=number)))
    assert len(house.waves) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"text": "HOW WAS IT?"}, "text"),
        ({"text": "Which?", "kind": "choice"}, "options"),
        ({"text": "Which?", "kind": "choice", "options": "only one"}, "options"),
        ({"text": "Which?", "kind": "choice", "options": "one\nOne"}, "options"),
        ({"text": "Which?", "kind": "choice", "options": "\n".join("abcdefghijk")}, "options"),
        ({"text": "Which?", "kind": "choice", "options": f"a\n{'b' * 101}"}, "options"),
        ({"text": "Really?", "kind": "yes_no", "options": "a\nb"}, "options"),
        ({"text": "Really?", "kind": "yes_no", "low": "never"}, "low"),
        ({"text": "Really?", "kind": "text", "high": "ever"}, "high"),
    ],
)
def test_a_question_that_can_not_be_is_said_at_its_field(house: Planning, values: dict[str, str], field: str) -> None:
    number = house.has_a_draft()
    house.adds(number)
    assert list(errors(house.adds(number, **values))) == [field]
    assert [each.text for each in house.questions()] == ["How was it?"]


def test_ten_questions_are_enough(house: Planning) -> None:
    number = house.has_a_draft()
    for count in range(10):
        reply = house.adds(number, text=f"Question {count}?")
    assert "Add a question" not in labels(reply)
    assert list(errors(house.adds(number, text="One more?"))) == ["text"]


def test_a_number_is_never_given_to_another_question(house: Planning) -> None:
    number = house.has_a_draft()
    for text in ("One?", "Two?"):
        house.adds(number, text=text)
    house.changes(number, schedule=True, name="Launch", every="week")
    house.comes("2026-03-03T09:00")
    house.clicks(HEAD, DropQuestion(pulse=number, number=2))
    house.comes("2026-03-10T09:00")
    house.adds(number, text="Three?")
    assert [(each.number, each.text) for each in house.questions()] == [(1, "One?"), (3, "Three?")]


def test_a_question_is_changed_where_it_stands(house: Planning) -> None:
    number = house.has_a_draft()
    for text in ("One?", "Two?", "Three?"):
        house.adds(number, text=text)
    picked = house.clicks(HEAD, PickQuestion(pulse=number, number=2))
    assert "Question 2 of 3" in words(picked)
    assert labels(picked) == ["Change it", "Move up", "Move down", "Remove", "Back to the questions"]
    opened = house.clicks(HEAD, EditQuestion(pulse=number, number=2))
    assert isinstance(opened, OpenForm)
    assert [getattr(field, "initial", None) for field in opened.form.fields] == ["Two?", ("scale",), "", "", ""]
    edited = QUESTION | {"text": "Which two?", "kind": "choice", "options": "a\nb"}
    assert "Which two?" in words(house.fills_in(HEAD, EditQuestion(pulse=number, number=2), edited))
    assert [(each.number, each.text) for each in house.questions()] == [(1, "One?"), (2, "Which two?"), (3, "Three?")]
    assert house.questions()[1].options == ("a", "b")
    twice = house.fills_in(HEAD, EditQuestion(pulse=number, number=2), QUESTION | {"text": "three?"})
    assert list(errors(twice)) == ["text"]
    assert not isinstance(house.fills_in(HEAD, EditQuestion(pulse=number, number=2), edited), FormErrors)


def test_ten_questions_can_be_changed_as_well(house: Planning) -> None:
    number = house.has_a_draft()
    for count in range(10):
        house.adds(number, text=f"Question {count}?")
    house.fills_in(HEAD, EditQuestion(pulse=number, number=10), QUESTION | {"text": "The last?"})
    assert house.questions()[-1].text == "The last?"


def test_questions_change_places(house: Planning) -> None:
    number = house.has_a_draft()
    for text in ("One?", "Two?", "Three?"):
        house.adds(number, text=text)
    moved = house.clicks(HEAD, MoveQuestion(pulse=number, number=3, up=True))
    assert "Question 2 of 3" in words(moved)
    house.clicks(HEAD, MoveQuestion(pulse=number, number=3, up=True))
    assert [each.text for each in house.questions()] == ["Three?", "One?", "Two?"]
    for up, at in ((True, 3), (False, 2)):
        house.clicks(HEAD, MoveQuestion(pulse=number, number=at, up=up))
    assert [each.text for each in house.questions()] == ["Three?", "One?", "Two?"], "there is nowhere further to go"
    house.clicks(HEAD, MoveQuestion(pulse=number, number=3, up=False))
    assert [each.number for each in house.questions()] == [1, 3, 2]


def test_what_is_to_be_done_with_a_question_that_is_gone_shows_those_there_are(house: Planning) -> None:
    number = house.has_a_draft()
    for text in ("One?", "Two?"):
        house.adds(number, text=text)
    house.clicks(HEAD, DropQuestion(pulse=number, number=2))
    for action in (
        PickQuestion(pulse=number, number=2),
        EditQuestion(pulse=number, number=2),
        MoveQuestion(pulse=number, number=2, up=True),
    ):
        reply = house.clicks(HEAD, action)
        assert "One?" in words(reply)
        assert "Add a question" in labels(reply)


def test_a_question_that_was_asked_and_is_changed_is_another_one(house: Planning) -> None:
    number = house.has_a_draft()
    for text in ("One?", "Two?"):
        house.adds(number, text=text)
    house.changes(number, schedule=True, name="Launch", every="week")
    house.comes("2026-03-03T09:00")
    house.fills_in(HEAD, EditQuestion(pulse=number, number=1), QUESTION | {"text": "One?"})
    assert [each.number for each in house.questions()] == [1, 2], "saved as it was"
    house.fills_in(HEAD, EditQuestion(pulse=number, number=1), QUESTION | {"text": "The first?"})
    assert [(each.number, each.text) for each in house.questions()] == [(3, "The first?"), (2, "Two?")]
    assert [each.number for each in read(house.waves[0].questions)] == [1, 2]


def test_what_is_set_up_keeps_one_question_at_least(house: Planning) -> None:
    number = house.has_a_draft()
    house.adds(number)
    house.changes(number, schedule=True, name="Launch", every="week")
    assert "needs one question at least" in words(house.clicks(HEAD, DropQuestion(pulse=number, number=1)))
    assert len(house.questions()) == 1


@pytest.mark.parametrize("template", ["launch", "campaign", "event", "quarter"])
def test_a_template_is_a_draft_to_start_from(house: Planning, template: str) -> None:
    reply = house.sets_up(what=template)
    assert isinstance(reply, Say)
    (pulse,) = house.rows(Pulse)
    assert (pulse.kind, pulse.state) == ("survey", "draft")
    questions = read(pulse.questions)
    assert 3 < len(questions) <= 10
    for question in questions:
        assert question.text in words(reply)
        assert question.kind != "choice" or len(question.options) > 2
    assert house.due() == []


def test_names_are_said_on_the_draft_and_kept_for_the_wave(house: Planning) -> None:
    number = house.has_a_draft()
    house.adds(number)
    assert "Answers carry names" in words(house.clicks(HEAD, AskByName(pulse=number, named=True)))
    assert "anonymous" in words(house.clicks(HEAD, AskByName(pulse=number, named=False)))
    house.clicks(HEAD, AskByName(pulse=number, named=True))
    house.clicks(HEAD, SendNow(pulse=number))
    assert [wave.named for wave in house.waves] == [True]


def test_a_draft_is_scheduled_for_a_day(house: Planning) -> None:
    number = house.has_a_draft()
    assert list(errors(house.changes(number, schedule=True, name="Launch", every="once"))) == ["name"]
    house.adds(number)
    wrong = house.changes(number, schedule=True, name="Launch", every="once")
    assert list(errors(wrong)) == ["starts"]
    reply = house.changes(number, schedule=True, name="Launch", every="once", starts="2026-03-11", hour="14:00")
    assert isinstance(reply, Update)
    assert "once, on" in words(reply)
    house.comes("2026-03-11T14:00")
    assert [wave.occurrence for wave in house.waves] == ["2026-03-11T14:00:00"]
    assert house.pulse("Launch").state == "ended"
    assert house.due() == []


def test_what_could_not_be_sent_on_its_day_is_a_draft_again(house: Planning) -> None:
    number = house.has_a_draft(sides=("marketing",), minimum="6")
    house.adds(number)
    values: dict[str, Any] = {"every": "once", "starts": "2026-03-11", "sides": ("marketing",), "minimum": "6"}
    house.changes(number, schedule=True, name="Launch", **values)
    with house.database.write() as session:
        for row in session.exec(select(Person).where(Person.name == "Person M2")).all():
            row.left = True
            session.add(row)
    house.comes("2026-03-11T09:00")
    assert house.waves == []
    assert house.pulse("Launch").state == "draft"
    assert house.was_told(HEAD, "won't try again by itself") == 1


def test_sent_right_before_its_time_it_has_all_its_days_and_stands_for_that_time(house: Planning) -> None:
    number = house.has_a_draft()
    house.adds(number)
    house.sets_up(what="survey", name="Weekly", every="week")  # a draft with a rhythm, on Monday; its day is Tuesday
    weekly = house.pulse("Weekly").id or 0
    house.adds(weekly)
    sent = house.clicks(HEAD, SendNow(pulse=weekly))
    (wave,) = house.waves
    assert wave.closes == datetime.fromisoformat("2026-03-06T17:00+01:00"), "four working days"
    assert "By itself it asks again Tuesday, March 10" in words(sent)
    assert house.due() == [datetime.fromisoformat("2026-03-10T09:00+01:00") - AHEAD]
    house.comes("2026-03-10T09:00")
    assert [wave.occurrence for wave in house.waves] == ["", "2026-03-10T09:00:00"]


def test_sent_long_before_its_time_it_leaves_that_time_as_it_is(house: Planning) -> None:
    house.sets_up(what="survey", name="Weekly", every="week", days="1", weekday="4")
    weekly = house.pulse("Weekly").id or 0
    house.adds(weekly)
    house.clicks(HEAD, SendNow(pulse=weekly))
    assert house.due() == [datetime.fromisoformat("2026-03-06T09:00+01:00") - AHEAD]
    house.comes("2026-03-06T09:00")
    assert [wave.occurrence for wave in house.waves] == ["", "2026-03-06T09:00:00"]


def test_a_draft_that_was_meant_for_a_day_has_all_its_days_as_well(house: Planning) -> None:
    number = house.has_a_draft(starts="2026-03-03")
    house.adds(number)
    house.clicks(HEAD, SendNow(pulse=number))
    (wave,) = house.waves
    assert wave.closes == datetime.fromisoformat("2026-03-06T17:00+01:00")
    assert house.due() == []


def test_a_draft_is_thrown_away_with_its_name(house: Planning) -> None:
    number = house.has_a_draft()
    house.clicks(HEAD, StopPulse(pulse=number))
    assert house.rows(Pulse) == []
    house.has_a_draft()


def test_a_draft_for_too_few_is_not_sent(house: Planning) -> None:
    number = house.has_a_draft(minimum="13")
    house.adds(number)
    assert "nothing may be shown about fewer" in words(house.clicks(HEAD, SendNow(pulse=number)))
    assert house.waves == []
    assert house.pulse("Launch").state == "draft"


# A preview


def test_a_preview_goes_through_everything_and_keeps_nothing(house: Planning) -> None:
    house.sets_up(what="event", name="Fair")
    number = house.pulse("Fair").id or 0
    reply = house.clicks(HEAD, PreviewPulse(pulse=number))
    assert isinstance(reply, Whisper)
    seen = [reply.card.model_dump_json()]
    for _ in range(20):
        assert isinstance(reply, Whisper | Update)
        assert "A preview, for you only" in words(reply)
        codes = _codes(reply.card)
        assert codes, "there is a way on"
        assert all(code.startswith("pulse.preview:") for code in codes)
        assert len(set(codes)) == len(codes)
        step = len(seen)
        reply = house.clicks(HEAD, PreviewPulse(pulse=number, step=step))
        if "That is all" in words(reply):
            break
        assert isinstance(reply, Update)
        seen.append(reply.card.model_dump_json())
    assert "That is all" in words(reply)
    for question in house.questions("Fair"):
        assert any(question.text in each for each in seen)
    assert house.waves == []
    assert house.rows(Participant) == []


def _codes(card: Card) -> list[str]:
    found: list[str] = []
    for part in card.parts:
        match part:
            case Buttons():
                found += [each.press.code for each in part.buttons if each.press]
            case Scale():
                found += [each.code for each in part.presses]
            case Choices():
                found += [each.press.code for each in part.options]
    return found


def test_a_preview_of_a_pulse_shows_its_next_three_and_takes_no_turn(house: Planning) -> None:
    house.sets_up()
    for _ in range(2):
        reply = house.clicks(HEAD, PreviewPulse(pulse=1))
        assert "A preview, for you only" in words(reply)
    assert house.pulse("Pulse").cursor == 0
    house.passes(timedelta(hours=1))
    assert house.waves == []
