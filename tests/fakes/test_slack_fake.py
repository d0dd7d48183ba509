"""The fake Slack answers Slack's own client as Slack would."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiohttp import ClientError, web
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_control import ControlledSlack
from tests.fakes.slack_world import Json

DELIVERY = {"event_type": "truce_delivery", "event_payload": {"id": "17"}}
JOIN: Json = {
    "type": "actions",
    "elements": [
        {"type": "button", "text": {"type": "plain_text", "text": "I'm in"}, "action_id": "join", "value": "17"}
    ],
}
MODAL: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Not needed"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


class HandClock:
    """Time that moves only when a test moves it."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def slack(clock: HandClock) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(clock=clock) as slack:
        slack.add_user("alice", id="U1")
        slack.add_user("bob", id="U2")
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


def client_of(slack: FakeSlack, token: str = "") -> AsyncWebClient:
    return AsyncWebClient(token=token or slack.bot_token, base_url=slack.url, retry_handlers=[])


async def refused(awaitable: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await awaitable
    return str(refusal.value.response["error"])


# -- who may call


async def test_the_bot_learns_who_it_is(slack: FakeSlack, client: AsyncWebClient) -> None:
    who = await client.auth_test()
    assert (who["team_id"], who["user_id"]) == (slack.home.id, slack.home.bot_user)


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_a_token_that_is_no_longer_good(slack: FakeSlack, client: AsyncWebClient, error: str) -> None:
    slack.revoke(error=error)
    assert await refused(client.auth_test()) == error


async def test_no_token_and_a_wrong_token(slack: FakeSlack) -> None:
    assert await refused(client_of(slack, "xoxb-made-up").auth_test()) == "invalid_auth"
    async with httpx.AsyncClient(base_url=slack.url, trust_env=False) as bare:
        assert (await bare.post("auth.test")).json() == {"ok": False, "error": "not_authed"}
        assert (await bare.post("auth.test", data={"token": slack.bot_token})).json()["ok"] is True


async def test_an_app_that_revokes_its_token_cannot_use_it_again(client: AsyncWebClient) -> None:
    await client.auth_revoke()
    assert await refused(client.auth_test()) == "token_revoked"


async def test_a_missing_scope_is_named(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.installations[slack.bot_token].scopes = "users:read,chat:write"
    with pytest.raises(SlackApiError) as refusal:
        await client.users_lookupByEmail(email="alice@acme.example")
    assert refusal.value.response["needed"] == "users:read.email"
    assert refusal.value.response["provided"] == "users:read,chat:write"
    assert "email" not in (await client.users_info(user="U1"))["user"]["profile"]


async def test_an_unknown_method(client: AsyncWebClient) -> None:
    assert await refused(client.api_call("chat.shout")) == "unknown_method"


# slack_sdk 3.47 signs this one call with a class that aiohttp 3.14 calls deprecated
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_app_is_installed_by_oauth_in_a_second_workspace(slack: FakeSlack) -> None:
    other = slack.add_workspace("Globex")
    carol = slack.add_user("carol", workspace=other, is_admin=True)
    code = slack.oauth_code(other)
    nobody = AsyncWebClient(base_url=slack.url, retry_handlers=[])
    wrong = nobody.oauth_v2_access(client_id=slack.client_id, client_secret="guess", code=code)
    assert await refused(wrong) == "bad_client_secret"
    got = await nobody.oauth_v2_access(client_id=slack.client_id, client_secret=slack.client_secret, code=code)
    again = nobody.oauth_v2_access(client_id=slack.client_id, client_secret=slack.client_secret, code=code)
    assert (got["team"]["id"], got["authed_user"]["id"]) == (other.id, carol.id)
    assert await refused(again) == "invalid_code"
    theirs = client_of(slack, got["access_token"])
    await theirs.chat_postMessage(channel=carol.id, text="Hello Globex")
    assert [m.text for m in slack.messages("carol")] == ["Hello Globex"]
    assert await refused(theirs.chat_postMessage(channel="U1", text="Hello Acme")) == "channel_not_found"


# -- messages


async def test_a_message_to_a_person_opens_the_direct_message(slack: FakeSlack, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel="U1", text="Good morning", blocks=[JOIN])
    assert sent["channel"].startswith("D")
    assert (await client.conversations_open(users="U1"))["channel"]["id"] == sent["channel"]
    [message] = slack.messages("alice")
    assert message.text == "Good morning"
    assert message.blocks[0]["block_id"]
    assert message.blocks[0]["elements"][0]["text"]["emoji"] is True


async def test_several_people_have_one_conversation(slack: FakeSlack, client: AsyncWebClient) -> None:
    opened = (await client.conversations_open(users="U1,U2"))["channel"]["id"]
    assert (await client.conversations_open(users="U2,U1"))["channel"]["id"] == opened
    await client.chat_postMessage(channel=opened, text="Hello you two", metadata=DELIVERY)
    assert [message.text for message in slack.messages(opened)] == ["Hello you two"]
    assert len((await client.conversations_history(channel=opened))["messages"]) == 1
    assert await refused(client.conversations_open(users="U1,U404")) == "user_not_found"
    slack.installations[slack.bot_token].scopes = "im:write,chat:write,im:history"
    assert await refused(client.conversations_open(users="U1,U2")) == "missing_scope"
    assert await refused(client.conversations_history(channel=opened)) == "missing_scope"


async def test_metadata_is_found_in_the_history_once_it_has_caught_up(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    slack.history_lag = 2
    sent = await client.chat_postMessage(channel="U1", text="Hi", metadata=DELIVERY)
    channel = sent["channel"]
    assert (await client.conversations_history(channel=channel, include_all_metadata=True))["messages"] == []
    clock.time += 2
    [shown] = (await client.conversations_history(channel=channel, include_all_metadata=True))["messages"]
    assert shown["metadata"] == DELIVERY
    [without] = (await client.conversations_history(channel=channel))["messages"]
    assert "metadata" not in without
    since = await client.conversations_history(channel=channel, oldest=sent["ts"])
    assert since["messages"] == []
    including = await client.conversations_history(channel=channel, oldest=sent["ts"], inclusive=True)
    assert [m["ts"] for m in including["messages"]] == [sent["ts"]]


async def test_the_history_comes_newest_first_in_pages(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.rates.on = False
    for number in range(5):
        await client.chat_postMessage(channel="U1", text=str(number))
    channel = slack.channel("alice").id
    pages = [
        [m["text"] for m in page["messages"]]
        async for page in await client.conversations_history(channel=channel, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


async def test_replies_stay_in_their_thread(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="U1", text="Agenda")
    await client.chat_postMessage(channel="U1", text="First item", thread_ts=parent["ts"])
    channel = parent["channel"]
    assert [m["text"] for m in (await client.conversations_history(channel=channel))["messages"]] == ["Agenda"]
    thread = await client.conversations_replies(channel=channel, ts=parent["ts"])
    assert [m["text"] for m in thread["messages"]] == ["Agenda", "First item"]
    assert await refused(client.conversations_replies(channel=channel, ts="1.0")) == "thread_not_found"


async def test_an_edit_is_seen_and_the_old_version_is_kept(slack: FakeSlack, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel="U1", text="Open", blocks=[JOIN], metadata=DELIVERY)
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Alice is in", blocks=[])
    [message] = slack.messages("alice")
    assert (message.text, message.blocks, message.metadata) == ("Alice is in", [], DELIVERY)
    assert [version["text"] for version in message.versions] == ["Open"]


async def test_what_cannot_be_edited(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.direct_message("alice", "mine")
    [said] = slack.messages("alice", by_everyone=True)
    ours = client.chat_update(channel=said.channel, ts=said.ts, text="yours")
    assert await refused(ours) == "cant_update_message"
    assert await refused(client.chat_delete(channel=said.channel, ts=said.ts)) == "cant_delete_message"
    assert await refused(client.chat_update(channel=said.channel, ts="1.0", text="?")) == "message_not_found"
    assert await refused(client.chat_update(channel="U1", ts=said.ts, text="?")) == "channel_not_found"


async def test_a_deleted_message_is_gone(slack: FakeSlack, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel="U1", text="Oops")
    await client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    assert slack.messages("alice") == []
    assert await refused(client.chat_delete(channel=sent["channel"], ts=sent["ts"])) == "message_not_found"


async def test_where_the_bot_may_not_write(slack: FakeSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("sales", ["alice"], with_bot=False)
    private = slack.add_channel("heads", ["alice"], private=True, with_bot=False)
    old = slack.add_channel("old", ["alice"])
    old.archived = True
    assert await refused(client.chat_postMessage(channel=public.id, text="?")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel=private.id, text="?")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel=old.id, text="?")) == "is_archived"
    assert await refused(client.chat_postMessage(channel="C404", text="?")) == "channel_not_found"
    assert await refused(client.conversations_history(channel=public.id)) == "not_in_channel"
    slack.installations[slack.bot_token].scopes += ",channels:join"
    await client.conversations_join(channel=public.id)
    assert (await client.chat_postMessage(channel=public.id, text="Hello"))["ok"]


async def test_what_is_no_message(client: AsyncWebClient) -> None:
    assert await refused(client.api_call("chat.postMessage", json={"channel": "U1", "text": ""})) == "no_text"
    assert await refused(client.chat_postMessage(channel="U1", text="x" * 40_001)) == "msg_too_long"
    bad_metadata = client.chat_postMessage(channel="U1", text="x", metadata={"event_type": "a b", "event_payload": {}})
    assert await refused(bad_metadata) == "invalid_metadata_format"


async def test_blocks_that_slack_refuses_are_named(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(
            channel="U1", text="x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
        )
    assert refusal.value.response["error"] == "invalid_blocks"
    assert refusal.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_whisper_is_seen_by_one_person_only(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.add_channel("both", ["alice"])
    await client.chat_postEphemeral(channel=room.id, user="U1", text="Only you see this")
    assert [m.text for m in slack.whispers("alice")] == ["Only you see this"]
    assert slack.messages("#both") == []
    outside = client.chat_postEphemeral(channel=room.id, user="U2", text="?")
    assert await refused(outside) == "user_not_in_channel"


async def test_somebody_who_left(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.deactivated("bob")
    assert await refused(client.conversations_open(users="U2")) == "user_disabled"
    assert await refused(client.users_lookupByEmail(email="bob@acme.example")) == "users_not_found"
    bob = (await client.users_info(user="U2"))["user"]
    assert bob["deleted"] is True
    assert "tz" not in bob
    assert (await client.chat_postMessage(channel="U2", text="Slack swallows this"))["ok"]
    slack.posting_to_deactivated = "user_disabled"
    assert await refused(client.chat_postMessage(channel="U2", text="?")) == "user_disabled"


# -- looking things up


async def test_people_come_in_pages(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.add_user("gus", is_restricted=True, tz="Asia/Tokyo")
    pages = [page["members"] async for page in await client.users_list(limit=2)]
    assert [len(page) for page in pages] == [2, 2, 1]
    by_name = {member["name"]: member for page in pages for member in page}
    assert set(by_name) == {"slackbot", "truce", "alice", "bob", "gus"}
    assert by_name["truce"]["is_bot"]
    assert not by_name["slackbot"]["is_bot"]
    assert by_name["gus"]["is_restricted"]
    assert by_name["gus"]["tz_offset"] == 9 * 3600
    assert by_name["alice"]["profile"]["email"] == "alice@acme.example"
    assert await refused(client.users_list(cursor="nonsense!")) == "invalid_cursor"
    assert await refused(client.users_info(user="U404")) == "user_not_found"


async def test_groups_and_their_people(slack: FakeSlack, client: AsyncWebClient) -> None:
    group = slack.add_group("sales", ["alice", "bob"])
    listed = await client.usergroups_list(include_users=True)
    assert [(g["handle"], g["users"]) for g in listed["usergroups"]] == [("sales", ["U1", "U2"])]
    assert (await client.usergroups_users_list(usergroup=group.id))["users"] == ["U1", "U2"]
    assert await refused(client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"


async def test_channels_and_their_people(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.add_channel("both", ["alice"])
    slack.add_channel("heads", ["alice"], private=True)
    slack.add_channel("secret", ["alice"], private=True, with_bot=False)
    found = await client.conversations_list(types="public_channel,private_channel")
    assert [c["name"] for c in found["channels"]] == ["both", "heads"]
    assert (await client.conversations_info(channel=room.id))["channel"]["is_member"] is True
    assert (await client.conversations_members(channel=room.id))["members"] == ["U1", slack.home.bot_user]


async def test_the_workspace_has_a_name(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert await refused(client.team_info()) == "missing_scope"
    slack.installations[slack.bot_token].scopes += ",team:read"
    assert (await client.team_info())["team"]["domain"] == "acme"


# -- views


async def test_a_form_opens_within_three_seconds_and_only_once(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    trigger, late = (slack.command("alice", "/friction").payload["trigger_id"] for _ in range(2))
    opened = await client.views_open(trigger_id=trigger, view=MODAL)
    assert slack.view("alice").id == opened["view"]["id"]
    assert await refused(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    clock.time += 3
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="made up", view=MODAL)) == "invalid_arguments"


async def test_a_form_is_updated_unless_it_changed_meanwhile(slack: FakeSlack, client: AsyncWebClient) -> None:
    trigger = slack.command("alice", "/friction").payload["trigger_id"]
    first = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
    await client.views_update(view_id=first["id"], hash=first["hash"], view=MODAL | {"callback_id": "two"})
    assert slack.view("alice").content["callback_id"] == "two"
    stale = client.views_update(view_id=first["id"], hash=first["hash"], view=MODAL)
    assert await refused(stale) == "hash_conflict"
    assert await refused(client.views_update(view_id="V404", view=MODAL)) == "not_found"


async def test_a_form_that_slack_refuses(slack: FakeSlack, client: AsyncWebClient) -> None:
    trigger = slack.command("alice", "/friction").payload["trigger_id"]
    without_submit = {key: value for key, value in MODAL.items() if key != "submit"}
    assert await refused(client.views_open(trigger_id=trigger, view=without_submit)) == "invalid_arguments"


async def test_the_home_tab_is_published_and_replaced(slack: FakeSlack, client: AsyncWebClient) -> None:
    for _ in range(2):
        await client.views_publish(user_id="U1", view={"type": "home", "blocks": [JOIN]})
    home = slack.home_view("alice")
    assert home is not None
    assert len(slack.home.views) == 1
    assert (
        await refused(client.views_publish(user_id="U404", view={"type": "home", "blocks": []})) == "invalid_arguments"
    )
    modal_as_home = client.views_publish(user_id="U1", view=MODAL)
    assert await refused(modal_as_home) == "invalid_arguments"


# -- files and response URLs


async def test_a_picture_is_uploaded_and_shared(slack: FakeSlack, client: AsyncWebClient) -> None:
    channel = (await client.conversations_open(users="U1"))["channel"]["id"]
    await client.files_upload_v2(
        filename="gap.png", content=b"\x89PNG", title="The gap", alt_txt="Two lines", channel=channel
    )
    [file] = slack.files()
    assert (file.content, file.title, file.alt_text) == (b"\x89PNG", "The gap", "Two lines")
    assert slack.messages("alice")[0].files[0]["id"] == file.id
    unknown = client.files_completeUploadExternal(files=[{"id": "F404", "title": "?"}])
    assert await refused(unknown) == "file_not_found"


async def test_a_response_url_serves_five_times_in_half_an_hour(slack: FakeSlack, clock: HandClock) -> None:
    hook = AsyncWebhookClient(slack.command("alice", "/who pricing").payload["response_url"], retry_handlers=[])
    statuses = [(await hook.send(text=f"Answer {n}")).status_code for n in range(6)]
    assert statuses == [200, 200, 200, 200, 200, 404]
    assert [m.text for m in slack.whispers("alice")] == [f"Answer {n}" for n in range(5)]
    late = AsyncWebhookClient(slack.command("alice", "/who pricing").payload["response_url"], retry_handlers=[])
    clock.time += 30 * 60
    assert (await late.send(text="too late")).status_code == 404


async def test_a_response_url_replaces_or_deletes_the_message_clicked(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="U1", text="Open", blocks=[JOIN])
    [message] = slack.messages("alice")
    url = slack.click("alice", message, "I'm in").payload["response_url"]
    hook = AsyncWebhookClient(url, retry_handlers=[])
    await hook.send(text="You're in", blocks=[], replace_original=True)
    assert slack.messages("alice")[0].text == "You're in"
    await hook.send(text="For all", response_type="in_channel")
    assert [m.text for m in slack.messages("alice")] == ["You're in", "For all"]
    await hook.send(delete_original=True)
    assert [m.text for m in slack.messages("alice")] == ["For all"]


# -- limits


async def test_a_channel_takes_three_at_once_then_one_a_second(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    for _ in range(3):
        await client.chat_postMessage(channel="U1", text="x")
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=slack.channel("alice").id, text="x")
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "1"
    assert refusal.value.response["error"] == "ratelimited"
    assert slack.refused == 1
    assert (await client.chat_postMessage(channel="U2", text="another conversation"))["ok"]
    clock.time += 1
    assert (await client.chat_postMessage(channel="U1", text="x"))["ok"]


async def test_the_whole_workspace_has_a_cap(slack: FakeSlack, client: AsyncWebClient, clock: HandClock) -> None:
    slack.rates.workspace_per_second = 5
    for number in range(6):
        slack.add_user(f"user{number}")
    for number in range(5):
        await client.chat_postMessage(channel=slack.user(f"user{number}").id, text="x")
    last = slack.user("user5").id
    assert await refused(client.chat_postMessage(channel=last, text="x")) == "ratelimited"
    clock.time += 0.2
    assert (await client.chat_postMessage(channel=last, text="x"))["ok"]


async def test_methods_have_their_calls_a_minute(slack: FakeSlack, client: AsyncWebClient, clock: HandClock) -> None:
    for _ in range(20):
        await client.users_list()
    clock.time += 15
    with pytest.raises(SlackApiError) as refusal:
        await client.users_list()
    assert refusal.value.response.headers["Retry-After"] == "45"
    assert (await client.users_info(user="U1"))["ok"]
    clock.time += 45
    assert (await client.users_list())["ok"]
    slack.rates.on = False
    for _ in range(30):
        await client.users_list()


# -- faults


async def test_a_lost_answer_is_a_message_posted_all_the_same(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.fault("lose_response", "chat.postMessage", times=1)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel="U1", text="x")
    assert len(slack.messages("alice")) == 1
    assert (await client.chat_postMessage(channel="U1", text="y"))["ok"]


async def test_a_reset_connection_posts_nothing(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.fault("reset", times=1)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel="U1", text="x")
    assert slack.all_messages() == []


async def test_trouble_for_some_calls_or_for_some_time(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    slack.fault("status", times=1, status=503)
    slack.fault("rate_limited", "auth.test", seconds=10, retry_after=7)
    with pytest.raises(SlackApiError) as unavailable:
        await client.users_list()
    assert unavailable.value.response.status_code == 503
    with pytest.raises(SlackApiError) as limited:
        await client.auth_test()
    assert limited.value.response.headers["Retry-After"] == "7"
    assert slack.refused == 0
    clock.time += 10
    assert (await client.auth_test())["ok"]
    slack.fault("error", error="internal_error")
    assert await refused(client.auth_test()) == "internal_error"
    slack.faults.clear()
    assert (await client.auth_test())["ok"]
    assert [call.error for call in slack.calls("auth.test")] == ["ratelimited", "", "internal_error", ""]


async def test_a_slow_slack_answers_in_the_end() -> None:
    async with FakeSlack(speed=1000) as slack:
        slack.fault("slow", times=1, delay=60)
        before = slack.clock()
        await client_of(slack).auth_test()
        assert slack.clock() - before >= 60


async def test_slack_is_away_and_comes_back_on_the_same_port(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.auth_test()
    await slack.stop_listening()
    with pytest.raises(ClientError):
        await client.auth_test()
    await slack.listen()
    assert (await client.auth_test())["ok"]


# -- in a thread, as a process


def test_it_runs_in_a_thread_beside_a_test_without_a_loop() -> None:
    with FakeSlack().in_thread() as slack:
        slack.add_user("alice", id="U1")
        sent = asyncio.run(post_hello(slack))
        assert sent["ok"]
        assert [m.text for m in slack.messages("alice")] == ["Hello"]


def test_in_a_thread_it_can_go_away_too() -> None:
    with FakeSlack().in_thread() as slack:
        slack.add_user("alice", id="U1")
        slack.run(slack.stop_listening())
        with pytest.raises(ClientError):
            asyncio.run(post_hello(slack))
        slack.run(slack.listen())
        assert asyncio.run(post_hello(slack))["ok"]


async def test_another_process_clicks_through_the_control_endpoint() -> None:
    got: list[Json] = []

    async def hears(request: web.Request) -> web.Response:
        got.append(json.loads((await request.post())["payload"]))  # type: ignore[arg-type]
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack/events", hears)
    async with ControlledSlack(speed=60) as slack, TestServer(app) as truce:
        slack.add_user("alice", id="U1")
        sent = await client_of(slack).chat_postMessage(channel="U1", text="Hi", blocks=[JOIN])
        fake = slack.url.replace("/api/", "/_fake")
        click = {"do": "click", "to": str(truce.make_url("")), "message": [sent["channel"], sent["ts"]]}
        joined = await asyncio.to_thread(ask, f"{fake}/deliver", click | {"with": {"who": "U1", "which": "I'm in"}})
        assert joined == {"status": 200, "body": "", "value": "17"}
        assert got[0]["actions"][0]["value"] == "17"
        missing = click | {"with": {"who": "U1", "which": "I'm out"}}
        async with httpx.AsyncClient(trust_env=False) as bare:
            assert (await bare.post(f"{fake}/deliver", json=missing)).status_code == 400


async def post_hello(slack: FakeSlack) -> Any:
    return await client_of(slack).chat_postMessage(channel="U1", text="Hello")


def ask(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.loads(answer.read())


def test_it_runs_as_a_process_that_can_be_asked_and_steered() -> None:
    command = [sys.executable, "-m", "tests.fakes.slack", "--speed", "60", "--people", "2", "--no-limits"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            fake = ready["url"].replace("/api/", "/_fake")
            people = {user["name"]: user["id"] for user in ask(f"{fake}/users")}
            client = AsyncWebClient(token=ready["bot_token"], base_url=ready["url"], retry_handlers=[])
            asyncio.run(post_twice_losing_one_answer(client, fake, people["user1"]))
            shown = ask(f"{fake}/messages?where=user1")
            assert [m["metadata"] for m in shown] == [DELIVERY, DELIVERY]
            assert ask(f"{fake}/counts")["messages"] == 2
        finally:
            process.terminate()


async def post_twice_losing_one_answer(client: AsyncWebClient, fake: str, user: str) -> None:
    await client.chat_postMessage(channel=user, text="one", metadata=DELIVERY)
    await asyncio.to_thread(ask, f"{fake}/fault", {"kind": "lose_response", "times": 1})
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel=user, text="two", metadata=DELIVERY)
