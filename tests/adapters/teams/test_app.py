"""What people do in Teams reaches the core as events, and what the core answers is what they see."""

import copy
from typing import Any

import httpx
import pytest

from adapters.teams.auth import Registration
from adapters.teams.known import parsed
from bot.conversation.cards import Button, Buttons, Card, Choices, Facts, Option, Table, note
from bot.conversation.events import (
    Act,
    Clicked,
    Commanded,
    GroupLeft,
    Installed,
    MembersSeen,
    ReferenceSeen,
    Said,
    Submitted,
    Uninstalled,
)
from bot.conversation.forms import Form, PersonField, TextField
from bot.conversation.replies import FormErrors, OpenForm, Quiet, Reply, Update, Whisper
from bot.conversation.words import T
from bot.delivery import Sent
from tests.adapters.teams.conftest import Bot, outgoing
from tests.adapters.teams.made import press
from tests.adapters.teams.test_render import found, seen
from tests.fakes.teams_tenant import Message, Person
from tests.fakes.teams_tokens import WRONG_TOKENS, TokenKind

ALERT = Card(
    title=T("A big deal"),
    parts=(
        Buttons(
            buttons=(
                Button(label=T("I'm in"), press=press("join:1:{}")),
                Button(label=T("Not needed…"), press=press("waive:1:{}", opens_form=True)),
            )
        ),
    ),
)
WAIVE = Form(
    title=T("Not needed"),
    fields=(
        TextField(key="why", label=T("Why?")),
        PersonField(key="instead", label=T("Who instead?"), optional=True),
    ),
    submit=T("Send"),
    press=press("waived:1:{}"),
)


async def alerted(bot: Bot, person: Person, card: Card = ALERT) -> Message:
    if not bot.target(person).reference:
        await bot.teams.says(person, "hello")
    sent = await bot.client.post(bot.target(person), outgoing(card))
    assert isinstance(sent, Sent), sent
    return bot.teams.messages(person)[-1]


def last(bot: Bot) -> Act:
    return bot.door.of(Act)[-1]


@pytest.mark.parametrize("kind", WRONG_TOKENS)
async def test_whatever_is_wrong_with_a_token_nobody_gets_in(bot: Bot, kind: TokenKind) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.message(anna, "help", bot.teams.place(anna))
    reply = await bot.teams.post(activity, token=kind)
    assert reply.status == 401
    assert bot.door.events == []
    assert (await bot.teams.post(activity)).status == 200


async def test_without_an_app_id_nobody_gets_in_unless_that_is_wanted(bot: Bot) -> None:
    nobody = Registration(app_id="", password="", tenant_id="")
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.message(anna, "help", bot.teams.place(anna))
    bot.registration = nobody
    assert (await bot.teams.post(activity, token="none", app=bot.starlette())).status == 401
    assert (await bot.teams.post(activity, token="valid", app=bot.starlette())).status == 401
    assert bot.door.events == []
    open_app = bot.starlette(allow_unauthenticated=True, profile_of=None)
    assert (await bot.teams.post(activity, token="none", app=open_app)).status == 200
    assert isinstance(last(bot), Commanded)


async def test_the_development_switch_changes_nothing_for_a_registered_bot(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.message(anna, "help", bot.teams.place(anna))
    app = bot.starlette(allow_unauthenticated=True)
    assert (await bot.teams.post(activity, token="none", app=app)).status == 401
    assert bot.door.events == []


async def test_another_tenant_does_not_get_in(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.message(anna, "help", bot.teams.place(anna))
    activity["channelData"]["tenant"]["id"] = "11111111-2222-4333-8444-555555555555"
    assert (await bot.teams.post(activity)).status == 401
    assert bot.door.events == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda a: a.pop("from"),
        lambda a: a.pop("conversation"),
        lambda a: a.update(conversation={}),
        lambda a: a.pop("serviceUrl"),
        lambda a: a.update(serviceUrl="ftp://x"),
        lambda a: a.update(channelData=[]),
        lambda a: a.update(entities="x"),
        lambda a: a.pop("type"),
    ],
)
async def test_what_is_no_activity_is_told_so(bot: Bot, damage: Any) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.message(anna, "help", bot.teams.place(anna))
    damage(activity)
    reply = await bot.teams.post(activity)
    assert reply.status == 400
    assert reply.body["error"]["message"].startswith("The activity is not complete.")
    assert bot.door.events == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_not_even_json_is_told_so(bot: Bot, body: bytes) -> None:
    transport = httpx.ASGITransport(bot.starlette())
    async with httpx.AsyncClient(transport=transport, base_url="http://truce.example") as client:
        response = await client.post("/api/messages", content=body)
    assert response.status_code == 400
    assert response.json()["error"]["message"]


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, {"action": 7}, {"action": {"data": []}}, {"data": {"code": 3}}]
)
@pytest.mark.parametrize("name", ["adaptiveCard/action", "task/fetch", "task/submit", "application/search"])
async def test_an_invoke_that_makes_no_sense_is_answered_in_words(bot: Bot, name: str, value: Any) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.submit_dialog(anna, bot.teams.place(anna), {})
    reply = await bot.teams.post(activity | {"name": name, "value": value})
    assert reply.problems == []
    assert bot.door.of(Act) == []


