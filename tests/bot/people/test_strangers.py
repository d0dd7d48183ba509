from bot.conversation.events import Commanded
from bot.conversation.model import Place
from tests.bot.people.house import House


def test_whoever_acts_for_the_first_time_becomes_a_person(house: House) -> None:
    house.installs()
    house.does(Commanded(**house.act("U9"), name="Nora", command="help"))
    house.does(Commanded(**house.act("U9"), name="Nora", command="home"))
    assert house.everybody() == ["Nora"]
    assert (house.person("U9").side, house.person("U9").side_from) == ("other", "")


def test_a_stranger_is_told_even_what_they_may_not_do(house: House) -> None:
    """In a channel of a platform where only a message of its own can tell them."""
    house.installs()
    channel = Place(platform="slack", workspace="T1", channel="C1", kind="channel")
    act = house.act("U9") | {"place": channel, "carries": frozenset()}
    house.does(Commanded(**act, command="people"))
    (row,) = house.outbox("reply:")
    assert (row.kind, row.channel, row.user) == ("whisper", "C1", "U9")
    assert "That is for" in row.card
