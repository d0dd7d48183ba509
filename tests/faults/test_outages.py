"""What a wave of invitations meets on the way: an outage, a revoked token, a removed app, somebody who has left.

Nothing is lost, nothing comes twice, nobody storms a platform that is down, and `truce deliveries` says what to do.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.cli.troubles import listed
from bot.conversation.events import Installed, MembersSeen, Profile
from tests.driver import World, a_world
from tests.fakes.teams_limits import Fault
from tests.faults.test_postman_dies import INVITED, TEN, awake, invitations, invites

DURING = TEN + timedelta(minutes=5)


def told(world: World) -> str:
    """What `truce deliveries` says."""
    return "\n".join(listed(world.database))


def calls_to_slack(world: World, since: datetime, until: datetime) -> int:
    return sum(since.timestamp() <= call.at < until.timestamp() for call in world.slack.calls())


async def test_ten_minutes_of_errors_hold_everything_up_and_draw_few_requests(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        world.slack.fault("status", status=500, seconds=61 + 600)
        await world.time.comes(DURING)
        assert not any(each.count(INVITED) for each in world.everybody)
        assert "tried again by Truce itself" in told(world)
        assert "Slack is out of order" in told(world)
        await world.time.comes(TEN + timedelta(hours=1))
        assert invitations(world) == [1] * 22
        assert calls_to_slack(world, TEN, TEN + timedelta(minutes=10)) <= 60
        assert told(world) == ""


async def test_teams_out_of_order_is_tried_now_and_then_too(tmp_path: Path) -> None:
    async with a_world("teams", tmp_path) as world:
        await invites(world)
        fault = world.teams.faults.add(Fault("status", times=1000, status=503, until=TEN.timestamp() + 600))
        await world.time.comes(DURING)
        assert "Teams is out of order" in told(world)
        await world.time.comes(TEN + timedelta(hours=1))
        assert invitations(world) == [1] * 22
        assert 1000 - fault.times <= 60


@pytest.mark.parametrize(
    ("error", "to_do"), [("token_revoked", "install the app again"), ("account_inactive", "removed")]
)
async def test_without_a_token_a_wave_waits_until_the_app_is_installed_again(
    error: str, to_do: str, tmp_path: Path
) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        installation = world.slack.installations[world.slack.bot_token]
        installation.error = error
        began = len(world.slack.calls())
        await world.time.comes(DURING)
        assert len(world.slack.calls()) - began <= 10, "one try tells, not one a message"
        assert to_do in told(world)
        assert "24 messages wait until somebody has mended this" in told(world)
        installation.error = ""
        now = world.clock.now()
        team = world.slack.home.id
        await world.truce.handle(Installed(key="again", at=now, platform="slack", workspace=team, name="Acme"))
        await world.time.comes(TEN + timedelta(hours=1))
        assert invitations(world) == [1] * 22
        assert told(world) == ""


async def test_somebody_who_left_before_the_wave_went_gets_nothing_until_they_are_back(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        gone = world.person(awake(world)[3])
        user = next(each for each in world.slack.home.users.values() if each.real_name == gone.name)
        happened = {"platform": "slack", "workspace": world.slack.home.id}
        leaver = Profile(user=user.id, name=gone.name, email=user.email, left=True)
        await world.truce.handle(MembersSeen(key="left", at=world.clock.now(), members=(leaver,), **happened))
        await world.time.comes(DURING)
        assert gone.count(INVITED) == 0
        assert sum(invitations(world)) == 21
        assert f"{gone.name}: " in told(world)
        assert "account was deactivated" in told(world)
        back = Profile(user=user.id, name=gone.name, email=user.email)
        await world.truce.handle(MembersSeen(key="back", at=world.clock.now(), members=(back,), **happened))
        await world.time.passes(hours=1)
        assert invitations(world) == [1] * 22
        assert told(world) == ""


async def test_a_slack_that_asks_for_pauses_is_given_them(tmp_path: Path) -> None:
    async with a_world("slack", tmp_path) as world:
        await invites(world)
        world.slack.fault("rate_limited", "chat.postMessage", retry_after=30, seconds=61 + 300)
        await world.time.comes(TEN + timedelta(hours=1))
        assert invitations(world) == [1] * 22
        assert calls_to_slack(world, TEN, TEN + timedelta(minutes=5)) <= 40
