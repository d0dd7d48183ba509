"""Short ways to say what people do and see in the playground."""

from collections.abc import Sequence

from adapters.web.company import Somebody
from adapters.web.playground.world import World
from bot.conversation.cards import Button, Buttons, Card, Scale
from bot.conversation.replies import OpenForm
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


async def starts_assessment(world: World, who: Somebody) -> None:
    reply = await says(world, who, "/truce pulse start assessment")
    assert isinstance(reply, OpenForm)
    form = reply.form
    values: dict[str, str | tuple[str, ...]] = {}
    for field in form.fields:
        initial = getattr(field, "initial", "")
        values[field.key] = initial if isinstance(initial, tuple) else "" if initial is None else str(initial)
    await world.hands(world.company).submit(who, None, who.room, form.press.code, values)
