"""What people and Slack do, sent as signed requests to the real Bolt app, and what comes of it in Slack."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from adapters.slack.render_card import message
from bot.conversation.cards import Button, Buttons, Card, Chart, Choices, File, Image, Option, Text, note
from bot.conversation.events import (
    Clicked,
    Commanded,
    GroupSeen,
    MembersSeen,
    OpenedHome,
    Said,
    Submitted,
    Uninstalled,
)
from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Form,
    FormOption,
    MoneyField,
    NumberField,
    PersonField,
    ScaleField,
    TextField,
)
from bot.conversation.model import Account
from bot.conversation.replies import FormErrors, Home, OpenForm, Quiet, Say, Update, Whisper
from bot.conversation.words import T, verbatim
from tests.adapters.slack.house import HOME, House, press, reader
from tests.fakes.slack_methods import add_message
from tests.fakes.slack_world import Message

ASK = Card(
    title=T("A big deal"),
    parts=(
        Buttons(buttons=(Button(label=T("I'm in"), press=press()), Button(label=T("Not me"), press=press("no:1:{}")))),
    ),
)
FORM = Form(
    title=T("Hand over"),
    fields=(
        TextField(key="what", label=T("What"), multiline=True),
        NumberField(key="count", label=T("Count"), optional=True, initial=Decimal(3), least=Decimal(0)),
        MoneyField(key="money", label=T("Money"), optional=True, currency="EUR"),
        DateField(key="by", label=T("By when"), optional=True, initial=date(2027, 2, 1)),
        PersonField(key="person", label=T("Who"), optional=True),
        ChoiceField(
            key="kinds",
            label=T("Kinds"),
            many=True,
            optional=True,
            options=(FormOption(value="a", label=T("Alpha")), FormOption(value="b", label=T("Beta"))),
        ),
        ScaleField(key="rate", label=T("Rate"), low=T("No"), high=T("Yes"), optional=True),
    ),
    submit=T("Send"),
    press=press("hand:1:{}", "hand"),
)


def shown(house: House, card: Card, where: str = "alice", *, to_only: str = "") -> Message:
    """A message of ours that stands in Slack already."""
    channel = house.slack.channel(where)
    return add_message(house.slack, house.slack.home, channel.id, message(card, reader()), ephemeral_to=to_only)


def alice(house: House) -> Account:
    return Account(platform="slack", workspace=HOME, user=house.slack.user("alice").id)


async def test_a_direct_message_reaches_the_core_with_who_where_and_when(house: House) -> None:
    sent = house.slack.direct_message("alice", "who knows <@U0BOB|bob> &amp; pricing in <http://acme.com|acme.com>?")
    answer = await house.slack.deliver(sent)
    assert answer.status == 200
    said = house.door.events[0]
    assert isinstance(said, Said)
    assert said.text == "who knows <@U0BOB> & pricing in acme.com?"
    assert said.by == alice(house)
    assert said.place.kind == "direct"
    assert said.place.channel == house.slack.channel("alice").id
    assert said.place.thread == ""
    assert said.carries == frozenset()
    assert said.key == f"slack:{sent.payload['event_id']}"
    assert said.at == datetime.fromtimestamp(float(sent.payload["event"]["ts"]), UTC)


async def test_a_mention_in_a_channel_is_answered_in_its_thread(house: House) -> None:
    sent = house.slack.mention("alice", "#deals", "who is for pricing?")
    await house.slack.deliver(sent)
    said = house.door.events[0]
    assert isinstance(said, Said)
    assert said.text == "who is for pricing?"
    channel = house.slack.channel("#deals").id
    assert (said.place.kind, said.place.channel) == ("channel", channel)
    assert said.place.thread == f"{channel}/{sent.payload['event']['ts']}"


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B0OTHER"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"channel_type": "channel"},
        {"user": None},
    ],
)
async def test_what_nobody_said_to_truce_is_no_news(house: House, change: dict[str, object]) -> None:
    event = house.slack.direct_message("alice", "hello").payload["event"]
    answer = await house.slack.deliver(house.slack.event(event | change))
    assert answer.status == 200
    assert house.door.events == []


async def test_truce_does_not_hear_itself(house: House) -> None:
    event = house.slack.direct_message("alice", "hello").payload["event"]
    await house.slack.deliver(house.slack.event(event | {"user": house.slack.home.bot_user}))
    assert house.door.events == []


async def test_a_forged_request_is_refused_and_reaches_nobody(house: House) -> None:
    answer = await house.slack.deliver(house.slack.command("alice", "/who pricing").with_forged_signature())
    assert answer.status == 401
    assert house.door.events == []


async def test_a_replayed_request_is_refused_and_reaches_nobody(house: House) -> None:
    answer = await house.slack.deliver(house.slack.direct_message("alice", "hi").from_the_past(600))
    assert answer.status == 401
    assert house.door.events == []


async def test_three_deliveries_of_an_event_carry_one_key(house: House) -> None:
    sent = house.slack.direct_message("alice", "hello")
    for each in (sent, sent.again(1), sent.again(2)):
        assert (await house.slack.deliver(each)).status == 200
    assert len(house.door.events) == 3
    assert len({event.key for event in house.door.events}) == 1


async def test_what_could_not_be_stored_is_not_acknowledged(house: House) -> None:
    house.door.trouble = RuntimeError("no database")
    requests = [
        house.slack.direct_message("alice", "hello"),
        house.slack.command("alice", "/who x"),
        house.slack.click("alice", shown(house, ASK), "I'm in"),
    ]
    assert [(await house.slack.deliver(each)).status for each in requests] == [500, 500, 500]


async def test_slack_checks_the_address(house: House) -> None:
    sent = house.slack.url_verification()
    answer = await house.slack.deliver(sent)
    assert sent.payload["challenge"] in answer.text


# -- commands


@pytest.mark.parametrize(
    ("line", "command", "text"),
    [
        ("/truce who pricing in Germany", "who", "pricing in Germany"),
        ("/who pricing  in Germany", "who", "pricing  in Germany"),
        ("/truce", "help", ""),
        ("/truce   Agenda", "agenda", ""),
        ("/action <@U1|bob> write it", "action", "<@U1> write it"),
    ],
)
async def test_commands(house: House, line: str, command: str, text: str) -> None:
    sent = house.slack.command("alice", line, where="#deals")
    await house.slack.deliver(sent)
    done = house.door.events[0]
    assert isinstance(done, Commanded)
    assert (done.command, done.text) == (command, text)
    assert done.key == f"slack:{sent.payload['trigger_id']}"
    assert done.carries == {"say", "whisper", "form"}
    assert (done.at, done.by, done.name, done.place.kind) == (house.clock.now(), alice(house), "alice", "channel")


@pytest.mark.parametrize("reply", [Say(card=note(T("Ask Bob."))), Whisper(card=note(T("Ask Bob.")))])
async def test_a_command_is_answered_so_that_only_the_asker_sees(house: House, reply: Say | Whisper) -> None:
    house.door.reply = reply
    await house.slack.deliver(house.slack.command("alice", "/who pricing", where="#deals"))
    assert [each.text for each in house.slack.whispers("alice")] == ["Ask Bob."]
    assert house.slack.messages("#deals") == []


async def test_a_command_opens_a_form(house: House) -> None:
    house.door.reply = OpenForm(form=FORM)
    await house.slack.deliver(house.slack.command("alice", "/truce handoff", where="#deals"))
    view = house.slack.view("alice")
    house.door.reply = Quiet()
    await house.slack.deliver(house.slack.submit(view, {"What": "the lead"}))
    filled = house.door.events[-1]
    assert isinstance(filled, Submitted)
    assert (filled.code, filled.message, filled.place.channel) == ("hand:1:{}", "", house.slack.channel("#deals").id)
    assert house.slack.views("alice") == []


async def test_a_command_whose_form_came_too_late_says_so(house: House) -> None:
    house.door.reply = OpenForm(form=FORM)
    house.slack.fault("error", "views.open", error="expired_trigger_id")
    await house.slack.deliver(house.slack.command("alice", "/truce handoff"))
    assert "type it again" in house.slack.whispers("alice")[0].text


async def test_a_file_asked_for_by_command_comes_directly(house: House) -> None:
    house.door.reply = Whisper(card=Card(parts=(File(name="people.csv", media_type="text/csv", content="a,b\n"),)))
    await house.slack.deliver(house.slack.command("alice", "/truce export", where="#deals"))
    await house.app.settle()
    assert [file.name for file in house.slack.files()] == ["people.csv"]
    assert house.slack.files()[0].channels == [house.slack.channel("alice").id]


# -- clicks


async def test_a_click_reaches_the_core_and_the_message_changes(house: House) -> None:
    house.door.reply = Update(card=note(T("You are in.")))
    asked = shown(house, ASK, "#deals")
    sent = house.slack.click("alice", asked, "I'm in")
    await house.slack.deliver(sent)
    await house.app.settle()
    clicked = house.door.events[0]
    assert isinstance(clicked, Clicked)
    assert clicked.code == "join:1:{}"
    assert clicked.message == f"{asked.channel}/{asked.ts}"
    assert clicked.place.thread == clicked.message
    assert clicked.key == f"slack:{sent.payload['trigger_id']}"
    assert clicked.at == datetime.fromtimestamp(float(sent.payload["actions"][0]["action_ts"]), UTC)
    assert clicked.carries == {"update", "whisper", "form"}
    assert house.slack.messages("#deals")[0].text == "You are in."


async def test_a_change_is_tried_again_when_slack_has_trouble(house: House) -> None:
    house.door.reply = Update(card=note(T("You are in.")))
    asked = shown(house, ASK)
    house.slack.fault("reset", "response_url", times=1)
    await house.slack.deliver(house.slack.click("alice", asked, "I'm in"))
    await house.app.settle()
    assert house.slack.messages("alice")[0].text == "You are in."


async def test_a_click_is_acknowledged_even_if_its_answer_is_lost(house: House) -> None:
    house.door.reply = Whisper(card=note(T("Too late.")))
    house.slack.fault("reset", "response_url")
    answer = await house.slack.deliver(house.slack.click("alice", shown(house, ASK), "I'm in"))
    await house.app.settle()
    assert answer.status == 200


async def test_a_whisper_after_a_click(house: House) -> None:
    house.door.reply = Whisper(card=note(T("Bob was faster.")))
    await house.slack.deliver(house.slack.click("alice", shown(house, ASK, "#deals"), "I'm in"))
    await house.app.settle()
    assert [each.text for each in house.slack.whispers("alice")] == ["Bob was faster."]
    assert house.slack.messages("#deals")[0].text == "A big deal"


async def test_a_choice_from_a_menu_is_a_click(house: House) -> None:
    options = tuple(Option(label=verbatim(f"Topic {n}"), press=press(f"pick:1:{n}", "pick")) for n in range(8))
    asked = shown(house, Card(parts=(Choices(label=T("Which topic?"), options=options),)))
    await house.slack.deliver(house.slack.choose("alice", asked, "Choose", "Topic 3"))
    clicked = house.door.events[0]
    assert isinstance(clicked, Clicked)
    assert clicked.code == "pick:1:3"


async def test_a_button_that_opens_a_page_is_no_news(house: House) -> None:
    card = Card(parts=(Buttons(buttons=(Button(label=T("Dashboard"), url="https://truce.example/"),)),))
    answer = await house.slack.deliver(house.slack.click("alice", shown(house, card), "Dashboard"))
    assert answer.status == 200
    assert house.door.events == []


async def test_an_ephemeral_message_can_be_changed_by_its_own_click_only(house: House) -> None:
    only_me = shown(house, ASK, "#deals", to_only=house.slack.user("alice").id)
    house.door.reply = OpenForm(form=FORM)
    await house.slack.deliver(house.slack.click("alice", only_me, "I'm in"))
    clicked = house.door.events[0]
    assert isinstance(clicked, Clicked)
    assert clicked.message == ""
    house.door.reply = Update(card=note(T("Handed over.")))
    await house.slack.deliver(house.slack.submit(house.slack.view("alice"), {"What": "x"}))
    await house.app.settle()
    filled = house.door.events[1]
    assert isinstance(filled, Submitted)
    assert "update" in filled.carries
    assert house.slack.whispers("alice")[0].text == "Handed over."


# -- forms


async def test_a_command_typed_to_a_colleague_is_answered_in_truces_own_conversation(house: House) -> None:
    sent = house.slack.command("alice", "/who pricing")
    body = urlencode(sent.payload | {"channel_id": "D0ALICEBOB"}).encode()
    await house.slack.deliver(replace(sent, body=body))
    done = house.door.events[0]
    assert isinstance(done, Commanded)
    assert (done.place.kind, done.place.channel) == ("direct", alice(house).user)


async def test_a_form_from_a_click_comes_back_with_all_that_was_typed(house: House) -> None:
    house.door.reply = OpenForm(form=FORM)
    asked = shown(house, ASK)
    await house.slack.deliver(house.slack.click("alice", asked, "I'm in"))
    house.door.people = [("17", "Bob, Marketing"), ("18", "Bobby")]
    view = house.slack.view("alice")
    offered = await house.slack.deliver(house.slack.suggest("alice", view, "Who", "bo"))
    assert house.door.typed == [(alice(house), "bo")]
    house.door.reply = Quiet()
    values = {
        "What": "two\nlines",
        "Money": "5 USD",
        "By when": "2027-03-04",
        "Who": offered.json["options"][0],
        "Kinds": ["Alpha", "Beta"],
        "Rate": "2",
    }
    sent = house.slack.submit(view, values)
    await house.slack.deliver(sent)
    filled = house.door.events[-1]
    assert isinstance(filled, Submitted)
    assert filled.values == {
        "what": "two\nlines",
        "count": "3",
        "money": "5 USD",
        "by": "2027-03-04",
        "person": "17",
        "kinds": ("a", "b"),
        "rate": "2",
    }
    assert filled.message == f"{asked.channel}/{asked.ts}"
    assert filled.code == "hand:1:{}"
    assert filled.carries == {"errors", "form"}
    assert view.id in filled.key
    assert house.slack.views("alice") == []


async def test_errors_stand_at_their_fields_and_the_corrected_form_is_a_new_event(house: House) -> None:
    house.door.reply = OpenForm(form=FORM)
    await house.slack.deliver(house.slack.command("alice", "/truce handoff"))
    view = house.slack.view("alice")
    house.door.reply = FormErrors(errors={"what": T("Too vague."), "elsewhere": T("And closed.")})
    twice = house.slack.submit(view, {"What": "x"})
    await house.slack.deliver(twice)
    await house.slack.deliver(twice)
    block = next(each["block_id"] for each in view.blocks if each["label"]["text"] == "What")
    assert view.errors == {block: "Too vague. And closed."}
    house.door.reply = Quiet()
    await house.slack.deliver(house.slack.submit(view, {"What": "the lead of Acme"}))
    keys = [event.key for event in house.door.events[1:]]
    assert keys[0] == keys[1] != keys[2]


async def test_a_form_may_lead_to_the_next_one_which_starts_empty(house: House) -> None:
    def step(number: int) -> Form:
        field = ScaleField(key="rate", label=verbatim(f"Statement {number}"), low=T("No"), high=T("Yes"))
        return Form(title=T("Rate"), fields=(field,), submit=T("Next"), press=press(f"rate:1:{number}", "rate"))

    asked = shown(house, ASK)
    house.door.reply = OpenForm(form=step(1))
    await house.slack.deliver(house.slack.click("alice", asked, "I'm in"))
    house.door.reply = OpenForm(form=step(2))
    await house.slack.deliver(house.slack.submit(house.slack.view("alice"), {"Statement 1": "4"}))
    view = house.slack.view("alice")
    assert view.blocks[0]["label"]["text"] == "Statement 2"
    assert view.state == {}
    house.door.reply = Quiet()
    await house.slack.deliver(house.slack.submit(view, {"Statement 2": "2"}))
    last = house.door.events[-1]
    assert isinstance(last, Submitted)
    assert (last.code, last.values, last.message) == ("rate:1:2", {"rate": "2"}, f"{asked.channel}/{asked.ts}")


async def test_a_form_that_came_too_late_is_explained(house: House) -> None:
    house.door.reply = OpenForm(form=FORM)
    house.slack.fault("error", "views.open", error="expired_trigger_id")
    await house.slack.deliver(house.slack.click("alice", shown(house, ASK), "I'm in"))
    await house.app.settle()
    assert "click again" in house.slack.whispers("alice")[0].text


async def test_a_form_of_another_program_closes(house: House) -> None:
    house.door.reply = OpenForm(form=FORM)
    await house.slack.deliver(house.slack.command("alice", "/truce handoff"))
    view = house.slack.view("alice")
    view.content["private_metadata"] = "who knows"
    answer = await house.slack.deliver(house.slack.submit(view, {"What": "x"}))
    assert answer.status == 200
    assert not any(isinstance(event, Submitted) for event in house.door.events)


# -- home


async def test_home_shows_what_the_core_says_and_its_buttons_work(house: House) -> None:
    house.door.reply = Home(card=ASK)
    await house.slack.deliver(house.slack.home_opened("alice"))
    await house.app.settle()
    opened = house.door.events[0]
    assert isinstance(opened, OpenedHome)
    assert opened.by == alice(house)
    view = house.slack.home_view("alice")
    assert view is not None
    house.door.reply = Home(card=note(T("All done.")))
    await house.slack.deliver(house.slack.click("alice", view, "I'm in"))
    await house.app.settle()
    clicked = house.door.events[1]
    assert isinstance(clicked, Clicked)
    assert (clicked.message, set(clicked.carries)) == ("", {"form"})
    assert (clicked.place.kind, clicked.place.channel) == ("direct", alice(house).user)
    now = house.slack.home_view("alice")
    assert now is not None
    assert now.blocks[0]["text"]["text"] == "All done."


async def test_the_messages_tab_is_not_the_home(house: House) -> None:
    await house.slack.deliver(house.slack.home_opened("alice", tab="messages"))
    assert house.door.events == []


# -- the workspace


async def test_a_changed_profile_is_news_with_its_own_time(house: House) -> None:
    sent = house.slack.user_changed("alice", title="Head of Sales", tz="Europe/Vienna", is_restricted=True)
    await house.slack.deliver(sent)
    seen = house.door.events[0]
    assert isinstance(seen, MembersSeen)
    one = seen.members[0]
    assert (one.user, one.title, one.zone, one.guest) == (alice(house).user, "Head of Sales", "Europe/Vienna", True)
    assert one.email == "alice@acme.example"
    assert seen.at == datetime.fromtimestamp(house.slack.user("alice").updated, UTC)
    assert not seen.complete


async def test_joining_and_leaving_the_workspace(house: House) -> None:
    house.slack.add_user("carol")
    await house.slack.deliver(house.slack.team_joined("carol"))
    await house.slack.deliver(house.slack.deactivated("carol"))
    left = [event.members[0].left for event in house.door.events if isinstance(event, MembersSeen)]
    assert left == [False, True]


async def test_user_groups_are_read_in_full_even_if_slack_tells_changes_only(house: House) -> None:
    group = house.slack.add_group("sales", ["alice"])
    await house.slack.deliver(house.slack.group_updated(group))
    await house.slack.deliver(house.slack.group_members_changed(group, added=["bob"]))
    seen = [event for event in house.door.events if isinstance(event, GroupSeen)]
    ids = [house.slack.user(name).id for name in ("alice", "bob")]
    assert [event.members for event in seen] == [(ids[0],), tuple(ids)]
    assert {event.handle for event in seen} == {"sales"}


async def test_an_unreadable_user_group_makes_slack_ask_again(house: House) -> None:
    group = house.slack.add_group("sales", ["alice"])
    house.slack.fault("status", "usergroups.list", times=1, status=503)
    sent = house.slack.group_members_changed(group, added=["bob"])
    assert (await house.slack.deliver(sent)).status == 500
    assert (await house.slack.deliver(sent.again())).status == 200
    assert len(house.door.events) == 1


async def test_removing_the_app(house: House) -> None:
    await house.slack.deliver(house.slack.uninstalled())
    await house.slack.deliver(house.slack.tokens_revoked())
    assert [type(event) for event in house.door.events] == [Uninstalled, Uninstalled]
    assert {event.where for event in house.door.events} == {("slack", HOME)}


async def test_somebodys_own_revoked_token_is_no_news(house: House) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}, "event_ts": "1.0"}
    await house.slack.deliver(house.slack.event(event))
    assert house.door.events == []


async def test_socket_mode_carries_the_same(house: House) -> None:
    house.door.reply = Whisper(card=note(T("Ask Bob.")))
    await house.app.connect(house.slack.app_token)
    await house.slack.deliver(house.slack.command("alice", "/who pricing"), "socket")
    assert [each.text for each in house.slack.whispers("alice")] == ["Ask Bob."]


async def test_a_card_of_text_needs_no_buttons(house: House) -> None:
    house.door.reply = Say(card=Card(parts=(Text(words=T("Plain.")),)))
    await house.slack.deliver(house.slack.command("alice", "/truce help"))
    assert house.slack.whispers("alice")[0].blocks[0]["text"]["text"] == "Plain."


async def test_what_the_socket_could_not_store_is_not_acknowledged(house: House) -> None:
    await house.app.connect(house.slack.app_token)
    house.door.trouble = RuntimeError("no database")
    with pytest.raises(TimeoutError):
        await house.slack.deliver(house.slack.direct_message("alice", "hello"), "socket", within=0.5)


async def test_what_nobody_listens_to_is_no_event(house: House) -> None:
    """A form given up and a global shortcut are taken, so that nobody sees an error; what is not known is not."""
    for kind, status in (("view_closed", 200), ("shortcut", 200), ("made_up", 404)):
        made = house.slack.interaction(
            {"type": kind, "callback_id": "old", "user": {"id": house.slack.user("alice").id}}
        )
        assert (await house.slack.deliver(made)).status == status, kind
        assert (await house.slack.deliver(replace(made, forged=True))).status == 401, kind
    assert house.door.events == []


async def test_what_is_no_request_of_slacks_is_refused(house: House) -> None:
    for body, status in ((b"\xff\xfe", 400), (b"{not json", 400), (b"x" * 1_000_001, 413)):
        made = replace(house.slack.url_verification(), body=body)
        assert (await house.slack.deliver(made)).status == status


async def test_a_picture_asked_for_by_command_comes_by_response_url(house: House) -> None:
    chart = Chart(kind="bars", title=T("Total"), low=20, high=100, series=(T("All"),), rows=())
    house.door.reply = Whisper(card=Card(parts=(Image(chart=chart, alt=T("Nothing yet.")),)))
    await house.slack.deliver(house.slack.command("alice", "/truce pulse", where="#deals"))
    await house.app.settle()
    (said,) = house.slack.whispers("alice")
    assert said.blocks[0]["slack_file"] == {"id": house.slack.files()[0].id}


async def test_a_picture_that_cannot_be_uploaded_is_told_in_words(house: House) -> None:
    chart = Chart(kind="bars", title=T("Total"), low=20, high=100, series=(T("All"),), rows=())
    house.door.reply = Whisper(card=Card(parts=(Image(chart=chart, alt=T("Nothing yet.")),)))
    house.slack.fault("error", "files.getUploadURLExternal", error="missing_scope")
    await house.slack.deliver(house.slack.command("alice", "/truce pulse"))
    await house.app.settle()
    assert house.slack.whispers("alice")[0].blocks[0]["text"]["text"] == "Nothing yet."
