"""Agendas are built in one go, from everything that there is, and what found no time comes first the next time."""

from datetime import timedelta

import pytest

from bot.conversation.cards import Card
from bot.conversation.reading import Reader
from bot.meetings.agenda import MOST
from bot.meetings.agenda_view import words_of
from bot.routes import MEETINGS
from storage.agendas import Agendas
from storage.database import Database
from storage.deliveries import Deliveries
from storage.meetings import AgendaItem, Meetings
from storage.rules import Rules
from tests.bot.meetings.hall import NOW, Hall, counted
from tests.conftest import MakeDatabase

POST = "agenda {} web playground #deal-council"


def titles(rows: list[AgendaItem]) -> list[str]:
    read = Reader(now=NOW).plain
    return [read(words_of(row.title)) for row in rows]


def posted(hall: Hall, meeting: int) -> Card:
    with hall.work() as work:
        row = work[Deliveries].by_key(POST.format(meeting))
        assert row is not None
        return Card.model_validate_json(row.card)


def said(card: Card) -> str:
    read = Reader(now=NOW, zone="Europe/Vienna").plain
    return "\n".join(read(getattr(part, "words", card.title)) for part in card.parts)


def asked(database: Database, hall: Hall, *, again: bool) -> int:
    """How many statements it takes to build an agenda; `again`: of what the one before had no time for."""
    if again:
        hall.begins(hall.meets())
    with counted(database) as told:
        hall.meets(days=40)
    return len(told)


@pytest.mark.parametrize("again", [False, True])
def test_the_database_is_asked_the_same_number_of_times_for_30_and_for_300(
    new_database: MakeDatabase, again: bool
) -> None:
    numbers = []
    for each in (10, 100):
        database = new_database()
        hall = Hall(database)
        hall.has_deals(each)
        hall.has_overdue(each)
        hall.has_added(each)
        numbers.append(asked(database, hall, again=again))
    assert numbers[0] == numbers[1]
    assert numbers[0] < 40


def test_300_candidates_are_all_there_once(database: Database) -> None:
    hall = Hall(database)
    hall.has_deals(100)
    hall.has_overdue(100)
    hall.has_added(100)
    meeting = hall.meets()
    rows = hall.items(meeting)
    assert len(rows) == len({(row.source, row.key) for row in rows}) == 300
    card = said(posted(hall, meeting))
    assert "60 of 60 minutes are planned." in card
    assert "“All items” shows them." in card


def test_what_an_agenda_holds_no_more_is_counted(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database)
    hall.has_deals(250)
    hall.has_overdue(100)
    hall.has_added(20)
    meeting = hall.meets()
    rows = hall.items(meeting)
    assert len(rows) == MOST
    assert sum(row.source == "added" for row in rows) == 20, "what people added always finds room"
    assert "At least 70 more things were found for this agenda" in said(posted(hall, meeting))


def test_what_was_left_out_comes_first_the_next_time(database: Database) -> None:
    hall = Hall(database, minutes=10)
    hall.has_added(3)
    first = hall.meets()
    hall.begins(first)
    assert [row.left_out for row in hall.items(first)] == [False, False, True]
    hall.has_deals(1)
    second = hall.meets(days=30)
    rows = hall.items(second)
    assert titles(rows) == ["Item 2", "Deal 0, $2,000,001.00"]
    assert [row.carried for row in rows] == [True, False]
    assert titles(hall.items(first)) == ["Item 0", "Item 1"]
    card = said(posted(hall, second))
    assert card.index("Left out last time") < card.index("Item 2") < card.index("Major opportunities")


def test_what_was_left_out_and_is_settled_meanwhile_does_not_come_again(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database, minutes=5)
    hall.has_overdue(2)
    first = hall.meets()
    hall.begins(first)
    (left,) = [row for row in hall.items(first) if row.left_out]
    with hall.work() as work:
        row = work[Rules].engagement(int(left.key))
        assert row is not None
        row.state = "met"
        work[Rules].add(row)
    second = hall.meets(days=30)
    assert [row.key for row in hall.items(second)] == [key for key in ("1", "2") if key != left.key]
    assert [row.state for row in hall.items(first) if row.key == left.key] == ["settled"]


def test_what_was_left_out_is_told_as_its_source_tells_it_now(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database, minutes=5)
    hall.has_deals(2, staged=NOW - timedelta(days=1))
    first = hall.meets()
    hall.begins(first)
    left = [row for row in hall.items(first) if row.left_out]
    assert titles(left) == ["Deal 0, $2,000,001.00"]
    hall.now += timedelta(days=60)
    second = hall.meets()
    assert titles(hall.items(second))[0] == "Stuck: Deal 0, $2,000,001.00"


def test_what_people_added_to_a_meeting_that_was_missed_waits_for_the_next(database: Database) -> None:
    hall = Hall(database)
    hall.has_added(2)
    hall.has_deals(1)
    first = hall.meets()
    hall.begins(first)
    with hall.work() as work:
        meeting = work[Meetings].meeting(first)
        assert meeting is not None
        meeting.state = "missed"
        work[Meetings].add(meeting)
    second = hall.meets(days=30)
    assert sorted(row.source for row in hall.items(second)) == ["added", "added", "deals"]
    assert [row.source for row in hall.items(first)] == ["deals"]


def test_a_meeting_that_is_called_off_says_so_where_its_agenda_stands(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database)
    hall.has_added(1)
    first = hall.meets()
    with hall.work() as work:
        meeting, series = work[Meetings].meeting(first), work[Meetings].series(hall.series)
        assert meeting is not None
        assert series is not None
        meeting.state, meeting.why = "skipped", "Everybody is at the trade fair."
        work[Meetings].add(meeting)
        MEETINGS.building.refresh(series, meeting, work)
    card = said(posted(hall, first))
    assert "this meeting does not take place" in card
    assert "Everybody is at the trade fair." in card


def test_the_order_stays_once_it_is_frozen(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database, minutes=15)
    hall.has_added(5)
    first = hall.meets()
    with hall.work() as work:
        third = work[Agendas].of_meeting(first)[2]
        work[Agendas].vote(third.id or 0, hall.people[0])
    hall.begins(first)
    before = said(posted(hall, first))
    assert "1. 10:00 Item 2" in before
    with hall.work() as work:
        for row in work[Agendas].of_meeting(first):
            for person in hall.people:
                work[Agendas].vote(row.id or 0, person)
        meeting, series = work[Meetings].meeting(first), work[Meetings].series(hall.series)
        assert meeting is not None
        assert series is not None
        lines = MEETINGS.building.lines(series, meeting, work)
    assert [Reader(now=NOW).plain(each)[9:15] for each in lines] == ["Item 2", "Item 0", "Item 1"]


def test_a_series_without_a_channel_tells_its_owners_directly(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database, channels=[])
    hall.has_added(1)
    meeting = hall.meets()
    with hall.work() as work:
        for person in hall.people:
            assert work[Deliveries].by_key(f"agenda {meeting} to {person}") is not None
