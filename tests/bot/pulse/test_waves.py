"""A wave over the real core and database: what it keeps while it is open, and what is left of it after."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.conversation.events import Clicked, Installed, MembersSeen, Profile
from bot.conversation.forms import ScaleField
from bot.conversation.payloads import encode
from bot.conversation.replies import FormErrors, OpenForm, Say, Update, Whisper
from bot.people.joining import join_later
from bot.pulse.actions import Answer as GoOn
from bot.pulse.actions import AnswerAll, CloseNow, Decline, GetCsv, Rate, StartAssessment
from bot.pulse.pseudonyms import token
from bot.pulse.results import Result
from bot.pulse.statements import STATEMENTS
from bot.timing import Holidays
from bot.work import Work
from storage.answer_tables import TAKEN_BACK, Answer, WaveKey
from storage.answers import Answers
from storage.database import Database
from storage.deliveries import Delivery
from storage.inbox import Handled
from storage.people import People, Person
from storage.pulse import Participant, Wave
from storage.timers import Timer
from tests.bot.people.house import TEAM, House, words

SALES = tuple(f"S{number}" for number in range(1, 7))
MARKETING = tuple(f"M{number}" for number in range(1, 7))
HEAD = SALES[0]


class Waves(House):
    """A house with six people on each side, all on one Slack, and a head who may start."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.reports(Installed(**self.news(TEAM), name="Brightwater", organisation=self.organisation))
        users = (*SALES, *MARKETING)
        members = tuple(Profile(user=user, name=f"Person {user}", email=f"{user}@x.example") for user in users)
        self.reports(MembersSeen(**self.news(TEAM), members=members))
        with self.database.write() as session:
            for row in session.exec(select(Person)).all():
                row.side = "sales" if (row.email or "").upper() < "T" and (row.email or "")[0] == "s" else "marketing"
                session.add(row)
        self.makes(HEAD, "head")

    def starts(self, days: int = 8, minimum: int = 3) -> None:
        values: dict[str, str | tuple[str, ...]] = {
            "title": "Winter",
            "sides": ("sales", "marketing", "other"),
            "days": str(days),
            "minimum": str(minimum),
        }
        reply = self.fills_in(HEAD, StartAssessment(), values)
        assert isinstance(reply, Say), reply
        self.passes()

    def rates(self, user: str, ratings: dict[int, int]) -> None:
        for statement, rating in ratings.items():
            self.clicks(user, Rate(wave=1, statement=statement, rating=rating))

    def rates_all(self, user: str, rating: int) -> None:
        values: dict[str, str | tuple[str, ...]] = {str(each.number): str(rating) for each in STATEMENTS}
        assert isinstance(self.fills_in(user, AnswerAll(wave=1), values), Update)

    def closes(self) -> None:
        assert isinstance(self.clicks(HEAD, CloseNow(wave=1)), Update)

    def rows(self, table: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(table)).all())

    @property
    def result(self) -> Result:
        (wave,) = self.rows(Wave)
        return Result.model_validate_json(wave.result)


@pytest.fixture
def house(database: Database) -> Iterator[Waves]:
    waves = Waves(database)
    yield waves
    waves.truce.close()


def test_a_rating_counts_once_however_often_it_is_clicked(house: Waves) -> None:
    house.starts()
    for _ in range(5):
        house.clicks("S2", Rate(wave=1, statement=1, rating=4))
    (kept,) = house.rows(Answer)
    assert (kept.statement, kept.rating) == (1, 4)


def test_the_later_click_stands_whatever_order_they_arrive_in(house: Waves) -> None:
    house.starts()
    first = Clicked(**house.act("S2"), code=encode(Rate(wave=1, statement=1, rating=2)))
    later = Clicked(**house.act("S2"), code=encode(Rate(wave=1, statement=1, rating=5)))
    later = later.model_copy(update={"at": first.at + timedelta(seconds=3)})
    house.does(later)
    house.does(first)
    assert [kept.rating for kept in house.rows(Answer)] == [5]


