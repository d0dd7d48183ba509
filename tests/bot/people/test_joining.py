import pytest

from bot.conversation.events import Profile
from bot.conversation.model import Platform
from bot.people.actions import Decide, IsThisYou
from storage.people import People, SamePerson
from tests.bot.people.house import House, words

TENANT: tuple[Platform, str] = ("teams", "tenant")
ANA = Profile(user="U1", name="Ana Ruiz", email="ana@example.com")
GUEST = Profile(user="A1", name="Ana (guest)", email="ana@example.com", guest=True)


def likeness(house: House) -> SamePerson:
    with house.database.read() as session:
        (row,) = People(session, house.organisation).likenesses()
    return row


@pytest.fixture
def looking_alike(house: House) -> House:
    """A member on Slack, and a guest in Teams with the same address."""
    house.installs()
    house.installs(TENANT)
    house.sees(ANA)
    house.sees(GUEST, where=TENANT)
    return house


def test_a_guest_is_joined_only_when_both_accounts_say_so(looking_alike: House) -> None:
    house = looking_alike
    asked = house.outbox("same:")
    assert sorted((row.platform, row.user) for row in asked) == [("slack", "U1"), ("teams", "A1")]
    number = likeness(house).id or 0
    assert "I have asked the other account, too" in words(house.clicks("U1", IsThisYou(likeness=number, yes=True)))
    house.passes()
    assert len(house.everybody()) == 2
    assert "one person now" in words(house.clicks("A1", IsThisYou(likeness=number, yes=True), TENANT))
    house.passes()
    assert house.everybody() == ["Ana Ruiz"]
    assert house.person("A1", TENANT).id == house.person("U1").id


def test_one_no_is_enough_and_nobody_is_asked_again(looking_alike: House) -> None:
    house = looking_alike
    number = likeness(house).id or 0
    assert "stay two people" in words(house.clicks("A1", IsThisYou(likeness=number, yes=False), TENANT))
    assert "stay two people" in words(house.clicks("U1", IsThisYou(likeness=number, yes=True)))
    house.sees(GUEST, where=TENANT)
    house.passes()
    assert len(house.everybody()) == 2
    assert house.outbox("same:") == []  # what had not gone out yet was taken back


def test_a_click_made_up_by_somebody_else_settles_nothing(looking_alike: House) -> None:
    house = looking_alike
    number = likeness(house).id or 0
    for _ in range(2):
        house.clicks("U66", IsThisYou(likeness=number, yes=True))
        house.clicks("U66", IsThisYou(likeness=number + 1, yes=True))
    assert "That is for" in words(house.clicks("U66", Decide(likeness=number, yes=True)))
    house.passes()
    assert likeness(house).one_says == likeness(house).other_says == ""


def test_whoever_looks_after_people_may_say_it_for_both(looking_alike: House) -> None:
    house = looking_alike
    house.command("U9", "help")
    house.makes("U9", "administrator")
    assert "Ana Ruiz (ana@example.com) and Ana (guest) may be one person." in words(house.command("U9", "people"))
    house.clicks("U9", Decide(likeness=likeness(house).id or 0, yes=True))
    house.passes()
    assert house.person("A1", TENANT).id == house.person("U1").id
    assert "may be one person" not in words(house.command("U9", "people"))


def test_in_somebody_elses_workspace_an_address_is_no_proof(house: House) -> None:
    house.installs()
    house.installs(("slack", "PARTNER"), home=False)
    house.sees(ANA)
    house.sees(Profile(user="P1", name="Ana", email="ana@example.com"), where=("slack", "PARTNER"))
    assert len(house.everybody()) == 2
    assert len(house.outbox("same:")) == 2


def test_two_accounts_in_one_workspace_are_asked(house: House) -> None:
    house.installs()
    house.sees(ANA)
    house.sees(Profile(user="U2", name="Ana R.", email="ana@example.com"))
    assert len(house.everybody()) == 2
    assert len(house.outbox("same:")) == 2


def test_a_new_account_instead_of_one_that_was_switched_off_is_the_same_person(house: House) -> None:
    house.installs()
    house.sees(ANA)
    house.sees(ANA.model_copy(update={"left": True}))
    house.sees(Profile(user="U2", name="Ana Ruiz", email="ana@example.com"))
    assert house.everybody() == ["Ana Ruiz"]
    assert house.person("U2").id == house.person("U1").id


def test_a_guest_who_came_first_does_not_take_the_members_address(house: House) -> None:
    house.installs()
    house.installs(TENANT)
    house.sees(GUEST, where=TENANT)
    house.sees(ANA)
    assert house.person("U1").email == "ana@example.com"
    assert house.person("A1", TENANT).email is None
    house.sees(GUEST, where=TENANT)
    assert len(house.outbox("same:")) == 2


def test_everything_of_two_records_is_in_the_one_that_stays(looking_alike: House) -> None:
    house = looking_alike
    house.makes("U1", "head")
    house.makes("A1", "head", "liaison", where=TENANT)
    house.imports("name,email,manager_email\nBen,ben@example.com,ana@example.com")
    ana, guest = house.person("U1"), house.person("A1", TENANT)
    with house.database.write() as session:
        people = People(session, house.organisation)
        ben = people.by_email("ben@example.com")
        assert ben is not None
        ben.stand_in = guest.id
        kept = people.get(ana.id or 0)
        assert kept is not None
        kept.manager = guest.id
    number = likeness(house).id or 0
    house.clicks("U1", IsThisYou(likeness=number, yes=True))
    house.clicks("A1", IsThisYou(likeness=number, yes=True), TENANT)
    house.passes()
    assert house.roles("U1") == {"head", "liaison"}
    assert house.by_email("ben@example.com").stand_in == ana.id
    assert house.person("U1").manager is None
    with house.database.read() as session:
        assert People(session, house.organisation).likenesses() == []