async def test_an_invoke_that_nobody_knows_is_not_implemented(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.submit_dialog(anna, bot.teams.place(anna), {})
    assert (await bot.teams.post(activity | {"name": "composeExtension/query"})).status == 501


async def test_a_command_and_words_come_in_as_such(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    await bot.teams.says(anna, "Pulse start assessment")
    command = last(bot)
    assert isinstance(command, Commanded)
    assert (command.command, command.text, command.name) == ("pulse", "start assessment", "Anna Berg")
    assert command.by.user == anna.aad_id
    assert command.by.workspace == bot.tenant
    assert command.place.kind == "direct"
    await bot.teams.says(anna, "Who talks &lt;b&gt; about &lt;@me&gt;?")
    assert isinstance(last(bot), Commanded)
    await bot.teams.says(anna, "I &amp; you &lt;@U1&gt;")
    said = last(bot)
    assert isinstance(said, Said)
    assert said.text == "I & you < @U1>"


async def test_in_a_channel_the_bot_is_named_and_others_are_mentioned(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    team = bot.teams.add_team("Field", ["General", "Deals"], [anna, ben])
    channel = team.channel("Deals")
    activity = bot.teams.activities.message(anna, "<at>Ben Ito</at> brings the list", channel)
    activity["entities"].append(
        {"type": "mention", "mentioned": {"id": ben.id, "name": ben.name}, "text": "<at>Ben Ito</at>"}
    )
    assert (await bot.teams.post(activity)).status == 200
    said = last(bot)
    assert isinstance(said, Said)
    assert said.text == f"<@{ben.aad_id}> brings the list"
    assert said.place.kind == "channel"
    assert said.place.channel == channel.id
    assert said.place.thread == activity["id"]
    assert bot.door.of(ReferenceSeen) == []


async def test_a_redelivery_carries_the_same_key(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    activity = bot.teams.activities.message(anna, "help", bot.teams.place(anna))
    await bot.teams.post(activity)
    await bot.teams.post(copy.deepcopy(activity))
    first, again = bot.door.of(Commanded)
    assert first.key == again.key
    await bot.teams.says(anna, "help")
    assert last(bot).key != first.key


async def test_a_click_without_an_id_has_a_key_of_what_it_is(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    message = await alerted(bot, anna)
    action = {"type": "Action.Execute", "verb": "join", "data": {"code": "join:1:{}"}}
    activity = bot.teams.activities.execute(anna, bot.teams.place(anna), message, action)
    other = copy.deepcopy(activity)
    other["value"]["action"]["data"]["code"] = "join:1:{2}"
    for each in (activity, copy.deepcopy(activity), other):
        each.pop("id")
        await bot.teams.post(each)
    one, same, different = (act.key for act in bot.door.of(Clicked))
    assert one == same != different


async def test_how_to_reach_somebody_is_told_once_with_their_email(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg", timezone="Europe/Vienna", locale="de-AT")
    await bot.teams.says(anna, "help")
    await bot.teams.says(anna, "help")
    (reference,) = bot.door.of(ReferenceSeen)
    told = parsed(reference.reference)
    assert reference.user == anna.aad_id
    assert told["conversation"] == bot.teams.place(anna).id
    assert told["serviceUrl"] == bot.teams.service_url
    (members,) = bot.door.of(MembersSeen)
    (profile,) = members.members
    assert (profile.email, profile.zone, profile.language) == (anna.email, "Europe/Vienna", "de-AT")
    assert not profile.guest
    assert isinstance(bot.door.events[-1], Commanded)


async def test_installing_and_removing_is_told(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    replies = await bot.teams.install(anna)
    assert [reply.status for reply in replies] == [200, 200]
    (installed,) = bot.door.of(Installed)
    assert (installed.workspace, installed.by) == (bot.tenant, anna.aad_id)
    await bot.teams.uninstall(anna)
    assert bot.door.of(ReferenceSeen)[-1].reference == ""
    assert bot.door.of(ReferenceSeen)[-1].user == anna.aad_id
    assert bot.door.of(Uninstalled) == []


async def test_who_joins_a_team_is_seen_and_can_be_reached(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    team = bot.teams.add_team("Field", members=[anna])
    await bot.teams.install(anna, team)
    await bot.teams.joins(ben, team)
    profile = bot.door.of(MembersSeen)[-1].members[0]
    assert profile.user == ben.aad_id
    assert parsed(profile.reference)["user"] == ben.id


async def test_who_is_taken_out_of_a_team_is_no_longer_in_it_and_nothing_more(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    team = bot.teams.add_team("Field", members=[anna, ben])
    await bot.teams.install(anna, team)
    await bot.teams.leaves(ben, team)
    (left,) = bot.door.of(GroupLeft)
    assert (left.workspace, left.group, left.members) == (bot.tenant, team.id, (ben.aad_id,))
    assert not any(member.left for seen_ in bot.door.of(MembersSeen) for member in seen_.members)
    again = bot.teams.activities.members(anna, team.channel("General"), added=[], removed=[ben])
    await bot.teams.post(again)
    await bot.teams.post(copy.deepcopy(again))
    _, repeated, same = bot.door.of(GroupLeft)
    assert left.key != repeated.key == same.key


async def test_a_member_without_a_directory_id_is_known_by_what_teams_calls_them(bot: Bot) -> None:
    anna, ben, cleo = (bot.teams.add_person(name) for name in ("Anna Berg", "Ben Ito", "Cleo Falk"))
    team = bot.teams.add_team("Field", members=[anna, ben, cleo])
    await bot.teams.says(ben, "help")
    gone = bot.teams.activities.members(anna, team.channel("General"), added=[], removed=[ben, cleo])
    for each in gone["membersRemoved"]:
        del each["aadObjectId"]
    await bot.teams.post(gone)
    assert bot.door.of(GroupLeft)[-1].members == (ben.aad_id, cleo.id)


async def test_leaving_a_chat_or_one_channel_is_not_leaving_a_team(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    team = bot.teams.add_team("Field", members=[anna, ben])
    chat = bot.teams.add_group_chat("Fair", [anna, ben])
    await bot.teams.post(bot.teams.activities.members(anna, chat, added=[], removed=[ben]))
    channel = bot.teams.activities.members(anna, team.channel("General"), added=[], removed=[ben])
    channel["channelData"]["eventType"] = "channelMemberRemoved"
    await bot.teams.post(channel)
    assert [(left.group, left.members) for left in bot.door.of(GroupLeft)] == [("", (ben.aad_id,))] * 2


async def test_the_app_taken_out_of_a_team_says_nothing_of_its_people(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    team = bot.teams.add_team("Field", members=[anna])
    await bot.teams.install(anna, team)
    before = len(bot.door.events)
    await bot.teams.uninstall(anna, team)
    assert bot.door.events[before:] == []
    assert bot.known.teams(bot.tenant) == {}


async def test_a_click_changes_the_card_for_the_one_who_clicked(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    message = await alerted(bot, anna)
    bot.door.answer = lambda _: Update(card=note(T("Anna is in.")))
    reply = await bot.teams.click(anna, message, "I'm in")
    clicked = last(bot)
    assert isinstance(clicked, Clicked)
    assert clicked.code == "join:1:{}"
    assert clicked.message == f"{message.conversation_id}|{message.id}"
    assert clicked.carries == {"update", "word"}
    assert seen(reply.body["value"]["body"]) == "Anna is in."
    assert bot.teams.problems == []


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Whisper(card=note(T("You are in already."))), "You are in already."),
        (Whisper(card=Card(parts=(Table(headings=(T("Who"),), rows=((T("Anna"),),)),))), "Anna"),
        (Quiet(), "Done."),
    ],
)
async def test_a_word_after_a_click_is_shown_to_the_one_who_clicked(bot: Bot, reply: Reply, text: str) -> None:
    anna = bot.teams.add_person("Anna Berg")
    message = await alerted(bot, anna)
    bot.door.answer = lambda _: reply
    answered = await bot.teams.click(anna, message, "I'm in")
    assert answered.body["value"] == text
    assert bot.teams.problems == []


async def test_a_client_that_does_not_know_execute_clicks_as_well(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    message = await alerted(bot, anna)
    activity = bot.teams.activities.submit(anna, bot.teams.place(anna), message, {"code": "join:1:{}"})
    assert (await bot.teams.post(activity)).status == 200
    clicked = last(bot)
    assert isinstance(clicked, Clicked)
    assert (clicked.code, clicked.carries) == ("join:1:{}", frozenset())
    assert clicked.message.endswith(f"|{message.id}")


async def test_one_of_many_is_chosen_from_a_list(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    options = tuple(Option(label=T("Reason {n}", n=n), press=press(f"r:1:{n}")) for n in range(8))
    message = await alerted(bot, anna, Card(parts=(Choices(label=T("Why?"), options=options),)))
    await bot.teams.click(anna, message, "Choose", {"Why?": "Reason 6"})
    clicked = last(bot)
    assert isinstance(clicked, Clicked)
    assert clicked.code == "r:1:6"
    before = len(bot.door.of(Act))
    nothing = await bot.teams.click(anna, message, "Choose")
    assert nothing.body["value"] == "Please choose something from the list first."
    assert len(bot.door.of(Act)) == before


async def test_a_form_opens_is_mended_and_closes(bot: Bot) -> None:
    anna, ben = bot.teams.add_person("Anna Berg"), bot.teams.add_person("Ben Ito")
    bot.door.people = [("17", ben.name), ("3", anna.name)]
    message = await alerted(bot, anna)
    bot.door.answer = lambda _: OpenForm(form=WAIVE)
    await bot.teams.click(anna, message, "Not needed…")
    clicked = last(bot)
    assert isinstance(clicked, Clicked)
    assert clicked.code == "waive:1:{}"
    assert clicked.carries == {"form", "whisper"}
    dialog = bot.teams.dialog(anna)
    assert dialog.title == "Not needed"

    searched = await bot.teams.search(anna, anna, "people", "ito")
    (ito,) = searched.body["value"]["results"]
    assert ito["title"] == "Ben Ito"
    assert bot.door.asked[-1][0].user == anna.aad_id

    bot.door.answer = lambda _: FormErrors(errors={"why": T("Please say a little more.")})
    await bot.teams.submit(dialog, "Send", {"Why?": "no", "Who instead? (optional)": ito["value"]})
    submitted = last(bot)
    assert isinstance(submitted, Submitted)
    assert submitted.code == "waived:1:{}"
    assert submitted.values == {"why": "no", "instead": "17"}
    assert submitted.message == clicked.message
    assert dialog.open
    assert "Please say a little more." in seen(dialog.card)
    assert found(dialog.card, "Input.Text")[0]["value"] == "no"
    assert found(dialog.card, "Input.ChoiceSet")[0]["choices"][0]["title"] == "Ben Ito"

    bot.door.answer = lambda _: Quiet()
    await bot.teams.submit(dialog, "Send", {"Why?": "The customer is known well."})
    assert not dialog.open
    again = last(bot)
    assert isinstance(again, Submitted)
    assert again.values == {"why": "The customer is known well.", "instead": "17"}
    assert bot.teams.problems == []


async def test_a_form_can_end_with_a_word_or_with_a_card(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    message = await alerted(bot, anna)
    bot.door.answer = lambda _: OpenForm(form=WAIVE)
    await bot.teams.click(anna, message, "Not needed…")
    dialog = bot.teams.dialog(anna)
    answer = Card(title=T("Saved"), parts=(Facts(facts=()), ALERT.parts[0]))
    bot.door.answer = lambda _: Whisper(card=answer)
    await bot.teams.submit(dialog, "Send", {"Why?": "known"})
    assert dialog.title == "Saved"
    bot.door.answer = lambda _: Whisper(card=note(T("You are in.")))
    await bot.teams.submit(dialog, "I'm in")
    clicked = last(bot)
    assert isinstance(clicked, Clicked)
    assert clicked.code == "join:1:{}"
    assert dialog.said == "You are in."
    assert bot.teams.problems == []


async def test_a_form_that_was_not_sent_by_us_does_no_harm(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    bot.door.answer = lambda _: FormErrors(errors={"why": T("Please say more.")})
    data = {"code": "waived:1:{}", "form": "nonsense", "message": "somewhere else|1", "one.why": "x"}
    reply = await bot.teams.post(bot.teams.activities.submit_dialog(anna, bot.teams.place(anna), data))
    assert reply.body == {"task": {"type": "message", "value": "Please say more."}}
    assert last(bot).message == ""
    assert reply.problems == []


async def test_when_the_core_fails_teams_is_told(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    bot.door.broken = True
    assert (await bot.teams.says(anna, "help")).status == 500
    bot.door.broken = False
    assert (await bot.teams.says(anna, "help")).status == 200
    assert [reference.user for reference in bot.door.of(ReferenceSeen)] == [anna.aad_id]


async def test_other_activities_are_taken_quietly(bot: Bot) -> None:
    anna = bot.teams.add_person("Anna Berg")
    message = await alerted(bot, anna)
    before = list(bot.door.events)
    reaction = bot.teams.activities.react(anna, bot.teams.place(anna), message, added="like")
    assert (await bot.teams.post(reaction)).status == 200
    assert bot.door.events == before
