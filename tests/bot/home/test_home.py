import pytest

from bot.conversation.events import OpenedHome, Profile
from bot.conversation.replies import Home
from bot.home.actions import ShowHelp
from bot.home.cards import first_name
from bot.people.actions import EditMe, SaySide
from tests.bot.people.house import House, pressed, words


@pytest.fixture
def open_house(house: House) -> House:
    house.installs(by="U1")
    house.sees(Profile(user="U1", name="Ana Ruiz"), Profile(user="U2", name="Ben Okoro"))
    return house


def test_help_shows_each_what_they_may_do(open_house: House) -> None:
    everything, less = words(open_house.command("U1", "help")), words(open_house.command("U2", "help"))
    assert everything.startswith("Here is what you can do, Ana")
    for command in open_house.truce._dispatch._routes.commands:
        assert f"/truce {command}" in everything
    assert "/truce me: " in less
    assert "/truce people" not in less


def test_in_teams_commands_have_no_slash(open_house: House) -> None:
    open_house.installs(("teams", "tenant"))
    told = words(open_house.command("A1", "help", ("teams", "tenant")), "teams")
    assert "/truce" not in told
    assert "In a channel, mention me first: @Truce help." in told


def test_help_on_one_command_shows_its_ways(open_house: House) -> None:
    told = words(open_house.command("U1", "help pulse"))
    assert "/truce pulse status: how many have answered" in told.splitlines()
    assert "/truce home" not in told
    assert "/truce home" in words(open_house.command("U2", "help people"))  # not theirs: all that is


def test_home_greets_says_what_waits_and_leads_on(open_house: House) -> None:
    reply = open_house.does(OpenedHome(**open_house.act("U2")))
    assert isinstance(reply, Home)
    assert words(reply).startswith("Hello Ben\nWhich side are you on?")
    assert pressed(reply, "My side and settings").startswith(f"{EditMe.NAME}:")
    assert pressed(reply, "What can I do?").startswith(f"{ShowHelp.NAME}:")
    assert "Here is what you can do" in words(open_house.clicks("U2", ShowHelp()))


def test_home_is_quiet_when_nothing_waits(open_house: House) -> None:
    open_house.clicks("U2", SaySide(side="sales"))
    assert "Nothing waits for you." in words(open_house.command("U2", "home"))


@pytest.mark.parametrize(
    ("name", "greeted"), [("Ana Ruiz", "Ana"), ("Dr. Ana Ruiz", "Dr. Ana Ruiz"), ("A. Ruiz", "A. Ruiz"), ("Li", "Li")]
)
def test_people_are_greeted_by_their_first_name(name: str, greeted: str) -> None:
    assert first_name(name) == greeted
