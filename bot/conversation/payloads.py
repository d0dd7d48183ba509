"""What buttons, forms and timers carry: typed, versioned payloads with one codec.

A payload is not proof of anything: it names things, and handlers check rights against the records.
"""

import json
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from pydantic import ValidationError

from bot.conversation.model import Frozen

LONGEST = 1900  # a Slack button's value holds 2,000 characters


class Payload(Frozen):
    """Base of all payloads. `NAME` and `VERSION` are what old messages were sent with: never reuse them."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1

    @classmethod
    def upgrade(cls, version: int, data: dict[str, Any]) -> Self | None:  # noqa: ARG003  for subclasses
        """Read what an older version of this payload carried; None where it can't be done any more."""
        return None


class Action(Payload):
    """What a button or a choice does. `OPENS_FORM` tells Teams to render a dialog button."""

    OPENS_FORM: ClassVar[bool] = False


class Press(Frozen):
    """A payload as it stands in a card or form, so that cards can be stored without knowing every payload."""

    code: str
    name: str
    opens_form: bool = False


class StalePayloadError(Exception):
    """The payload is of a version, or of a kind, that this program no longer understands."""


def encode(payload: Payload) -> str:
    """Name, version and data in one short string; ValueError if it would not fit into a button."""
    data = payload.model_dump_json(exclude_defaults=True)
    code = f"{payload.NAME}:{payload.VERSION}:{data}"
    if len(code) > LONGEST:
        raise ValueError(f"the payload {payload.NAME} is {len(code)} characters long; a button holds {LONGEST}")
    return code


def press(action: Action) -> Press:
    return Press(code=encode(action), name=action.NAME, opens_form=action.OPENS_FORM)


class Codec:
    """Reads payloads back. It knows the types that the routes name."""

    def __init__(self, types: Iterable[type[Payload]]) -> None:
        self._types: dict[str, type[Payload]] = {}
        for each in types:
            if self._types.setdefault(each.NAME, each) is not each:
                raise ValueError(f"two payloads are called {each.NAME}")

    def decode(self, code: str) -> Payload:
        """The payload; StalePayloadError when it cannot be read (an old message, or a made-up one)."""
        name, _, rest = code.partition(":")
        version, _, data = rest.partition(":")
        known = self._types.get(name)
        if known is None:
            raise StalePayloadError(name[:60])
        try:
            if version == str(known.VERSION):
                return known.model_validate_json(data)
            upgraded = known.upgrade(int(version), json.loads(data))
        except (ValidationError, ValueError, TypeError, KeyError) as error:
            raise StalePayloadError(name) from error
        if upgraded is None:
            raise StalePayloadError(name)
        return upgraded
