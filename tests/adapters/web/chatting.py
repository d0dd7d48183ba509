"""Short ways to say what people do and see in the playground."""

from collections.abc import Sequence

from adapters.web.answering import as_opened
from adapters.web.company import Somebody
from adapters.web.playground.world import World
from bot.conversation.cards import Button, Buttons, Card, Facts, Image, Scale, SmallPrint, Text
from bot.conversation.replies import FormErrors, OpenForm
from storage.playground import WebMessage


def somebody(world: World, name: str) -> Somebody:
    return next(each for each in world.company.people if each.name.startswith(name))


def messages(world: World, who: Somebody, room: str = "") -> Sequence[WebMessage]:
    return world.room(world.company, room or who.room, who.user)


def last(world: World, who: Somebody, room: str = "") -> WebMessage:
    return messages(world, who, room)[-1]


def card(message: WebMessage) -> Card:
    return Card.model_validate_json(message.card)


def title(world: World, who: Somebody, message: WebMessage) -> str:
    return world.reader(who).plain(card(message).notification)


def button(world: World, who: Somebody, message: WebMessage, label: str) -> Button:
    found = [each for part in card(message).parts if isinstance(part, Buttons) for each in part.buttons]
    return next(each for each in found if world.reader(who).plain(each.label) == label)


def scale(message: WebMessage) -> Scale:
    return next(part for part in card(message).parts if isinstance(part, Scale))


async def says(world: World, who: Somebody, text: str, room: str = "") -> object:
    return await world.hands(world.company).say(who, room or who.room, text)


async def fills_in(world: World, who: Somebody, command: str, **typed: str) -> None:
    """Type a command, change some fields of the form that it opens, and send it."""
    reply = await says(world, who, command)
    assert isinstance(reply, OpenForm)
    values = {**as_opened(reply.form), **typed}
    answer = await world.hands(world.company).submit(who, None, who.room, reply.form.press.code, values)
    assert not isinstance(answer, FormErrors), answer


async def starts_assessment(world: World, who: Somebody) -> None:
    await fills_in(world, who, "/truce pulse start assessment")


async def presses(world: World, who: Somebody, message: WebMessage, label: str) -> None:
    press = button(world, who, message, label).press
    assert press is not None
    await world.hands(world.company).click(who, message, message.room, press.code)


def words(world: World, who: Somebody, message: WebMessage) -> str:
    """All that a card says, a line a sentence."""
    reader, said = world.reader(who), list[str]()
    for part in card(message).parts:
        match part:
            case Text() | SmallPrint():
                said.append(reader.plain(part.words))
            case Facts():
                said += [f"{reader.plain(each.label)}: {reader.plain(each.value)}" for each in part.facts]
            case Scale():
                said.append(reader.plain(part.statement))
            case Image():
                said.append(reader.plain(part.alt))
    return "\n".join(said)
