"""Running sums are what a recount would find, whatever people do, in whatever order it arrives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from storage.answer_tables import Answer, NamedAnswer, Remark, Tally, Turnout, WaveKey
from storage.answers import Answers, named_token
from storage.database import Database, savepoint
from storage.people import Organisations, People, Person
from storage.pulse import Participant, Pulses, Wave
from storage.recounting import recount

OPENED = datetime(2027, 1, 11, 8, tzinfo=UTC)
TOKENS = ("a", "b", "c")
SIDES = {"a": "sales", "b": "sales", "c": "marketing"}
ALL = dict.fromkeys(range(1, 21), 3)


class Asked:
    """A company with a wave of each kind."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.organisation = Organisations(session).add("Brightwater").id or 0
        self.assessment = self.opens("assessment")
        self.pulse = self.opens("pulse")

    def opens(self, kind: str) -> int:
        with self.database.write() as session:
            wave = Wave(organisation=self.organisation, kind=kind, title=kind, opened=OPENED, closes=OPENED, minimum=5)
            return Pulses(session, self.organisation).add(wave).id or 0

    @contextmanager
    def answers(self) -> Iterator[Answers]:
        with self.database.write() as session:
            yield Answers(session, self.organisation)

    def rates(self, token: str, ratings: dict[int, int | None], second: int = 0, wave: int = 0) -> None:
        with self.answers() as answers:
            answers.rate(wave or self.assessment, token, SIDES[token], ratings, OPENED + timedelta(seconds=second))

    def agree(self, wave: int) -> None:
        with self.database.read() as session:
            answers = Answers(session, self.organisation)
            assert (answers.tallies(wave), answers.turnouts(wave)) == recount(answers, wave)
            assert [row for row in session.exec(select(Tally)) if row.n <= 0] == []
            assert [row for row in session.exec(select(Turnout)) if row.people <= 0] == []


@pytest.fixture
def asked(database: Database) -> Asked:
    return Asked(database)


rating = st.tuples(
    st.just("rate"),
    st.sampled_from(TOKENS),
    st.one_of(
        st.dictionaries(st.integers(1, 20), st.one_of(st.none(), st.integers(1, 5)), max_size=4),
        st.integers(1, 5).map(lambda value: dict.fromkeys(range(1, 21), value)),
        st.integers(1, 5).map(lambda value: dict.fromkeys(range(1, 20), value)),
    ),
    st.integers(0, 6),
)
moving = st.tuples(
    st.just("move"), st.sampled_from(TOKENS), st.sampled_from(TOKENS), st.sampled_from(("sales", "other"))
)
Step = tuple[str, str, object, object]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.one_of(rating, rating, moving), max_size=4), max_size=6),
    st.sampled_from(["assessment", "pulse"]),
)
def test_whatever_is_clicked_moved_and_repeated_the_sums_are_a_recount(
    asked: Asked, transactions: list[list[Step]], kind: str
) -> None:
    wave = asked.opens(kind)
    for steps in transactions:
        with asked.answers() as answers:
            for what, token, how, more in steps:
                if what == "rate":
                    assert isinstance(how, dict)
                    assert isinstance(more, int)
                    answers.rate(wave, token, SIDES[token], how, OPENED + timedelta(seconds=more))
                elif token != how:
                    answers.move(wave, token, str(how), str(more))
            assert (answers.tallies(wave), answers.turnouts(wave)) == recount(answers, wave)
        asked.agree(wave)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(TOKENS), st.integers(1, 3), st.one_of(st.none(), st.integers(1, 5))), max_size=12
    ),
    st.randoms(use_true_random=False),
)
def test_late_and_repeated_clicks_end_where_clicks_in_order_do(
    asked: Asked, clicks: list[tuple[str, int, int | None]], shuffled: object
) -> None:
    in_order, as_they_come = asked.opens("pulse"), asked.opens("pulse")
    numbered = list(enumerate(clicks))
    for second, (token, question, value) in numbered:
        asked.rates(token, {question: value}, second, in_order)
    twice = numbered * 2
    shuffled.shuffle(twice)  # type: ignore[attr-defined]  # hypothesis hands out a random.Random
    for second, (token, question, value) in twice:
        asked.rates(token, {question: value}, second, as_they_come)
    with asked.answers() as answers:
        assert answers.tallies(as_they_come) == answers.tallies(in_order)
        assert answers.turnouts(as_they_come) == answers.turnouts(in_order)
        for token in TOKENS:
            assert answers.ratings(as_they_come, token) == answers.ratings(in_order, token)


