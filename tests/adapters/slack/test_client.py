"""The postman's client against a fake Slack that limits, refuses and loses answers as the real one does."""

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from adapters.platform import RosterError, Target
from adapters.slack.api import Api
from adapters.slack.client import SlackClient
from adapters.slack.tokens import OneToken
from bot.conversation.cards import Card, Chart, File, Image, Row, note
from bot.conversation.events import GroupSeen, MembersSeen
from bot.conversation.words import T
from bot.delivery import Permanent, Retry, Sent, Wait
from tests.adapters.slack.house import HOME, House, a_house
from tests.fakes.slack import FakeSlack

HELLO = note(T("Hello."))
CHART = Image(
    chart=Chart(
        kind="bars",
        title=T("Total"),
        low=20,
        high=100,
        series=(T("Total"),),
        rows=(Row(label=T("Sales"), values=(55.0,)),),
    ),
    alt=T("Sales is at 55."),
)
LIST = File(name="people.csv", media_type="text/csv", content="name\nÄnne\n")


def to_channel(house: House, name: str = "#deals", **more: str) -> Target:
    return Target(workspace=HOME, channel=house.slack.channel(name).id, **more)


def to_alice(house: House) -> Target:
    return Target(workspace=HOME, user=house.slack.user("alice").id)


async def test_a_message_says_where_it_stands(house: House) -> None:
    outcome = await house.client.post(to_channel(house), house.outgoing(HELLO))
    message = house.slack.messages("#deals")[0]
    assert outcome == Sent(f"{message.channel}/{message.ts}")
    assert message.metadata == {"event_type": "truce", "event_payload": {"id": "d-1"}}


async def test_a_person_is_written_to_directly(house: House) -> None:
    outcome = await house.client.post(to_alice(house), house.outgoing(HELLO))
    assert outcome == Sent(f"{house.slack.channel('alice').id}/{house.slack.messages('alice')[0].ts}")


async def test_a_persons_id_may_stand_for_their_channel(house: House) -> None:
    target, out = Target(workspace=HOME, channel=house.slack.user("alice").id), house.outgoing(HELLO)
    sent = await house.client.post(target, out)
    assert await house.client.find(target, house.outgoing(HELLO)) == sent
    assert [each.text for each in house.slack.messages("alice")] == ["Hello."]


async def test_a_whisper_is_not_hidden_in_a_thread_that_nobody_has_open(house: House) -> None:
    first = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(first, Sent)
    target = to_channel(house, user=house.slack.user("alice").id, thread=first.external_id)
    await house.client.whisper(target, house.outgoing(HELLO, "d-2"))
    assert house.slack.whispers("alice")[0].thread_ts == ""


async def test_a_thread_is_named_by_the_message_that_began_it(house: House) -> None:
    first = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(first, Sent)
    await house.client.post(to_channel(house, thread=first.external_id), house.outgoing(HELLO, "d-2"))
    one, two = house.slack.messages("#deals")
    assert two.thread_ts == one.ts


async def test_a_message_is_changed(house: House) -> None:
    sent = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(sent, Sent)
    changed = await house.client.update(HOME, sent.external_id, "", house.outgoing(note(T("Bye.")), "d-2"))
    assert changed == sent
    assert house.slack.messages("#deals")[0].text == "Bye."


async def test_a_whisper_is_seen_by_one_person(house: House) -> None:
    target = to_channel(house, user=house.slack.user("alice").id)
    assert isinstance(await house.client.whisper(target, house.outgoing(HELLO)), Sent)
    assert [each.text for each in house.slack.whispers("alice")] == ["Hello."]
    assert house.slack.messages("#deals") == []


async def test_somebody_who_is_not_in_the_channel_is_whispered_to_directly(house: House) -> None:
    house.slack.add_user("carol")
    target = to_channel(house, user=house.slack.user("carol").id)
    assert isinstance(await house.client.whisper(target, house.outgoing(HELLO)), Sent)
    assert [each.text for each in house.slack.messages("carol")] == ["Hello."]


async def test_a_direct_whisper_whose_answer_was_lost_is_not_sent_twice(house: House) -> None:
    target, out = to_alice(house), house.outgoing(HELLO)
    house.slack.fault("lose_response", "chat.postMessage", times=1)
    lost = await house.client.whisper(target, out)
    assert house.slack.calls("conversations.history") == []
    house.clock.move(timedelta(minutes=1))
    assert isinstance(lost, Retry)
    assert lost.maybe_sent
    assert isinstance(await house.client.whisper(target, out), Sent)
    assert len(house.slack.messages("alice")) == 1


# -- when it does not work


