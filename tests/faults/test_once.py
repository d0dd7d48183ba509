"""What comes more than once happens once; what fails changes nothing, and says so."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import func, select

from adapters.clock import MovableClock
from bot.conversation.cards import Text, note
from bot.conversation.events import Commanded, Installed
from bot.conversation.model import Account, Place
from bot.conversation.replies import Reply, Say, Whisper
from bot.conversation.words import T
from bot.core import Truce
from bot.routes import ROUTES
from bot.routing import Command
from bot.work import Work
from storage.answer_tables import Answer
from storage.database import Database
from storage.deliveries import Delivery
from storage.people import Person
from storage.timers import Timer
from tests.conftest import MakeDatabase
from tests.driver import a_world
from tests.hands.slack import OnSlack
from tests.scenarios.company import HEAD_OF_SALES, SALES, csv

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
ALICE = Account(platform="slack", workspace="T1", user="U1")
ROOM = Place(platform="slack", workspace="T1", channel="D1", kind="direct")


def said(key: str, command: str) -> Commanded:
    return Commanded(key=key, at=NOW, by=ALICE, place=ROOM, carries=frozenset({"say", "whisper"}), command=command)


def fails(_: str, work: Work) -> Reply:
    """Does something of every kind, and then goes wrong."""
    work.people.add(Person(organisation=work.people.organisation, name="Nobody"))
    work.post(ROOM, note(T("Never sent")), key="never")
    raise ZeroDivisionError


def tears(_: str, work: Work) -> Reply:
    """Goes wrong in the middle of being written, which undoes the whole transaction."""
    work.people.add(Person(organisation=work.people.organisation, name="Nobody", away_until=datetime(2027, 1, 1)))  # noqa: DTZ001
    return Say(card=note(T("Never said")))


def hires(name: str, work: Work) -> Reply:
    work.people.add(Person(organisation=work.people.organisation, name=name or "Somebody"))
    work.post(ROOM, note(T("Welcome")), key=f"welcome {work.event.key}")
    return Say(card=note(T("Hired {name}.", name=name)))


MORE = replace(
    ROUTES,
    commands={
        **ROUTES.commands,
        "fail": Command(fails, T("goes wrong")),
        "tear": Command(tears, T("goes wrong badly")),
        "hire": Command(hires, T("adds somebody")),
    },
)


def cores(*databases: Database) -> list[Truce]:
    found = [Truce(each, MovableClock(NOW), MORE) for each in databases]
    found[0].submit(Installed(key="i", at=NOW, platform="slack", workspace="T1", name="Acme")).result(30)
    found[0].submit(said("first", "help")).result(30)  # Alice is known from now on
    return found


def counted(database: Database) -> tuple[int, int, int]:
    """People, deliveries and timers."""
    with database.read() as session:
        people, deliveries, timers = (
            session.exec(select(func.count()).select_from(table)).one() for table in (Person, Delivery, Timer)
        )
    return people, deliveries, timers


def words(reply: Reply) -> str:
    assert isinstance(reply, Say | Whisper)
    return " ".join(part.words.text for part in reply.card.parts if isinstance(part, Text))


def test_a_handler_that_raises_changes_nothing_and_says_so(database: Database) -> None:
    (truce,) = cores(database)
    before = counted(database)
    reply = truce.submit(said("1", "fail")).result(30).reply
    assert isinstance(reply, Whisper)
    assert "nothing was changed" in words(reply)
    assert "try once more" in words(reply)
    assert counted(database) == before
    truce.close()


@pytest.mark.parametrize("how", ["fail", "tear"])
def test_what_failed_may_come_again_and_others_in_its_batch_are_not_harmed(database: Database, how: str) -> None:
    (truce,) = cores(database)
    people, deliveries, _ = counted(database)
    waiting = [truce.submit(said(str(n), how if n % 2 else "hire")) for n in range(20)]
    handled = [each.result(30) for each in waiting]
    assert all("nothing was changed" in words(each.reply) for each in handled[1::2])
    assert counted(database)[:2] == (people + 10, deliveries + 10)
    again = truce.submit(said("1", how)).result(30)
    assert again.fresh, "a failure is not remembered as handled"
    truce.close()


def test_an_event_three_times_has_one_effect_and_the_same_answer(database: Database) -> None:
    (truce,) = cores(database)
    people, deliveries, _ = counted(database)
    first, second, third = (truce.submit(said("1", "hire")).result(30) for _ in range(3))
    assert (first.fresh, second.fresh, third.fresh) == (True, False, False)
    assert first.reply == second.reply == third.reply
    assert counted(database)[:2] == (people + 1, deliveries + 1)
    truce.close()


def test_two_cores_given_the_same_events_at_once_let_each_happen_once(new_postgresql: MakeDatabase) -> None:
    database = new_postgresql()
    other = Database(database.url)
    ours, theirs = cores(database, other)
    people, deliveries, _ = counted(database)
    waiting = [(ours.submit(said(str(n), "hire")), theirs.submit(said(str(n), "hire"))) for n in range(100)]
    handled = [(one.result(60), two.result(60)) for one, two in waiting]
    assert all(one.fresh != two.fresh for one, two in handled)
    assert all(one.reply == two.reply for one, two in handled)
    assert counted(database)[:2] == (people + 100, deliveries + 100)
    ours.close()
    theirs.close()
    other.close()


async def test_clicks_at_slack_thrice_late_and_out_of_order_are_one_answer(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        head = world.person(HEAD_OF_SALES)
        await head.runs("pulse start assessment")
        await head.submits({"Name": "Winter"})
        await world.time.comes(datetime(2027, 1, 11, 9, 5, tzinfo=UTC))
        alice = world.person(SALES[2])
        await alice.clicks("Start")
        assert isinstance(alice.hand, OnSlack)
        user, message = alice.hand.user, alice.hand.messages()[-1].native

        earlier = world.slack.click(user, message, "2")
        later = world.slack.click(user, message, "5")
        for request in (later, earlier, later, earlier.again(), later.again(), earlier):
            answer = await world.slack.deliver(request)
            assert answer.status == 200
            await world.settle()
            await world.time.passes(minutes=1)

        with world.database.read() as session:
            answers = session.exec(select(Answer)).all()
        assert [(each.statement, each.rating) for each in answers] == [(1, 5)]


async def test_a_message_at_slack_thrice_is_answered_once(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await world.hires(csv())
        alice = world.person(SALES[2])
        assert isinstance(alice.hand, OnSlack)
        request = world.slack.direct_message(alice.hand.user, "help")
        for number in range(3):
            assert (await world.slack.deliver(request.again(number) if number else request)).status == 200
            await world.time.passes(hours=number)
        assert alice.count("pulse") == 1
