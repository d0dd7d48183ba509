"""Two records of one person become one, and which meeting a channel is about; on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.conversation.model import Place
from bot.meetings.lookup import MeetingNames
from bot.meetings.owners import merged
from bot.practices.applying import working
from bot.recurring import Pattern
from bot.work import Work
from storage.database import Database
from storage.meetings import AgendaItem, AgendaVote, Meeting, Meetings, Series, Solved
from storage.merging import point_to
from storage.people import Organisations, Person

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
HERE = Place(platform="slack", workspace="T0", channel="C1", kind="channel")


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


def person(work: Work, name: str) -> int:
    return work.people.add(Person(organisation=work.people.organisation, name=name)).id or 0


def series(work: Work, name: str, *places: Place, **more: Any) -> Series:
    row = Series(
        organisation=work.people.organisation,
        key=name.lower(),
        name=name,
        rule=Pattern("week", 1).rule,
        first="2027-01-12T09:00:00",
        zone="UTC",
        channels=[each.model_dump() for each in places],
        looked=NOW,
        created=NOW,
        changed=NOW,
        **more,
    )
    return work[Meetings].add(row)


def meeting(work: Work, of: Series, days: int, state: str) -> Meeting:
    starts = NOW + timedelta(days=days)
    row = Meeting(
        organisation=work.people.organisation,
        series=of.id or 0,
        occurrence=starts.isoformat(),
        starts=starts,
        minutes=60,
        state=state,
        changed=NOW,
    )
    return work[Meetings].add(row)


def test_what_both_records_of_a_person_said_is_said_once(database: Database, home: int) -> None:
    with database.write() as session:
        work = working(session, home, NOW)
        kept, gone, other = (person(work, name) for name in ("Ann", "Ann again", "Ben"))
        round_ = series(work, "Round", owner=kept, co_owner=gone)
        series(work, "Other", owner=gone, co_owner=other)
        held = meeting(work, round_, -7, "held")
        item = AgendaItem(organisation=home, series=round_.id or 0, source="added", key="1", title="{}", created=NOW)
        number = work[Meetings].add(item).id or 0
        work[Meetings].set_readers(round_.id or 0, [kept, gone, other])
        for each in (kept, gone, other):
            work[Meetings].add(AgendaVote(organisation=home, item=number, person=each))
            work[Meetings].add(Solved(organisation=home, meeting=held.id or 0, person=each, solved=True))
        merged(kept, gone, work)
        point_to(session, kept, gone)
    with database.read() as session:
        meetings = Meetings(session, home)
        there = {each.name: each for each in meetings.all()}
        assert {name: (each.owner, each.co_owner) for name, each in there.items()} == {
            "Round": (kept, None),
            "Other": (kept, other),
        }
        assert list(meetings.readers(there["Round"].id or 0)) == [kept, other]
        votes = session.exec(select(AgendaVote.person).order_by(col(AgendaVote.person))).all()
        assert [*votes] == [kept, other]
        assert {*session.exec(select(Solved.person))} == {kept, other}


def test_a_channel_is_about_the_series_whose_meeting_has_begun_last(database: Database, home: int) -> None:
    with database.write() as session:
        work = working(session, home, NOW)
        names = MeetingNames()
        assert names.here(HERE, work) is None
        elsewhere = HERE.model_copy(update={"channel": "C2"})
        one, two = series(work, "One", HERE), series(work, "Two", elsewhere, HERE)
        assert names.here(HERE.model_copy(update={"thread": "17"}), work) == (one.id, None)
        meeting(work, one, -7, "held")
        later = meeting(work, two, -1, "running")
        meeting(work, two, 0, "skipped")
        meeting(work, one, 1, "open")
        assert names.here(HERE, work) == (two.id, later.id)
        assert names.here(elsewhere, work) == (two.id, later.id)
        assert names.name(two.id or 0, work) == "Two"
        two.state = "ended"
        assert names.here(elsewhere, work) is None
        assert names.name(99, work) == ""


def test_series_and_their_meetings_are_one_companys_own(database: Database, home: int) -> None:
    with database.write() as session:
        other = Organisations(session).add("Elsewhere").id or 0
        mine, theirs = working(session, home, NOW), working(session, other, NOW)
        row = series(mine, "Round", HERE)
        held = meeting(mine, row, -1, "held")
        number = row.id or 0
        assert theirs[Meetings].series(number) is None
        assert theirs[Meetings].locked_series(number) is None
        assert theirs[Meetings].locked(held.id or 0) is None
        assert list(theirs[Meetings].in_state(number, "held")) == []
        assert theirs[Meetings].before(number, NOW) is None
        assert theirs[Meetings].begun([number], NOW) is None
        assert list(theirs[Meetings].known_since(number, NOW - timedelta(days=9), "")) == []
        assert MeetingNames().here(HERE, theirs) is None
        assert mine[Meetings].before(number, NOW) is held