def test_answers_can_be_changed_and_taken_back_in_the_form(house: Waves) -> None:
    house.starts()
    house.rates_all("S2", 4)
    reply = house.clicks("S2", AnswerAll(wave=1))
    assert isinstance(reply, OpenForm)
    assert {field.initial for field in reply.form.fields if isinstance(field, ScaleField)} == {4}
    house.fills_in("S2", AnswerAll(wave=1), {"1": "2"})
    assert [(kept.statement, kept.rating) for kept in house.rows(Answer) if kept.rating != TAKEN_BACK] == [(1, 2)]


def test_a_form_with_a_wrong_value_changes_nothing_and_says_where(house: Waves) -> None:
    house.starts()
    reply = house.fills_in("S2", AnswerAll(wave=1), {"1": "2", "2": "6"})
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == ["2"]
    assert house.rows(Answer) == []
    assert isinstance(house.fills_in("S2", AnswerAll(wave=1), {"1": "2", "2": "5"}), Update)


@pytest.mark.parametrize("what", [CloseNow(wave=1), GetCsv(wave=1), StartAssessment()])
def test_a_click_is_no_right(house: Waves, what: CloseNow | GetCsv | StartAssessment) -> None:
    house.starts()
    assert "That is for" in words(house.clicks("S2", what))
    assert [wave.state for wave in house.rows(Wave)] == ["open"]


def test_somebody_who_is_not_asked_can_not_answer(house: Waves) -> None:
    house.starts()
    stranger = house.clicks("U404", Rate(wave=1, statement=1, rating=1))
    assert "not among those asked" in words(stranger)
    assert house.rows(Answer) == []


def test_one_at_a_time(house: Waves) -> None:
    house.starts()
    assert "One at a time" in words(house.command(HEAD, "pulse start assessment"))


def test_too_few_people_to_ask(house: Waves) -> None:
    values: dict[str, str | tuple[str, ...]] = {"title": "W", "sides": ("sales",), "days": "8", "minimum": "7"}
    reply = house.fills_in(HEAD, StartAssessment(), values)
    assert isinstance(reply, FormErrors)
    assert house.rows(Wave) == []


def test_an_answer_takes_back_the_reminder_that_has_not_gone_out(house: Waves) -> None:
    house.starts()
    _let_it_go_out(house)
    (timer,) = [row for row in house.rows(Timer) if row.kind == "pulse.remind"]
    house.passes(timer.due - house.clock.now())
    waiting = [row for row in house.rows(Delivery) if "reminder" in row.key]
    assert len(waiting) == 12
    house.rates("S2", {1: 3})
    assert len([row for row in house.rows(Delivery) if "reminder" in row.key]) == 11


def test_who_said_not_this_time_is_not_reminded(house: Waves) -> None:
    house.starts()
    _let_it_go_out(house)
    house.clicks("S2", Decline(wave=1))
    house.passes(timedelta(days=7))
    asked = {row.user for row in house.rows(Delivery) if "reminder" in row.key}
    assert asked == {*SALES, *MARKETING} - {"S2"}


def test_after_closing_nothing_ties_anybody_to_an_answer(house: Waves) -> None:
    house.starts()
    house.passes(timedelta(hours=2))
    _let_it_go_out(house)
    for user in (*SALES[:4], *MARKETING[:4]):
        house.rates_all(user, 2)
    house.rates("S5", {1: 5})
    house.passes(timedelta(days=7))
    _let_it_go_out(house)
    assert house.rows(Answer)
    assert [row.about for row in house.rows(Handled) if row.about == "wave 1"]
    house.closes()

    assert house.rows(Answer) == []
    assert house.rows(WaveKey) == []
    assert [row for row in house.rows(Handled) if row.about] == []
    assert [row for row in house.rows(Timer) if row.about] == []
    left = house.rows(Delivery)
    assert [row for row in left if row.about] == []
    # Everybody has as many records as everybody else, and they differ in nothing but the person and their place.
    mine = [row for row in left if row.user and not row.key.startswith(("result", "reply", "sorry"))]
    assert set(Counter(row.user for row in mine).values()) == {1}
    assert len({(row.card, row.state, row.version, row.about, row.created) for row in mine}) == 1
    assert {(row.brought_back, row.waits_until, row.declined) for row in house.rows(Participant)} == {(0, None, False)}


