"""A year of a company's contacts: each is asked once a quarter, within the budget, and never all on one day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

import pytest
from sqlmodel import select

from bot.attention import Attention
from bot.conversation.cards import note
from bot.conversation.events import Event, Profile
from bot.conversation.words import T
from bot.directory.tend_actions import ConfirmMine
from bot.directory.turns import QUARTER, most_a_day
from bot.timing import Holidays
from bot.work import Work
from storage.deliveries import Delivery
from storage.people import People, Person
from tests.bot.directory.tended import Tended

PEOPLE: Final = 24
BUDGET: Final = 3
WEEK: Final = timedelta(days=7)
AWAY: Final = timedelta(days=30)
LATE: Final = timedelta(days=21)
"""Holidays, weekends and the budget may put a question off by so much."""


class Year(Tended):
    """Two dozen contacts: most confirm at once, some late, some never; some are away for a month, some leave."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.users = [f"Y{number:02}" for number in range(PEOPLE)]
        self.sees(*(Profile(user=user, name=f"Somebody {user}", email=f"{user}@x.example") for user in self.users))
        for number, user in enumerate(self.users):
            for region in ("", "DACH", "Spain")[: 1 + number % 3]:
                self.contact(f"topic {number % 20}", user, region)
        self.numbers = {user: self.number(user) for user in self.users}
        self.sent: defaultdict[str, list[tuple[str, datetime]]] = defaultdict(list)
        chance = Random(7)
        self.silent = set(self.users[:3])
        self.away = {user: chance.randrange(20, 300) for user in self.users[3:9]}
        self.leaving = {user: chance.randrange(60, 300) for user in self.users[9:12]}
        self.left: dict[str, date] = {}
        self.gone_since: dict[str, datetime] = {}
        self.chance = chance

    def lives(self, days: int) -> None:
        begin = self.clock.now().date()
        for number in range(days):
            day = begin + timedelta(days=number)
            for user, leaves in self.leaving.items():
                if leaves == number:
                    self.left[user] = day
                    self.sees(Profile(user=user, name="gone", email=f"{user}@x.example", left=True))
            for user, goes in self.away.items():
                if goes == number:
                    self.gone_since[user] = self.clock.now()
                    self.changes(user, away_until=self.clock.now() + AWAY)
            if day.weekday() == 1:
                self.other_messages(self.users[12:18])
            self.until(day, hour=17)
            self.go_out()

    def other_messages(self, users: Sequence[str]) -> None:
        """What else is unasked: two a week, as a weekly pulse brings."""
        with self.database.write() as session:
            people = People(session, self.organisation)
            work = Work(people, Event(key="x", at=self.clock.now()), self.clock.now(), Holidays())
            for user in users:
                person = session.get_one(Person, self.numbers[user])
                for which in "ab":
                    work.send(person, note(T("A question")), key=f"other {user} {self.clock.now()} {which}")

    def go_out(self) -> None:
        """Everything that is due is sent, and most people answer what asks them."""
        users = {number: user for user, number in self.numbers.items()}
        with self.database.write() as session:
            rows = session.exec(select(Delivery).where(Delivery.state == "waiting")).all()
            due = [each for each in rows if each.not_before <= self.clock.now() and each.person in users]
            for row in due:
                row.state, row.sent_version, row.sent_at, row.external = "sent", row.version, row.not_before, row.id
                if row.attention == Attention.UNASKED and row.version == 1:
                    self.sent[users[row.person or 0]].append((row.key, row.not_before))
            asked = [users[row.person or 0] for row in due if row.key.startswith("directory ask") and row.version == 1]
        for user in asked:
            if user not in self.silent and self.chance.random() < 0.8:
                self.clicks(user, ConfirmMine())

    @property
    def asked(self) -> Mapping[str, list[datetime]]:
        """When each was written to about what is theirs, reminders too."""
        return {user: [at for key, at in self.sent[user] if key.startswith("directory ask")] for user in self.users}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Year]:
    house = Year(tmp_path)
    yield house
    house.close()


def rounds(moments: Sequence[datetime]) -> list[datetime]:
    """The first message of each round: the others are reminders."""
    found: list[datetime] = []
    for moment in moments:
        if not found or moment - found[-1] > timedelta(days=50):
            found.append(moment)
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("days", "rounds_of"), [(200, {2, 3}), pytest.param(380, {4, 5}, marks=pytest.mark.long)], ids=["half", "whole"]
)
def test_a_year(house: Year, days: int, rounds_of: set[int]) -> None:
    house.lives(days)
    for user, moments in house.asked.items():
        begins = rounds(moments)
        if user in house.left:
            assert all(at.date() <= house.left[user] for at in moments), user
            continue
        assert len(begins) in rounds_of, (user, begins)
        for sooner, later in pairwise(begins):
            off = LATE + AWAY if user in house.away else LATE
            assert abs(later - sooner - QUARTER) <= off, (user, begins)
        if user in house.silent:
            assert len(moments) in range(3 * len(begins) - 2, 3 * len(begins) + 1), user
    for user, sent in house.sent.items():
        times = sorted(at for _, at in sent)
        for at in times:
            assert sum(at <= each < at + WEEK for each in times) <= BUDGET, user
    by_day = Counter(at.date() for moments in house.asked.values() for at in moments)
    assert max(by_day.values()) <= most_a_day(PEOPLE + 5)
    assert not [day for day in by_day if day.weekday() > 4]
    for user, begin in house.gone_since.items():
        back = begin + AWAY
        assert not [at for at in house.asked[user] if begin < at < back], user
        if back + QUARTER < house.clock.now():
            assert [at for at in house.asked[user] if at >= back], user
