"""What people do in the playground, and what stands in its rooms afterwards."""

from datetime import timedelta

from adapters.platform import Outgoing, Target
from adapters.web.client import WORKSPACE, WebClient
from adapters.web.playground.world import World
from bot.conversation.cards import note
from bot.conversation.replies import FormErrors, OpenForm
from bot.conversation.words import T
from bot.delivery import Permanent, Sent
from tests.adapters.web.chatting import button, card, last, messages, says, scale, somebody, title


async def test_words_and_their_answer_stand_in_the_room_in_order(world: World) -> None:
    helena = somebody(world, "Helena")
    await says(world, helena, "/truce help")
    asked, answer = messages(world, helena)
    assert (asked.author, asked.text) == (helena.user, "/truce help")
    assert answer.author == ""
    assert "Helena" in title(world, helena, answer)


async def test_an_answer_stands_below_its_question_within_the_same_minute(world: World) -> None:
    helena = somebody(world, "Helena")
    world.clock.move(timedelta(seconds=40))
    await says(world, helena, "/truce help")
    await says(world, helena, "/truce me")
    assert [each.text for each in messages(world, helena)] == ["/truce help", "", "/truce me", ""]


async def test_plain_words_do_the_same_in_a_direct_message(world: World) -> None:
    marcus = somebody(world, "Marcus")
    await says(world, marcus, "help")
    assert "Marcus" in title(world, marcus, last(world, marcus))


async def test_truce_listens_in_a_channel_only_when_addressed(world: World) -> None:
    marcus, helena = somebody(world, "Marcus"), somebody(world, "Helena")
    await says(world, marcus, "Who is around today?", "#sales-and-marketing")
    assert len(messages(world, marcus, "#sales-and-marketing")) == 1
    await says(world, marcus, "@Truce gallery", "#sales-and-marketing")
    answer = last(world, helena, "#sales-and-marketing")
    asked = messages(world, helena, "#sales-and-marketing")[1]
    assert answer.thread == asked.id, "the answer stands in the thread of the question"


async def test_a_whisper_in_a_channel_is_seen_by_one_person(world: World) -> None:
    marcus, helena = somebody(world, "Marcus"), somebody(world, "Helena")
    await says(world, marcus, "/truce whisper", "#sales")
    assert last(world, marcus, "#sales").only_for == marcus.user
    assert [each.text for each in messages(world, helena, "#sales")] == ["/truce whisper"]


async def test_a_click_changes_the_message_in_place(world: World) -> None:
    grace = somebody(world, "Grace")
    await says(world, grace, "/truce gallery")
    before = last(world, grace)
    assert not scale(before).answered
    await world.hands(world.company).click(grace, before, grace.room, scale(before).presses[3].code)
    after = last(world, grace)
    assert (after.id, after.version) == (before.id, before.version + 1)
    assert scale(after).answered


async def test_a_form_is_mended_and_then_taken(world: World) -> None:
    grace, hands = somebody(world, "Grace"), world.hands(world.company)
    await says(world, grace, "/truce gallery")
    message = last(world, grace)
    press = button(world, grace, message, "Plan a joint visit").press
    assert press is not None
    opened = await hands.click(grace, message, grace.room, press.code)
    assert isinstance(opened, OpenForm)
    typed = {
        "customer": "Acme",
        "people": "two",
        "deal": "250,000 EUR",
        "day": "2026-12-01",
        "host": str(grace.person),
        "side": "m",
        "needed": "4",
    }
    wrong = await hands.submit(grace, message, grace.room, opened.form.press.code, typed)
    assert isinstance(wrong, FormErrors)
    assert list(wrong.errors) == ["people"]
    await hands.submit(grace, message, grace.room, opened.form.press.code, {**typed, "people": "2"})
    assert title(world, grace, last(world, grace)) == "The visit is planned"


async def test_home_is_shown_as_it_is_now(world: World) -> None:
    helena = somebody(world, "Helena")
    handled = await world.hands(world.company).open_home(helena)
    assert handled.reply.reply == "home"
    assert not messages(world, helena)


async def test_unread_messages_are_counted_until_the_room_is_opened(world: World) -> None:
    helena = somebody(world, "Helena")
    await says(world, helena, "/truce help")
    assert world.unread(world.company) == {helena.room: 1}
    await world.seen(world.company, helena.room)
    assert world.unread(world.company) == {}


async def test_what_is_sent_twice_is_there_once(world: World) -> None:
    client, helena = WebClient(world.database), somebody(world, "Helena")
    out = Outgoing("delivery-1", note(T("Once.")), world.reader(helena), world.clock.now())
    target = Target(WORKSPACE, user=helena.user)
    assert await client.find(target, out) is None
    assert await client.post(target, out) == Sent("delivery-1")
    assert await client.post(target, out) == Sent("delivery-1")
    assert await client.find(target, out) == Sent("delivery-1")
    assert len(messages(world, helena)) == 1


async def test_an_update_of_a_message_that_is_gone_says_so(world: World) -> None:
    client, helena = WebClient(world.database), somebody(world, "Helena")
    out = Outgoing("delivery-2", note(T("Twice.")), world.reader(helena), world.clock.now())
    assert isinstance(await client.update(WORKSPACE, "nothing", "", out), Permanent)
    assert isinstance(await client.post(Target("elsewhere", user="x"), out), Permanent)


async def test_a_message_sent_later_looks_like_its_newest_card(world: World) -> None:
    client, helena = WebClient(world.database), somebody(world, "Helena")
    first = Outgoing("delivery-3", note(T("Before.")), world.reader(helena), world.clock.now())
    await client.post(Target(WORKSPACE, user=helena.user), first)
    world.clock.move(timedelta(minutes=5))
    second = Outgoing("delivery-3", note(T("After.")), world.reader(helena), world.clock.now())
    assert await client.update(WORKSPACE, "delivery-3", "", second) == Sent("delivery-3")
    shown = last(world, helena)
    assert title(world, helena, shown) == "After."
    assert shown.changed_at - shown.at == timedelta(minutes=5)
    assert card(shown) == second.card
