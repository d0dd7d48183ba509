"""What people read: sentences of the catalogue, and the values that go into them.

A handler says `T("**{name}** is with you by {when}.", name=..., when=...)`. The sentence is the key of the
catalogue (gettext); `bot.conversation.reading` turns it into spans for one reader. `**bold**`, `_italic_` and
`[label]({url})` are understood in the sentence only, never in the values, so nobody's text can format anything,
mention anybody or open a link.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from bot.conversation.model import Account, Frozen


class When(Frozen):
    """A moment, said in the reader's own zone and language: "tomorrow at 10:00".

    As a "date" it is never said by nearness, and as a "short" one in as few letters as can be.
    """

    is_: Literal["when"] = "when"
    at: datetime
    style: Literal["moment", "day", "date", "short"] = "moment"


class Day(Frozen):
    """A calendar day, the same for every reader."""

    is_: Literal["day"] = "day"
    day: date


class Number(Frozen):
    """A number with a fixed count of decimals; `signed` shows the plus, `percent` takes 0.5 for 50 %."""

    is_: Literal["number"] = "number"
    value: Decimal
    decimals: int = 0
    signed: bool = False
    percent: bool = False


class Money(Frozen):
    """An amount in a currency of ISO 4217."""

    is_: Literal["money"] = "money"
    amount: Decimal
    currency: str


class Who(Frozen):
    """A person by name. `notify` mentions them, where the reader's platform knows one of their accounts."""

    is_: Literal["who"] = "who"
    name: str
    accounts: tuple[Account, ...] = ()
    notify: bool = False


class Command(Frozen):
    """A command, written as people type it where they are: `/truce help` on Slack, `help` in Teams."""

    is_: Literal["command"] = "command"
    text: str


class Words(Frozen):
    """A sentence of the catalogue with its values; with `many`, the form is chosen by `count`."""

    is_: Literal["words"] = "words"
    text: str
    many: str = ""
    count: int = 1
    values: "dict[str, Value]" = {}

    def __bool__(self) -> bool:
        return bool(self.text)


class Listing(Frozen):
    """Several values as people list them: "a, b and c"."""

    is_: Literal["listing"] = "listing"
    items: "tuple[Value, ...]"


Value = str | int | Annotated[When | Day | Number | Money | Who | Command | Words | Listing, Field(discriminator="is_")]
Words.model_rebuild()
Listing.model_rebuild()


def T(text: str, /, **values: Value) -> Words:  # noqa: N802  short, and known to the extraction of messages
    """Say a sentence of the catalogue."""
    return Words(text=text, values=values)


def TN(one: str, many: str, count: int, /, **values: Value) -> Words:  # noqa: N802  as T
    """Say a sentence whose form depends on `count`, which it may name as {count}."""
    return Words(text=one, many=many, count=count, values={"count": count, **values})


def verbatim(text: str) -> Words:
    """Somebody's own text, shown as it is: no catalogue, no formatting."""
    return Words(text="{text}", values={"text": text})


def number(value: Decimal | float, decimals: int = 0, *, signed: bool = False, percent: bool = False) -> Number:
    """A number as a value of a sentence."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return Number(value=exact, decimals=decimals, signed=signed, percent=percent)


NOTHING = Words(text="")
