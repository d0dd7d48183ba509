"""What engagements need of other capabilities, filled in by `bot/routes.py`."""

from dataclasses import dataclass

from bot.ports import ContactLookup, GateStands, Holes, Reviewing, Subjects


@dataclass(frozen=True)
class Ports:
    subjects: Subjects
    contacts: ContactLookup
    holes: Holes
    reviews: Reviewing
    stands: GateStands