@pytest.mark.parametrize("where", ["channel", "person", "thread", "several"])
async def test_a_lost_answer_is_found_again_and_nothing_is_sent_twice(house: House, where: str) -> None:
    first = await house.client.post(to_channel(house), house.outgoing(HELLO, "d-0"))
    assert isinstance(first, Sent)
    targets = {
        "channel": to_channel(house),
        "person": to_alice(house),
        "thread": to_channel(house, thread=first.external_id),
        "several": Target(HOME, user=",".join(house.slack.user(each).id for each in ("alice", "bob"))),
    }
    out = house.outgoing(HELLO)
    house.slack.fault("lose_response", "chat.postMessage", times=1)
    lost = await house.client.post(targets[where], out)
    assert isinstance(lost, Retry)
    assert lost.maybe_sent
    found = await house.client.find(targets[where], out)
    ours = [each for each in house.slack.all_messages() if each.metadata["event_payload"]["id"] == "d-1"]
    assert [f"{each.channel}/{each.ts}" for each in ours] == [found.external_id if isinstance(found, Sent) else found]


async def test_what_never_arrived_is_not_found(house: House) -> None:
    out = house.outgoing(HELLO)
    house.slack.fault("reset", "chat.postMessage", times=1)
    outcome = await house.client.post(to_channel(house), out)
    assert isinstance(outcome, Retry)
    assert await house.client.find(to_channel(house), out) is None


async def test_a_message_is_found_behind_hundreds_of_others(house: House) -> None:
    out = house.outgoing(HELLO)
    await house.client.post(to_channel(house), out)
    for _ in range(450):
        house.slack.mention("bob", "#deals", "noise")
    found = await house.client.find(to_channel(house), out)
    assert isinstance(found, Sent)
    assert len(house.slack.calls("conversations.history")) == 3


async def test_a_limit_says_how_long_to_wait(house: House) -> None:
    house.slack.fault("rate_limited", "chat.postMessage", times=1, retry_after=7)
    outcome = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(outcome, Retry)
    assert (outcome.after, outcome.maybe_sent) == (7, False)


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_trouble_at_slack_may_have_sent_it(house: House, status: int) -> None:
    house.slack.fault("status", "chat.postMessage", times=1, status=status)
    outcome = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent


async def test_a_change_may_be_repeated_without_looking(house: House) -> None:
    sent = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(sent, Sent)
    house.slack.fault("lose_response", "chat.update", times=1)
    outcome = await house.client.update(HOME, sent.external_id, "", house.outgoing(HELLO))
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent


async def test_a_slack_that_does_not_answer_is_given_up_in_time() -> None:
    slack = FakeSlack(limits=False)
    slack.add_channel("deals")
    async with a_house(slack, patience=0.3) as house:
        slack.fault("slow", "chat.postMessage", delay=2)
        outcome = await house.client.post(to_channel(house), house.outgoing(HELLO))
        assert isinstance(outcome, Retry)
        assert outcome.maybe_sent


async def test_a_slack_that_is_not_there_has_sent_nothing(house: House) -> None:
    target, out = to_channel(house), house.outgoing(HELLO)
    await house.slack.stop_listening()
    await asyncio.sleep(0.05)  # the client sees that the connection it had kept is cut
    outcome = await house.client.post(target, out)
    await house.slack.listen()
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        ("not_in_channel", Wait, "/invite"),
        ("is_archived", Wait, "archived"),
        ("missing_scope", Wait, "manifest"),
        ("restricted_action", Wait, "administrator"),
        ("channel_not_found", Permanent, "no such channel"),
        ("user_disabled", Permanent, "deactivated"),
        ("msg_too_long", Permanent, "too long"),
        ("something_new", Permanent, "something_new"),
        ("internal_error", Retry, "out of order"),
    ],
)
async def test_each_refusal_says_what_to_do(
    house: House, error: str, kind: type[Wait | Permanent | Retry], says: str
) -> None:
    house.slack.fault("error", "chat.postMessage", times=1, error=error)
    outcome = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(outcome, kind)
    assert says in getattr(outcome, "reason", "")


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_bad_token_stops_the_whole_workspace(house: House, error: str) -> None:
    house.slack.revoke(error=error)
    outcome = await house.client.post(to_channel(house), house.outgoing(HELLO))
    assert isinstance(outcome, Wait)
    assert outcome.whole_workspace


async def test_a_workspace_without_the_app_waits_for_it(house: House) -> None:
    outcome = await house.client.post(Target(workspace="T0ELSE", channel="C1"), house.outgoing(HELLO))
    assert isinstance(outcome, Wait)
    assert outcome.whole_workspace
    assert "install" in outcome.reason
    assert house.slack.calls("chat.postMessage") == []


# -- pictures and files


