"""Twenty people shape one agenda at the same moment: nothing that any did is lost, and the post shows all of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle

import pytest

from adapters.clock import MovableClock
from adapters.web.client import WORKSPACE, direct_room
from bot.conversation.cards import Card
from bot.conversation.events import Act, Clicked, Installed, MembersSeen, Profile, Submitted
from bot.conversation.model import Account, Place
from bot.conversation.payloads import Action, encode
from bot.core import Truce
from bot.meetings.agenda_actions import AddItem, ChangeItem, Comment, DropItem, MoveItem, Vote
from bot.meetings.agenda_cards import agenda_card
from bot.meetings.agenda_view import typed, view_of
from bot.routes import MEETINGS, ROUTES
from bot.work import key_of
from storage.agendas import Agendas
from storage.database import Database
from storage.deliveries import Deliveries
from storage.meetings import AgendaItem, Meetings
from tests.bot.meetings.hall import NOW, Hall
from tests.conftest import MakeDatabase

NAMES = tuple(f"Person {number:02}" for number in range(20))


class Room:
    """A company of twenty whose agenda is out, with ten items on it: three of them added by the last three."""

    def __init__(self, database: Database, *cores: Truce) -> None:
        self.cores = cores
        self.hall = Hall(database, minutes=240)
        happened = {"at": NOW, "platform": "web", "workspace": WORKSPACE}
        installed = Installed(key="i", name="Playground", organisation=self.hall.organisation, **happened)
        cores[0].submit(installed).result(60)
        members = tuple(Profile(user=f"u{number}", name=name) for number, name in enumerate(NAMES))
        cores[0].submit(MembersSeen(key="m", members=members, **happened)).result(60)
        with self.hall.work() as work:
            found = [work.people.by_account("web", WORKSPACE, f"u{number}") for number in range(len(NAMES))]
            self.people = [key_of(each) for each in found if each is not None]
            series = work[Meetings].series(self.hall.series)
            assert series is not None
            series.owner, series.co_owner = self.people[0], self.people[1]
            work[Meetings].add(series)
        self.hall.has_added(10)
        self.meeting = self.hall.meets()
        with self.hall.work() as work:
            rows = work[Agendas].of_meeting(self.meeting)
            self.items = [row.id or 0 for row in rows]
            for row, person in zip(rows[-3:], self.people[-3:], strict=True):
                row.added_by = person
                work[Agendas].add(row)

    def clicks(self, person: int, action: Action) -> Act:
        return Clicked(**self._act(person, "click"), code=encode(action))

    def fills_in(self, person: int, action: Action, **values: str) -> Act:
        return Submitted(**self._act(person, "form"), code=encode(action), values=values)

    def _act(self, person: int, what: str) -> dict[str, object]:
        user = f"u{person}"
        return {
            "key": f"{what} {person}",
            "at": NOW,
            "by": Account(platform="web", workspace=WORKSPACE, user=user),
            "place": Place(platform="web", workspace=WORKSPACE, channel=direct_room(user)),
            "carries": frozenset({"whisper", "update", "form", "errors"}),
        }

    def all_at_once(self) -> list[Act]:
        """Two owners lead, six vote for one item, five comment on it, four add one, three change their own."""
        first, second = self.items[0], self.items[1]
        return [
            self.fills_in(0, DropItem(item=second), reason="Settled on the phone."),
            self.clicks(1, MoveItem(item=self.items[5], step="first")),
            *(self.clicks(person, Vote(item=first)) for person in range(2, 8)),
            *(self.fills_in(person, Comment(item=first), text=f"Says {person}") for person in range(8, 13)),
            *(self._adds(person) for person in range(13, 17)),
            *(self._changes(person, item) for person, item in zip(range(17, 20), self.items[-3:], strict=True)),
        ]

    def _adds(self, person: int) -> Act:
        action = AddItem(series=self.hall.series)
        return self.fills_in(person, action, title=f"New of {person}", note="", minutes="5", owner="")

    def _changes(self, person: int, item: int) -> Act:
        return self.fills_in(person, ChangeItem(item=item), title=f"Changed by {person}", minutes="7", owner="")

    def happens(self) -> None:
        acts = self.all_at_once()
        assert len({act.by.user for act in acts}) == len(NAMES)
        waiting = [core.submit(act) for core, act in zip(cycle(self.cores), acts, strict=False)]
        for each in waiting:
            assert each.result(120).fresh


@contextmanager
def room(database: Database, *others: Database) -> Iterator[Room]:
    with ExitStack() as stack:
        cores = [Truce(each, MovableClock(NOW), ROUTES) for each in (database, *others)]
        for core in cores:
            stack.callback(core.close)
        yield Room(database, *cores)


def assert_nothing_is_lost(there: Room) -> None:
    rows = {row.id: row for row in there.hall.items(there.meeting)}
    titles = {_title(row) for row in rows.values()}
    assert {f"New of {person}" for person in range(13, 17)} <= titles
    assert [_title(rows[each]) for each in there.items[-3:]] == [f"Changed by {person}" for person in range(17, 20)]
    assert [rows[each].minutes for each in there.items[-3:]] == [7, 7, 7]
    assert (rows[there.items[1]].state, rows[there.items[1]].dropped_by) == ("dropped", there.people[0])
    with there.hall.work() as work:
        agendas, first = work[Agendas], there.items[0]
        assert sorted(agendas.voters(first)) == there.people[2:8]
        assert sorted(each.text for each in agendas.comments(first)) == sorted(f"Says {each}" for each in range(8, 13))
        meeting, series = work[Meetings].meeting(there.meeting), work[Meetings].series(there.hall.series)
        assert meeting is not None
        assert series is not None
        view = view_of(series, meeting, MEETINGS.ports, work)
        assert view.on[0].number == there.items[5]
        row = work[Deliveries].by_key(f"agenda {there.meeting} web playground #deal-council")
        assert row is not None
        assert Card.model_validate_json(row.card) == agenda_card(view), "what is posted is not how it is"


def _title(row: AgendaItem) -> str:
    return typed(row.title)


def test_twenty_people_at_once_lose_nothing(database: Database) -> None:
    with room(database) as there:
        there.happens()
        assert_nothing_is_lost(there)


@pytest.mark.parametrize("servers", [2, 10])
def test_twenty_people_at_once_on_several_servers_lose_nothing(new_postgresql: MakeDatabase, servers: int) -> None:
    """The more servers, the fewer acts share a transaction, and the more of these run at the same moment."""
    database = new_postgresql()
    others = [Database(database.url) for _ in range(servers - 1)]
    try:
        with room(database, *others) as there:
            there.happens()
            assert_nothing_is_lost(there)
    finally:
        for each in others:
            each.close()
