"""The directory in figures: what is asked, answered and confirmed, as data and as a card."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.events import Event
from bot.directory.use import Figures, figures
from bot.timing import Holidays
from bot.work import Work
from storage.directory import Directory
from storage.people import People
from tests.bot.directory.tended import ANA, BEN, CLEO, DAN, Tended
from tests.bot.people.house import words


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Tended]:
    house = Tended(tmp_path)
    yield house
    house.close()


def asks(house: Tended, day: date, topic: str, **counts: int) -> None:
    number = house.topic(topic) if topic else None
    with house.database.write() as session:
        Directory(session, house.organisation).count_use(day, number, **counts)


def counted(house: Tended, months: int = 3) -> Figures:
    with house.database.read() as session:
        work = Work(
            People(session, house.organisation), Event(key="x", at=house.clock.now()), house.clock.now(), Holidays()
        )
        return figures(work, months)


def test_counts_by_topic_and_shares(house: Tended) -> None:
    house.skips_to(date(2027, 3, 10))
    house.contact("pricing", BEN, state="confirmed")
    house.contact("pricing", CLEO, "DACH", state="stale")
    house.contact("swag", DAN, state="confirmed")
    house.topic("events")
    asks(house, date(2027, 1, 5), "swag", asked=2, answered=2)
    asks(house, date(2027, 3, 1), "swag", asked=1, answered=1)
    asks(house, date(2027, 2, 28), "pricing", asked=4, answered=3, wrong=1)
    asks(house, date(2027, 3, 9), "", asked=3)
    asks(house, date(2026, 12, 31), "pricing", asked=100, answered=100)
    house.files("canteen")
    now = counted(house)
    assert now.since == date(2027, 1, 1)
    assert [(each.name, each.asked, each.answered, each.wrong) for each in now.topics] == [
        ("pricing", 4, 3, 1),
        ("swag", 3, 3, 0),
        ("events", 0, 0, 0),
    ]
    assert (now.asked, now.answered, now.wrong, now.unknown) == (10, 6, 1, 3)
    assert (now.contacts, now.confirmed, now.to_settle) == (3, 2, 1)
    assert now.share_answered == 0.6
    assert now.share_confirmed == pytest.approx(2 / 3)
    assert counted(house, months=1).since == date(2027, 3, 1)
    assert counted(house, months=1).asked == 4
    assert counted(house, months=12).since == date(2026, 4, 1)
    said = words(house.command(CLEO, "directory numbers"))
    assert "pricing: asked 4 times, answered 3, 1 of these wrong" in said
    assert "swag: asked 3 times, answered 3" in said
    assert "No topic known: asked 3 times" in said
    assert "Answered: 60" in said
    assert "events" not in said


def test_nothing_to_count(house: Tended) -> None:
    now = counted(house)
    assert (now.share_answered, now.share_confirmed, now.topics) == (None, None, ())
    assert "There are no topics yet" in words(house.command(ANA, "directory numbers"))
    house.topic("pricing")
    assert "Answered: nothing yet" in words(house.command(ANA, "directory numbers"))
