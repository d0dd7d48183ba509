"""An example of every card and form that Truce can make, a file a capability.

A function here makes one, from what the stage offers. `tests/contract/test_all.py` demands that each function of
`bot/` that returns cards, forms or their parts takes part in some example.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from tests.contract.stage import Stage

Shown = Card | Form | Sequence[Part]
Make = Callable[[Stage], Shown]

_FILES = (
    "agendas",
    "calendars",
    "action_items",
    "after",
    "deals",
    "engagements",
    "pulse",
    "planning",
    "results",
    "rounds",
    "people",
    "home",
    "conversation",
    "directory",
    "asking",
    "tending",
    "digest",
    "gates",
    "reports",
    "rules",
    "series",
)


def shown(made: Any) -> Card | Form:
    """What a function of the bot gave, as something to show: parts stand on a card of their own."""
    if isinstance(made, Card | Form):
        return made
    return Card(parts=tuple(made))


def all_examples() -> dict[str, Make]:
    """Every public function of the files beside this one, as "file.function"."""
    found: dict[str, Make] = {}
    for name in _FILES:
        module = import_module(f"tests.contract.examples.{name}")
        own = {key: each for key, each in vars(module).items() if getattr(each, "__module__", "") == module.__name__}
        found |= {f"{name}.{key}": each for key, each in own.items() if callable(each) and not key.startswith("_")}
    return found
