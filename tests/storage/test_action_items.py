"""What lists and agendas ask of action items, and how many problems meetings have solved, on each engine."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.action_items import NOT_OVER, OPEN, ActionItem, ActionItems
from storage.database import Database
from storage.meetings import AgendaItem, Meeting, Meetings, Series, Solved
from storage.people import Organisations, Person
from storage.records import Session
from storage.solved import SolvedProblems

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TODAY = date(2027, 3, 1)


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


def somebody(session: Session, organisation: int, name: str, side: str = "sales") -> int:
    row = Person(organisation=organisation, name=name, side=side)
    session.add(row)
    session.flush()
    return row.id or 0


def series(session: Session, organisation: int, key: str) -> int:
    given: dict[str, Any] = {"rule": "FREQ=WEEKLY;BYDAY=TU", "first": "2027-03-02T09:00:00", "zone": "UTC"}
    row = Series(organisation=organisation, key=key, name=key, created=NOW, changed=NOW, looked=NOW, **given)
    return Meetings(session, organisation).add(row).id or 0


def item(
    session: Session, organisation: int, owner: int | None, days: int, state: str = "accepted", **more: Any
) -> int:
    row = ActionItem(
        organisation=organisation,
        what="Send the deck",
        owner=owner,
        due=TODAY + timedelta(days=days),
        state=state,
        created=NOW,
        **more,
    )
    return ActionItems(session, organisation).add(row).id or 0


def test_lists_hold_what_is_open_the_first_due_first(database: Database, home: int) -> None:
    with database.write() as session:
        ben, mia = somebody(session, home, "Ben"), somebody(session, home, "Mia", "marketing")
        other = Organisations(session).add("Not Brightwater").id or 0
        elsewhere = somebody(session, other, "Zoe")
        late = item(session, home, ben, -3, asked_by=mia)
        soon = item(session, home, ben, 2, "asked", asked_by=mia, proposed=TODAY)
        refused = item(session, home, ben, 1, "declined", asked_by=mia)
        item(session, home, ben, 0, "done", asked_by=mia)
        hers = item(session, home, mia, -20, asked_by=mia)
        item(session, other, elsewhere, -5, asked_by=elsewhere)
    with database.read() as session:
        items = ActionItems(session, home)
        assert [each.id for each in items.owned((ben,), OPEN, 0, 9)] == [late, soon]
        assert [each.id for each in items.owned((ben,), OPEN, 1, 9)] == [soon]
        assert [each.id for each in items.owned(None, NOT_OVER, 0, 9)] == [hers, late, refused, soon]
        assert items.count_owned(None, NOT_OVER) == 4
        assert [each.id for each in items.of_side("sales", NOT_OVER, 0, 9)] == [late, refused, soon]
        assert items.count_of_side("marketing", NOT_OVER) == 1
        assert [each.id for each in items.asked_by(mia, NOT_OVER, 0, 9)] == [late, refused, soon], "of others"
        assert items.count_asked_by(mia, NOT_OVER) == 3
        assert items.count_late(ben, TODAY) == 1
        assert items.count_to_settle(mia) == 2, "declined, and another day proposed"
        assert [each.id for each in items.late_of_side("marketing", TODAY - timedelta(days=14), 9)] == [hers]


def test_an_agenda_holds_its_own_and_those_of_no_meeting_overdue_ones_first(database: Database, home: int) -> None:
    with database.write() as session:
        ben, ada = somebody(session, home, "Ben"), somebody(session, home, "Ada")
        council, forum = series(session, home, "council"), series(session, home, "forum")
        bens = item(session, home, ben, 5, series=council)
        adas = item(session, home, ada, 9)
        nobodys = item(session, home, None, 1, "declined", series=council)
        late = item(session, home, ben, -1, "asked", series=council)
        item(session, home, ben, -1, series=forum)
        item(session, home, ben, -1, "dropped", series=council)
    with database.read() as session:
        found = ActionItems(session, home).on_agendas(council, TODAY, 9)
        assert [(each.id, name) for each, name in found] == [(late, "Ben"), (nobodys, ""), (adas, "Ada"), (bens, "Ben")]
        assert len(ActionItems(session, home).on_agendas(council, TODAY, 2)) == 2


def test_how_many_problems_meetings_have_solved(database: Database, home: int) -> None:
    with database.write() as session:
        people = [somebody(session, home, name) for name in ("Ada", "Ben", "Eve")]
        council, forum = series(session, home, "council"), series(session, home, "forum")
        rows = Meetings(session, home)

        def met(where: int, occurrence: str) -> int:
            made = Meeting(organisation=home, series=where, occurrence=occurrence, starts=NOW, minutes=60, changed=NOW)
            return rows.add(made).id or 0

        first, second, third, other = met(council, "1"), met(council, "2"), met(council, "3"), met(forum, "1")
        churn = AgendaItem(
            organisation=home, series=council, meeting=first, source="added", key="1", title="Churn", created=NOW
        )
        number = rows.add(churn).id or 0
        for meeting, person, solved, named in (
            (first, people[0], True, number),
            (first, people[1], True, number),
            (first, people[2], True, None),
            (second, people[0], True, None),
            (second, people[1], False, None),
            (third, people[0], False, None),
            (other, people[0], True, None),
        ):
            rows.add(Solved(organisation=home, meeting=meeting, person=person, solved=solved, item=named))
    with database.read() as session:
        said = SolvedProblems(session, home)
        assert said.count(council) == 2, "the one that is named, and one that is not"
        assert said.count(forum) == 1
        assert [each.solved for each in said.of_meeting(second)] == [True, False]
        found = said.of(first, people[0])
        assert found is not None
        assert found.item == number
        assert said.of(other, people[2]) is None
