"""What keeping the directory right asks of the records, on each engine: turns, what waits for whom, colleagues."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.directory.tokens import key
from storage.database import Database
from storage.directory import Contact, Directory
from storage.people import Organisations, People, Person
from storage.records import Session
from storage.stewardship import Stewardship, Tended

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)
TODAY = date(2027, 3, 2)


class Book:
    """Two organisations; in the first, people and contacts by name."""

    def __init__(self, session: Session) -> None:
        home, other = (Organisations(session).add(name).id or 0 for name in ("Brightwater", "Elsewhere"))
        self.directory, self.keeping = Directory(session, home), Stewardship(session, home)
        self.people, self.other = People(session, home), Stewardship(session, other)

    def person(self, name: str, *, left: bool = False) -> int:
        return self.people.add(Person(organisation=self.people.organisation, name=name, left=left)).id or 0

    def topic(self, name: str, steward: int | None = None) -> int:
        found = self.directory.topic_by_key(key(name)) or self.directory.add_topic(name, key(name), {}, steward)
        return found.id or 0

    def contact(self, topic: str, person: int, region: str = "", **fields: Any) -> Contact:
        row = Contact(organisation=self.people.organisation, topic=self.topic(topic), person=person, **fields)
        row.region, row.region_key = region, key(region)
        return self.directory.add_contact(row)


def test_whose_turn_it_may_be(database: Database) -> None:
    with database.write() as session:
        book = Book(session)
        ana, ben, cleo, dan = (book.person(name) for name in ("Ana", "Ben", "Cleo", "Dan"))
        book.contact("pricing", ana, asked=NOW - timedelta(days=1))
        book.contact("pricing", ben, asked=NOW - timedelta(days=9))
        book.contact("swag", ben, asked=NOW)
        book.contact("swag", cleo)
        book.contact("swag", dan, state="left")
        book.contact("events", dan, state="declined")
        assert book.keeping.people(NOW - timedelta(days=6), 0, 10) == [ben, cleo]
        assert book.keeping.people(NOW - timedelta(days=6), 0, 1) == [ben]
        assert book.keeping.people(NOW - timedelta(days=6), ben, 10) == [cleo]
        assert book.keeping.count_people() == 3
        assert [len(each) for each in book.keeping.standings([ana, ben, dan]).values()] == [1, 2, 0]
        assert book.other.people(NOW, 0, 10) == []
        assert book.other.count_people() == 0


def test_only_their_own_is_confirmed(database: Database) -> None:
    with database.write() as session:
        book = Book(session)
        ana, ben = book.person("Ana"), book.person("Ben")
        mine, later = book.contact("pricing", ana, asked=NOW), book.contact("swag", ana, asked=NOW + timedelta(days=2))
        refused, theirs = book.contact("events", ana, state="declined"), book.contact("pricing", ben)
        assert book.keeping.confirm(ana, [mine.id or 0, theirs.id or 0], NOW) == 1
        assert [row.state for row in (mine, later, refused, theirs)] == ["confirmed", "new", "declined", "new"]
        assert book.keeping.confirm(ana, (), NOW) == 2
        assert (later.state, later.confirmed, later.asked, refused.state) == ("confirmed", NOW, NOW, "declined")
        assert book.other.confirm(ana, (), NOW) == 0


def test_marks_of_time(database: Database) -> None:
    with database.write() as session:
        book = Book(session)
        ana = book.person("Ana")
        row, gone = book.contact("pricing", ana), book.contact("swag", ana, state="left", asked=NOW, reminded=2)
        book.keeping.set_asked([row.id or 0], NOW, 1)
        assert (row.asked, row.reminded) == (NOW, 1)
        book.keeping.set_stale([row.id or 0])
        book.other.set_asked([row.id or 0], NOW, 2)
        assert (row.state, row.reminded) == ("stale", 1)
        assert book.keeping.returns(ana) == 1
        assert (gone.state, gone.asked, gone.reminded, row.state) == ("new", None, 0, "stale")


def test_the_same_contact_of_another(database: Database) -> None:
    with database.write() as session:
        book = Book(session)
        ana, ben = book.person("Ana"), book.person("Ben")
        mine = book.contact("pricing", ana, "DACH")
        book.contact("pricing", ben, "Spain")
        assert book.keeping.same(mine, ben) is None
        theirs = book.contact("pricing", ben, "DACH")
        assert book.keeping.same(mine, ben) == theirs
        assert book.keeping.same(mine, ana) is None
        mine.backup = ben
        assert book.keeping.backed_by(ana, ben) == [mine]


def test_colleagues_who_are_here_and_confirmed_go_first(database: Database) -> None:
    with database.write() as session:
        book = Book(session)
        ana, ben, cleo = (book.person(name) for name in ("Ana", "Ben", "Cleo"))
        gone = book.person("Dan", left=True)
        book.contact("pricing", ana)
        book.contact("pricing", ben, "DACH", state="stale")
        book.contact("pricing", cleo, "Spain", state="confirmed")
        book.contact("pricing", cleo, "France")
        book.contact("pricing", gone, "Italy")
        topic = book.topic("pricing")
        assert book.keeping.colleagues(topic, ana, 3) == [cleo, ben]
        assert book.keeping.colleagues(topic, None, 2) == [cleo, ana]


@pytest.mark.parametrize("rest", [False, True])
def test_what_waits_for_whom(database: Database, rest: bool) -> None:
    with database.write() as session:
        book = Book(session)
        ana, ben = book.person("Ana"), book.person("Ben")
        gone = book.person("Dan", left=True)
        book.topic("pricing", ana)
        book.topic("events", gone)
        mine = book.contact("pricing", ben, state="declined")
        lost = book.contact("events", gone, state="left")
        open_one = book.contact("swag", ben, state="stale", reminded=2)
        book.contact("swag", ana, state="stale", reminded=1)
        first = book.directory.file_question("wrong", "prices", "prices", TODAY, mine.topic, mine.id)
        second = book.directory.file_question("unanswered", "canteen", "canteen", TODAY)
        third = book.directory.file_question("wrong", "fairs", "fairs", TODAY, lost.topic, lost.id)
        third.count = 7
        tended = Tended(ana, rest)
        questions = book.keeping.questions(tended, 0, 10)
        gaps = [row for row, _ in book.keeping.gaps(tended, 0, 10)]
        assert list(questions) == ([third, first, second] if rest else [first])
        assert gaps == ([lost, mine, open_one] if rest else [mine])
        assert book.keeping.count_questions(tended) == len(questions)
        assert book.keeping.count_gaps(tended) == len(gaps)
        assert [row for row, _ in book.keeping.gaps(Tended(), 1, 1)] == [mine]
        assert [row for row, _ in book.keeping.gaps(Tended(), 0, 9, leavers=())] == [lost]
        assert book.keeping.count_gaps(Tended(), leavers=(ben,)) == 0
        assert book.keeping.about(mine.id or 0) == [first]
        assert book.keeping.stewards() == [ana]
        assert [topic.name for topic in book.keeping.topics_of_steward(gone)] == ["events"]
        assert book.other.count_questions(Tended()) == book.other.count_gaps(Tended()) == 0


def test_a_page_of_what_somebody_holds(database: Database) -> None:
    with database.write() as session:
        book = Book(session)
        ana = book.person("Ana")
        for name in ("swag", "events", "pricing"):
            book.contact(name, ana)
        book.contact("legal", ana, state="declined")
        assert [topic.name for _, topic in book.keeping.held_by(ana, 0, 2)] == ["events", "pricing"]
        assert [topic.name for _, topic in book.keeping.held_by(ana, 2, 2)] == ["swag"]
