import pytest

from bot.conversation.events import Profile
from bot.conversation.model import Platform
from bot.conversation.replies import FormErrors, OpenForm
from bot.people.actions import EditPerson, FindPerson, ReadRosters
from tests.bot.people.house import House, words

TENANT: tuple[Platform, str] = ("teams", "tenant")


@pytest.fixture
def staffed(house: House) -> House:
    """Ana installs, Ben is a head, Cleo is on both platforms, Dan has no account."""
    house.installs(by="U01")
    house.installs(TENANT)
    house.sees(
        Profile(user="U01", name="Ana Ruiz", email="ana@example.com"),
        Profile(user="U02", name="Ben Okoro", email="ben@example.com"),
        Profile(user="U03", name="Cleo Marsh", email="cleo@example.com"),
    )
    house.sees(Profile(user="A3", name="Cleo", email="cleo@example.com"), where=TENANT)
    house.imports(
        "name,email,side,roles\nBen Okoro,ben@example.com,sales,head\nCleo Marsh,cleo@example.com,marketing,\n"
        "Dan Ito,dan@example.com,sales,\n"
    )
    return house


def test_the_overview_counts_and_says_who_can_t_be_reached(staffed: House) -> None:
    overview = words(staffed.command("U01", "people"))
    assert overview.startswith("4 people")
    assert "Side | People | Slack | Teams" in overview
    assert "Sales | 2 | 1 | 0" in overview
    assert "Marketing | 1 | 1 | 1" in overview
    assert "Not said yet | 1 | 1 | 0" in overview
    assert "Dan Ito: No Slack or Teams account is known." in overview
    assert "One person can't be reached." in words(staffed.command("U01", "home"))
    assert "can't be reached" not in words(staffed.command("U02", "home"))


def test_a_name_finds_people(staffed: House) -> None:
    assert "Cleo Marsh, cleo@example.com" in words(staffed.command("U02", "people cleo"))
    assert "I know nobody" in words(staffed.command("U02", "people zzz"))
    cleo = str(staffed.person("U03").id)
    assert "Cleo Marsh" in words(staffed.fills_in("U02", FindPerson(), {"person": cleo}))
    assert isinstance(staffed.fills_in("U02", FindPerson(), {"person": "4711"}), FormErrors)


def test_side_and_roles_are_changed(staffed: House) -> None:
    cleo = EditPerson(person=staffed.person("U03").id or 0)
    reply = staffed.fills_in("U01", cleo, {"side": "sales", "roles": ("liaison", "administrator")})
    assert "Roles: liaison and administrator" in words(reply)
    assert staffed.roles("U03") == {"liaison", "administrator"}
    assert (staffed.person("U03").side, staffed.person("U03").side_from) == ("sales", "file")


def test_the_last_administrator_stays_one(staffed: House) -> None:
    ana = EditPerson(person=staffed.person("U01").id or 0)
    reply = staffed.fills_in("U01", ana, {"side": "sales", "roles": ("head",)})
    assert isinstance(reply, FormErrors)
    assert staffed.roles("U01") == {"administrator"}
    staffed.makes("U03", "administrator")
    staffed.fills_in("U01", ana, {"side": "sales", "roles": ("head",)})
    assert staffed.roles("U01") == {"head"}


def test_heads_don_t_make_administrators_and_can_t_unmake_one(staffed: House) -> None:
    ana, ben = (EditPerson(person=staffed.person(user).id or 0) for user in ("U01", "U02"))
    reply = staffed.fills_in("U02", ben, {"side": "sales", "roles": ("administrator",)})
    assert isinstance(reply, FormErrors)
    staffed.makes("U03", "administrator")
    staffed.fills_in("U02", ana, {"side": "sales", "roles": ()})
    assert staffed.roles("U01") == {"administrator"}


def test_members_change_nobody(staffed: House) -> None:
    cleo = EditPerson(person=staffed.person("U03").id or 0)
    for reply in (
        staffed.command("U03", "people"),
        staffed.clicks("U03", cleo),
        staffed.fills_in("U03", cleo, {"side": "sales", "roles": ("administrator",)}),
        staffed.clicks("U03", FindPerson()),
        staffed.clicks("U03", ReadRosters()),
    ):
        assert "That is for head of Sales or Marketing and administrator." in words(reply)
    assert staffed.roles("U03") == set()


def test_the_form_shows_what_is(staffed: House) -> None:
    reply = staffed.clicks("U01", EditPerson(person=staffed.person("U02").id or 0))
    assert isinstance(reply, OpenForm)
    assert [field.initial for field in reply.form.fields] == [("sales",), ("head",)]


def test_the_member_lists_are_read_when_asked(staffed: House) -> None:
    before = {row.key: row.version for row in staffed.outbox("roster")}
    assert "I am reading 2 member lists." in words(staffed.clicks("U01", ReadRosters()))
    assert {row.key for row in staffed.outbox("roster")} == set(before)
