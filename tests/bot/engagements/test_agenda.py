"""Which engagements a meeting should talk about: those that nobody has answered in time."""

from bot.conversation.reading import Reader
from bot.engagements.agenda import OverdueEngagements
from bot.ports.meetings import AgendaOccasion
from storage.database import Database
from storage.meetings import DEALS_ABOVE
from storage.people import Person
from tests.bot.meetings.hall import NOW, Hall, counted

READ = Reader(now=NOW).plain


def test_the_longest_overdue_first_with_who_is_awaited(database: Database) -> None:
    hall = Hall(database)
    hall.has_overdue(4)
    with hall.work() as work:
        found = OverdueEngagements().candidates(AgendaOccasion(hall.series, NOW, NOW, DEALS_ABOVE), 3, work)
    assert [READ(each.title) for each in found] == [f"Deal {at}: Brand manager on big deals" for at in range(3)]
    assert [each.owner for each in found] == [hall.people[0], hall.people[1], hall.people[0]]
    assert READ(found[0].note) == "It waits for Alice Ober, overdue since January 7, 2027."


def test_whoever_has_left_is_not_waited_for(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database)
    hall.has_overdue(1)
    with hall.work() as work:
        person = work.people.get(hall.people[0])
        assert isinstance(person, Person)
        person.left = True
        work.people.add(person)
        (found,) = OverdueEngagements().candidates(AgendaOccasion(hall.series, NOW, NOW, DEALS_ABOVE), 3, work)
    assert found.owner is None
    assert READ(found.note) == "Overdue since January 10, 2027, and nobody is found to answer."


def test_it_asks_the_database_as_often_for_many_as_for_few(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database)
    hall.has_overdue(50)
    told = []
    for most in (2, 50):
        with hall.work() as work:
            work.organisation  # noqa: B018  is known by then
            with counted(sqlite_database) as statements:
                OverdueEngagements().candidates(AgendaOccasion(hall.series, NOW, NOW, DEALS_ABOVE), most, work)
        told.append(len(statements))
    assert told == [3, 3]
