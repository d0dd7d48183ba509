"""What is decided about calendar links beyond what stories tell: without an address, of series that are gone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.cards import Card
from bot.conversation.events import Commanded
from bot.conversation.model import Account, Place
from bot.conversation.reading import Reader
from bot.conversation.replies import Reply, Update, Whisper
from bot.meetings.feed_actions import NewCalendarLink, ShowCalendarLink, SwitchOffCalendarLink
from bot.meetings.feed_links import Links
from bot.meetings.feeding import horizon
from bot.timing import Holidays
from bot.work import Work
from storage.calendars import CalendarLinks
from storage.database import Database
from storage.people import Organisation, People, Person

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)


def acting(session: Any, address: str) -> Work:
    company = Organisation(name="Brightwater")
    session.add(company)
    session.flush()
    people = People(session, company.id or 0)
    person = people.add(Person(organisation=company.id or 0, name="Alice Ober"))
    by = Account(platform="slack", workspace="T1", user="U1")
    place = Place(platform="slack", workspace="T1", channel="D1")
    work = Work(people, Commanded(key="1", at=NOW, by=by, place=place, command="meetings"), NOW, Holidays(), address)
    work.acts(person)
    return work


def said(reply: Reply) -> str:
    assert isinstance(reply, Update | Whisper)
    card: Card = reply.card
    read = Reader(now=NOW).plain
    return "\n".join([read(card.title), *(read(part.words) for part in card.parts if hasattr(part, "words"))])


def test_without_an_address_nothing_is_made_and_it_is_said_what_is_missing(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        work = acting(session, "")
        for reply in (Links().command(work), Links().make(NewCalendarLink(), work)):
            assert "PUBLIC_URL" in said(reply)
        assert work[CalendarLinks].of_person(work.person_id) == []


def test_of_a_series_that_is_gone_there_is_no_link(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        work = acting(session, "https://truce.example")
        for reply in (
            Links().make(NewCalendarLink(series=9), work),
            Links().show(ShowCalendarLink(series=9), work),
        ):
            assert "not there any more" in said(reply)
        assert "Your meetings" in said(Links().switch_off(SwitchOffCalendarLink(series=9), work))
        assert work[CalendarLinks].of_person(work.person_id) == []


def test_each_link_is_another_one_and_long_enough_that_nobody_guesses_it(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        work = acting(session, "https://truce.example")
        told = [said(Links().make(NewCalendarLink(), work)) for _ in range(3)]
        links = {next(line for line in each.splitlines() if line.startswith("https://")) for each in told}
        assert len(links) == 3
        assert all(len(each.rpartition("/")[2]) == 43 + len(".ics") for each in links)
        assert len(work[CalendarLinks].of_person(work.person_id)) == 1


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2027, 1, 11, 8, tzinfo=UTC), datetime(2029, 2, 1, tzinfo=UTC)),
        (datetime(2027, 11, 30, 23, tzinfo=UTC), datetime(2029, 12, 1, tzinfo=UTC)),
        (datetime(2027, 12, 31, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)),
    ],
)
def test_two_years_are_told_from_whichever_day(now: datetime, until: datetime) -> None:
    assert horizon(now) == until
    assert (until - now).days >= 730
