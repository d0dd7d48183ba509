"""What was passed on once it was heard, to whom, and what they decided: as the record says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.engagements.actions import PassOn
from bot.engagements.case import Case
from bot.work import Work
from storage.rules import Entry, Rules

State = Literal["", "waiting", "agreed", "not agreed"]
SUBMITTED: Final = frozenset({"collateral", "campaign", "price"})
"""What is handed in, perhaps in several rounds."""


@dataclass(frozen=True)
class Told:
    """Somebody to whom it was passed on; `time`: how often it had been passed on before, since it was opened again."""

    person: int
    time: int


@dataclass(frozen=True)
class Onward:
    """`state` empty: it is not with anybody (any more). `by` and `words`: who decided, and why not."""

    told: tuple[Told, ...] = ()
    state: State = ""
    by: int | None = None
    words: str = ""
    at: datetime | None = None

    @property
    def people(self) -> frozenset[int]:
        """Who may decide: those to whom it was passed on last."""
        last = max((each.time for each in self.told), default=0)
        return frozenset(each.person for each in self.told if each.time == last)


def onward(entries: Sequence[Entry]) -> Onward:
    """As the record of an engagement says."""
    told: list[Told] = []
    found, time = Onward(), 0
    for each in entries:
        match each.what:
            case "passed on" if each.other is not None:
                told.append(Told(each.other, time))
                found = Onward(state="waiting")
            case "agreed" | "not agreed":
                state: State = "agreed" if each.what == "agreed" else "not agreed"
                found = Onward((), state, each.person, each.words, each.moment)
            case "reopened":
                found, time = Onward(), time + 1
    return Onward(tuple(told), found.state, found.by, found.words, found.at)


def is_over(case: Case) -> bool:
    """Those who were to be heard were, or need not be; and it is what they were asked about."""
    answered = case.engagement.state in {"met", "waived"}
    same = case.engagement.kind not in SUBMITTED or case.engagement.round == case.subject.round
    return answered and same and not case.subject.ended


def onward_key(case: Case, told: Told) -> str:
    """The message with which somebody is asked to decide."""
    again = f" {told.time}" if told.time else ""
    return f"engagement {case.number} passed on{again} {told.person}"


def pass_on_later(case: Case, work: Work) -> None:
    """Those asked have been heard: look whether it goes on, of this rule or of another about the same record."""
    kind, record = case.subject.kind, case.subject.id
    if case.rule.pass_on or any(each.pass_on for each in work[Rules].of_kind(kind)):
        work.set_timer(PassOn(kind=kind, record=record), key=f"{kind} {record}", due=work.now)
