from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation.cards import note
from bot.conversation.events import Event, Profile
from bot.conversation.words import T
from bot.people.reaching import GONE, NO_ACCOUNT, NO_APP, PENDING, REMOVED, trouble_of
from bot.timing import Holidays
from bot.work import Work
from storage.deliveries import Deliveries
from storage.people import People, Person, PersonAccount
from tests.bot.people.house import House

NIGHT = datetime(2027, 1, 12, 3, tzinfo=UTC)

HERE = {("slack", "T1")}


def account(*, workspace: str = "T1", active: bool = True, trouble: str = "") -> PersonAccount:
    return PersonAccount(
        organisation=1, person=1, platform="slack", workspace=workspace, external="U1", active=active, trouble=trouble
    )


def test_why_somebody_can_t_be_reached() -> None:
    assert trouble_of([account()], HERE) is None
    assert trouble_of([], HERE) == NO_ACCOUNT
    assert trouble_of([account(active=False)], HERE) == GONE
    assert trouble_of([account(workspace="", active=False)], HERE) == PENDING
    assert trouble_of([account(workspace="T2")], HERE) == REMOVED
    assert trouble_of([account(trouble=NO_APP.text)], HERE) == NO_APP
    assert trouble_of([account(trouble="Slack says no"), account()], HERE) is None
    told = trouble_of([account(trouble="{odd}")], HERE)
    assert told is not None
    assert told.values == {"text": "{odd}"}


def test_the_list_and_the_count_agree_with_the_reasons(house: House) -> None:
    """What the database finds is what the reasons say."""
    house.installs()
    kinds: list[list[dict[str, Any]]] = [
        [],
        [{}],
        [{"active": False}],
        [{"workspace": "T9"}],
        [{"trouble": "no"}],
        [{"trouble": "no"}, {}],
        [{"workspace": "", "active": False}, {"active": False}],
    ]
    with house.database.write() as session:
        people = People(session, house.organisation)
        for number, kind in enumerate(kinds):
            person = people.add(Person(organisation=house.organisation, name=f"P{number}")).id or 0
            for at, said in enumerate(kind):
                usual: dict[str, Any] = {"workspace": "T1", "active": True, "trouble": ""} | said
                people.add(
                    PersonAccount(
                        organisation=house.organisation,
                        person=person,
                        platform="slack",
                        external=f"U{number}{at}",
                        **usual,
                    )
                )
        assert [person.name for person in people.unreachable()] == ["P0", "P2", "P3", "P4", "P6"]
        assert people.count_unreachable() == 5
        accounts = people.accounts_of([person.id or 0 for person in people.all()])
        by_reason = [person.name for person in people.all() if trouble_of(accounts[person.id or 0], HERE)]
        assert by_reason == ["P0", "P2", "P3", "P4", "P6"]


def test_what_was_held_for_want_of_an_account_waits_for_working_hours(house: House) -> None:
    house.installs()
    with house.database.write() as session:
        people = People(session, house.organisation)
        ana = people.add(Person(organisation=house.organisation, name="Ana Ruiz", email="ana@example.com", zone="UTC"))
        before = NIGHT - timedelta(days=1)
        work = Work(people, Event(key="", at=before), before, Holidays())
        work.send(ana, note(T("How is it going?")), key="asked")
    house.clock.move_to(NIGHT)
    house.sees(Profile(user="U1", name="Ana Ruiz", email="ana@example.com", zone="UTC"))
    with house.database.read() as session:
        row = Deliveries(session, house.organisation).by_key("asked")
        assert row is not None
        assert (row.state, row.user) == ("waiting", "U1")
        assert row.not_before == NIGHT.replace(hour=9)
