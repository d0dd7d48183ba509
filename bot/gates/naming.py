"""What a gate is called: the kind of what it holds and its number, such as "collateral-12"."""

import re
from typing import Final, cast, get_args

from bot.ports.records import Kind

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_NAME: Final = re.compile(rf"({'|'.join(KINDS)})-([1-9][0-9]{{0,17}})", re.IGNORECASE)


def gate_name(kind: str, number: int) -> str:
    return f"{kind}-{number}"


def read_gate(text: str) -> tuple[Kind, int] | None:
    """What is meant, or None where it is no name of a gate."""
    found = _NAME.fullmatch(text.strip())
    return (cast("Kind", found[1].lower()), int(found[2])) if found else None