def _let_it_go_out(house: Waves) -> None:
    """As the postman would record it."""
    with house.database.write() as session:
        for number, row in enumerate(session.exec(select(Delivery).where(Delivery.state == "waiting")).all()):
            row.state, row.external, row.sent_version = "sent", f"D{row.user}/{number}", row.version
            row.sent_at = row.not_before
            session.add(row)


def test_a_late_click_on_a_closed_wave_is_told_so_and_changes_nothing(house: Waves) -> None:
    house.starts()
    for user in (*SALES, *MARKETING):
        house.rates_all(user, 3)
    house.closes()
    before = house.result
    for action in (Rate(wave=1, statement=1, rating=1), GoOn(wave=1), AnswerAll(wave=1), Decline(wave=1)):
        assert "closed" in words(house.clicks("S2", action))
    assert house.result == before
    assert house.rows(Answer) == []


def test_the_result_is_that_of_the_ratings_by_the_side_at_the_opening(house: Waves) -> None:
    house.starts()
    for user in SALES:
        house.rates_all(user, 2)
    for user in MARKETING:
        house.rates_all(user, 4)
    mover = house.person("S6")
    with house.database.write() as session:
        row = session.get(Person, mover.id)
        assert row is not None
        row.side = "marketing"
        session.add(row)
    house.passes(timedelta(days=20))
    groups = house.result.groups
    found: dict[str, tuple[int | None, object]] = {
        scope: (group.answered, group.mean) for scope, group in groups.items()
    }
    assert found == {
        "overall": (12, 60),
        "sales": (6, 40),
        "marketing": (6, 80),
    }


def test_everyone_asked_gets_the_result_once_and_the_head_at_the_next_working_hour(house: Waves) -> None:
    house.starts()
    for user in (*SALES, *MARKETING):
        house.rates_all(user, 3)
    house.closes()
    house.passes()
    results = [row for row in house.rows(Delivery) if row.key.startswith("result")]
    assert Counter(row.user for row in results) == Counter((*SALES, *MARKETING))
    assert {row.user for row in results if row.attention == "alert"} == {HEAD}


def test_the_change_since_the_last_assessment_is_said_with_its_uncertainty(house: Waves) -> None:
    house.starts()
    for number, user in enumerate((*SALES, *MARKETING)):
        house.rates_all(user, 2 + number % 2)
    house.closes()
    house.starts()
    for number, user in enumerate((*SALES, *MARKETING)):
        values: dict[str, str | tuple[str, ...]] = {str(each.number): str(3 + number % 2) for each in STATEMENTS}
        house.fills_in(user, AnswerAll(wave=2), values)
    assert isinstance(house.clicks(HEAD, CloseNow(wave=2)), Update)
    told = words(house.command(HEAD, "pulse results"))
    assert "Since last time: up by 20" in told
    assert "likely" in told


def test_two_records_of_one_person_are_one_answer(house: Waves) -> None:
    house.starts()
    kept, gone = house.person("S2"), house.person("S3")
    house.rates("S2", {1: 4})
    house.rates("S3", {1: 1, 2: 5})
    with house.database.read() as session:
        secret = Answers(session, house.organisation).secret(1)
    assert secret is not None
    with house.database.write() as session:
        event = Clicked(**house.act("S2"), code="")
        join_later(kept.id or 0, gone.id or 0, Work(People(session, house.organisation), event, event.at, Holidays()))
    house.passes()
    ratings = {(row.token, row.statement): row.rating for row in house.rows(Answer)}
    mine = token(secret, kept.id or 0)
    assert ratings == {(mine, 1): 4, (mine, 2): 5}
    assert len([row for row in house.rows(Participant) if row.person == kept.id]) == 1


@pytest.mark.parametrize("way", ["", "status", "results", "privacy", "start", "nonsense"])
def test_every_way_to_ask_has_an_answer_before_there_is_anything(house: Waves, way: str) -> None:
    assert isinstance(house.command(HEAD, f"pulse {way}"), Whisper | OpenForm)


def test_status_counts_without_telling_about_anybody(house: Waves) -> None:
    house.starts(minimum=6)
    house.rates("S2", {1: 4})
    told = words(house.command(HEAD, "pulse status"))
    assert "1 of 6" in told
    assert "1 of 12" in told
    assert "Person" not in told
