"""What engagements need of other capabilities, filled in by `bot/routes.py`."""

from dataclasses import dataclass

from bot.ports.directory import ContactLookup, Holes
from bot.ports.records import Reviewing, Subjects
from bot.ports.rules import GateStands


@dataclass(frozen=True)
class Ports:
    subjects: Subjects
    contacts: ContactLookup
    holes: Holes
    reviews: Reviewing
    stands: GateStands
