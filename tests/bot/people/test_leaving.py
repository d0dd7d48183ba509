"""Leaving a team is not leaving the company: the platform is asked about who is gone from a group or a list."""

from datetime import timedelta

import pytest

from bot.conversation.events import GroupLeft, GroupSeen, Profile
from bot.conversation.model import Platform
from bot.people.actions import MapGroup
from bot.people.handlers import PAGE
from storage.people import People
from tests.bot.people.house import MONDAY, House

TENANT: tuple[Platform, str] = ("teams", "tenant")
ANA, BEN = Profile(user="A1", name="Ana"), Profile(user="B1", name="Ben")
GONE = Profile(user="B1", name="", left=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def tenant(house: House) -> House:
    """Ana and Ben are in two teams, and an hour has passed since."""
    house.installs(TENANT, by="A1")
    house.sees(ANA, BEN, where=TENANT)
    shows(house, "Field", "A1", "B1")
    shows(house, "Office", "A1", "B1")
    house.answered_for()
    house.clock.move(HOUR)
    return house


def shows(house: House, group: str, *members: str) -> None:
    house.reports(GroupSeen(**house.news(TENANT), group=group, handle=group, members=members))


def takes_out(house: House, *members: str, group: str = "Field", after: timedelta = timedelta(0)) -> None:
    """So long after now; less than nothing for news that come late."""
    house.reports(GroupLeft(**house.news(TENANT, house.clock.now() + after), group=group, members=members))


def is_side(house: House, handle: str, side: str) -> None:
    with house.database.read() as session:
        (row,) = [each for each in People(session, house.organisation).groups() if each.handle == handle]
    house.clicks("A1", MapGroup.model_validate({"group": row.id, "side": side}), TENANT)


def test_who_is_taken_out_of_one_team_is_asked_about_and_stays(tenant: House) -> None:
    takes_out(tenant, "B1")
    assert tenant.asked_about() == ["B1"]
    assert tenant.everybody() == ["Ana", "Ben"]
    tenant.sees(BEN, where=TENANT)
    tenant.answered_for()
    tenant.passes(HOUR)
    assert tenant.everybody() == ["Ana", "Ben"]


def test_who_is_nowhere_any_more_has_left_and_may_come_back(tenant: House) -> None:
    takes_out(tenant, "B1")
    tenant.sees(GONE, where=TENANT)
    tenant.answered_for()
    assert tenant.everybody() == ["Ana"]
    takes_out(tenant, "B1", group="Office")
    assert tenant.asked_about() == []
    tenant.clock.move(HOUR)
    tenant.sees(BEN, where=TENANT)
    assert tenant.everybody() == ["Ana", "Ben"]


def test_the_same_again_asks_once(tenant: House) -> None:
    takes_out(tenant, "B1")
    takes_out(tenant, "B1")
    takes_out(tenant, "B1", group="Office")
    assert tenant.asked_about() == ["B1"]
    assert [row.key for row in tenant.outbox("member:")] == ["member:teams:tenant:B1"]


def test_who_was_seen_since_is_not_asked_about(tenant: House) -> None:
    tenant.sees(BEN, where=TENANT)
    takes_out(tenant, "B1", after=-timedelta(minutes=1))
    assert tenant.asked_about() == []


def test_an_answer_older_than_what_was_seen_changes_nothing(tenant: House) -> None:
    takes_out(tenant, "B1")
    tenant.sees(BEN, where=TENANT, at=MONDAY + HOUR + timedelta(minutes=2))
    tenant.sees(GONE, where=TENANT, at=MONDAY + HOUR + timedelta(minutes=1))
    assert tenant.everybody() == ["Ana", "Ben"]


def test_the_side_goes_with_the_team_and_other_teams_are_read_for_another(tenant: House) -> None:
    is_side(tenant, "Field", "sales")
    is_side(tenant, "Office", "marketing")
    shows(tenant, "Field", "A1", "B1")
    tenant.answered_for()
    assert tenant.person("B1", TENANT).side == "sales"
    tenant.clock.move(HOUR)
    takes_out(tenant, "B1")
    assert (tenant.person("B1", TENANT).side, tenant.person("B1", TENANT).side_from) == ("other", "")
    assert tenant.person("A1", TENANT).side == "sales"
    assert [row.state for row in tenant.outbox("roster:")] == ["waiting"]
    shows(tenant, "Office", "A1", "B1")
    assert tenant.person("B1", TENANT).side == "marketing"


def test_what_is_older_than_the_newest_look_into_a_team_takes_no_side(tenant: House) -> None:
    is_side(tenant, "Field", "sales")
    shows(tenant, "Field", "A1", "B1")
    takes_out(tenant, "B1", after=-timedelta(minutes=1))
    assert tenant.person("B1", TENANT).side == "sales"
    assert tenant.asked_about() == ["B1"]  # they were not seen themselves


def test_a_reading_that_began_before_somebody_was_taken_out_gives_no_side_back(tenant: House) -> None:
    is_side(tenant, "Field", "sales")
    shows(tenant, "Field", "A1", "B1")
    takes_out(tenant, "B1", after=timedelta(minutes=1))
    shows(tenant, "Field", "A1", "B1")
    assert tenant.person("B1", TENANT).side == "other"


def test_who_can_not_be_told_by_their_id_is_found_by_reading_everybody(tenant: House) -> None:
    takes_out(tenant, "29:somebody")
    assert tenant.asked_about() == []
    assert [row.state for row in tenant.outbox("roster:")] == ["waiting"]


def test_whom_a_list_that_is_never_whole_does_not_show_is_asked_about(tenant: House) -> None:
    tenant.reads_everybody(ANA, where=TENANT, partial=True)
    tenant.passes()
    assert tenant.everybody() == ["Ana", "Ben"]
    assert tenant.asked_about() == ["B1"]
    tenant.sees(GONE, where=TENANT)
    assert tenant.everybody() == ["Ana"]


def test_whom_nobody_but_the_file_told_of_is_not_asked_about(tenant: House) -> None:
    report = tenant.imports(
        "name,email,side,teams_id\nCleo Falk,cleo@example.com,sales,5d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a"
    )
    assert report.written, report
    tenant.clock.move(HOUR)
    tenant.installs(TENANT)
    for _ in range(2):
        tenant.reads_everybody(ANA, BEN, where=TENANT, partial=True)
        tenant.passes(HOUR)
    assert tenant.asked_about() == []
    assert "Cleo Falk" in tenant.everybody()


def test_many_are_asked_about_page_by_page(tenant: House) -> None:
    many = [Profile(user=f"M{number:03}", name=f"Member {number:03}") for number in range(2 * PAGE + 10)]
    tenant.sees(*many, where=TENANT)
    tenant.clock.move(HOUR)
    tenant.reads_everybody(ANA, BEN, where=TENANT, partial=True)
    assert tenant.asked_about() == []
    tenant.passes()
    assert sorted(tenant.asked_about()) == [member.user for member in many]
