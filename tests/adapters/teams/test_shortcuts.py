"""Shortcuts on messages: actions of a message extension, and the dialog in which all that comes of one is shown."""

from typing import Any

import pytest

from adapters.teams import package
from adapters.teams.quoted import quoted, text_of
from bot.conversation.cards import Button, Buttons, Card, Facts, note
from bot.conversation.events import Act, Clicked, Pointed, ReferenceSeen, Submitted
from bot.conversation.forms import Form, PersonField, TextField
from bot.conversation.replies import FormErrors, OpenForm, Quiet, Reply, Say, Update, Whisper
from bot.conversation.words import T
from tests.adapters.teams.conftest import Bot
from tests.adapters.teams.made import press
from tests.adapters.teams.test_render import seen
from tests.fakes.manifests import check_teams_manifest
from tests.fakes.teams import APP_ID
from tests.fakes.teams_client import NotSentError
from tests.fakes.teams_tenant import Conversation, Person

MENU = {"add": ("Add to agenda", "Let the next meeting talk about it"), "act": ("Make an action item", "x" * 300)}
FORM = Form(
    title=T("Add to agenda"),
    fields=(TextField(key="what", label=T("What")), PersonField(key="who", label=T("Who"), optional=True)),
    submit=T("Add"),
    press=press("add:1:{}"),
)

BUTTONS = (Buttons(buttons=(Button(label=T("The forecast"), press=press("pick:1:{}")),)),)


@pytest.fixture
def menu(bot: Bot) -> Bot:
    bot.teams.upload(package.manifest(app_id=APP_ID, url="https://truce.example", shortcuts=MENU))
    return bot


@pytest.fixture
def anna(menu: Bot) -> Person:
    return menu.teams.add_person("Anna Berg")


@pytest.fixture
def ben(menu: Bot) -> Person:
    return menu.teams.add_person("Ben Ito")


@pytest.fixture
def channel(menu: Bot, anna: Person, ben: Person) -> Conversation:
    return menu.teams.add_team("Deals", ("General", "Big"), [anna, ben]).channel("Big")


def test_the_package_offers_them_on_messages() -> None:
    made = package.manifest(app_id=APP_ID, url=None, shortcuts=MENU)
    assert check_teams_manifest(made) == []
    (extension,) = made["composeExtensions"]
    assert extension["commands"][0] == {
        "id": "add",
        "type": "action",
        "context": ["message"],
        "title": "Add to agenda",
        "description": "Let the next meeting talk about it",
        "fetchTask": True,
    }
    assert "composeExtensions" not in package.manifest(app_id=APP_ID, url=None)


async def test_a_message_comes_with_who_wrote_it_where_and_its_link(
    menu: Bot, anna: Person, ben: Person, channel: Conversation
) -> None:
    html = '<div><p>Is <at id="0">Anna Berg</at> sure of &lt;Acme&gt;?</p><p>I&nbsp;am not <emoji alt="🙁"></emoji></p>'
    mentions = [{"id": 0, "mentionText": "Anna Berg", "mentioned": {"user": {"id": anna.aad_id}}}]
    message = menu.teams.writes(ben, "Is Anna sure?", channel, html=html, mentions=mentions)
    menu.door.answer = lambda _: OpenForm(form=FORM)
    await menu.teams.points(anna, message, "Add to agenda")
    (event,) = menu.door.of(Pointed)
    assert event.shortcut == "add"
    assert event.text == f"Is <@{anna.aad_id}> sure of <Acme>?\nI am not 🙁"
    assert event.author == ben.aad_id
    assert event.by.user == anna.aad_id
    assert event.place.channel == channel.id
    assert event.place.kind == "channel"
    assert event.place.thread == message.id
    assert event.message == f"{channel.id}|{message.id}"
    assert event.url == f"https://teams.microsoft.com/l/message/{channel.id}/{message.id}"
    assert menu.teams.dialog(anna).title == "Add to agenda"
    assert menu.teams.problems == []


async def test_its_form_is_mended_and_closes_in_the_dialog(menu: Bot, anna: Person, channel: Conversation) -> None:
    message = menu.teams.writes(anna, "The Acme renewal is stuck", channel)
    menu.door.answer = lambda _: OpenForm(form=FORM)
    await menu.teams.points(anna, message, "Add to agenda")
    dialog = menu.teams.dialog(anna)
    menu.door.answer = lambda _: FormErrors(errors={"what": T("Please say a little more.")})
    await menu.teams.submit(dialog, "Add", {"What": "x"})
    assert dialog.open
    assert "Please say a little more." in seen(dialog.card)
    menu.door.answer = lambda _: Whisper(card=note(T("It is on the agenda.")))
    await menu.teams.submit(dialog, "Add", {"What": "The Acme renewal"})
    assert (dialog.open, dialog.said) == (False, "It is on the agenda.")
    submitted, pointed = menu.door.of(Submitted)[-1], menu.door.of(Pointed)[0]
    assert submitted.values == {"what": "The Acme renewal"}
    assert (submitted.place, submitted.message) == (pointed.place, pointed.message)
    assert menu.teams.problems == []


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Whisper(card=note(T("No."))), "No."),
        (Say(card=note(T("No."))), "No."),
        (Update(card=note(T("No."))), "No."),
        (Quiet(), "Done."),
    ],
)
async def test_without_a_form_the_dialog_says_the_answer(menu: Bot, anna: Person, reply: Reply, said: str) -> None:
    """Wherever somebody uses a shortcut: Truce need not be there, and writes nothing there."""
    chat = menu.teams.add_group_chat("Launch", [anna], app=False)
    message = menu.teams.writes(anna, "When do we print?", chat)
    menu.door.answer = lambda _: reply
    await menu.teams.points(anna, message, "Make an action item")
    assert menu.teams.dialogs[-1].said == said
    assert menu.teams.messages(chat) == []
    assert menu.teams.problems == []


