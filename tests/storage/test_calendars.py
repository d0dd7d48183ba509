"""Links for calendars: found by their digest while they work, and which series are somebody's business."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage.calendars import CalendarLink, CalendarLinks, link_of
from storage.database import Database
from storage.meetings import AgendaComment, AgendaItem, AgendaVote, DigestReader, Meeting, Series, Solved
from storage.people import Organisation, Person
from storage.records import Session

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)


def company(session: Session, name: str = "Brightwater") -> int:
    row = Organisation(name=name)
    session.add(row)
    session.flush()
    return row.id or 0


def person(session: Session, organisation: int, name: str = "Alice Ober") -> int:
    row = Person(organisation=organisation, name=name)
    session.add(row)
    session.flush()
    return row.id or 0


def series(session: Session, organisation: int, name: str, **more: Any) -> int:
    row = Series(
        organisation=organisation,
        key=name.lower(),
        name=name,
        rule="FREQ=WEEKLY",
        first="2027-01-11T09:00:00",
        zone="Europe/Vienna",
        looked=NOW,
        created=NOW,
        changed=NOW,
        **more,
    )
    session.add(row)
    session.flush()
    return row.id or 0


def link(session: Session, organisation: int, whose: int, digest: str, to: int | None = None) -> None:
    row = CalendarLink(organisation=organisation, digest=digest, person=whose, series=to, created=NOW)
    CalendarLinks(session, organisation).add(row)


def test_a_link_works_until_it_is_switched_off_and_only_that_one(database: Database) -> None:
    with database.write() as session:
        one, other = company(session), company(session, "Other")
        alice, ben, far = person(session, one), person(session, one, "Ben"), person(session, other, "Cy")
        council = series(session, one, "Council")
        for digest, whose, to in (("a", alice, None), ("b", alice, council), ("c", ben, None)):
            link(session, one, whose, digest, to)
        link(session, other, far, "d")
        links = CalendarLinks(session, one)
        assert [each.digest for each in links.of_person(alice)] == ["a", "b"]
        assert CalendarLinks(session, other).of_person(alice) == []
        assert CalendarLinks(session, other).revoke(alice, None, NOW) == 0
        assert links.revoke(alice, None, NOW) == 1
        assert links.revoke(alice, None, NOW) == 0
        assert [each.digest for each in links.of_person(alice)] == ["b"]
    with database.read() as session:
        assert link_of(session, "a") is None
        assert link_of(session, "made up") is None
        found = {digest: link_of(session, digest) for digest in "bcd"}
        assert {digest: each.organisation for digest, each in found.items() if each} == {"b": one, "c": one, "d": other}


@pytest.mark.parametrize("state", ["active", "paused", "ended"])
def test_whose_business_a_series_is(database: Database, state: str) -> None:
    with database.write() as session:
        one = company(session)
        alice, ben = person(session, one), person(session, one, "Ben")
        made = {
            name: series(session, one, name, state=state)
            for name in ("read", "item", "brought", "vote", "comment", "solved", "none")
        }
        made["owned"] = series(session, one, "owned", state=state, owner=alice)
        made["co-owned"] = series(session, one, "co-owned", state=state, co_owner=alice)
        session.add(DigestReader(organisation=one, series=made["read"], person=alice))
        _took_part(session, one, made, alice)
        _took_part(session, one, made, ben)  # twice in the same is once
        session.flush()
        mine = [each.name for each in CalendarLinks(session, one).series_of(alice)]
        expected = ["brought", "co-owned", "comment", "item", "owned", "read", "solved", "vote"]
        assert mine == ([] if state == "ended" else expected)
        assert CalendarLinks(session, company(session, "Other")).series_of(alice) == []


def _took_part(session: Session, organisation: int, made: dict[str, int], whose: int) -> None:
    items: dict[str, AgendaItem] = {}
    for name in ("item", "brought", "vote", "comment"):
        row = AgendaItem(
            organisation=organisation, series=made[name], source="added", key=f"{whose}", title="x", created=NOW
        )
        row.owner = whose if name == "item" else None
        row.added_by = whose if name == "brought" else None
        session.add(row)
        items[name] = row
    meeting = Meeting(
        organisation=organisation,
        series=made["solved"],
        occurrence=f"2027-01-{whose:02}",
        starts=NOW,
        minutes=60,
        changed=NOW,
    )
    session.add(meeting)
    session.flush()
    session.add(AgendaVote(organisation=organisation, item=items["vote"].id or 0, person=whose))
    comment = AgendaComment(
        organisation=organisation, item=items["comment"].id or 0, person=whose, moment=NOW, text="so"
    )
    session.add(comment)
    session.add(Solved(organisation=organisation, meeting=meeting.id or 0, person=whose, solved=True))
