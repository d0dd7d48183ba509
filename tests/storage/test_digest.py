"""What the digest asks the database, on each engine: whose meetings, whose action items, and what changed when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.action_items import ActionItem, ActionItems
from storage.audit import Audit, Trail
from storage.database import Database
from storage.meetings import DigestReader, Meetings, Series
from storage.people import Organisations, Person
from storage.records import Session

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


@pytest.fixture
def other(database: Database, home: int) -> int:
    with database.write() as session:
        return Organisations(session).add(f"Not {home}").id or 0


def somebody(session: Session, organisation: int, name: str, **more: Any) -> int:
    row = Person(organisation=organisation, name=name, **more)
    session.add(row)
    session.flush()
    return row.id or 0


def series(session: Session, organisation: int, key: str, **more: Any) -> int:
    given: dict[str, Any] = {"rule": "FREQ=WEEKLY;BYDAY=TU", "first": "2027-03-02T09:00:00", "zone": "UTC"}
    row = Series(
        organisation=organisation, key=key, name=key, **(given | {"created": NOW, "changed": NOW, "looked": NOW} | more)
    )
    return Meetings(session, organisation).add(row).id or 0


def test_whom_series_name(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        mia, ada, rosa, bea, eve = (somebody(session, home, each) for each in ("Mia", "Ada", "Rosa", "Bea", "Eve"))
        joint = series(session, home, "joint", owner=mia, co_owner=ada)
        paused = series(session, home, "paused", owner=bea, state="paused")
        lone = series(session, home, "lone", owner=mia)
        elsewhere = series(session, other, "elsewhere", owner=somebody(session, other, "Zoe"))
        for where, number, person in ((home, joint, rosa), (home, joint, mia), (home, paused, eve)):
            session.add(DigestReader(organisation=where, series=number, person=person))
    with database.read() as session:
        meetings = Meetings(session, home)
        assert meetings.named() == {mia, ada, rosa}
        assert [each.id for each in meetings.naming(mia)] == [joint, lone], "once, though she reads what she owns"
        assert [each.id for each in meetings.naming(rosa)] == [joint]
        assert meetings.naming(bea) == meetings.naming(eve) == []
        assert [each.id for each in Meetings(session, other).all()] == [elsewhere]


def test_whose_action_items_are_overdue(database: Database, home: int, other: int) -> None:
    today = date(2027, 3, 1)
    with database.write() as session:
        mia = somebody(session, home, "Mia", side="marketing")
        ada = somebody(session, home, "Ada", side="sales", manager=mia)
        rosa = somebody(session, home, "Rosa", side="marketing")
        nobody = somebody(session, home, "Nobody", side="")
        zoe = somebody(session, other, "Zoe", side="marketing")
        items = (
            *(
                (home, ada, "late", 3, "asked"),
                (home, mia, "later", 1, "accepted"),
                (home, rosa, "of the side", 2, "asked"),
            ),
            *((home, mia, "today", 0, "asked"), (home, mia, "done", 9, "done"), (home, mia, "no", 9, "declined")),
            *((home, nobody, "of no side", 4, "asked"), (other, zoe, "elsewhere", 5, "asked")),
        )
        for organisation, owner, what, ago, state in items:
            row = ActionItem(organisation=organisation, what=what, owner=owner, due=today - ago * DAY, state=state)
            row.created = NOW
            ActionItems(session, organisation).add(row)
    with database.read() as session:

        def told(person: int, side: str = "", most: int = 9) -> list[tuple[str, str]]:
            return [(i.what, p.name) for i, p in ActionItems(session, home).overdue(today, person, side, most)]

        assert told(mia) == [("late", "Ada"), ("later", "Mia")]
        assert told(mia, "marketing") == [("late", "Ada"), ("of the side", "Rosa"), ("later", "Mia")]
        assert told(mia, "marketing", most=1) == [("late", "Ada")]
        assert told(nobody) == [("of no side", "Nobody")]


def test_what_changed_in_a_week(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        for organisation, what, ago in (
            *((home, "changed", 8), (home, "created", 7), (home, "refused", 6), (home, "changed", 5)),
            *((home, "switched on", 0), (other, "changed", 5)),
        ):
            row = Trail(organisation=organisation, moment=NOW - ago * DAY, what=what, kind="rule", name=f"{ago}")
            Audit(session, organisation).add(row)
    with database.read() as session:
        audit, week = Audit(session, home), (NOW - 7 * DAY, NOW)
        told = audit.between(*week, ("created", "changed", "switched on"), 9)
        assert [each.name for each in told] == ["7", "5"], "from the first moment until before the last"
        assert [each.name for each in audit.between(*week, ("created", "changed"), 1)] == ["5"]
