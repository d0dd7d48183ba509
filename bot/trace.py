"""What just happened and why, for whoever watches: the playground. Nothing is recorded unless somebody does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Trace:
    """One handled event: its kind, what led where, what it changed (by table and verb) and what it answered.

    `who` and `changes` are there for a detailed observer only.
    """

    at: datetime
    event: str
    detail: str
    handler: str
    who: str
    changes: Mapping[tuple[str, str], int]
    reply: str
    repeated: bool = False
    trouble: str = ""


Observer = Callable[[Trace], None]