def test_who_rates_the_last_of_the_twenty_is_counted_as_whole_and_back(asked: Asked) -> None:
    def turned_out() -> list[tuple[bool, int, int, int]]:
        with asked.answers() as answers:
            return [(each.whole, each.people, each.total, each.squares) for each in answers.turnouts(asked.assessment)]

    asked.rates("a", dict.fromkeys(range(1, 20), 3))
    assert turned_out() == [(False, 1, 57, 57**2)]
    asked.rates("a", {20: 5}, 1)
    assert turned_out() == [(True, 1, 62, 62**2)]
    asked.rates("a", {7: None}, 2)
    assert turned_out() == [(False, 1, 59, 59**2)]
    asked.rates("a", dict.fromkeys(range(1, 21), None), 3)
    assert turned_out() == []
    asked.agree(asked.assessment)


def test_only_an_assessment_has_whole_people(asked: Asked) -> None:
    asked.rates("a", {**ALL}, wave=asked.pulse)
    with asked.answers() as answers:
        assert [each.whole for each in answers.turnouts(asked.pulse)] == [False]


def test_what_a_savepoint_takes_back_is_in_no_sum(asked: Asked) -> None:
    def fails(session: Session, token: str) -> None:
        with savepoint(session):
            Answers(session, asked.organisation).rate(asked.pulse, token, "sales", {1: 5}, OPENED)
            raise RuntimeError

    with asked.database.write() as session:
        answers = Answers(session, asked.organisation)
        answers.rate(asked.pulse, "a", "sales", {1: 1}, OPENED)
        with pytest.raises(RuntimeError):
            fails(session, "b")
        nested = session.begin_nested()
        answers.rate(asked.pulse, "c", "marketing", {1: 3}, OPENED)
        nested.rollback()
        with savepoint(session):
            answers.rate(asked.pulse, "d", "other", {1: 4}, OPENED)
        with session.begin_nested():
            answers.rate(asked.pulse, "e", "other", {1: 4}, OPENED)
    with asked.answers() as answers:
        assert {(each.side, each.value): each.n for each in answers.tallies(asked.pulse)} == {
            ("sales", 1): 1,
            ("other", 4): 2,
        }
    asked.agree(asked.pulse)


def test_two_records_of_one_person_are_counted_once_on_the_side_that_stays(asked: Asked) -> None:
    asked.rates("a", {1: 4})
    asked.rates("c", {1: 1, 2: 5}, 5)
    with asked.answers() as answers:
        answers.remark(asked.assessment, "c", "marketing", {0: "From c", 5: "Five"}, OPENED)
        answers.remark(asked.assessment, "a", "sales", {0: "From a"}, OPENED)
        answers.move(asked.assessment, "c", "a", "sales")
        assert answers.ratings(asked.assessment, "a") == {1: 4, 2: 5}
        assert answers.remarks(asked.assessment, "a") == {0: "From a", 5: "Five"}
        assert answers.ratings(asked.assessment, "c") == {}
        assert answers.remarks(asked.assessment, "c") == {}
        assert [(each.side, each.people) for each in answers.turnouts(asked.assessment)] == [("sales", 1)]
    asked.agree(asked.assessment)


def test_who_only_wrote_has_answered_too(asked: Asked) -> None:
    asked.rates("a", {1: 4})
    with asked.answers() as answers:
        answers.remark(asked.assessment, "a", "sales", {0: "and this"}, OPENED)
        answers.remark(asked.assessment, "b", "sales", {0: "Only this"}, OPENED)
        answers.remark(asked.assessment, "c", "marketing", {0: "Written"}, OPENED)
        answers.unremark(asked.assessment, "c", "marketing", [0], OPENED + timedelta(seconds=1))
        answers.remark(asked.assessment, "c", "marketing", {0: "Written"}, OPENED)  # once more, late
        assert answers.answered(asked.assessment) == {"sales": 2}
        assert answers.tokens(asked.assessment) == {"a", "b"}
        assert answers.texts(asked.assessment) == [(0, "Only this"), (0, "and this")]


