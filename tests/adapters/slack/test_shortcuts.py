"""Shortcuts on messages: what Slack sends when somebody uses one, and where the answer is seen."""

import pytest

from adapters.slack.manifest import manifest
from adapters.slack.origin import Origin
from adapters.slack.quoted import link_to, text_of
from bot.conversation.cards import Card, File, note
from bot.conversation.events import Pointed, Submitted
from bot.conversation.forms import Form, TextField
from bot.conversation.model import Account
from bot.conversation.replies import FormErrors, OpenForm, Quiet, Say, Whisper
from bot.conversation.words import T
from tests.adapters.slack.house import HOME, House, press, reader
from tests.fakes.slack_hands import CannotDoError
from tests.fakes.slack_methods import add_message
from tests.fakes.slack_world import Message

MENU = {"add": ("Add to agenda", "Let the next meeting talk about it"), "act": ("Make an action item", "Who does it")}
FORM = Form(
    title=T("Add to agenda"),
    fields=(TextField(key="what", label=T("What")),),
    submit=T("Add"),
    press=press("add:1:{}", "add"),
)


@pytest.fixture
def menu(house: House) -> House:
    house.slack.configure(manifest({}, "https://truce.example", MENU))
    return house


def written(house: House, text: str = "The *Acme* renewal is stuck", where: str = "#deals") -> Message:
    return house.slack.written("bob", where, text)


async def test_a_message_comes_with_who_wrote_it_where_and_its_link(menu: House) -> None:
    message = written(menu, "Is <@U0X> sure of &lt;Acme&gt;, as in <https://acme.com|their site>?")
    answer = await menu.slack.deliver(menu.slack.points("alice", message, "Add to agenda"))
    assert answer.status == 200
    (event,) = menu.door.events
    assert isinstance(event, Pointed)
    assert event.shortcut == "add"
    assert event.text == "Is <@U0X> sure of <Acme>, as in their site?"
    assert event.author == menu.slack.user("bob").id
    assert event.by == Account(platform="slack", workspace=HOME, user=menu.slack.user("alice").id)
    channel = menu.slack.channel("#deals").id
    assert event.place.channel == channel
    assert event.place.kind == "channel"
    assert event.message == event.place.thread == f"{channel}/{message.ts}"
    assert event.url == f"https://{menu.slack.home.domain}.slack.com/archives/{channel}/p{message.ts.replace('.', '')}"
    assert event.carries == {"form", "whisper", "say"}


async def test_the_same_use_has_one_key_and_another_has_another(menu: House) -> None:
    message = written(menu)
    once = menu.slack.points("alice", message, "Add to agenda")
    for request in (once, once, menu.slack.points("alice", message, "Add to agenda")):
        await menu.slack.deliver(request)
    first, again, other = (event.key for event in menu.door.events)
    assert first == again != other


async def test_its_form_opens_at_once_and_what_comes_of_it_is_seen_beside_the_message(menu: House) -> None:
    message = written(menu)
    menu.door.reply = OpenForm(form=FORM)
    await menu.slack.deliver(menu.slack.points("alice", message, "Add to agenda"))
    view = menu.slack.view("alice")
    menu.door.reply = FormErrors(errors={"what": T("Please say a little more.")})
    await menu.slack.deliver(menu.slack.submit(view, {"What": "Acme"}))
    assert "Please say a little more." in str(view.errors)
    menu.door.reply = Whisper(card=note(T("It is on the agenda.")))
    await menu.slack.deliver(menu.slack.submit(view, {"What": "The Acme renewal"}))
    await menu.app.settle()
    submitted = menu.door.events[-1]
    assert isinstance(submitted, Submitted)
    assert submitted.values == {"what": "The Acme renewal"}
    pointed = menu.door.events[0]
    assert isinstance(pointed, Pointed)
    assert (submitted.place, submitted.message) == (pointed.place, pointed.message)
    assert not view.open
    (said,) = menu.slack.whispers("alice")
    assert (said.channel, said.text) == (menu.slack.channel("#deals").id, "It is on the agenda.")
    assert menu.slack.messages("#deals") == []


@pytest.mark.parametrize("reply", [Whisper(card=note(T("No."))), Say(card=note(T("No.")))])
async def test_it_can_be_answered_without_a_form_also_where_truce_is_not(menu: House, reply: Whisper | Say) -> None:
    menu.slack.add_channel("board", ["alice", "bob"], with_bot=False)
    menu.door.reply = reply
    await menu.slack.deliver(menu.slack.points("alice", written(menu, where="#board"), "Make an action item"))
    await menu.app.settle()
    assert [each.text for each in menu.slack.whispers("alice")] == ["No."]
    assert menu.slack.whispers("bob") == menu.slack.messages("#board") == []


async def test_half_an_hour_later_the_answer_comes_directly(menu: House) -> None:
    menu.door.reply = OpenForm(form=FORM)
    await menu.slack.deliver(menu.slack.points("alice", written(menu), "Add to agenda"))
    view = menu.slack.view("alice")
    for url in menu.slack.response_urls.values():
        url.expires = 0
    menu.door.reply = Whisper(card=note(T("It is on the agenda.")))
    await menu.slack.deliver(menu.slack.submit(view, {"What": "Acme"}))
    await menu.app.settle()
    assert menu.slack.whispers("alice") == []
    assert [each.text for each in menu.slack.messages("alice")] == ["It is on the agenda."]


