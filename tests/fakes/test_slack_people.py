"""People act in the fake Slack, and the app (a real Bolt app) gets what Slack would send it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_answers import BadAnswerError
from tests.fakes.slack_hands import CannotDoError
from tests.fakes.slack_world import Json, Message


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain("Sales"), "value": "sales"}, {"text": plain("Marketing"), "value": "marketing"}]
CARD: list[Json] = [
    {
        "type": "section",
        "text": plain("Which side are you on?"),
        "accessory": {
            "type": "static_select",
            "action_id": "side",
            "placeholder": plain("Side"),
            "options": OPTIONS,
            "initial_option": OPTIONS[0],
        },
    },
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            {"type": "button", "text": plain("I'm in"), "action_id": "join", "value": "17", "style": "primary"},
            {"type": "datepicker", "action_id": "when"},
            {"type": "radio_buttons", "action_id": "rate", "options": OPTIONS},
        ],
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "insight",
    "title": plain("Insight"),
    "submit": plain("Send"),
    "private_metadata": "opaque",
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What did we learn?"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "deal",
            "label": plain("Worth"),
            "optional": True,
            "element": {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1"},
        },
        {
            "type": "input",
            "block_id": "who",
            "label": plain("About"),
            "optional": True,
            "element": {"type": "external_select", "action_id": "account", "min_query_length": 2},
        },
    ],
}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(limits=False) as slack:
        slack.add_user("alice", id="U1")
        slack.add_user("bob", id="U2")
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])


@pytest.fixture
async def card(slack: FakeSlack, client: AsyncWebClient) -> Message:
    await client.chat_postMessage(channel="U1", text="A question", blocks=CARD)
    return slack.messages("alice")[0]


class Bolt:
    """The app under test: a bare Bolt app that notes what reaches it."""

    def __init__(self, slack: FakeSlack, client: AsyncWebClient):
        self.app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
        self.got: list[Json] = []
        self.answer: Json = {}
        self.app.event({"type": "message"})(self.note)
        self.app.event("app_mention")(self.note)
        self.app.event("user_change")(self.note)
        self.app.action({"type": "block_actions", "action_id": "join"})(self.acknowledge)
        self.app.view("insight")(self.acknowledge)
        self.app.view_closed("insight")(self.acknowledge)
        self.app.options("account")(self.acknowledge)
        self.app.command("/who")(self.acknowledge)
        handler = AsyncSlackRequestHandler(self.app)

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        self.asgi = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])

    async def note(self, body: Json) -> None:
        self.got.append(body)

    async def acknowledge(self, ack: Any, body: Json) -> None:
        self.got.append(body)
        await ack(**self.answer)


@pytest.fixture
def bolt(slack: FakeSlack, client: AsyncWebClient) -> Bolt:
    bolt = Bolt(slack, client)
    slack.connect(bolt.asgi)
    return bolt


# -- signatures


async def test_the_app_takes_a_signed_request_and_no_other(slack: FakeSlack, bolt: Bolt) -> None:
    said = slack.direct_message("alice", "who prices in Germany?")
    assert (await slack.deliver(said)).status == 200
    assert (await slack.deliver(said.with_forged_signature())).status == 401
    assert (await slack.deliver(said.from_the_past(seconds=600))).status == 401
    assert len(bolt.got) == 1


async def test_a_redelivered_event_keeps_its_id(slack: FakeSlack, bolt: Bolt) -> None:
    said = slack.direct_message("alice", "hello")
    await slack.deliver(said)
    await slack.deliver(said.again(retry=1))
    assert said.again(2).headers["X-Slack-Retry-Num"] == "2"
    assert len({body["event_id"] for body in bolt.got}) == 1
    assert len(bolt.got) == 2


async def test_slack_verifies_the_url_of_the_app(slack: FakeSlack, bolt: Bolt) -> None:
    hello = slack.url_verification()
    assert (await slack.deliver(hello, to=bolt.asgi)).json == {"challenge": hello.payload["challenge"]}


# -- events


async def test_a_direct_message_and_a_mention(slack: FakeSlack, bolt: Bolt) -> None:
    room = slack.add_channel("both", ["alice"])
    await slack.deliver(slack.direct_message("alice", "hello"))
    await slack.deliver(slack.mention("alice", room, "who prices?"))
    direct, mention = (body["event"] for body in bolt.got)
    assert (direct["channel_type"], direct["user"], direct["channel"]) == ("im", "U1", slack.channel("alice").id)
    assert mention["text"] == f"<@{slack.home.bot_user}> who prices?"
    assert bolt.got[0]["authorizations"][0]["user_id"] == slack.home.bot_user


async def test_the_apps_own_message_comes_back_as_an_event(slack: FakeSlack, card: Message) -> None:
    event = slack.echo(card).payload["event"]
    assert (event["bot_id"], event["ts"], event["channel_type"]) == (slack.home.bot_id, card.ts, "im")


async def test_what_changes_about_people_changes_in_slack_too(slack: FakeSlack, bolt: Bolt) -> None:
    before = slack.user("bob").updated
    await slack.deliver(slack.user_changed("bob", tz="Asia/Tokyo"))
    await slack.deliver(slack.deactivated("bob"))
    first, second = (body["event"]["user"] for body in bolt.got)
    assert (first["tz"], first["deleted"], second["deleted"]) == ("Asia/Tokyo", False, True)
    assert before < first["updated"] < second["updated"]
    with pytest.raises(AttributeError):
        slack.user_changed("bob", shoe_size=43)


async def test_membership_of_channels_and_groups(slack: FakeSlack, client: AsyncWebClient) -> None:
    room, group = slack.add_channel("both"), slack.add_group("sales", ["alice"])
    joined = slack.joined_channel("bob", room).payload["event"]
    assert (joined["type"], joined["user"], joined["channel"]) == ("member_joined_channel", "U2", room.id)
    assert "U2" in (await client.conversations_members(channel=room.id))["members"]
    assert slack.left_channel("bob", room).payload["event"]["type"] == "member_left_channel"
    assert "U2" not in room.members
    changed = slack.group_members_changed(group, added=["bob"], removed=["alice"]).payload["event"]
    assert (changed["added_users"], changed["removed_users"], group.members) == (["U2"], ["U1"], ["U2"])
    updated = slack.group_updated(group, ["alice", "bob"]).payload["event"]["subteam"]
    assert updated["users"] == ["U1", "U2"]


async def test_uninstalling_revokes_the_tokens(slack: FakeSlack) -> None:
    event = slack.uninstalled().payload
    assert (event["event"]["type"], event["team_id"]) == ("app_uninstalled", slack.home.id)
    assert slack.installations[slack.bot_token].error == "token_revoked"
    assert slack.tokens_revoked().payload["event"]["tokens"]["bot"] == [slack.home.bot_user]


async def test_the_home_tab_is_opened_with_what_it_shows(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert "view" not in slack.home_opened("alice").payload["event"]
    await client.views_publish(user_id="U1", view={"type": "home", "blocks": CARD})
    opened = slack.home_opened("alice").payload["event"]
    assert (opened["tab"], opened["view"]["type"], opened["user"]) == ("home", "home", "U1")
    home = slack.home_view("alice")
    assert home is not None
    clicked = slack.click("alice", home, "I'm in").payload
    assert clicked["container"] == {"type": "view", "view_id": home.id}
    assert "response_url" not in clicked


# -- commands


async def test_a_command_arrives_with_mentions_escaped(slack: FakeSlack, bolt: Bolt) -> None:
    room = slack.add_channel("both", ["alice"])
    bolt.answer = {"text": "Ask Bob"}
    await slack.deliver(slack.command("alice", "/who does @bob ask in #both", where=room))
    [body] = bolt.got
    assert (body["command"], body["text"]) == ("/who", f"does <@U2|bob> ask in <#{room.id}|both>")
    assert [m.text for m in slack.whispers("alice")] == ["Ask Bob"]
    bolt.answer = {"text": "For all to see", "response_type": "in_channel"}
    await slack.deliver(slack.command("alice", "/who prices", where=room))
    assert [m.text for m in slack.messages(room)] == ["For all to see"]
    bolt.answer = {"text": "", "blocks": [{"type": "hr"}]}
    with pytest.raises(BadAnswerError):
        await slack.deliver(slack.command("alice", "/who prices", where=room))


# -- clicks


async def test_a_click_carries_what_slack_would_send(slack: FakeSlack, bolt: Bolt, card: Message) -> None:
    assert (await slack.deliver(slack.click("alice", card, "I'm in"))).status == 200
    [body] = bolt.got
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["style"]) == (
        "join",
        "answers",
        "17",
        "primary",
    )
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": card.channel,
        "is_ephemeral": False,
    }
    assert body["user"]["id"] == "U1"
    assert body["message"]["ts"] == card.ts
    assert body["response_url"].startswith(slack.url.replace("/api/", "/actions/"))


async def test_what_was_chosen_stays_chosen(slack: FakeSlack, card: Message) -> None:
    side = card.blocks[0]["block_id"]
    untouched = slack.click("alice", card, "join").payload["state"]["values"]
    assert untouched[side]["side"]["selected_option"]["value"] == "sales"
    assert untouched["answers"]["when"] == {"type": "datepicker", "selected_date": None}
    chosen = slack.choose("alice", card, "Side", "Marketing").payload
    assert chosen["actions"][0]["selected_option"]["value"] == "marketing"
    slack.choose("alice", card, "when", "2026-11-30")
    slack.choose("alice", card, "rate", "sales")
    later = slack.click("alice", card, "I'm in").payload["state"]["values"]
    assert later[side]["side"]["selected_option"]["value"] == "marketing"
    assert later["answers"]["when"]["selected_date"] == "2026-11-30"
    assert later["answers"]["rate"]["selected_option"]["value"] == "sales"


async def test_what_is_not_on_the_screen_cannot_be_done(slack: FakeSlack, card: Message) -> None:
    with pytest.raises(CannotDoError, match="I'm in"):
        slack.click("alice", card, "I'm out")
    with pytest.raises(CannotDoError, match="Marketing"):
        slack.choose("alice", card, "Side", "Finance")
    with pytest.raises(CannotDoError, match="not a button"):
        slack.click("alice", card, "Side")


async def test_a_click_on_a_whisper_does_not_show_the_message(slack: FakeSlack, client: AsyncWebClient) -> None:
    room = slack.add_channel("both", ["alice"])
    await client.chat_postEphemeral(channel=room.id, user="U1", text="?", blocks=CARD)
    clicked = slack.click("alice", slack.whispers("alice")[0], "I'm in").payload
    assert clicked["container"]["is_ephemeral"] is True
    assert "message" not in clicked


# -- forms


async def open_form(slack: FakeSlack, client: AsyncWebClient, card: Message) -> None:
    trigger = slack.click("alice", card, "I'm in").payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=FORM)


async def test_a_form_is_filled_in_and_closes(
    slack: FakeSlack, client: AsyncWebClient, bolt: Bolt, card: Message
) -> None:
    await open_form(slack, client, card)
    form = slack.view("alice")
    await slack.deliver(slack.submit(form, {"What did we learn?": "Buyers fear risk", "Worth": 12}))
    view = bolt.got[0]["view"]
    assert view["state"]["values"]["what"]["text"]["value"] == "Buyers fear risk"
    assert view["state"]["values"]["deal"]["n"]["value"] == "12"
    assert view["state"]["values"]["who"]["account"]["selected_option"] is None
    assert (view["private_metadata"], view["callback_id"], view["id"]) == ("opaque", "insight", form.id)
    assert slack.views("alice") == []


async def test_errors_keep_the_form_open_and_what_was_typed(
    slack: FakeSlack, client: AsyncWebClient, bolt: Bolt, card: Message
) -> None:
    await open_form(slack, client, card)
    bolt.answer = {"response_action": "errors", "errors": {"what": "Please say more"}}
    await slack.deliver(slack.submit(slack.view("alice"), {"what": "Hm"}))
    assert slack.view("alice").errors == {"what": "Please say more"}
    bolt.answer = {"response_action": "errors", "errors": {"nowhere": "?"}}
    with pytest.raises(BadAnswerError, match="what"):
        await slack.deliver(slack.submit(slack.view("alice")))


async def test_a_form_leads_to_another(slack: FakeSlack, client: AsyncWebClient, bolt: Bolt, card: Message) -> None:
    await open_form(slack, client, card)
    thanks: Json = {"type": "modal", "title": plain("Thanks"), "callback_id": "insight", "blocks": []}
    thanks["notify_on_close"] = True
    bolt.answer = {"response_action": "push", "view": FORM | {"title": plain("Step two")}}
    await slack.deliver(slack.submit(slack.view("alice"), {"what": "One"}))
    assert [v.content["title"]["text"] for v in slack.views("alice")] == ["Insight", "Step two"]
    bolt.answer = {"response_action": "update", "view": thanks}
    await slack.deliver(slack.submit(slack.view("alice"), {"what": "Two"}))
    assert slack.view("alice").content["title"]["text"] == "Thanks"
    with pytest.raises(CannotDoError, match="no submit"):
        slack.submit(slack.view("alice"))
    await slack.deliver(slack.close(slack.view("alice")))
    assert bolt.got[-1]["type"] == "view_closed"
    bolt.answer = {"response_action": "clear"}
    await slack.deliver(slack.submit(slack.view("alice")))
    assert slack.views("alice") == []


async def test_slack_itself_holds_back_an_unfit_form(slack: FakeSlack, client: AsyncWebClient, card: Message) -> None:
    await open_form(slack, client, card)
    form = slack.view("alice")
    with pytest.raises(CannotDoError, match="required"):
        slack.submit(form)
    with pytest.raises(CannotDoError, match="0 to 20"):
        slack.submit(form, {"what": "x" * 21})
    with pytest.raises(CannotDoError, match="takes a number"):
        slack.submit(form, {"what": "x", "Worth": "much"})
    with pytest.raises(CannotDoError, match="out of range"):
        slack.submit(form, {"what": "x", "Worth": 0})


async def test_a_menu_asks_the_app_for_options(
    slack: FakeSlack, client: AsyncWebClient, bolt: Bolt, card: Message
) -> None:
    await open_form(slack, client, card)
    with pytest.raises(CannotDoError):
        slack.suggest("alice", slack.view("alice"), "About", "A")
    bolt.answer = {"options": OPTIONS}
    answer = await slack.deliver(slack.suggest("alice", slack.view("alice"), "About", "Ac"))
    assert answer.json == {"options": OPTIONS}
    assert (bolt.got[0]["value"], bolt.got[0]["block_id"]) == ("Ac", "who")
    slack.fill_in(slack.view("alice"), {"About": answer.json["options"][1]})
    submitted = slack.submit(slack.view("alice"), {"what": "x"}).payload
    assert submitted["view"]["state"]["values"]["who"]["account"]["selected_option"] == OPTIONS[1]


# -- Socket Mode


async def test_socket_mode_delivers_and_collects_acknowledgements(
    slack: FakeSlack, client: AsyncWebClient, card: Message
) -> None:
    bolt = Bolt(slack, client)
    handler = AsyncSocketModeHandler(bolt.app, slack.app_token, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    async with asyncio.timeout(10):
        await slack.socket.connected()
    slack.connect("socket")
    bolt.answer = {"text": "Ask Bob"}
    await slack.deliver(slack.command("alice", "/who prices"))
    bolt.answer = {}
    await slack.deliver(slack.click("alice", card, "I'm in"))
    await slack.deliver(slack.direct_message("alice", "hello"))
    assert [body.get("type", body.get("command")) for body in bolt.got] == ["/who", "block_actions", "event_callback"]
    assert len(slack.socket.acks) == 3
    assert [m.text for m in slack.whispers("alice")] == ["Ask Bob"]
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_form_is_dismissed_in_silence_unless_the_app_asked(slack: FakeSlack, client: AsyncWebClient) -> None:
    quiet = {key: value for key, value in FORM.items() if key != "notify_on_close"}
    await client.views_open(trigger_id=slack.command("alice", "/who").payload["trigger_id"], view=quiet)
    with pytest.raises(CannotDoError, match="dismiss"):
        slack.close(slack.view("alice"))
    slack.dismiss(slack.view("alice"))
    assert slack.views("alice") == []
