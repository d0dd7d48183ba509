"""Monday morning: one message with what each capability has to tell whoever leads, in their own zone, if anything."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from storage.action_items import ActionItem, ActionItems
from storage.audit import Audit, Trail
from storage.deliveries import Deliveries, Delivery
from storage.meetings import DigestReader, Meetings, Series
from storage.people import People
from storage.timers import Timer, Timers
from tests.driver import Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv, email
from tests.scenarios.engaging import a_rule

EVERYWHERE: list[Where] = ["web", "slack", "teams", "both"]
THURSDAY = datetime(2027, 4, 8, 9, 0, tzinfo=UTC)
"""Eleven in Vienna."""
MONDAY = datetime(2027, 4, 12, 7, 30, tzinfo=UTC)
"""Half past nine there."""
DIGEST = "Your Monday digest"
MEMBER, READER = "Olga Petrova", "Rosa Stein"
MINUTE = timedelta(minutes=1)


def number_of(world: World, name: str) -> int:
    with world.database.read() as session:
        person = People(session, world.organisation).by_email(email(name))
        assert person is not None
        assert person.id is not None
        return person.id


def a_series(world: World, owner: str, *readers: str, **more: Any) -> int:
    """The second Tuesday of each month, at nine in Vienna: the first one is the 13th of April."""
    said: dict[str, Any] = {"rule": "FREQ=MONTHLY;BYDAY=2TU", "first": "2027-04-13T09:00:00", "zone": "Europe/Vienna"}
    with world.database.write() as session:
        meetings = Meetings(session, world.organisation)
        row = Series(organisation=world.organisation, key="joint", name="Sales and Marketing", **(said | more))
        row.owner, row.created, row.changed, row.looked = number_of(world, owner), *[world.time.now] * 3
        number = meetings.add(row).id or 0
        for each in readers:
            person = number_of(world, each)
            meetings.add(DigestReader(organisation=world.organisation, series=number, person=person))
    return number


def an_action_item(world: World, owner: str, what: str, due: date) -> int:
    with world.database.write() as session:
        row = ActionItem(organisation=world.organisation, what=what, owner=number_of(world, owner), due=due)
        row.state, row.created = "accepted", world.time.now
        return ActionItems(session, world.organisation).add(row).id or 0


def changed(world: World, name: str, series: str, words: str) -> None:
    with world.database.write() as session:
        row = Trail(organisation=world.organisation, moment=world.time.now, what="changed", kind="meeting series")
        row.person, row.name, row.words = number_of(world, name), series, words
        Audit(session, world.organisation).add(row)


async def switches_off(world: World, name: str) -> None:
    """Somebody changes what is agreed: a rule is off from now on."""
    head = world.person(name)
    await head.runs("rules Brand manager on big deals")
    shown = next(each for each in reversed(head.hand.messages()) if "Switch off" in each.buttons)
    sure = "Yes, please" if "Yes, please" in shown.buttons else "Switch off"
    await head.hand.clicks_on(shown, sure)
    head.sees("It is off.")


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_one_message_with_all_that_concerns_each(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path, THURSDAY) as world:
        await world.hires(csv())
        alice, mia = world.person(HEAD_OF_SALES), world.person(HEAD_OF_MARKETING)
        a_rule(world)
        a_series(world, HEAD_OF_MARKETING, READER)
        an_action_item(world, MEMBER, "Send the price list", date(2027, 4, 7))
        an_action_item(world, HEAD_OF_MARKETING, "Book the booth", date(2027, 4, 9))
        an_action_item(world, HEAD_OF_SALES, "Call Acme", date(2027, 4, 12))
        await switches_off(world, HEAD_OF_SALES)
        changed(world, HEAD_OF_SALES, "Sales and Marketing", "minutes: 90 -> 60")
        await world.time.comes(MONDAY - MINUTE)
        mia.sees_not(DIGEST)
        await world.time.comes(MONDAY)
        told = mia.sees(DIGEST).text
        in_order = (
            *("Next meetings", "Sales and Marketing: tomorrow at 09:00, 60 minutes."),
            *("Overdue action items", "Book the booth: yours, due Friday, 9 April."),
            *("Send the price list: Olga Petrova, due Wednesday, 7 April.", "What changed last week"),
            "Brand manager on big deals (rule): switched off, by Alice Ober.",
        )
        assert [told.find(each) for each in in_order] == sorted(told.find(each) for each in in_order)
        assert told.find(in_order[0]) > 0, told
        rosa = world.person(READER).sees(DIGEST).text
        assert "Sales and Marketing: tomorrow at 09:00" in rosa
        assert "Sales and Marketing (meeting series): changed, by Alice Ober." in rosa
        for words in ("Overdue", "Rules of engagement", "Brand manager"):
            assert words not in rosa, "she is no manager, and has done all that she said"
        alice.sees_not(DIGEST)  # she knows what she switched off, and has until tonight to call Acme
        world.person(MEMBER).sees_not(DIGEST)
        await mia.clicks("Who changed which rule")
        mia.sees("Alice Ober switched Brand manager on big deals off.")
        await mia.clicks("All meetings")
        mia.sees("Sales and Marketing")
        await mia.clicks("My action items")
        mia.sees("Book the booth")
        await world.person(READER).clicks("Agenda")
        world.person(READER).sees("Next agenda: Sales and Marketing")
        assert mia.count(DIGEST) == world.person(READER).count(DIGEST) == 1, "what a button shows stands beside it"
        await world.time.passes(days=6)
        assert mia.count(DIGEST) == 1
        assert world.problems() == []


async def test_on_their_own_monday(tmp_path: Path) -> None:
    """In Auckland the clocks have gone back the week before; in Honolulu they never change."""
    zones = {"Aroha Kingi": "Pacific/Auckland", "Kai Nakoa": "Pacific/Honolulu"}
    lines = "".join(f"{name},{email(name)},sales,,,{zone},en,,,manager\n" for name, zone in zones.items())
    async with a_world("web", tmp_path, THURSDAY) as world:
        await world.hires(csv() + lines)
        a_rule(world)
        await switches_off(world, HEAD_OF_SALES)
        aroha, kai = (world.person(name) for name in zones)
        for somebody, zone, moment in (
            (aroha, "Pacific/Auckland", datetime(2027, 4, 11, 21, 30, tzinfo=UTC)),
            (kai, "Pacific/Honolulu", datetime(2027, 4, 12, 19, 30, tzinfo=UTC)),
        ):
            await world.time.comes(moment - MINUTE)
            somebody.sees_not(DIGEST)
            await world.time.comes(moment)
            somebody.sees("switched off, by Alice Ober")
            assert (world.time.local(zone).weekday(), f"{world.time.local(zone):%H:%M}") == (0, "09:30")
        await world.time.passes(days=7)
        assert aroha.count(DIGEST) == kai.count(DIGEST) == 1


async def test_what_waits_for_a_holiday_to_pass_is_not_stale(tmp_path: Path) -> None:
    """Easter Monday: it comes on Tuesday, and tells of what is overdue then."""
    async with a_world("web", tmp_path, datetime(2027, 3, 25, 9, 0, tzinfo=UTC)) as world:
        await world.hires(csv())
        mia = world.person(HEAD_OF_MARKETING)
        done = an_action_item(world, HEAD_OF_MARKETING, "Book the booth", date(2027, 3, 26))
        an_action_item(world, HEAD_OF_MARKETING, "Order the roll-ups", date(2027, 3, 29))
        await world.time.comes(datetime(2027, 3, 29, 12, 0, tzinfo=UTC))
        mia.sees_not(DIGEST)
        with world.database.write() as session:
            row = ActionItems(session, world.organisation).locked(done)
            assert row is not None
            row.state = "done"
        await world.time.comes(datetime(2027, 3, 30, 7, 30, tzinfo=UTC))
        told = mia.sees(DIGEST).text
        assert "Order the roll-ups: yours, due yesterday." in told
        assert "Book the booth" not in told
        with world.database.write() as session:
            for each in session.exec(select(ActionItem)):
                each.state = "done"
        await world.time.passes(days=7)
        assert mia.count(DIGEST) == 1


def written_to(world: World, name: str, *moments: datetime) -> None:
    """They got an unasked message at each of these moments."""
    said: dict[str, Any] = {"platform": "web", "workspace": "here", "attention": "unasked", "priority": 3, "card": "{}"}
    with world.database.write() as session:
        for at in moments:
            row = Delivery(id=f"{name} {at}", organisation=world.organisation, key=f"{name} {at}", state="sent", **said)
            row.person, row.not_before, row.sent_at, row.created = number_of(world, name), at, at, at
            Deliveries(session, world.organisation).add(row)


async def test_it_counts_against_their_attention(tmp_path: Path) -> None:
    """Three messages a week: it waits until the first of the last three is a week old."""
    async with a_world("web", tmp_path, THURSDAY) as world:
        await world.hires(csv())
        a_rule(world)
        await switches_off(world, HEAD_OF_SALES)
        mia = world.person(HEAD_OF_MARKETING)
        written_to(world, HEAD_OF_MARKETING, *(THURSDAY - timedelta(days=1) + each * MINUTE for each in range(3)))
        await world.time.comes(datetime(2027, 4, 15, 7, 29, tzinfo=UTC))
        mia.sees_not(DIGEST)
        await world.time.comes(datetime(2027, 4, 15, 7, 30, tzinfo=UTC))
        mia.sees(DIGEST)
        await world.time.passes(days=3)
        assert mia.count(DIGEST) == 1


async def test_a_running_installation_gets_one_as_before(tmp_path: Path) -> None:
    """Timers that an older version has set are understood, and what it has written already is not written again."""
    async with a_world("web", tmp_path, THURSDAY) as world:
        await world.hires(csv())
        a_rule(world)
        await switches_off(world, HEAD_OF_SALES)
        mia = number_of(world, HEAD_OF_MARKETING)
        with world.database.write() as session:
            known = session.exec(select(Timer).where(Timer.kind == "engagements.plan_digests")).one()
            assert (known.key, known.code) == ("weekly", "engagements.plan_digests:1:{}")
            timers, code = Timers(session, world.organisation), f'engagements.send_digest:1:{{"person":{mia}}}'
            timers.set("engagements.send_digest", str(mia), MONDAY - 15 * MINUTE, code)
        await world.time.comes(MONDAY - 10 * MINUTE)
        with world.database.write() as session:
            Timers(session, world.organisation).set("engagements.send_digest", str(mia), world.time.now, code)
            again = Timers(session, world.organisation)
            again.set("engagements.plan_digests", "weekly", world.time.now, "engagements.plan_digests:1:{}")
        await world.time.comes(MONDAY)
        assert world.person(HEAD_OF_MARKETING).count(DIGEST) == 1
        with world.database.write() as session:
            Timers(session, world.organisation).set("engagements.send_digest", str(mia), world.time.now, code)
            written = Deliveries(session, world.organisation).by_key(f"engagements digest {mia} 2027-04-19")
            assert written is not None, "as older versions call it"
        await world.time.passes(days=6)
        assert world.person(HEAD_OF_MARKETING).count(DIGEST) == 1


async def test_who_reads_no_series_any_more_gets_none(tmp_path: Path) -> None:
    async with a_world("web", tmp_path, THURSDAY) as world:
        await world.hires(csv())
        series = a_series(world, HEAD_OF_MARKETING, READER)
        an_action_item(world, READER, "Book the booth", date(2027, 4, 9))
        await world.time.comes(MONDAY - timedelta(days=1))
        with world.database.write() as session:
            Meetings(session, world.organisation).set_readers(series, ())
        await world.time.comes(MONDAY)
        world.person(READER).sees_not(DIGEST)
        world.person(HEAD_OF_MARKETING).sees("Book the booth: Rosa Stein, due Friday, 9 April.")
