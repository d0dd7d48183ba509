"""Two records of one contact become one person: each thing is theirs once, and what either said counts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.events import Event
from bot.people.joining import join_later
from bot.timing import Holidays
from bot.work import Work
from storage.directory import Contact, OpenQuestion
from storage.people import People
from tests.bot.directory.tended import ANA, BEN, CLEO, Tended


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Tended]:
    house = Tended(tmp_path)
    yield house
    house.close()


def joins(house: Tended, kept: int, gone: int) -> None:
    with house.database.write() as session:
        work = Work(
            People(session, house.organisation), Event(key="join", at=house.clock.now()), house.clock.now(), Holidays()
        )
        join_later(kept, gone, work)
    house.passes()


def test_the_same_contact_is_folded(house: Tended) -> None:
    now = house.clock.now()
    first = house.contact("pricing", BEN, "DACH", state="stale", confirmed=now - timedelta(days=200))
    second = house.contact("pricing", CLEO, "DACH", state="confirmed", confirmed=now, backup=house.number(ANA))
    other = house.contact("pricing", CLEO, "Spain")
    question = house.files("prices in Vienna", second)
    joins(house, house.number(BEN), house.number(CLEO))
    assert set(house.rows(Contact)) == {first, other}
    row = house.row(first)
    assert (row.state, row.confirmed, row.backup) == ("confirmed", now, house.number(ANA))
    assert house.row(other).person == house.number(BEN)
    assert house.rows(OpenQuestion)[question].contact == first


def test_nobody_stands_in_for_themselves(house: Tended) -> None:
    one = house.contact("pricing", BEN, backup=house.number(CLEO))
    other = house.contact("swag", CLEO, backup=house.number(BEN))
    third = house.contact("events", BEN, backup=house.number(ANA))
    joins(house, house.number(BEN), house.number(CLEO))
    assert [house.row(each).backup for each in (one, other, third)] == [None, None, house.number(ANA)]


@pytest.mark.parametrize("leaver", [BEN, CLEO])
def test_one_record_had_left(house: Tended, leaver: str) -> None:
    """The person is here, so they are named again, and nobody has confirmed it."""
    contact = house.contact("pricing", leaver, state="confirmed")
    kept, gone = house.number(BEN), house.number(CLEO)
    house.leaves(leaver)
    assert house.row(contact).state == "left"
    joins(house, kept, gone)
    assert (house.row(contact).state, house.row(contact).person) == ("new", kept)
    assert len(house.found("pricing")) == 1