async def test_a_chart_is_uploaded_once_and_shown(house: House) -> None:
    out = house.outgoing(Card(title=T("Result"), parts=(CHART,)))
    house.slack.fault("rate_limited", "chat.postMessage", times=1)
    assert isinstance(await house.client.post(to_channel(house), out), Retry)
    assert isinstance(await house.client.post(to_channel(house), out), Sent)
    file = house.slack.files()[0]
    assert len(house.slack.files()) == 1
    assert file.id in out.uploads.values()
    assert (file.content or b"").startswith(b"\x89PNG")
    assert file.alt_text == "Sales is at 55."
    image = next(block for block in house.slack.messages("#deals")[0].blocks if block["type"] == "image")
    assert image["slack_file"] == {"id": file.id}


async def test_a_newer_card_does_not_show_the_older_picture(house: House) -> None:
    out = house.outgoing(Card(title=T("Result"), parts=(CHART,)))
    house.slack.fault("rate_limited", "chat.postMessage", times=1)
    await house.client.post(to_channel(house), out)
    newer = CHART.model_copy(update={"chart": CHART.chart.model_copy(update={"title": T("Newer")})})
    changed = dataclasses.replace(out, card=Card(title=T("Result"), parts=(newer,)))
    await house.client.post(to_channel(house), changed)
    image = next(block for block in house.slack.messages("#deals")[0].blocks if block["type"] == "image")
    assert image["slack_file"]["id"] == house.slack.files()[1].id


async def test_a_file_stands_under_its_message_once(house: House) -> None:
    out = house.outgoing(Card(title=T("Export"), parts=(LIST,)))
    house.slack.fault("lose_response", "files.completeUploadExternal", times=1)
    assert isinstance(await house.client.post(to_channel(house), out), Retry)
    sent = await house.client.post(to_channel(house), out)
    messages = house.slack.messages("#deals")
    assert sent == Sent(f"{messages[0].channel}/{messages[0].ts}")
    assert [len(each.files) for each in messages] == [0, 1]
    assert messages[1].thread_ts == messages[0].ts
    assert (house.slack.files()[0].content or b"").decode() == LIST.content


async def test_a_found_message_still_gets_its_file(house: House) -> None:
    out = house.outgoing(Card(title=T("Export"), parts=(LIST,)))
    house.slack.fault("lose_response", "chat.postMessage", times=1)
    assert isinstance(await house.client.post(to_channel(house), out), Retry)
    assert isinstance(await house.client.find(to_channel(house), out), Sent)
    assert [len(each.files) for each in house.slack.messages("#deals")] == [0, 1]


# -- the roster


async def test_the_roster_lists_people_and_groups_but_no_bots(house: House) -> None:
    house.slack.add_user("guest", is_restricted=True)
    house.slack.add_user("gone", deleted=True)
    for number in range(450):
        house.slack.add_user(f"user{number}")
    house.slack.add_group("sales", ["alice"])
    house.slack.fault("rate_limited", "users.list", times=2, retry_after=3)
    events = [event async for event in house.client.roster(HOME)]
    pages = [event for event in events if isinstance(event, MembersSeen)]
    people = {member.name: member for page in pages for member in page.members}
    assert len(people) == 454
    assert {people["Guest"].guest, people["Gone"].left} == {True}
    assert people["Alice"].email == "alice@acme.example"
    assert people["Alice"].zone == "Europe/Berlin"
    assert [page.complete for page in pages] == [False, False, True]
    assert pages[-1].since == pages[0].at
    assert len({event.key for event in events}) == len(events)
    groups = [event for event in events if isinstance(event, GroupSeen)]
    assert [(group.handle, group.members) for group in groups] == [("sales", (house.slack.user("alice").id,))]
    assert house.pauses == [3, 3]


async def test_a_workspace_without_user_groups_has_a_roster_all_the_same(house: House) -> None:
    house.slack.fault("error", "usergroups.list", error="paid_teams_only")
    events = [event async for event in house.client.roster(HOME)]
    assert [type(event) for event in events] == [MembersSeen]


async def test_a_roster_that_cannot_be_read_says_why(house: House) -> None:
    house.slack.revoke()
    with pytest.raises(RosterError) as caught:
        [event async for event in house.client.roster(HOME)]
    assert isinstance(caught.value.outcome, Wait)


async def test_one_token_is_for_its_own_workspace_only(house: House) -> None:
    tokens = OneToken(house.slack.bot_token)
    api = Api(tokens, house.slack.url)
    installed = await tokens.introduce(api, house.clock.now())
    await SlackClient(api, house.clock).close()
    assert (installed.workspace, installed.name, installed.bot) == (HOME, "Acme", house.slack.home.bot_user)
    assert await tokens.token(HOME) == house.slack.bot_token
    assert await tokens.token("T0ELSE") is None
