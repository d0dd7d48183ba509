"""Who has left is named to nobody, and the stewards hear of it at once: in one message, with somebody to assign."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.attention import Attention
from bot.directory.tend_actions import Assign
from tests.bot.directory.tended import ANA, BEN, CLEO, DAN, EVE, Tended, action_of, card_of, text
from tests.bot.people.house import words

LEFT = "directory left"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Tended]:
    house = Tended(tmp_path)
    yield house
    house.close()


def test_the_steward_assigns_the_stand_in_with_one_click(house: Tended) -> None:
    contact = house.contact("pricing", BEN, "DACH", backup=house.number(CLEO), state="confirmed")
    assert house.found("pricing in Vienna") == [BEN]
    house.leaves(BEN)
    assert house.row(contact).state == "left"
    assert house.found("pricing in Vienna") == []
    (message,) = house.told(ANA, LEFT)
    assert message.attention == Attention.ALERT
    assert "Ben Okoro has left" in text(message)
    assert "pricing for DACH" in text(message)
    reply = house.clicks(ANA, action_of(card_of(message), "Assign Cleo Marsh"), message="M1")
    assert "Cleo Marsh answers for pricing for DACH now, and is told so" in words(reply)
    assert "All of these have somebody again" in words(reply)
    row = house.row(contact)
    assert (row.person, row.state, row.backup) == (house.number(CLEO), "new", None)
    assert house.found("pricing in Vienna") == [CLEO]
    assert "Ana Ruiz has named you" in text(house.told(CLEO)[0])


def test_who_leaves_together_is_told_of_together(house: Tended) -> None:
    for number in range(9):
        house.contact(f"topic {number}", (BEN, CLEO, DAN)[number % 3])
    house.leaves(BEN, CLEO, DAN)
    (message,) = house.told(ANA, LEFT)
    assert "3 people have left" in text(message)
    assert "Ben Okoro, Cleo Marsh, and Dan Ito answered for 9 things" in text(message)
    assert "Page 2 of 2" in words(house.clicks(ANA, action_of(card_of(message), "More")))


def test_each_steward_hears_of_their_own_topics(house: Tended) -> None:
    house.topic("swag", steward=DAN)
    house.contact("swag", BEN)
    house.leaves(BEN)
    assert house.told(ANA) == []
    (message,) = house.told(DAN, LEFT)
    assert "Ben Okoro answered for one thing" in text(message)
    assert "swag" in text(message)


def test_a_steward_who_leaves_is_missed_too(house: Tended) -> None:
    house.topic("swag", steward=BEN)
    house.topic("events", steward=BEN)
    contact = house.contact("swag", CLEO)
    house.leaves(BEN)
    (message,) = house.told(ANA, LEFT)
    assert "Ben Okoro looked after 2 topics, such as events and swag" in text(message)
    assert house.row(contact).state == "new"


def test_who_was_no_contact_is_not_told_of(house: Tended) -> None:
    house.contact("pricing", BEN)
    house.leaves(CLEO)
    assert house.told(ANA) == []


def test_somebody_comes_back(house: Tended) -> None:
    contact = house.contact("pricing", BEN, state="confirmed", confirmed=house.clock.now())
    house.leaves(BEN)
    (message,) = house.told(ANA, LEFT)
    house.comes_back(BEN)
    assert house.row(contact).state == "new"
    assert house.found("pricing") == [BEN]
    reply = house.clicks(ANA, action_of(card_of(message), "Somebody else"))
    assert "That is settled already: Ben Okoro answers for pricing" in words(reply)


def test_who_is_back_within_the_minute_is_not_told_of(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    house.sees(house.profile(BEN, left=True))
    house.passes()
    assert house.row(contact).state == "left"
    house.clock.move(timedelta(seconds=10))
    house.sees(house.profile(BEN))
    house.passes(timedelta(minutes=5))
    assert house.told(ANA) == []
    assert house.row(contact).state == "new"


def test_what_asks_somebody_who_leaves_is_taken_back(house: Tended) -> None:
    house.contact("pricing", BEN)
    day = house.next_turn(BEN)
    house.skips_to(day - timedelta(days=1))
    house.until(day, hour=3)
    assert len(house.told(BEN)) == 1
    house.leaves(BEN)
    assert house.told(BEN) == []


def test_only_who_may_assigns(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    house.leaves(BEN)
    action = Assign(contact=contact, person=house.number(EVE), instead=house.number(BEN))
    assert "That is for" in words(house.clicks(EVE, action))
    assert house.row(contact).state == "left"
    house.topic("pricing")
    house.makes(ANA, "member")
    assert "That is for" in words(house.clicks(ANA, action))


def test_nobody_is_assigned_who_has_left_too(house: Tended) -> None:
    contact = house.contact("pricing", BEN, backup=house.number(CLEO))
    house.leaves(BEN)
    (message,) = house.told(ANA, LEFT)
    house.leaves(CLEO)
    reply = house.clicks(ANA, action_of(card_of(message), "Assign Cleo Marsh"))
    assert "Cleo Marsh has left. Please pick somebody who is here." in words(reply)
    assert "[Assign Cleo Marsh]" not in words(reply)
    assert house.row(contact).state == "left"
