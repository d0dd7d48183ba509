"""Whom a rule names: a person, a role, the directory's contact for a topic, a side, or somebody known by the record.

This is only what a rule says; who that is, for one record, `bot/engagements/resolving.py` finds out.
"""

from typing import Literal

from pydantic import model_validator

from bot.conversation.model import Frozen
from bot.rights import Role


class Target(Frozen):
    """Exactly one of these is said."""

    person: str = ""
    """An e-mail address."""
    role: Role | None = None
    side: Literal["", "sales", "marketing"] = ""
    """With a role: that side's (the head of Marketing). Alone: everybody of the side."""
    topic: str = ""
    """Whoever the directory names for it, and for the record's region, segment, product and account."""
    who: Literal["", "owner", "manager", "liaison", "marketer"] = ""
    """owner of the record; manager of whoever was asked, or else of the owner; the liaison; the segment's marketer."""

    @model_validator(mode="after")
    def _one(self) -> "Target":
        said = [bool(self.person), self.role is not None or bool(self.side), bool(self.topic), bool(self.who)]
        if sum(said) != 1:
            raise ValueError("Say one of person, role, side, topic or who.")
        return self


class Escalation(Frozen):
    """Whom to tell, so many business hours (of the person told) after the deadline or the level before."""

    to: Target
    after: float = 0
