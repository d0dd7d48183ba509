import pytest

from bot.conversation.events import GroupSeen, Profile
from bot.people.actions import MapGroup, SaySide
from bot.people.groups import suggestion
from storage.people import People
from tests.bot.people.house import House, words


@pytest.mark.parametrize(
    ("handle", "side"),
    [
        ("sales-emea", "sales"),
        ("Presales", "sales"),
        ("marketing", "marketing"),
        ("brand-team", "marketing"),
        ("sales-and-marketing", None),
        ("everyone", None),
        ("branding-iron", None),
    ],
)
def test_a_groups_name_may_speak_of_a_side(handle: str, side: str | None) -> None:
    assert suggestion(handle) == side


@pytest.fixture
def grouped(house: House) -> House:
    house.installs(by="U01")
    house.sees(*(Profile(user=f"U0{number}", name=f"Person {number}") for number in (1, 2, 3)))
    tells(house, "U02", "U03")
    return house


def tells(house: House, *members: str, handle: str = "sales-team") -> None:
    house.reports(GroupSeen(**house.news(), group="S1", handle=handle, members=members))


def group(house: House) -> int:
    with house.database.read() as session:
        (row,) = People(session, house.organisation).groups()
    return row.id or 0


def test_no_group_becomes_a_side_by_itself(grouped: House) -> None:
    assert grouped.person("U02").side_from == ""
    assert "One user group looks like Sales or Marketing." in words(grouped.command("U01", "home"))
    assert "looks like Sales" not in words(grouped.command("U02", "home"))
    assert "sales-team: not decided" in words(grouped.command("U01", "groups"))


def test_members_follow_the_group_that_an_administrator_chose(grouped: House) -> None:
    house = grouped
    house.clicks("U03", SaySide(side="other"))
    assert "sales-team: Sales" in words(house.clicks("U01", MapGroup(group=group(house), side="sales"), message="m"))
    tells(house, "U02", "U03")
    assert (house.person("U02").side, house.person("U02").side_from) == ("sales", "group")
    assert (house.person("U03").side, house.person("U03").side_from) == ("other", "person")
    tells(house, "U01")
    assert [house.person(user).side for user in ("U01", "U02")] == ["sales", "other"]
    house.clicks("U01", MapGroup(group=group(house), side="marketing"))
    assert house.person("U01").side == "marketing"
    house.clicks("U01", MapGroup(group=group(house), side="other"))
    assert house.person("U01").side_from == ""


def test_only_those_who_look_after_people_choose(grouped: House) -> None:
    assert "That is for" in words(grouped.clicks("U02", MapGroup(group=group(grouped), side="sales")))
    assert "That is for" in words(grouped.command("U02", "groups"))


def test_a_file_counts_for_more_than_a_group(grouped: House) -> None:
    house = grouped
    house.clicks("U01", MapGroup(group=group(house), side="sales"))
    tells(house, "U02")
    house.imports("name,email,side,slack_id\nPerson 2,p2@example.com,marketing,U02")
    tells(house, "U02")
    assert (house.person("U02").side, house.person("U02").side_from) == ("marketing", "file")
    tells(house, "U03")
    assert house.person("U02").side == "marketing"
