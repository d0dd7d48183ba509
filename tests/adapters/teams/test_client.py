"""Messages arrive in Teams, and what goes wrong is told in the core's words."""

import asyncio

import httpx
import pytest

from adapters.platform import RosterError, Target
from adapters.teams.auth import CLOUDS, Registration
from adapters.teams.client import TeamsClient
from adapters.teams.known import Known, parsed
from bot.conversation.cards import note
from bot.conversation.events import GroupSeen, MembersSeen, Profile
from bot.conversation.words import T, verbatim
from bot.delivery import Permanent, Retry, Sent, Wait
from tests.adapters.teams.conftest import Bot, outgoing
from tests.adapters.teams.made import NOON
from tests.adapters.teams.test_render import seen
from tests.fakes.teams_limits import Fault
from tests.fakes.teams_tenant import Person

HELLO = outgoing(note(T("Good morning.")))


async def test_a_message_sent_later_arrives_and_can_be_changed(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    sent = await bot.client.post(bot.target(anna), HELLO)
    (message,) = bot.teams.messages(anna)
    assert sent == Sent(f"{message.conversation_id}|{message.id}")
    assert message.activity["summary"] == "Good morning."
    assert isinstance(sent, Sent)
    changed = await bot.client.update(
        bot.tenant, sent.external_id, bot.target(anna).reference, outgoing(note(T("Good evening.")))
    )
    assert changed == sent
    assert seen(message.card["body"]) == "Good evening."
    assert bot.teams.problems == []


async def test_somebody_who_never_wrote_is_written_to_first(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    await bot.teams.says(anna, "help")
    for _ in range(2):
        assert isinstance(await bot.client.post(Target(bot.tenant, user=ben.aad_id), HELLO), Sent)
    assert len(bot.teams.messages(ben)) == 2
    assert bot.teams.count(operation="create") == 1


async def test_nobody_can_be_written_to_before_teams_says_where(bot: Bot) -> None:
    ben = bot.teams.add_person("Ben Ito")
    outcome = await bot.client.post(Target(bot.tenant, user=ben.aad_id), HELLO)
    assert isinstance(outcome, Wait)
    assert "say hello" in outcome.reason
    assert Registration("id", "secret", "tenant").service_url == CLOUDS[""].service_url


async def test_who_has_not_got_the_app_waits_for_an_administrator(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito", installed=False)
    await bot.teams.says(anna, "help")
    outcome = await bot.client.post(Target(bot.tenant, user=ben.aad_id), HELLO)
    assert isinstance(outcome, Wait)
    assert "isn't installed for this person" in outcome.reason
    assert not outcome.whole_workspace


async def test_who_blocked_the_app_waits(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    bot.teams.block(anna)
    outcome = await bot.client.post(bot.target(anna), HELLO)
    assert isinstance(outcome, Wait)
    assert "blocked" in outcome.reason


async def test_a_channel_its_thread_and_a_group_chat(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    channel = bot.teams.add_team("Field", ["General", "Deals"], [anna]).channel("Deals")
    chat = bot.teams.add_group_chat("Heads", [anna])
    first = await bot.client.post(Target(bot.tenant, channel=channel.id), HELLO)
    (message,) = bot.teams.messages(channel)
    assert first == Sent(f"{channel.id}|{message.id}")
    assert isinstance(first, Sent)
    second = await bot.client.post(Target(bot.tenant, channel=channel.id, thread=message.id), HELLO)
    assert bot.teams.messages(channel)[1].thread == message.id
    assert isinstance(second, Sent)
    assert second.external_id.startswith(f"{channel.id}|")
    assert isinstance(await bot.client.post(Target(bot.tenant, channel=chat.id), HELLO), Sent)
    assert isinstance(await bot.client.update(bot.tenant, second.external_id, "", HELLO), Sent)


async def test_a_whisper_comes_directly(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    channel = bot.teams.add_team("Field", members=[anna]).channel("General")
    target = Target(bot.tenant, user=anna.aad_id, channel=channel.id, reference=bot.target(anna).reference)
    assert isinstance(await bot.client.whisper(target, HELLO), Sent)
    assert len(bot.teams.messages(anna)) == 1
    assert bot.teams.messages(channel) == []
    assert await bot.client.find(target, HELLO) is None


async def test_a_place_that_is_gone_is_given_up(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    gone = await bot.client.post(Target(bot.tenant, channel="19:gone@thread.tacv2"), HELLO)
    assert isinstance(gone, Permanent)
    team = bot.teams.add_team("Field", members=[anna])
    team.app = False
    out = await bot.client.post(Target(bot.tenant, channel=team.channel("General").id), HELLO)
    assert isinstance(out, Wait)
    assert "Add the app there again" in out.reason
    deleted = await bot.client.update(bot.tenant, f"{bot.teams.place(anna).id}|1", bot.target(anna).reference, HELLO)
    assert isinstance(deleted, Permanent)
    assert "deleted" in deleted.reason
    stranger = await bot.client.post(Target(bot.tenant, user="nobody"), HELLO)
    assert isinstance(stranger, Permanent)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault("status", "send", status=429, retry_after=7), Retry("Teams asks for a pause.", after=7)),
        (Fault("status", "send", status=412), Retry("Teams is out of order (412).")),
        (Fault("status", "send", status=502), Retry("Teams is out of order (502).", maybe_sent=True)),
        (Fault("status", "send", status=503, retry_after=3), Retry("Teams is out of order (503).", after=3)),
        (Fault("status", "send", status=504, json=False), Retry("Teams is out of order (504).", maybe_sent=True)),
        (Fault("status", "send", status=413), Permanent("The message is too big for Teams.")),
    ],
)
async def test_what_teams_refuses_now_is_told_apart_from_what_it_never_takes(
    bot: Bot, fault: Fault, outcome: Retry | Permanent
) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    bot.teams.faults.add(fault)
    assert await bot.client.post(bot.target(anna), HELLO) == outcome
    assert isinstance(await bot.client.post(bot.target(anna), HELLO), Sent)


async def test_an_update_is_tried_once_only(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    sent = await bot.client.post(bot.target(anna), HELLO)
    assert isinstance(sent, Sent)
    bot.teams.faults.add(Fault("status", "update", status=502))
    again = await bot.client.update(bot.tenant, sent.external_id, bot.target(anna).reference, HELLO)
    assert isinstance(again, Retry)
    assert bot.teams.count(operation="update") == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_lost_answer_may_mean_that_the_message_arrived(bot: Bot, arrived: bool) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    bot.teams.faults.add(Fault("drop", "send", after=arrived))
    outcome = await bot.client.post(bot.target(anna), HELLO)
    assert outcome == Retry("Teams did not answer.", maybe_sent=True)
    assert len(bot.teams.messages(anna)) == int(arrived)


async def test_a_chat_whose_opening_got_lost_has_no_message_in_it(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    await bot.teams.says(anna, "help")
    bot.teams.faults.add(Fault("drop", "create"))
    assert await bot.client.post(Target(bot.tenant, user=ben.aad_id), HELLO) == Retry("Teams did not answer.")


async def test_an_answer_that_is_not_json_is_tried_again(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    bot.teams.faults.add(Fault("status", "send", status=200, json=False))
    outcome = await bot.client.post(bot.target(anna), HELLO)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


async def test_teams_that_is_not_there_is_tried_again(bot: Bot) -> None:
    reference = '{"serviceUrl": "http://127.0.0.1:1/", "conversation": "a:1"}'
    outcome = await bot.client.post(Target(bot.tenant, user="x", reference=reference), HELLO)
    assert outcome == Retry("Teams can't be reached.")


async def test_one_token_serves_many_messages_and_a_revoked_one_is_renewed(bot: Bot) -> None:
    people = [bot.teams.add_person(f"Person {n}") for n in range(8)]
    await bot.teams.says(people[0], "help")
    targets = [Target(bot.tenant, user=each.aad_id) for each in people]
    outcomes = await asyncio.gather(*(bot.client.post(target, HELLO) for target in targets))
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert bot.teams.identity.tokens_issued == 1
    bot.teams.identity.revoke()
    assert isinstance(await bot.client.post(targets[1], HELLO), Sent)
    assert bot.teams.identity.tokens_issued == 2


async def test_a_wrong_secret_stops_the_whole_tenant_and_says_what_to_check(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    bot.teams.identity.password = "another"
    fresh = TeamsClient(bot.registration, bot.known, bot.http, lambda: NOON)
    outcome = await fresh.post(bot.target(anna), HELLO)
    assert isinstance(outcome, Wait)
    assert outcome.whole_workspace
    assert "MicrosoftAppPassword" in outcome.reason
    assert "a secret of the fake" not in outcome.reason


async def test_a_token_that_can_not_be_fetched_now_is_tried_again(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    fresh = TeamsClient(bot.registration, bot.known, bot.http, lambda: NOON)
    bot.teams.faults.add(Fault("status", "token", status=503))
    assert isinstance(await fresh.post(bot.target(anna), HELLO), Retry)
    assert isinstance(await fresh.post(bot.target(anna), HELLO), Sent)


async def test_a_long_message_in_any_script_is_taken(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "help")
    for text in ("длинный " * 20_000, "長" * 60_000, "😀" * 40_000, "word " * 60_000):
        assert isinstance(await bot.client.post(bot.target(anna), outgoing(note(verbatim(text)))), Sent)
    assert bot.teams.problems == []


async def test_the_roster_of_the_teams_that_truce_is_in(bot: Bot) -> None:
    people = [bot.teams.add_person(f"Person {n}") for n in range(230)]
    guest = bot.teams.add_person("Guest Gil", role="guest")
    team = bot.teams.add_team("Field", members=[*people, guest])
    await bot.teams.install(people[0], team)
    seen_ = [event async for event in bot.client.roster(bot.tenant)]
    members = [member for event in seen_ if isinstance(event, MembersSeen) for member in event.members]
    assert {member.user for member in members} == {each.aad_id for each in [*people, guest]}
    assert [len(event.members) for event in seen_ if isinstance(event, MembersSeen)] == [200, 31, 0]
    assert {member.name for member in members if member.guest} == {"Guest Gil"}
    assert next(member for member in members if member.user == people[3].aad_id).email == people[3].email
    assert [(event.complete, event.partial) for event in seen_ if isinstance(event, MembersSeen)][-1] == (True, True)
    (group,) = [event for event in seen_ if isinstance(event, GroupSeen)]
    assert (group.group, group.handle, len(group.members)) == (team.id, "Field", 231)
    assert len({event.key for event in seen_}) == len(seen_)
    # What the roster told is enough to write to somebody.
    ben = next(member for member in members if member.user == people[7].aad_id)
    stranger = TeamsClient(bot.registration, Known(), bot.http, lambda: NOON)
    assert isinstance(await stranger.post(Target(bot.tenant, user=ben.user, reference=ben.reference), HELLO), Sent)


async def test_a_roster_after_a_restart_reads_the_teams_that_the_core_remembers(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    team = bot.teams.add_team("Field", members=[anna])

    async def rooms(_: str) -> list[str]:
        return [team.id]

    known = Known()
    known.serves(bot.tenant, bot.teams.service_url)
    client = TeamsClient(bot.registration, known, bot.http, lambda: NOON, rooms=rooms)
    members, group, _ = [event async for event in client.roster(bot.tenant)]
    assert isinstance(members, MembersSeen)
    assert isinstance(group, GroupSeen)
    assert group.members == (anna.aad_id,)


async def test_a_roster_that_can_not_be_read_says_why(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    team = bot.teams.add_team("Field", members=[anna])
    await bot.teams.install(anna, team)
    bot.teams.faults.add(Fault("status", "members", status=429, retry_after=5))
    with pytest.raises(RosterError) as refused:
        [event async for event in bot.client.roster(bot.tenant)]
    assert refused.value.outcome == Retry("Teams asks for a pause.", after=5)


async def test_a_team_that_truce_is_not_in_any_more_does_not_keep_the_others_from_being_read(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    field, office = bot.teams.add_team("Field", members=[anna]), bot.teams.add_team("Office", members=[ben])
    await bot.teams.install(anna, field)
    await bot.teams.install(ben, office)
    field.app = False
    seen_ = [event async for event in bot.client.roster(bot.tenant)]
    assert [event.group for event in seen_ if isinstance(event, GroupSeen)] == [office.id]
    assert [event.complete for event in seen_ if isinstance(event, MembersSeen)][-1]


async def test_a_reading_gives_nobody_s_chat_away(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    team = bot.teams.add_team("Field", members=[anna])
    await bot.teams.says(anna, "help")
    await bot.teams.install(anna, team)
    seen_ = [event async for event in bot.client.roster(bot.tenant)]
    (told,) = [member for event in seen_ if isinstance(event, MembersSeen) for member in event.members]
    assert parsed(told.reference)["conversation"] == bot.teams.place(anna).id


async def looked_for(bot: Bot, person: Person) -> list[Profile]:
    """What is told of somebody who is looked for by name."""
    seen_ = [event async for event in bot.client.member(bot.target(person))]
    return [member for event in seen_ if isinstance(event, MembersSeen) for member in event.members]


async def test_who_is_in_another_team_or_has_a_chat_is_still_there(bot: Bot) -> None:
    anna, ben, cleo = (bot.teams.add_person(name) for name in ("Anna Berg", "Ben Ito", "Cleo Falk"))
    field = bot.teams.add_team("Field", members=[anna, ben, cleo])
    office = bot.teams.add_team("Office", members=[anna, ben])
    for team in (field, office):
        await bot.teams.install(anna, team)
    await bot.teams.says(ben, "help")
    for each in (anna, ben, cleo):
        await bot.teams.leaves(each, field)
        (told,) = await looked_for(bot, each)
        assert (told.user, told.email, told.left) == (each.aad_id, each.email, False)
    assert bot.teams.messages(cleo) == []  # their chat was opened, and nothing written into it
    assert parsed((await looked_for(bot, cleo))[0].reference)["conversation"] == bot.teams.place(cleo).id


async def test_who_is_not_in_the_tenant_any_more_has_left(bot: Bot) -> None:
    anna, ben, cleo = (bot.teams.add_person(name) for name in ("Anna Berg", "Ben Ito", "Cleo Falk"))
    field = bot.teams.add_team("Field", members=[anna, ben, cleo])
    await bot.teams.install(anna, field)
    await bot.teams.says(ben, "help")
    for each in (ben, cleo):
        await bot.teams.deletes(each, by=anna)
        (told,) = await looked_for(bot, each)
        assert (told.user, told.left) == (each.aad_id, True)
    assert ben.aad_id not in str(bot.known.references(bot.tenant))


async def test_of_whom_teams_does_not_tell_nothing_is_said(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito", installed=False)
    assert await looked_for(bot, ben) == []  # nobody has told yet where Teams is
    field = bot.teams.add_team("Field", members=[anna, ben])
    await bot.teams.install(anna, field)
    await bot.teams.leaves(ben, field)
    assert await looked_for(bot, ben) == []  # not installed for them, which says nothing of where they are
    lost = Target(bot.tenant, user=ben.aad_id, reference='{"conversation": "a:1nowhere"}')
    assert [event async for event in bot.client.member(lost)] == []
    bot.teams.faults.add(Fault("status", "create", status=429, retry_after=5))
    with pytest.raises(RosterError) as refused:
        await looked_for(bot, ben)
    assert refused.value.outcome == Retry("Teams asks for a pause.", after=5)


async def test_what_a_chat_keeps_of_somebody_deleted_is_nobody(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    field = bot.teams.add_team("Field", members=[anna, ben])
    await bot.teams.install(anna, field)
    ben.leftover = True
    seen_ = [event async for event in bot.client.roster(bot.tenant)]
    (group,) = [event for event in seen_ if isinstance(event, GroupSeen)]
    assert group.members == (anna.aad_id,)
    (told,) = await looked_for(bot, ben)
    assert told.left


async def test_settings_that_can_not_be_right_are_told() -> None:
    with pytest.raises(ValueError, match="ChannelService"):
        Registration("id", "secret", "tenant", channel_service="https://example.com")
    with pytest.raises(ValueError, match="MicrosoftAppType"):
        Registration("id", "secret", "tenant", app_type="UserAssignedMSI")
    government = Registration("id", "secret", "t1", channel_service="https://botframework.azure.us")
    assert government.token_url == "https://login.microsoftonline.us/t1/oauth2/v2.0/token"
    assert isinstance(httpx.URL(government.service_url), httpx.URL)