def test_writers_at_once_lose_no_answer(asked: Asked) -> None:
    """Each writes ten people's answers to one wave in one transaction, in an order of its own."""
    people = [f"p{number}" for number in range(40)]
    troubles: list[BaseException] = []

    def write(mine: list[str]) -> None:
        try:
            for value in (1, 2, 3):
                with asked.answers() as answers:
                    for token in mine:
                        answers.rate(asked.pulse, token, "sales", {1 + value % 3: value}, OPENED)
        except BaseException as trouble:  # noqa: BLE001  shown by the assertion below
            troubles.append(trouble)

    writers = [threading.Thread(target=write, args=(people[start::4][:: 1 - 2 * (start % 2)],)) for start in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert troubles == []
    asked.agree(asked.pulse)
    with asked.answers() as answers:
        assert [each.people for each in answers.turnouts(asked.pulse)] == [40]


def test_clicks_of_one_person_wait_for_each_other_and_for_the_closing(asked: Asked) -> None:
    with asked.database.write() as session:
        alice = People(session, asked.organisation).add(Person(organisation=asked.organisation, name="Alice")).id or 0
        answers = Answers(session, asked.organisation)
        answers.add(WaveKey(wave=asked.pulse, organisation=asked.organisation, secret=b"s" * 32))
        answers.add(Participant(organisation=asked.organisation, wave=asked.pulse, person=alice, side="sales"))

    def click(second: int) -> None:
        with asked.database.write() as session:
            answers = Answers(session, asked.organisation)
            place = answers.place(asked.pulse, alice)
            if place is not None and place.wave.state == "open":
                value = 1 + second % 5
                answers.rate(asked.pulse, "a", "sales", {1: value}, OPENED + timedelta(seconds=second))

    def close() -> None:
        with asked.database.write() as session:
            wave = Pulses(session, asked.organisation).to_close(asked.pulse)
            assert wave is not None
            wave.state = "closed"
            session.add(wave)
            assert Answers(session, asked.organisation).destroy(asked.pulse)

    both = [threading.Thread(target=click, args=(second,)) for second in range(6)]
    both.insert(3, threading.Thread(target=close))
    for each in both:
        each.start()
    for each in both:
        each.join()
    with asked.database.read() as session:
        for table in (Answer, Remark, Tally, Turnout, WaveKey):
            assert session.exec(select(table)).all() == []
        assert Pulses(session, asked.organisation).to_close(asked.pulse) is None


def test_a_named_survey_keeps_its_answers_and_says_whose_they_are(asked: Asked) -> None:
    with asked.database.write() as session:
        pulses, answers = Pulses(session, asked.organisation), Answers(session, asked.organisation)
        people = [
            People(session, asked.organisation).add(Person(organisation=asked.organisation, name=n)) for n in "AB"
        ]
        a, b = (each.id or 0 for each in people)
        wave = pulses.wave(asked.pulse)
        assert wave is not None
        wave.named, wave.kind = True, "survey"
        session.add(wave)
        for person in (a, b):
            pulses.add(Participant(organisation=asked.organisation, wave=asked.pulse, person=person, side="sales"))
        place = answers.place(asked.pulse, a)
        assert place is not None
        assert (place.secret, place.side) == (b"", "sales")
        answers.rate(asked.pulse, named_token(a), "sales", {1: 4, 2: None}, OPENED)
        answers.rate(asked.pulse, named_token(b), "sales", {1: 5}, OPENED)
        answers.remark(asked.pulse, named_token(b), "sales", {3: "More samples"}, OPENED)
    with asked.answers() as answers:
        assert answers.destroy(asked.pulse)
    with asked.answers() as answers:
        assert (answers.tallies(asked.pulse), answers.turnouts(asked.pulse)) == ([], [])
        assert answers.names(asked.pulse) == [
            NamedAnswer(a, "sales", 1, 4, ""),
            NamedAnswer(b, "sales", 1, 5, ""),
            NamedAnswer(b, "sales", 3, None, "More samples"),
        ]
