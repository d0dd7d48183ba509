"""Contacts confirm what is theirs: once a quarter by one click, and hand it over; who is silent is given up."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.attention import Attention
from bot.directory.tend_actions import Accept, ConfirmMine, HandOver, NotMine, Refuse, ShowMine
from bot.directory.turns import QUARTER, turn
from bot.timing import wall_time
from storage.directory import Contact
from storage.people import Person, PersonAccount
from tests.bot.directory.tended import ANA, BEN, CLEO, DAN, Tended, action_of, card_of, form_of, text, wrong
from tests.bot.people.house import words

ASKED = "directory ask"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Tended]:
    house = Tended(tmp_path)
    yield house
    house.close()


def asked(house: Tended, user: str = BEN) -> None:
    """Time passes until it is somebody's turn and they have been asked."""
    day = house.next_turn(user)
    house.skips_to(day - timedelta(days=1))
    house.until(day)
    (delivery,) = house.told(user, ASKED)
    house.goes_out(delivery)


# Asking


def test_all_of_theirs_in_one_message_and_one_click(house: Tended) -> None:
    pricing, swag = house.contact("pricing", BEN, "DACH"), house.contact("swag", BEN)
    day = house.next_turn(BEN)
    house.skips_to(day - timedelta(days=1))
    assert house.told(BEN) == []
    house.until(day, hour=3)
    (message,) = house.told(BEN)
    assert message.attention == Attention.UNASKED
    assert wall_time(message.not_before, "Europe/Vienna").time() == time(10)
    assert "Are these 2 still yours?" in text(message)
    assert "pricing for DACH" in text(message)
    reply = house.clicks(BEN, action_of(card_of(message), "All 2 are still right"))
    assert "All 2 are confirmed" in words(reply)
    for contact in (pricing, swag):
        assert (house.row(contact).state, house.row(contact).confirmed) == ("confirmed", house.clock.now())
    house.skips_to(day + QUARTER - timedelta(days=1))
    assert [each for each in house.told(BEN) if each.state == "waiting"] == []
    house.until(day + QUARTER)
    assert len(house.told(BEN)) == 1  # the first was taken back: it was answered before its hour