async def test_a_card_in_the_dialog_has_buttons_that_work(menu: Bot, anna: Person, channel: Conversation) -> None:
    message = menu.teams.writes(anna, "x", channel)
    card = Card(title=T("Which meeting?"), parts=(Facts(facts=()), *BUTTONS))
    menu.door.answer = lambda _: Whisper(card=card)
    await menu.teams.points(anna, message, "Add to agenda")
    dialog = menu.teams.dialog(anna)
    menu.door.answer = lambda _: Whisper(card=note(T("Added.")))
    await menu.teams.submit(dialog, "The forecast")
    assert menu.door.of(Clicked)[-1].code == "pick:1:{}"
    assert dialog.said == "Added."
    assert menu.teams.problems == []


async def test_the_chat_of_two_people_is_not_how_to_reach_one_of_them(menu: Bot, anna: Person, ben: Person) -> None:
    """Used between two colleagues, a shortcut tells nothing about where Truce and somebody talk."""
    chat = Conversation("19:a_b@unq.gbl.spaces", "personal", menu.tenant, [anna, ben], app=False)
    menu.teams.tenant.conversations[chat.id] = chat
    message = menu.teams.writes(ben, "Look at Acme", chat)
    menu.door.answer = lambda _: OpenForm(form=FORM)
    await menu.teams.points(anna, message, "Add to agenda")
    await menu.teams.submit(menu.teams.dialog(anna), "Add", {"What": "Acme"})
    assert menu.door.of(ReferenceSeen) == []
    assert {act.place.kind for act in menu.door.of(Act)} == {"group"}


async def test_a_redelivery_carries_the_same_key(menu: Bot, anna: Person, channel: Conversation) -> None:
    message = menu.teams.writes(anna, "x", channel)
    activity = menu.teams.activities.point(anna, channel, message, "add")
    for each in (activity, activity, menu.teams.activities.point(anna, channel, message, "add")):
        await menu.teams.post(each)
    first, again, other = (event.key for event in menu.door.of(Pointed))
    assert first == again != other


@pytest.mark.parametrize(
    "value", [None, {}, {"commandId": "add"}, {"commandId": "add", "messagePayload": {}}, {"messagePayload": {"id": 1}}]
)
async def test_what_names_no_message_is_answered_in_words(menu: Bot, anna: Person, value: Any) -> None:
    activity = menu.teams.activities.fetch_dialog(anna, menu.teams.place(anna), None, {})
    reply = await menu.teams.post(activity | {"name": "composeExtension/fetchTask", "value": value})
    assert reply.problems == []
    assert reply.body["task"]["type"] == "message"
    assert menu.door.of(Pointed) == []


async def test_what_is_in_no_menu_cannot_be_used(menu: Bot, anna: Person, channel: Conversation) -> None:
    with pytest.raises(NotSentError):
        await menu.teams.points(anna, menu.teams.writes(anna, "x", channel), "Order lunch")


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"body": {"contentType": "text", "content": " 1 < 2 "}}, "1 < 2"),
        ({"body": {"contentType": "html", "content": "one<br>two<ul><li>a</li><li>b</li></ul>"}}, "one\ntwo\na\nb"),
        ({"body": {"contentType": "html", "content": "<table><tr><td>a</td><td>b</td></tr></table>"}}, "a b"),
        ({"body": {"contentType": "html", "content": "x<script>alert(1)</script><style>p{}</style>y"}}, "xy"),
        ({"body": {"contentType": "html", "content": "a <attachment id='1'></attachment> b"}}, "a b"),
        ({"body": {"contentType": "html", "content": "<p>cut <b>of"}}, "cut of"),
        ({"body": {"contentType": "html", "content": "&lt;@29:x&gt;"}}, "< @29:x>"),
        ({"subject": "Forecast", "body": {"contentType": "html", "content": "<p>low</p>"}}, "Forecast\nlow"),
        ({"body": {"content": ""}, "attachments": [{"name": "Plan.pdf"}, "odd"]}, "Plan.pdf"),
        ({"body": None}, ""),
        ({}, ""),
    ],
)
def test_what_people_typed_is_read_as_plain_text(payload: dict[str, Any], text: str) -> None:
    assert text_of(payload) == text


def test_a_mention_of_a_channel_is_its_name_and_a_link_to_nowhere_safe_is_none() -> None:
    payload = {
        "id": "1",
        "linkToMessage": "javascript:alert(1)",
        "from": {"user": None, "application": {"id": "x"}},
        "body": {"contentType": "html", "content": '<at id="0">Deals</at> look'},
        "mentions": [{"id": 0, "mentioned": {"conversation": {"id": "19:x"}}}],
    }
    read = quoted(payload)
    assert (read.text, read.author, read.url) == ("Deals look", "", "")
