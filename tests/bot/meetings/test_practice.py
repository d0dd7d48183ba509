"""Meeting series in practices.yaml: what is exported is applied elsewhere and loses nothing; mistakes say where."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.model import Place
from bot.meetings.setup import setup_of
from bot.meetings.standing import next_slot
from bot.practices import applying
from bot.recurring import Schedule
from bot.routes import MEETINGS, PRACTICES
from bot.work import Work
from storage.database import Database
from storage.meetings import Meetings, Series
from storage.people import Organisation, People, Person
from storage.timers import Timers

NOW = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
PEOPLE = {"ana": "sales", "ben": "sales", "max": "marketing", "mia": "marketing", "olga": "other"}
FILE = """
meetings:
  - name: Revenue round
    purpose: What is sold
    every: month
    which: last
    weekday: Thursday
    at: "14:30"
    time_zone: America/New_York
    minutes: 90
    holidays: before
    holidays_of: US-NY
    agenda_days_before: 3
    deals_above: 500000
    owner: ana@brightwater.example
    co_owner: max@brightwater.example
    digest: [ben@brightwater.example, olga@brightwater.example]
    channels:
      - platform: slack
        workspace: T0HOME
        channel: C1
      - platform: teams
        workspace: 8a1f
        channel: 19:abc@thread.tacv2
        kind: group
        reference: '{"conversation": "19:abc"}'
"""


class House:
    """A company with a handful of people, and what applying a file does to it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            row = Organisation(name="Brightwater", zone="Europe/Vienna", country="AT")
            session.add(row)
            session.flush()
            self.number = row.id or 0
            people = People(session, self.number)
            for name, side in PEOPLE.items():
                people.add(Person(organisation=self.number, name=name, email=f"{name}@brightwater.example", side=side))

    def applies(self, text: str) -> list[str]:
        """What is said, and, unless something is wrong, done."""
        with self.database.write() as session:
            work = applying.working(session, self.number, NOW)
            planned = applying.run(text.encode(), PRACTICES, work)
            if planned.bad:
                session.rollback()
            return applying.plan_lines(planned, NOW)

    def exports(self) -> str:
        with self.database.read() as session:
            return applying.export(PRACTICES, applying.working(session, self.number, NOW))

    def look(self, what: Any) -> Any:
        with self.database.read() as session:
            return what(applying.working(session, self.number, NOW))

    def series(self) -> dict[str, Any]:
        def told(work: Work) -> dict[str, Any]:
            (each,) = work[Meetings].all()
            return vars(setup_of(each, work)) | {"state": each.state, "key": each.key}

        return dict(self.look(told))


@pytest.fixture
def house(sqlite_database: Database) -> House:
    return House(sqlite_database)


def test_a_file_sets_a_series_up(house: House) -> None:
    said = house.applies(FILE)
    assert said[0] == "+ meetings: Revenue round (new)"
    assert "    digest: ben@brightwater.example, olga@brightwater.example" in said
    assert "    channels: slack C1, teams 19:abc@thread.tacv2" in said
    made = house.series()
    last = datetime(2027, 1, 28, 14, 30)  # noqa: DTZ001  wall time
    assert made["schedule"] == Schedule("FREQ=MONTHLY;BYDAY=-1TH", last, "America/New_York")
    assert made["channels"][1] == Place(
        platform="teams",
        workspace="8a1f",
        channel="19:abc@thread.tacv2",
        kind="group",
        reference='{"conversation": "19:abc"}',
    )
    assert house.look(lambda work: Timers(work.people.session, house.number).keys("meetings.prepare")) == ["1"]
    assert house.applies(FILE) == ["Everything is as the file says."]


def test_what_is_exported_is_the_same_elsewhere(house: House) -> None:
    house.applies(FILE)
    text, before = house.exports(), house.series()
    assert house.applies(text) == ["Everything is as the file says."]
    with house.database.write() as session:
        for each in Meetings(session, house.number).all():
            Meetings(session, house.number).remove(each)
    house.applies(text)
    assert house.series() == before
    assert house.exports() == text


def test_fields_change_alone_and_the_difference_is_shown(house: House) -> None:
    house.applies(FILE)
    said = house.applies("meetings:\n  - name: Revenue round\n    at: '09:00'\n    digest: []\n    state: paused\n")
    assert said[0] == "= meetings: Revenue round (paused)"
    assert "    at: 14:30 -> 09:00" in said
    assert "    digest: ben@brightwater.example, olga@brightwater.example -> none" in said
    made = house.series()
    assert (made["state"], made["readers"], made["schedule"].first.hour) == ("paused", (), 9)
    assert house.look(lambda work: Timers(work.people.session, house.number).keys("meetings.prepare")) == []
    assert house.applies("meetings:\n  - name: Revenue round\n    state: ended\n") == [
        "- meetings: Revenue round (ends)"
    ]
    assert house.look(lambda work: work[Meetings].all()) == []


def test_too_seldom_is_said_before_it_is_applied(house: House) -> None:
    said = house.applies(FILE.replace("every: month\n    which: last\n    weekday: Thursday", "rule: FREQ=YEARLY"))
    assert any("Sales and Marketing meet at least once a quarter." in line for line in said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every: month", "rule: FREQ=YEARLY", "Give a rule, or “every” and “weekday”, not both."),
        ("every: month", "every: week", "“which” is for months and quarters."),
        ("    weekday: Thursday\n", "", "Add the day"),
        ("max@", "ben@", "One owner is from Sales and the other from Marketing."),
        ("max@", "nobody@", "I know nobody with the address nobody@brightwater.example."),
        ("    co_owner: max@brightwater.example\n", "", "A meeting has an owner from each side"),
        ("America/New_York", "America/Newyork", "Did you mean America/New_York?"),
        ("US-NY", "XX", "Write the two letters of the country"),
        ('at: "14:30"', "at: '25:00'", "Line 8"),
        ("which: last", "which: fifth", "Line 6"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_done(house: House, old: str, new: str, said: str) -> None:
    lines = house.applies(FILE.replace(old, new))
    assert any(said in line for line in lines), lines
    assert house.look(lambda work: work[Meetings].all()) == []


def test_an_owner_who_has_left_is_no_mistake_of_a_file_that_changes_something_else(house: House) -> None:
    house.applies(FILE)
    with house.database.write() as session:
        people = People(session, house.number)
        ana = people.by_email("ana@brightwater.example")
        assert ana is not None
        ana.left = True
        people.add(ana)
    assert house.applies(house.exports()) == ["Everything is as the file says."]
    assert house.applies("meetings:\n  - name: Revenue round\n    minutes: 45\n")[0].endswith("(changed)")


def test_a_new_hour_keeps_what_was_settled_of_a_single_meeting(house: House) -> None:
    house.applies(FILE)

    def settle(work: Work, series: Series) -> None:
        slot = next_slot(series, work)
        assert slot is not None
        MEETINGS.single.moves(series, slot, datetime(2027, 1, 27, 10, 0), "A fair", work)  # noqa: DTZ001  wall time

    with house.database.write() as session:
        work = applying.working(session, house.number, NOW)
        (series,) = work[Meetings].all()
        settle(work, series)
    house.applies("meetings:\n  - name: Revenue round\n    at: '09:00'\n")
    slots = house.look(lambda work: [next_slot(each, work) for each in work[Meetings].all()])
    assert [(each.key, each.starts) for each in slots] == [
        ("2027-01-28T09:00:00", datetime(2027, 1, 27, 15, 0, tzinfo=UTC))
    ]
