"""What every handler counts on: days off where people live, and timers that must always be there."""

from datetime import UTC, date, datetime, time

from adapters.clock import MovableClock
from adapters.serving import start_organisations
from bot.attention import Attention
from bot.conversation.cards import note
from bot.conversation.events import Event
from bot.conversation.words import T
from bot.timing import Holidays
from bot.upkeep.actions import Tidy
from bot.work import Work, key_of
from storage.database import Database
from storage.deliveries import Deliveries
from storage.people import Organisation, Organisations, People, Person, PersonAccount
from storage.timers import Timers

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
AUSTRIAN_DAY, AMERICAN_DAY = date(2027, 10, 26), date(2027, 7, 5)


def _days_off(database: Database, company: Organisation, zone: str = "") -> list[bool]:
    with database.write() as session:
        company = Organisations(session).get(company.id or 0) or company
        work = Work(People(session, company.id or 0), Event(key="look", at=NOW), NOW, Holidays())
        hours = work.hours(Person(organisation=company.id or 0, name="Ben Stone", zone=zone))
        return [work.holidays.is_holiday(day, hours.country) for day in (AUSTRIAN_DAY, AMERICAN_DAY)]


def test_public_holidays_are_those_of_the_company_or_else_of_where_a_person_lives(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        company = Organisations(session).add("Brightwater")
    assert _days_off(sqlite_database, company) == [False, False]
    assert _days_off(sqlite_database, company, zone="Europe/Vienna") == [True, False]
    assert _days_off(sqlite_database, company, zone="America/New_York") == [False, True]
    with sqlite_database.write() as session:
        company.country = "AT"
        session.add(company)
    assert _days_off(sqlite_database, company, zone="America/New_York") == [True, False]


def test_what_is_planned_waits_for_who_goes_away_or_begins_later(sqlite_database: Database) -> None:
    night = datetime(2027, 1, 11, 5, tzinfo=UTC)
    with sqlite_database.write() as session:
        work = Work(
            People(session, Organisations(session).add("Brightwater").id or 0),
            Event(key="", at=night),
            night,
            Holidays(),
        )
        person = work.people.add(Person(organisation=work.people.organisation, name="Ben Stone", zone="UTC"))
        place = {"platform": "slack", "workspace": "T1", "external": "U1"}
        work.people.add(PersonAccount.model_validate({"organisation": 1, "person": key_of(person), **place}))
        asked = work.send(person, note(T("How is it going?")), key="asked")
        named = work.send(person, note(T("This is for you.")), key="named", attention=Attention.ALERT)
        assert asked == named == datetime(2027, 1, 11, 9, tzinfo=UTC)

        person.day_starts = time(11)
        work.put_off(person)
        assert _planned(work) == {"asked": datetime(2027, 1, 11, 11, tzinfo=UTC), "named": named.replace(hour=11)}

        person.away_until = datetime(2027, 1, 18, tzinfo=UTC)
        work.put_off(person)
        assert _planned(work) == {"asked": datetime(2027, 1, 18, 11, tzinfo=UTC), "named": named.replace(hour=11)}


def _planned(work: Work) -> dict[str, datetime]:
    return {key: row.not_before for key in ("asked", "named") if (row := work[Deliveries].by_key(key))}


def test_the_daily_tidying_is_set_when_the_program_starts(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        company = Organisations(session).add("Brightwater").id or 0
    start_organisations(sqlite_database, MovableClock(NOW))
    with sqlite_database.read() as session:
        assert Timers(session, company).due_of(Tidy.NAME, "daily") is not None
