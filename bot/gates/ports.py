"""What gates need of other capabilities, filled in by `bot/routes.py`."""

from dataclasses import dataclass

from bot.ports.records import Subjects
from bot.ports.rules import Forcing, Passing, Undecided


@dataclass(frozen=True)
class Ports:
    subjects: Subjects
    forcing: Forcing
    undecided: Undecided
    passing: Passing
