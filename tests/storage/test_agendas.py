"""Items, votes and comments, on both engines: what waits, what counts, and whose it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from storage.agendas import Agendas
from storage.database import Database
from storage.meetings import AgendaComment, AgendaItem, Meeting, Meetings, Series
from storage.people import Organisations, People, Person
from storage.records import Session

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


class Shelf:
    """An organisation with a series and a person, in one transaction."""

    def __init__(self, session: Session, name: str = "Brightwater") -> None:
        self.organisation = Organisations(session).add(name).id or 0
        self.agendas, self.meetings = Agendas(session, self.organisation), Meetings(session, self.organisation)
        people = People(session, self.organisation)
        self.people = [people.add(Person(organisation=self.organisation, name=each)).id or 0 for each in "AB"]
        said: dict[str, Any] = {
            "key": "council",
            "name": "Council",
            "rule": "FREQ=DAILY",
            "first": "2027-01-05T09:00:00",
        }
        row = Series(organisation=self.organisation, zone="UTC", looked=NOW, created=NOW, changed=NOW, **said)
        self.series = self.meetings.add(row).id or 0

    def meeting(self, day: int, state: str) -> int:
        starts = datetime(2027, 1, day, 9, tzinfo=UTC)
        row = Meeting(
            organisation=self.organisation,
            series=self.series,
            occurrence=f"2027-01-{day:02}T09:00:00",
            starts=starts,
            minutes=60,
            state=state,
            changed=NOW,
        )
        return self.meetings.add(row).id or 0

    def item(self, key: str, **more: Any) -> int:
        said = {"source": "added", "title": key, **more}
        row = AgendaItem(organisation=self.organisation, series=self.series, key=key, created=NOW, **said)
        return self.agendas.add(row).id or 0


def test_what_waits_for_the_next_agenda(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        held, missed, next_ = shelf.meeting(4, "held"), shelf.meeting(5, "missed"), shelf.meeting(12, "open")
        wanted = [
            shelf.item("new"),
            shelf.item("left", meeting=held, left_out=True, source="deals"),
            shelf.item("lost", meeting=missed),
        ]
        shelf.item("talked about", meeting=held)
        shelf.item("settled", meeting=held, left_out=True, state="settled", source="deals")
        shelf.item("dropped", state="dropped")
        shelf.item("from a source", meeting=missed, source="deals")
        shelf.item("on it", meeting=next_)
        assert [row.id for row in shelf.agendas.waiting(shelf.series)] == wanted


def test_the_agenda_that_is_out_is_the_next_one(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        shelf.meeting(10, "open")  # it has begun, and nobody has noted so yet
        shelf.meeting(14, "planned")
        later, next_ = shelf.meeting(13, "open"), shelf.meeting(12, "open")
        found = shelf.agendas.open_meeting(shelf.series, NOW)
        assert found is not None
        assert (found.id, later > 0) == (next_, True)


def test_many_are_kept_and_changed_at_once(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        meeting = shelf.meeting(12, "open")
        like = AgendaItem(
            organisation=shelf.organisation,
            series=shelf.series,
            meeting=meeting,
            source="deals",
            key="",
            title="",
            created=NOW,
        )
        shelf.agendas.add_many(like, [{"key": str(at), "title": f"Deal {at}"} for at in range(2500)])
        rows = shelf.agendas.of_meeting(meeting)
        assert len(rows) == 2500
        shelf.agendas.change_many([{"id": row.id, "position": at, "left_out": at > 5} for at, row in enumerate(rows)])
        again = shelf.agendas.of_meeting(meeting)
        assert [row.position for row in again] == list(range(2500))
        assert sum(row.left_out for row in again) == 2494
        assert len(shelf.agendas.votes([row.id or 0 for row in again])) == 0
        shelf.agendas.add_many(like, [])
        shelf.agendas.change_many([])


def test_a_vote_counts_once_a_person(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        item, other = shelf.item("one"), shelf.item("two")
        for person in (*shelf.people, shelf.people[0]):
            shelf.agendas.vote(item, person)
        assert shelf.agendas.votes([item, other]) == {item: 2}
        shelf.agendas.take_back(item, shelf.people[0])
        shelf.agendas.take_back(other, shelf.people[0])
        assert shelf.agendas.voters(item) == [shelf.people[1]]


def test_comments_are_read_in_the_order_in_which_they_were_made(database: Database) -> None:
    with database.write() as session:
        shelf = Shelf(session)
        item = shelf.item("one")
        for text in ("first", "second"):
            row = AgendaComment(organisation=shelf.organisation, item=item, person=None, moment=NOW, text=text)
            shelf.agendas.add(row)
        assert [each.text for each in shelf.agendas.comments(item)] == ["first", "second"]
        assert shelf.agendas.comment_counts([item]) == {item: 2}


@pytest.mark.parametrize("ask", ["item", "of_meeting", "waiting", "voters", "comments", "votes", "open_meeting"])
def test_another_organisation_sees_nothing_of_it(database: Database, ask: str) -> None:
    with database.write() as session:
        theirs, ours = Shelf(session, "Other"), Shelf(session)
        meeting = theirs.meeting(12, "open")
        item = theirs.item("one", meeting=meeting)
        theirs.item("waits")
        theirs.agendas.vote(item, theirs.people[0])
        agendas = ours.agendas
        asked: dict[str, Callable[[], Any]] = {
            "item": lambda: agendas.item(item),
            "of_meeting": lambda: agendas.of_meeting(meeting),
            "waiting": lambda: agendas.waiting(theirs.series),
            "voters": lambda: agendas.voters(item),
            "comments": lambda: agendas.comments(item),
            "votes": lambda: agendas.votes([item]),
            "open_meeting": lambda: agendas.open_meeting(theirs.series, NOW),
        }
        assert not asked[ask]()
        agendas.change_many([{"id": item, "title": "ours"}])
        agendas.take_back(item, theirs.people[0])
        row = theirs.agendas.item(item)
        assert row is not None
        assert row.title == "one"
        assert theirs.agendas.voters(item) == [theirs.people[0]]
