"""`truce meetings`: set up, listed, one called off and one moved, as people type it."""

import pytest

from storage.database import Database
from storage.meetings import Meetings
from storage.people import People
from tests.adapters.cli.conftest import Ran, Truce
from tests.bot.deals.books import hires, opened, working

ADD = ("add", "Revenue round", "--owner", "ana@brightwater.example", "--co-owner", "max@brightwater.example")


class Desk:
    """Somebody at the command line of a company with one in Sales and one in Marketing."""

    def __init__(self, truce: Truce, database: Database) -> None:
        self.truce, self.database = truce, database
        self.home = opened(database)
        with database.write() as session:
            work = working(session, self.home)
            hires(work, "Ana", "ana@brightwater.example")
            hires(work, "Max", "max@brightwater.example")
            people = People(session, self.home)
            for email, side in (("ana@brightwater.example", "sales"), ("max@brightwater.example", "marketing")):
                person = people.by_email(email)
                assert person is not None
                person.side = side
                people.add(person)

    def runs(self, *words: str) -> Ran:
        return self.truce("meetings", *words, DATABASE_URL=self.database.url)

    def days(self) -> list[str]:
        return [line.split(" ")[1] for line in self.runs("next", "revenue-round").out.splitlines()]


@pytest.fixture
def desk(truce: Truce, sqlite_database: Database) -> Desk:
    return Desk(truce, sqlite_database)


def test_one_is_set_up_and_listed(desk: Desk) -> None:
    assert "No meeting is set up yet" in desk.runs("list").out
    done = desk.runs(*ADD, "--every", "month", "--weekday", "tuesday", "--time-zone", "Europe/Berlin")
    assert (done.code, done.out.splitlines()[0]) == (0, "Set up: Revenue round. `truce meetings next` says when it is.")
    listed = desk.runs("list").out
    assert "Revenue round [revenue-round]: on the first Tuesday of each month at 09:00, Europe/Berlin" in listed
    assert len(desk.days()) == 5
    again = desk.runs(*ADD, "--every", "week", "--weekday", "Monday")
    assert (again.code, "There is a meeting called “Revenue round” already." in again.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--every", "fortnight", "--weekday", "Monday"), "--every: "),
        (("--every", "month"), "Add the day"),
        (("--rule", "FREQ=HOURLY"), "--rule: "),
        (("--every", "week", "--weekday", "Monday", "--time-zone", "Wien"), "--time-zone: "),
        (("--every", "week", "--weekday", "Monday", "--co-owner", "ana@brightwater.example"), "--co-owner: One owner"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set_up(desk: Desk, words: tuple[str, ...], said: str) -> None:
    done = desk.runs(*ADD, *words)
    assert (done.code, said in done.err) == (2, True), done
    with desk.database.read() as session:
        assert Meetings(session, desk.home).all() == []


def test_too_seldom_is_set_up_with_a_warning(desk: Desk) -> None:
    done = desk.runs(*ADD, "--rule", "FREQ=YEARLY;BYMONTH=3;BYDAY=1TU")
    assert done.code == 0
    assert "Sales and Marketing meet at least once a quarter." in done.out


def test_one_is_called_off_and_another_moved(desk: Desk) -> None:
    desk.runs(*ADD, "--every", "week", "--weekday", "Tuesday", "--time-zone", "Europe/Berlin", "--holidays", "keep")
    first, second, third, *_ = desk.days()
    off = desk.runs("skip", "Revenue round", second, "--why", "A fair")
    assert (off.code, off.out.startswith("Called off: Revenue round, Tuesday")) == (0, True)
    late = desk.runs("move", "Revenue round", first, "--to", f"{third} 10:00", "--why", "A fair")
    assert (late.code, "The next one is" in late.err) == (2, True)
    moved = desk.runs("move", "Revenue round", first, "--to", f"{second} 16:00", "--why", "A fair")
    assert (moved.code, moved.out.startswith("Moved: Revenue round")) == (0, True)
    told = desk.runs("next", "Revenue round", "--count", "3").out.splitlines()
    assert [line.split(" ")[1] for line in told] == [second, second, third]
    assert told[0].endswith("09:00: called off (A fair)")
    assert told[1].endswith("16:00: moved (A fair)")
    gone = desk.runs("skip", "Revenue round", first, "--why", "A fair")
    assert (gone.code, "has no meeting ahead" in gone.err) == (2, True)