async def test_a_file_comes_directly(menu: House) -> None:
    file = File(name="notes.csv", content="a,b", media_type="text/csv")
    menu.door.reply = Whisper(card=Card(title=T("Here"), parts=(file,)))
    await menu.slack.deliver(menu.slack.points("alice", written(menu), "Add to agenda"))
    await menu.app.settle()
    assert menu.slack.whispers("alice") == []
    assert [each.name for each in menu.slack.files()] == ["notes.csv"]


async def test_a_form_that_came_too_late_is_explained(menu: House) -> None:
    menu.door.reply = OpenForm(form=FORM)
    request = menu.slack.points("alice", written(menu), "Add to agenda")
    for trigger in menu.slack.triggers.values():
        trigger.expires = 0
    await menu.slack.deliver(request)
    await menu.app.settle()
    (said,) = menu.slack.whispers("alice")
    assert "Please click again" in said.text


async def test_in_somebody_elses_conversation_truce_answers_in_its_own(menu: House) -> None:
    request = menu.slack.points("alice", written(menu), "Add to agenda")
    told = request.payload | {"channel": {"id": "D0TWO", "name": "directmessage"}}
    await menu.slack.deliver(menu.slack.interaction(told))
    (event,) = menu.door.events
    assert isinstance(event, Pointed)
    assert event.place.kind == "direct"
    assert event.place.channel == event.by.user
    assert event.place.thread == ""


async def test_in_a_thread_it_stays_there(menu: House) -> None:
    channel = menu.slack.channel("#deals").id
    first = written(menu)
    message = Message(channel, menu.slack.new_ts(), "U1", HOME, 0, "And Beta?", thread_ts=first.ts)
    menu.slack.home.add_message(message)
    menu.door.reply = Whisper(card=note(T("Done.")))
    await menu.slack.deliver(menu.slack.points("alice", message, "Add to agenda"))
    await menu.app.settle()
    (event,) = menu.door.events
    assert isinstance(event, Pointed)
    assert event.place.thread == f"{channel}/{first.ts}"
    assert event.message == f"{channel}/{message.ts}"
    assert event.url.endswith(f"?thread_ts={first.ts}&cid={channel}")
    (said,) = menu.slack.whispers("alice")
    assert said.thread_ts == first.ts


async def test_a_message_of_truces_own_is_read_by_what_it_shows(menu: House) -> None:
    post = add_message(menu.slack, menu.slack.home, menu.slack.channel("#deals").id, {"text": "", "blocks": BLOCKS})
    await menu.slack.deliver(menu.slack.points("alice", post, "Add to agenda"))
    (event,) = menu.door.events
    assert isinstance(event, Pointed)
    assert event.text == "Agenda\nAcme"


BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Agenda"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "Acme"}},
]


async def test_where_nobody_told_the_workspaces_address_there_is_no_link(menu: House) -> None:
    request = menu.slack.points("alice", written(menu), "Add to agenda")
    await menu.slack.deliver(menu.slack.interaction(request.payload | {"team": None}))
    (event,) = menu.door.events
    assert isinstance(event, Pointed)
    assert event.url == ""
    assert event.by.workspace == HOME
    menu.door.reply = Quiet()


def test_what_is_in_no_menu_cannot_be_used(menu: House) -> None:
    with pytest.raises(CannotDoError):
        menu.slack.points("alice", written(menu), "Order lunch")


def test_the_link_leads_to_the_site_where_the_workspace_is() -> None:
    assert link_to("acme", "C1", "1700000000.000100") == "https://acme.slack.com/archives/C1/p1700000000000100"
    assert ".slack-gov.com/" in link_to("acme", "C1", "1.2", base_url="https://slack-gov.com/api/")
    assert link_to("acme", "C1", "1.2", "1.2") == link_to("acme", "C1", "1.2")
    assert link_to("", "C1", "1.2") == link_to("acme", "C1", "") == ""


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": " hello "}, "hello"),
        ({"text": "", "attachments": [{"fallback": "A chart"}, {"title": "Two"}]}, "A chart\nTwo"),
        ({"files": [{"title": "Plan.pdf"}, {"name": "b.txt"}]}, "Plan.pdf, b.txt"),
        ({"blocks": [{"type": "image", "alt_text": "A cat"}, {"elements": [{"text": {"text": "x"}}]}]}, "A cat\nx"),
        ({}, ""),
    ],
)
def test_a_message_without_text_is_read_by_its_other_words(message: dict[str, object], text: str) -> None:
    assert text_of(message) == text


def test_the_longest_form_still_fits() -> None:
    """Slack's longest ids and response URL, and the longest payload that a form may have."""
    origin = Origin("T" * 20, "C" * 20, "channel", f"{'C' * 20}/1700000000.000100", f"{'C' * 20}/1700000000.000100", "")
    beside = "https://hooks.slack-gov.com/actions/" + "T" * 20 + "/" + "9" * 20 + "/" + "x" * 40
    packed = Origin(**{**vars(origin), "beside": beside}).pack("x" * 1900)
    assert len(packed) < 3000
    assert reader().plain(FORM.title) == "Add to agenda"
