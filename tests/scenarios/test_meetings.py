"""Meeting series over the wire formats of each platform: set up in chat, changed, a meeting moved and called off."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.payloads import encode
from bot.meetings.standing import KIND
from bot.people.actions import Presence
from storage.audit import Audit
from storage.meetings import Meetings
from storage.people import People
from storage.timers import Timers
from tests.driver import Channel, Somebodys, Where, World, a_world
from tests.scenarios.company import HEAD_OF_MARKETING, HEAD_OF_SALES, csv, email
from tests.scenarios.engaging import picked
from tests.scenarios.test_planning import confirms, opens_form

EVERYWHERE: tuple[Where, ...] = ("web", "slack", "teams", "both")
LABELS = {
    "name": "Name",
    "purpose": "What it is for",
    "every": "How often",
    "nth": "Which one of the month",
    "weekday": "On which day",
    "hour": "At what time",
    "starts": "From which date on",
    "rule": "Rule of its own",
    "zone": "Time zone",
    "minutes": "How many minutes",
    "holidays": "On a public holiday",
    "owner": "Owner",
    "co_owner": "Co-owner",
    "why": "Why",
    "day": "To which day",
    "add": "Who else",
    "person": "New owner",
}
BUTTONS = ("Change", "Who reads of it", "Pause", "End it", "All of them", "Yes, please", "No, thanks")
PEOPLE = ("owner", "co_owner", "add", "person")


async def fills_in(world: World, who: Somebodys, **values: str) -> None:
    """Fill the open form in, by the first words of its labels."""
    form = who.form().splitlines()
    people = {key: picked(world, who, values[key]) for key in PEOPLE if key in values}
    labels = {LABELS[key]: value for key, value in (values | people).items()}
    await who.submits({next(line for line in form if line.startswith(each)): labels[each] for each in labels})


async def sets_up(world: World, person: Somebodys, **values: str) -> None:
    await opens_form(person, "meetings new", "New meeting")
    told = {"name": "Revenue round", "owner": HEAD_OF_SALES, "co_owner": HEAD_OF_MARKETING, "zone": "Europe/Berlin"}
    await fills_in(world, person, **(told | values))


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_monthly_meeting_from_the_form_to_its_channels(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        alice, mia = world.person(HEAD_OF_SALES), world.person(HEAD_OF_MARKETING)
        await opens_form(alice, "meetings new", "New meeting")
        await fills_in(world, alice, name="Revenue round", owner="Carla Diaz", co_owner=HEAD_OF_SALES, zone="Berlin")
        alice.form("Did you mean Europe/Berlin")
        alice.form("One owner is from Sales and the other from Marketing")
        await fills_in(
            world, alice, name="Revenue round", owner=HEAD_OF_SALES, co_owner=HEAD_OF_MARKETING, zone="Europe/Berlin"
        )
        alice.sees("on the first Tuesday of each month at 09:00 (Europe/Berlin)")
        alice.sees("Alice Ober and Mia Frost")
        alice.sees("It has no channel yet")

        channel = await world.opens("revenue")
        await alice.runs("meetings here Revenue round")
        alice.sees("Type this in the channel")
        for who in (alice, mia):
            await who.at(channel).runs("meetings here Revenue round")
            who.at(channel).sees("Agendas and minutes of “Revenue round” come here from now on.")

        await world.time.comes(datetime(2027, 1, 29, 7, 59, tzinfo=UTC))
        alice.at(channel).sees_not("Agenda: Revenue round")
        await world.time.comes(datetime(2027, 1, 29, 8, 1, tzinfo=UTC))  # nine in Berlin, two business days before
        for who in (alice, mia):
            assert who.at(channel).count("Agenda: Revenue round") == 1
        await world.time.passes(days=31)
        for who in (alice, mia):
            assert who.at(channel).count("Agenda: Revenue round") == 2
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_meeting_is_moved_another_called_off_and_its_channels_hear_of_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        alice, mia, channel = await _a_round(world, every="Every week")
        await world.time.comes(datetime(2027, 1, 15, 9, 0, tzinfo=UTC))  # the agenda for Tuesday 19 January is out
        await _picks(alice, 1)
        await alice.clicks("Move it")
        await fills_in(world, alice, day="2027-01-27", hour="10:00", why="All are at the fair")
        alice.form("The next one is")
        await fills_in(world, alice, day="2027-01-20", hour="10:00", why="All are at the fair")
        alice.sees("It is moved.")
        for who in (alice, mia):
            assert who.at(channel).count("All are at the fair") >= 1
            who.at(channel).sees("Revenue round moves from")

        await world.time.comes(datetime(2027, 1, 20, 8, 59, tzinfo=UTC))
        assert _states(world) == ["open"]
        await world.time.comes(datetime(2027, 1, 20, 9, 1, tzinfo=UTC))
        assert _states(world)[0] == "running"
        await world.time.comes(datetime(2027, 1, 22, 9, 0, tzinfo=UTC))
        assert alice.at(channel).count("Agenda: Revenue round") == 2

        await _picks(alice, 1)
        await alice.clicks("Call it off")
        await fills_in(world, alice, why="Nothing to talk about")
        alice.sees("It is called off.")
        mia.at(channel).sees("does not take place. Alice Ober: Nothing to talk about")
        await world.time.comes(datetime(2027, 1, 29, 9, 0, tzinfo=UTC))  # the one of 2 February
        assert mia.at(channel).count("Agenda: Revenue round") == 3
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_changed_paused_resumed_and_ended(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        alice, mia, channel = await _a_round(world, every="Every week")
        await mia.runs("meetings Revenue round")
        await mia.clicks("Change")
        await fills_in(world, mia, every="Every second month", nth="The last", weekday="Thursday", hour="14:00")
        mia.sees("on the last Thursday of every second month at 14:00")
        await mia.clicks("Change")
        await fills_in(world, mia, every="By a rule of its own", rule="FREQ=MONTHLY;INTERVAL=6;BYDAY=1TU")
        mia.sees("Sales and Marketing meet at least once a quarter.")
        await mia.clicks("Who reads of it")
        await fills_in(world, mia, add="Carla Diaz")
        mia.sees("Carla Diaz")

        await mia.clicks("Pause")
        mia.sees("paused")
        await world.time.passes(days=18)
        assert _states(world) == []
        await mia.clicks("Change")
        await fills_in(world, mia, every="Every week", rule="")
        await mia.clicks("Resume")
        await world.time.passes(hours=6)
        assert _states(world) == ["open"]
        await confirms(mia, "End it")
        await alice.runs("meetings")
        alice.sees("No meeting of Sales and Marketing is set up yet")
        await world.time.passes(days=9)
        assert alice.at(channel).count("Agenda: Revenue round") == 1
        assert world.problems() == []


@pytest.mark.parametrize("where", ["web", "slack", "teams"])
async def test_only_its_owners_and_managers_change_a_meeting(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        _, _, channel = await _a_round(world, every="Every week")
        carla = world.person("Carla Diaz")
        await carla.runs("meetings new")
        carla.sees("That is for manager, head of Sales or Marketing, liaison and administrator")
        await carla.runs("meetings Revenue round")
        shown = carla.sees("every Tuesday at 09:00")
        assert "Change" not in shown.buttons
        await carla.at(channel).runs("meetings not here Revenue round")
        carla.at(channel).sees("“Revenue round” is in the hands of Alice Ober and Mia Frost.")
        with world.database.read() as session:
            (tried,) = [
                each
                for each in Audit(session, world.organisation).newest(9)
                if each.kind == KIND and each.what == "refused"
            ]
        assert (tried.name, tried.words) == ("Revenue round", "take a channel away")


async def test_an_owner_who_has_left_is_replaced_by_the_first_word(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        alice, mia = world.person(HEAD_OF_SALES), world.person(HEAD_OF_MARKETING)
        await sets_up(world, alice, owner="Carla Diaz", co_owner="Olga Petrova")
        await _leaves(world, "Carla Diaz")
        olga = world.person("Olga Petrova")
        olga.sees("Carla Diaz has left, and owned the meeting “Revenue round” for their side. Who takes over?")
        await olga.clicks("Somebody else")
        await fills_in(world, olga, person="Paul Quinn")
        olga.form("One owner is from Sales and the other from Marketing")
        await fills_in(world, olga, person="Dan Wolf")
        olga.sees("“Revenue round” is owned by Dan Wolf and Olga Petrova.")
        alice.sees("“Revenue round” is owned by Dan Wolf and Olga Petrova.")
        alice.sees_not("Who takes over?")
        world.person("Dan Wolf").sees("“Revenue round” is owned by Dan Wolf and Olga Petrova.")
        await _leaves(world, "Olga Petrova")
        await mia.clicks("I take over")
        mia.sees("“Revenue round” is owned by Dan Wolf and Mia Frost.")


async def _leaves(world: World, name: str) -> None:
    with world.database.write() as session:
        people = People(session, world.organisation)
        person = people.by_email(email(name))
        assert person is not None
        person.left = True
        people.add(person)
        Timers(session, world.organisation).set(
            Presence.NAME, str(person.id), world.time.now, encode(Presence(person=person.id or 0))
        )
    await world.time.passes(hours=3)


async def _a_round(world: World, **values: str) -> tuple[Somebodys, Somebodys, Channel]:
    """The meeting of the two heads on Tuesdays at nine in Berlin, in a channel of theirs."""
    await world.hires(csv())
    alice, mia = world.person(HEAD_OF_SALES), world.person(HEAD_OF_MARKETING)
    channel = await world.opens("revenue")
    await sets_up(world, alice, starts="2027-01-19", **values)
    for who in (alice, mia):
        await who.at(channel).runs("meetings here")
    return alice, mia, channel


async def _picks(person: Somebodys, number: int) -> None:
    """One of the next meetings, counted from 1."""
    await person.runs("meetings Revenue round")
    shown = person.sees("Next meetings")
    options = [each for each in shown.buttons if each not in BUTTONS]
    await person.answers("Move one, or call it off", options[number - 1])


def _states(world: World) -> list[str]:
    with world.database.read() as session:
        meetings = Meetings(session, world.organisation)
        return [each.state for series in meetings.all() for each in meetings.of_series(series.id or 0)]


async def test_after_a_week_of_being_down_there_is_one_agenda_for_the_next_meeting(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        alice, _, channel = await _a_round(world, every="By a rule of its own", rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
        await world.time.comes(datetime(2027, 1, 19, 9, 0, tzinfo=UTC))
        before = _states(world)
        assert before == ["over", "open"]
        world.clock.move_to(datetime(2027, 1, 26, 10, 0, tzinfo=UTC))  # nobody is there meanwhile
        await world.settle()
        assert _states(world) == ["missed", "over", *["missed"] * 4, "open"]  # of the first one nobody said anything
        assert alice.at(channel).count("Agenda: Revenue round") == len(before) + 1
        await world.time.passes(days=1)
        assert _states(world)[-2:] == ["over", "open"]
        assert alice.at(channel).count("Agenda: Revenue round") == len(before) + 2


async def test_a_series_ends_with_its_last_meeting(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        alice, _, channel = await _a_round(world, every="By a rule of its own", rule="FREQ=WEEKLY;COUNT=2;BYDAY=TU")
        await world.time.comes(datetime(2027, 1, 26, 8, 30, tzinfo=UTC))
        await alice.runs("meetings")
        alice.sees("No meeting is ahead.")
        await world.time.passes(hours=1)
        with world.database.read() as session:
            meetings = Meetings(session, world.organisation)
            (ended,) = meetings.ended()
            assert [each.state for each in meetings.of_series(ended.id or 0)] == ["missed", "over"]
        assert alice.at(channel).count("Agenda: Revenue round") == 2
        await world.time.passes(days=30)
        assert alice.at(channel).count("Agenda: Revenue round") == 2
