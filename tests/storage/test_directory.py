"""Topics, contacts and questions in the database, on each engine: whose they are, and who is found."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.conversation.events import Event
from bot.directory.finding import find, keys_of, vocabulary_of
from bot.directory.lookup import Lookup
from bot.directory.tokens import key
from bot.directory.vocabulary import Subject
from bot.ports.directory import Concerning, ContactLookup
from bot.timing import Holidays
from bot.work import Work
from storage.database import Database
from storage.directory import Contact, Directory
from storage.merging import point_to
from storage.people import Organisations, People, Person
from storage.records import Session

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


@pytest.fixture
def other(database: Database, home: int) -> int:
    with database.write() as session:
        return Organisations(session).add(f"Not {home}").id or 0


def person(session: Session, home: int, name: str) -> int:
    return People(session, home).add(Person(organisation=home, name=name)).id or 0


def contact(directory: Directory, topic: int | None, who: int, **fields: Any) -> Contact:
    keys: dict[str, Any] = {f"{field}_key": key(value) for field, value in fields.items() if field != "step"}
    row = Contact(organisation=directory.organisation, topic=topic or 0, person=who, **fields, **keys)
    return directory.add_contact(row)


def answered(directory: Directory, text: str) -> list[int]:
    _, answer = find(text, directory)
    return [match.candidate.person for match in answer.matches]


def test_the_right_person_is_found(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna, ben, cleo = (person(session, home, name) for name in ("Anna", "Ben", "Cleo"))
        topic = directory.add_topic("pricing exceptions", key("pricing exceptions"), keys_of(["special pricing"])).id
        contact(directory, topic, anna)
        contact(directory, topic, ben, region="DACH")
        contact(directory, topic, cleo, account="Hofer Dairies")
        assert answered(directory, "who does special pricing?") == [anna]
        assert answered(directory, "prcing exceptions in Vienna") == [ben]
        assert answered(directory, "special pricing for Hofer Dairies in Vienna") == [cleo]
        assert answered(directory, "special pricing in Japan") == [anna]
        assert answered(directory, "Hofer Dairies") == [cleo]
        assert answered(directory, "canteen") == []


def test_a_change_of_words_is_known_at_once_and_one_taken_back_leaves_nothing(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna = person(session, home, "Anna")
        topic = directory.add_topic("webinars", key("webinars"), {})
        contact(directory, topic.id, anna)
        assert answered(directory, "webinars") == [anna]
        assert answered(directory, "virtual events") == []
        directory.add_synonym(topic.id or 0, "virtual events", key("virtual events"))
        assert answered(directory, "virtual events") == [anna]
        session.commit()

        directory.add_synonym(topic.id or 0, "broadcasts", key("broadcasts"))
        assert answered(directory, "broadcasts") == [anna]
        session.rollback()
        assert answered(directory, "broadcasts") == []


def test_people_alone_change_no_words(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna, ben = person(session, home, "Anna"), person(session, home, "Ben")
        topic = directory.add_topic("webinars", key("webinars"), {})
        contact(directory, topic.id, anna, region="DACH", product="Hydro")
        before = directory.edition()
        contact(directory, topic.id, ben, region="DACH", product="Hydro")
        assert directory.edition() == before
        contact(directory, topic.id, ben, region="France", product="Hydro")
        assert directory.edition() != before


def test_the_vocabulary_is_kept_as_long_as_the_words_stay(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        directory.add_topic("webinars", key("webinars"), {})
        assert vocabulary_of(directory) is vocabulary_of(directory)
        more = (Subject(-1, "liaison"),)
        assert vocabulary_of(directory, more) is not vocabulary_of(directory)
        question, answer = find("who is our liaison", directory, more=more)
        assert [each.topic for each in question.topics] == [-1]
        assert not answer.known


def test_an_empty_directory_knows_nobody(database: Database, home: int) -> None:
    with database.read() as session:
        question, answer = find("pricing in Vienna", Directory(session, home))
        assert not answer.known
        assert question.words


def test_the_companys_own_regions_count(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna, ben = person(session, home, "Anna"), person(session, home, "Ben")
        topic = directory.add_topic("webinars", key("webinars"), {}).id
        contact(directory, topic, anna, region="Alps")
        contact(directory, topic, ben, region="Europe")
        assert answered(directory, "webinars in Graz") == [ben]
        assert answered(directory, "webinars in the Alps") == [anna]
        directory.set_own_region("Alps", key("Alps"), ["Austria", "Switzerland"])
        assert answered(directory, "webinars in Graz") == [anna]
        directory.set_own_region("Alps", key("Alps"), [])
        assert directory.own_regions() == []


def test_who_has_left_is_not_named(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna, ben = person(session, home, "Anna"), person(session, home, "Ben")
        topic = directory.add_topic("webinars", key("webinars"), {}).id
        contact(directory, topic, anna)
        contact(directory, topic, ben)
        assert directory.mark(anna, "left") == 1
        assert directory.mark(anna, "left") == 0
        assert answered(directory, "webinars") == [ben]
        assert directory.count_by_state() == {"left": 1, "new": 1}


def test_a_contact_is_there_once(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna = person(session, home, "Anna")
        topic = directory.add_topic("webinars", key("webinars"), {}).id
        contact(directory, topic, anna, region="DACH")
        with pytest.raises(IntegrityError):
            contact(directory, topic, anna, region="dach")
        session.rollback()


def test_two_records_of_one_person_become_one_contact(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna, again, ben = (person(session, home, name) for name in ("Anna", "Anna K.", "Ben"))
        topic = directory.add_topic("webinars", key("webinars"), {}, steward=again).id or 0
        contact(directory, topic, anna)
        contact(directory, topic, again)
        contact(directory, topic, ben).backup = again
        point_to(session, anna, again)
        assert sorted(row.person for row in directory.contacts(topic)) == [anna, ben]
        assert [row.backup for row in directory.contacts_of(ben)] == [anna]
        found = directory.topic(topic)
        assert found is not None
        assert found.steward == anna


def test_many_contacts_at_once(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna = person(session, home, "Anna")
        topic = directory.add_topic("webinars", key("webinars"), {}).id
        accounts = [f"Customer {number}" for number in range(300)]
        rows = [{"topic": topic, "person": anna, "account": each, "account_key": key(each)} for each in accounts]
        directory.add_contacts(rows)
        assert directory.count() == 300
        assert answered(directory, "webinar for customer 217") == [anna]
        assert len(directory.contacts(most=100)) == 100


def test_questions_are_counted_as_words_and_days(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        topic = directory.add_topic("webinars", key("webinars"), {}).id
        for day in (2, 3):
            directory.file_question("unanswered", "canteen menu", key("canteen menu"), date(2026, 3, day))
        directory.file_question("wrong", "webinar", key("webinar"), TODAY, topic)
        first, second = directory.open_questions()
        assert (first.words, first.count, first.first.day, first.last.day) == ("canteen menu", 2, 2, 3)
        assert (second.kind, second.topic) == ("wrong", topic)
        directory.settle(first)
        assert [row.words for row in directory.open_questions()] == ["webinar"]
        again = directory.file_question("unanswered", "canteen menu", key("canteen menu"), TODAY)
        assert (again.state, again.count) == ("open", 3)


def test_use_is_counted_by_month(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        topic = directory.add_topic("webinars", key("webinars"), {}).id
        directory.count_use(TODAY, topic, asked=1, answered=1)
        directory.count_use(date(2026, 3, 31), topic, asked=1, wrong=1)
        directory.count_use(date(2026, 4, 1), None, asked=1)
        found = [
            (row.month.month, row.topic, row.asked, row.answered, row.wrong)
            for row in directory.uses(TODAY.replace(day=1))
        ]
        assert found == [(3, topic, 2, 1, 1), (4, None, 1, 0, 0)]


def test_a_company_never_sees_or_touches_anothers_directory(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        mine, theirs = Directory(session, home), Directory(session, other)
        anna = person(session, home, "Anna")
        topic = mine.add_topic("webinars", key("webinars"), {"virtualevent": "virtual events"})
        row = contact(mine, topic.id, anna)
        mine.set_own_region("Alps", key("Alps"), ["Austria"])
        asked = mine.file_question("unanswered", "x", "x", TODAY)
        mine.count_use(TODAY, topic.id, asked=1)
        number = topic.id or 0
        nothing: list[Callable[[], object]] = [
            theirs.topics,
            lambda: theirs.topic(number),
            lambda: theirs.topic_by_key(key("webinars")),
            lambda: theirs.synonyms(number),
            theirs.own_regions,
            lambda: theirs.contact(row.id or 0),
            theirs.contacts,
            lambda: theirs.contacts_of(anna),
            theirs.count,
            theirs.count_by_state,
            theirs.edition,
            theirs.open_questions,
            lambda: theirs.open_question(asked.id or 0),
            lambda: theirs.uses(TODAY.replace(day=1)),
            lambda: theirs.mark(anna, "left"),
            lambda: answered(theirs, "webinars"),
        ]
        for ask in nothing:
            assert not ask()
        for touch in (theirs.add_contact, theirs.change_contact, theirs.remove_contact):
            with pytest.raises(LookupError):
                touch(row)
        with pytest.raises(LookupError):
            theirs.settle(asked)
        assert answered(mine, "webinars") == [anna]


def test_other_capabilities_ask_by_fields(database: Database, home: int) -> None:
    with database.write() as session:
        directory = Directory(session, home)
        anna, ben = person(session, home, "Anna"), person(session, home, "Ben")
        topic = directory.add_topic("brand", key("brand"), {"brandmanager": "brand manager"}).id
        contact(directory, topic, anna)
        contact(directory, topic, ben, region="DACH", product="Hydro")
        work = Work(People(session, home), Event(key="1", at=NOW), NOW, Holidays())
        lookup: ContactLookup = Lookup()
        found = lookup.responsible("Brand Manager", Concerning(region="Austria", product="HYDRO"), work)
        assert [each.person for each in found] == [ben]
        assert [each.person for each in lookup.responsible("brand", Concerning(region="Mars"), work)] == [anna]
        assert lookup.responsible("payroll", Concerning(), work) == ()