def test_silence_is_reminded_of_twice_and_then_marked(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    day = house.next_turn(BEN)
    house.skips_to(day - timedelta(days=1))
    house.until(day + timedelta(days=20))
    assert [(each.not_before.date() - day).days for each in house.told(BEN)] == [0, 7, 14]
    assert "You have not said yet" in text(house.told(BEN)[1])
    assert house.row(contact).state == "new"
    house.until(day + timedelta(days=21))
    assert house.row(contact).state == "stale"
    assert house.found("pricing") == [BEN]
    house.skips_to(day + QUARTER - timedelta(days=1))
    assert len(house.told(BEN)) == 3
    house.until(day + QUARTER)
    assert len(house.told(BEN)) == 4
    house.clicks(BEN, ConfirmMine())
    assert house.row(contact).state == "confirmed"


def test_what_is_confirmed_after_a_reminder_is_not_asked_again(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    asked(house)
    house.until(house.clock.now().date() + timedelta(days=8))
    first, second = house.told(BEN)
    message = house.goes_out(second)
    reply = house.clicks(BEN, action_of(card_of(second), "Still right"), message=message)
    assert "It is confirmed" in words(reply)
    assert "It is confirmed" in text(house.told(BEN)[0])  # the first message says so, too
    assert house.told(BEN)[0].version > first.version
    house.until(house.clock.now().date() + timedelta(days=9))
    assert len(house.told(BEN)) == 2
    assert house.row(contact).state == "confirmed"


def test_what_came_later_than_the_message_is_not_confirmed_by_it(house: Tended) -> None:
    house.contact("pricing", BEN)
    asked(house)
    later = house.contact("swag", BEN)
    house.clicks(BEN, action_of(card_of(house.told(BEN)[0]), "Still right"))
    assert house.row(later).state == "new"


def test_who_is_away_is_asked_when_they_are_back(house: Tended) -> None:
    house.contact("pricing", BEN)
    day = house.next_turn(BEN)
    back = datetime.combine(day + timedelta(days=20), time(0), UTC)
    house.skips_to(day - timedelta(days=3))
    house.changes(BEN, away_until=back)
    house.until(back.date())
    assert house.told(BEN) == []
    house.until(back.date() + timedelta(days=8))
    (message,) = house.told(BEN)
    assert back + timedelta(days=1) <= message.not_before <= back + timedelta(days=8)


def test_who_goes_away_is_not_reminded_before_they_are_back(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    asked(house)
    back = house.clock.now() + timedelta(days=25)
    house.changes(BEN, snoozed_until=back)
    house.until(back.date() - timedelta(days=1))
    assert len(house.told(BEN)) == 1
    assert house.row(contact).state == "new"
    house.until(back.date() + timedelta(days=2))
    assert len(house.told(BEN)) == 2


def test_who_has_left_is_not_asked(house: Tended) -> None:
    house.contact("pricing", BEN)
    day = house.next_turn(BEN)
    house.leaves(BEN)
    house.skips_to(day - timedelta(days=1))
    house.until(day + timedelta(days=8))
    assert house.told(BEN) == []


def test_who_cant_be_written_to_becomes_stale_without_a_word(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    with house.database.write() as session:
        for account in session.exec(select(PersonAccount).where(PersonAccount.person == house.number(BEN))):
            account.active = False
    day = house.next_turn(BEN)
    house.skips_to(day - timedelta(days=1))
    house.until(day + timedelta(days=22))
    assert house.told(BEN) == []
    assert house.row(contact).state == "stale"


def test_nobody_is_asked_twice_after_the_program_was_down(house: Tended) -> None:
    house.contact("pricing", BEN)
    house.skips_to(house.next_turn(BEN) - timedelta(days=1))
    house.passes(timedelta(days=3))
    house.passes(timedelta(hours=1))
    assert len(house.told(BEN)) == 1


def test_after_a_long_pause_not_all_are_asked_on_one_day(house: Tended) -> None:
    topic = house.topic("pricing")
    people = 100
    long_ago = house.clock.now() - timedelta(days=200)
    with house.database.write() as session:
        for number in range(people):
            person = Person(organisation=house.organisation, name=f"Somebody {number}")
            session.add(person)
            session.flush()
            session.add(_account(house, person.id or 0))
            row = Contact(organisation=house.organisation, topic=topic, person=person.id or 0, confirmed=long_ago)
            session.add(row)
    days = []
    for _ in range(20):
        before = len(house.outbox(ASKED))
        house.passes(timedelta(days=1))
        days.append(len(house.outbox(ASKED)) - before)
    assert max(days) == 7  # four in 65
    assert sum(days) >= people


def _account(house: Tended, person: int) -> PersonAccount:
    return PersonAccount(
        organisation=house.organisation, person=person, platform="slack", workspace="T1", external=f"X{person}"
    )


# The person's own doing


def test_nobody_confirms_for_somebody_else(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    for action in (ConfirmMine(contacts=(contact,)), ConfirmMine()):
        assert "Nobody is sent to you for anything" in words(house.clicks(CLEO, action))
    for refused in (Accept(contact=contact), Refuse(contact=contact), NotMine(contact=contact)):
        assert "Ben Okoro answers for pricing now" in words(house.clicks(ANA, refused))
    assert "Ben Okoro answers for pricing now" in words(house.clicks(CLEO, HandOver(contact=contact)))
    values: dict[str, str | tuple[str, ...]] = {"person": str(house.number(CLEO))}
    assert "Ben Okoro answers for pricing now" in words(house.fills_in(CLEO, HandOver(contact=contact), values))
    row = house.row(contact)
    assert (row.person, row.state) == (house.number(BEN), "new")


def test_handing_over(house: Tended) -> None:
    contact = house.contact("pricing", BEN, "DACH", backup=house.number(CLEO))
    other = house.contact("swag", BEN)
    form = form_of(house.clicks(BEN, HandOver(contact=contact)))
    assert [field.key for field in form.fields] == ["person"]
    reply = house.fills_in(BEN, HandOver(contact=contact), {"person": str(house.number(CLEO))})
    assert "Cleo Marsh answers for pricing for DACH now, and is told so" in words(reply)
    assert "swag" in words(reply)
    row = house.row(contact)
    assert (row.person, row.state, row.backup) == (house.number(CLEO), "new", None)
    assert house.row(other).person == house.number(BEN)
    assert house.found("pricing in Vienna") == [CLEO]
    (message,) = house.told(CLEO)
    assert message.attention == Attention.ALERT
    assert "Ben Okoro has named you" in text(message)
    assert "People are sent to you for pricing for DACH" in words(
        house.clicks(CLEO, action_of(card_of(message), "That's right"))
    )
    assert house.row(contact).state == "confirmed"


def test_whoever_was_named_and_is_silent_is_reminded(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    house.fills_in(BEN, HandOver(contact=contact), {"person": str(house.number(CLEO))})
    begin = house.clock.now().date()
    house.until(begin + timedelta(days=22))
    assert len(house.told(CLEO)) == 3
    assert house.row(contact).state == "stale"


def test_whoever_declines_is_not_named_any_more(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    house.fills_in(BEN, HandOver(contact=contact), {"person": str(house.number(CLEO))})
    (message,) = house.told(CLEO)
    reply = house.clicks(CLEO, action_of(card_of(message), "It isn't me"))
    assert "the steward looks for somebody else" in words(reply)
    assert house.row(contact).state == "declined"
    assert house.found("pricing") == []
    assert "Nobody is sent to you for pricing any more" in words(
        house.clicks(CLEO, action_of(card_of(message), "That's right"))
    )
    assert house.row(contact).state == "declined"
    assert "Cleo Marsh says that it is somebody else" in words(house.command(ANA, "directory questions"))


def test_not_me_any_more(house: Tended) -> None:
    contact, other = house.contact("pricing", BEN), house.contact("swag", BEN)
    reply = house.clicks(BEN, NotMine(contact=contact))
    assert "Nobody is sent to you for pricing any more" in words(reply)
    assert "swag, not confirmed yet" in words(reply)
    assert house.row(contact).state == "declined"
    house.clicks(BEN, ConfirmMine())
    assert (house.row(contact).state, house.row(other).state) == ("declined", "confirmed")


def test_nobody_is_handed_what_they_cant_take(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    gone = str(house.number(DAN))
    house.leaves(DAN)
    for person, words_of in (
        (gone, "Dan Ito has left. Please pick somebody who is here."),
        (str(house.number(BEN)), "That is you. Please pick somebody else."),
        ("999", "Please pick somebody from the list."),
    ):
        assert wrong(house.fills_in(BEN, HandOver(contact=contact), {"person": person})) == {"person": words_of}
    assert house.row(contact).person == house.number(BEN)


def test_handed_to_somebody_who_answers_for_it_already(house: Tended) -> None:
    mine, theirs = house.contact("pricing", BEN), house.contact("pricing", CLEO, state="confirmed")
    elsewhere = house.contact("pricing", CLEO, "DACH")
    house.fills_in(BEN, HandOver(contact=mine), {"person": str(house.number(CLEO))})
    assert set(house.rows(Contact)) == {theirs, elsewhere}
    assert house.row(theirs).state == "confirmed"
    assert house.told(CLEO) == []


def test_clicks_on_what_is_gone(house: Tended) -> None:
    contact = house.contact("pricing", BEN)
    with house.database.write() as session:
        session.delete(session.get_one(Contact, contact))
    for action in (NotMine, Accept, Refuse, HandOver):
        assert "not in the directory any more" in words(house.clicks(BEN, action(contact=contact)))
    assert "Nobody is sent to you" in words(house.clicks(BEN, ConfirmMine(contacts=(contact,))))


def test_many_contacts_come_in_pages(house: Tended) -> None:
    contacts = [house.contact(f"topic {number:02}", BEN) for number in range(20)]
    first = words(house.command(BEN, "directory mine"))
    assert "Page 1 of 3" in first
    assert "topic 07" in first
    assert "topic 08" not in first
    assert "topic 19" in words(house.clicks(BEN, ShowMine(page=2)))
    assert "Page 3 of 3" in words(house.clicks(BEN, ShowMine(page=40)))
    house.clicks(BEN, action_of(house.command(BEN, "directory mine"), "All 20 are still right"))
    assert {house.row(each).state for each in contacts} == {"confirmed"}


def test_what_waits_stands_at_home(house: Tended) -> None:
    house.contact("pricing", BEN)
    asked(house)
    assert "Are people still to be sent to you for one thing?" in words(house.command(BEN, "home"))
    house.clicks(BEN, ConfirmMine())
    assert "still to be sent to you" not in words(house.command(BEN, "home"))


def test_whose_turn_it_is_stays_so(house: Tended) -> None:
    """Who confirms late is asked at their own turn again, not a quarter after that."""
    house.contact("pricing", BEN)
    asked(house)
    day = turn(house.number(BEN), house.clock.now().date())
    house.skips_to(day + timedelta(days=40))
    house.clicks(BEN, ConfirmMine())
    house.skips_to(day + QUARTER - timedelta(days=1))
    house.until(day + QUARTER)
    assert house.told(BEN)[-1].not_before.date() == day + QUARTER
