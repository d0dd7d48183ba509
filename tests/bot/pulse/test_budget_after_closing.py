"""What a closed wave has cost of people's attention still counts, though nobody knows any more who was reminded."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.attention import Attention
from bot.pulse.actions import Rate
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.people import Person
from tests.bot.pulse.test_waves import MARKETING, SALES, Waves


@pytest.fixture
def house(database: Database) -> Iterator[Waves]:
    waves = Waves(database)
    yield waves
    waves.truce.close()


def _spent(house: Waves) -> Counter[str]:
    """How many unasked messages the budget of each person knows of."""
    with house.database.read() as session:
        kept = Deliveries(session, house.organisation)
        people = session.exec(select(Person)).all()
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        return Counter({each.name: len(kept.spent(each.id or 0, Attention.UNASKED, long_ago)) for each in people})


def _everything_is_sent(house: Waves) -> None:
    with house.database.write() as session:
        for row in session.exec(select(Delivery).where(Delivery.state == "waiting")).all():
            row.state, row.external, row.sent_at = "sent", f"C/{row.id}", house.clock.now()
            session.add(row)


def test_after_closing_a_reminder_counts_for_everybody_who_was_asked(house: Waves) -> None:
    house.starts()
    house.passes(timedelta(days=1))
    _everything_is_sent(house)
    silent = "S2"
    for user in (*SALES, *MARKETING):
        if user != silent:
            house.clicks(user, Rate(wave=1, statement=1, rating=4))
    house.passes(timedelta(days=7))
    _everything_is_sent(house)
    before = _spent(house)
    assert before[f"Person {silent}"] == 2, "invited and reminded"
    assert before["Person M2"] == 1, "invited only"

    house.closes()
    after = _spent(house)
    assert {after[f"Person {user}"] for user in (*SALES, *MARKETING)} == {2}, "nobody is told apart"
