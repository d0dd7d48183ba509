"""A wave of very many people is closed in pages: no transaction removes more than one, and the result comes last."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert
from sqlmodel import SQLModel, col, select

from bot.conversation.events import TimerDue
from bot.core import Truce
from bot.pulse.actions import CloseNow, Destroy, Publish
from bot.pulse.waves import invitation_key, reminder_key, topic
from bot.routes import ROUTES
from storage.answers import AT_ONCE, Answers
from storage.database import Database
from storage.deliveries import Delivery
from storage.inbox import Handled
from storage.people import Person
from storage.pulse import Participant, Pulses, Wave
from storage.timers import Timer
from tests.bot.pulse.test_waves import HEAD, Waves

MORE = AT_ONCE + 300
"""So many who are asked, each with an invitation, a timer and a click; most were reminded."""
UNSENT = 40


@pytest.fixture
def house(database: Database) -> Iterator[Waves]:
    waves = Waves(database)
    waves.starts()
    _grows(waves)
    yield waves
    waves.truce.close()


def _grows(house: Waves) -> None:
    """As if the wave had many people more; what they would have left is written directly."""
    now, of, about = house.clock.now(), house.organisation, topic(1)
    tables = SQLModel.metadata.tables

    def put(session: Any, table: str, rows: list[dict[str, Any]]) -> None:
        session.connection().execute(insert(tables[table]), rows)

    with house.database.write() as session:
        first = (session.exec(select(func.max(Person.id))).one() or 0) + 1
        people = range(first, first + MORE)
        known = session.exec(select(Person)).first()
        assert known is not None
        alike = known.model_dump() | {"email": None}
        put(session, "person", [alike | {"id": each, "name": f"Person {each}"} for each in people])
        seat = {"organisation": of, "wave": 1, "side": "sales", "brought_back": 0, "declined": False}
        put(session, "participant", [seat | {"person": each} for each in people])
        message = Delivery(
            id="",
            organisation=of,
            key="",
            platform="slack",
            workspace="T1",
            attention="unasked",
            priority=5,
            card="{}",
            not_before=now,
            created=now,
            about=about,
        ).model_dump()
        sent = message | {"state": "sent", "sent_at": now, "sent_version": 1}
        rows = []
        for each in people:
            row = message if each < first + UNSENT else sent | {"external": f"D/{each}"}
            rows.append(row | {"id": f"i{each}", "key": invitation_key(1, each), "person": each})
            if each >= first + 2 * UNSENT:
                row = sent | {"external": f"D/r{each}", "sent_at": now + timedelta(days=1)}
                rows.append(row | {"id": f"r{each}", "key": reminder_key(1, each), "person": each})
        put(session, "delivery", rows)
        timer = {
            "organisation": of,
            "kind": "pulse.return",
            "due": now + timedelta(days=3),
            "code": "x",
            "about": about,
        }
        timer |= {"attempts": 0, "parked": ""}
        put(session, "timer", [timer | {"key": f"1 {each}"} for each in people])
        click = {"organisation": of, "at": now, "about": about, "reply": "{}"}
        put(session, "inbox", [click | {"key": f"click {each}"} for each in people])
        answer = {"organisation": of, "wave": 1, "side": "sales", "rating": 4, "statement": 1, "at": now}
        put(session, "answer", [answer | {"token": f"{each:064x}"} for each in people])
        remark = {"organisation": of, "wave": 1, "side": "sales", "question": 0, "text": "All well", "at": now}
        put(session, "remark", [remark | {"token": f"{each:064x}"} for each in people])


@pytest.fixture
def removed(house: Waves) -> Iterator[list[int]]:
    """How many rows each transaction has removed that was committed from now on."""
    found: list[int] = []
    gone = 0
    engine = house.database.engine

    def count(_: Connection, cursor: Any, statement: str, *__: Any) -> None:
        nonlocal gone
        if statement.startswith("DELETE"):
            gone += cursor.rowcount

    def end(_: Connection) -> None:
        nonlocal gone
        found.append(gone)
        gone = 0

    event.listen(engine, "after_cursor_execute", count)
    event.listen(engine, "commit", end)
    yield found
    event.remove(engine, "after_cursor_execute", count)
    event.remove(engine, "commit", end)


def _goes_on(house: Waves) -> int:
    """Let the pages that are to come be destroyed, and nothing else happen; says how many they were."""
    pages = 0
    while due := [row.id for row in house.rows(Timer) if row.kind == Destroy.NAME]:
        house.reports(TimerDue(key=next(house.keys), at=house.clock.now(), timer=due[0]))
        pages += 1
    return pages


def _left(house: Waves) -> int:
    """How many records there are that could be lined up with what people answered."""
    with house.database.read() as session:
        answers = len(Answers(session, house.organisation).tokens(1))
        return answers + sum(
            session.exec(select(func.count()).select_from(table).where(table.about == topic(1))).one()
            for table in (Delivery, Timer, Handled)
        )


def test_no_transaction_removes_more_than_a_page_and_everybody_is_treated_alike(
    house: Waves, removed: list[int]
) -> None:
    before = _left(house)
    assert before > 4 * MORE
    house.clicks(HEAD, CloseNow(wave=1))
    assert _goes_on(house) >= before // AT_ONCE
    assert _left(house) == 0
    assert sum(removed) >= before
    # The key, the sums, and the timer of the page that is done are not counted by the page.
    assert max(removed) <= AT_ONCE + 50

    rows = house.rows(Delivery)
    replaced = [row for row in rows if row.key.startswith("replaced")]
    assert len(replaced) == MORE - UNSENT
    assert len({row.card for row in replaced}) == 1
    assert "closed" in replaced[0].card
    counted = [row for row in rows if row.key.startswith("counted 1 ")]
    assert {row.person for row in counted} == {row.person for row in replaced}, "whoever was reminded"
    assert len({row.sent_at for row in counted}) == 1
    with house.database.read() as session:
        asked = select(func.count()).select_from(Participant).where(col(Participant.wave) == 1)
        assert session.exec(asked).one() == MORE + 12, "that somebody was asked stays"


def test_the_result_is_seen_when_the_last_page_is_gone_also_after_a_crash(house: Waves) -> None:
    house.clicks(HEAD, CloseNow(wave=1))
    house.truce.close()
    house.truce = Truce(house.database, house.clock, ROUTES)
    assert _left(house) > 0
    for row in house.rows(Delivery):
        assert not (row.about == topic(1) and not row.external), "who has not been invited is not any more"
    with house.database.read() as session:
        assert session.get_one(Wave, 1).state == "closing"
        assert Answers(session, house.organisation).secret(1) is None
        assert Pulses(session, house.organisation).newest_result() is None
    assert house.outbox("result") == []

    _goes_on(house)
    assert _left(house) == 0
    with house.database.read() as session:
        assert session.get_one(Wave, 1).state == "closed"
        assert Pulses(session, house.organisation).newest_result() is not None
    assert len(house.outbox("result")) == 1, "the head is told at once, the others from now on"
    assert Publish.NAME in [row.kind for row in house.rows(Timer)]
