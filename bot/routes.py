"""The table of contents: everything that can happen in Truce, and what handles it.

A capability is a folder in `bot/`, a file in `storage/`, and its entries here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation.cards import Part
from bot.conversation.events import Event
from bot.conversation.payloads import Action, Payload
from bot.conversation.replies import Reply
from bot.conversation.words import T
from bot.home import handlers as home
from bot.people.strangers import stranger
from bot.routing import ClickHandler, Command, FormRoute, Routes
from bot.work import Work

COMMANDS: dict[str, Command] = {
    "help": Command(home.help_with(lambda: COMMANDS), T("what you can do here")),
    "home": Command(home.home_of(lambda work: ROUTES.home_card(work)), T("what waits for you")),
}

CLICKS: dict[type[Action], ClickHandler] = {}

FORMS: dict[type[Action], FormRoute] = {}

TIMERS: dict[type[Payload], Callable[[Any, Work], None]] = {}

BUSINESS: Mapping[type[Event], Sequence[Callable[[Any, Work], None]]] = {}

SAID: Sequence[Callable[[str, Work], Reply | None]] = ()

WAITS: Sequence[Callable[[Work], Sequence[Part]]] = ()

MERGED: Sequence[Callable[[int, int, Work], None]] = ()

STARTED: Sequence[Callable[[Work], None]] = ()

ROUTES: Routes = Routes(
    commands=COMMANDS,
    clicks=CLICKS,
    forms=FORMS,
    timers=TIMERS,
    business=BUSINESS,
    said=SAID,
    stranger=stranger,
    home=home.home,
    waits=WAITS,
    merged=MERGED,
    started=STARTED,
)
