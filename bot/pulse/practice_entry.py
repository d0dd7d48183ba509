"""A pulse or survey as it stands in practices.yaml."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from bot.conversation.model import Frozen
from bot.entries import WEEKDAYS, OnOneLine, Weekday
from bot.pulse.opening import schedule_of
from bot.pulse.plan_forms import LEAST_GROUP, LONGEST_NAME, LONGEST_RULE, MOST_DAYS, MOST_GROUP, MOST_QUESTIONS
from bot.pulse.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Question
from bot.pulse.standing import questions_of
from bot.recurring import Cadence, cadence_of
from bot.work import Work
from storage.pulse import Pulse

Text = Annotated[OnOneLine, StringConstraints(min_length=1, max_length=LONGEST_QUESTION)]
Short = Annotated[OnOneLine, StringConstraints(min_length=1, max_length=LONGEST_OPTION)]
Side = Literal["sales", "marketing", "other"]
Every = Literal["week", "two weeks", "month", "quarter", "once"]
ASKS: Final = {"three in turn": "pulse", "all twenty": "assessment", "own questions": "survey"}
KINDS: Final = {kind: asks for asks, kind in ASKS.items()}
EVERY: Final[dict[Every, Cadence]] = {
    "week": "week",
    "two weeks": "two_weeks",
    "month": "month",
    "quarter": "quarter",
    "once": "once",
}
CADENCES: Final = {cadence: every for every, cadence in EVERY.items()}


class QuestionEntry(Frozen):
    text: Text
    kind: Literal["scale", "yes_no", "choice", "recommend", "text"] = "scale"
    options: Annotated[tuple[Short, ...], Field(max_length=MOST_OPTIONS)] = ()
    low: Annotated[OnOneLine, StringConstraints(max_length=LONGEST_OPTION)] = ""
    high: Annotated[OnOneLine, StringConstraints(max_length=LONGEST_OPTION)] = ""


class PulseEntry(Frozen):
    """A pulse or survey in the file. What is None is left out: it stays as it is, or is as a new one's."""

    name: Annotated[OnOneLine, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    asks: Literal["three in turn", "all twenty", "own questions"] | None = None
    every: Every | None = None
    weekday: Weekday | None = None
    at: Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")] | None = None
    rule: Annotated[str, StringConstraints(max_length=LONGEST_RULE)] | None = None
    starts: date | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None
    sides: Annotated[tuple[Side, ...], Field(min_length=1, max_length=3)] | None = None
    open_for: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    smallest_group: Annotated[int, Field(ge=LEAST_GROUP, le=MOST_GROUP)] | None = None
    comments: bool | None = None
    names: bool | None = None
    owner: str | None = None
    state: Literal["draft", "active", "paused", "ended"] | None = None
    questions: Annotated[tuple[QuestionEntry, ...], Field(max_length=MOST_QUESTIONS)] | None = None


def entry(pulse: Pulse, work: Work) -> dict[str, Any]:
    """A survey as the file has it."""
    owner = work.people.get(pulse.started_by) if pulse.started_by is not None else None
    made: dict[str, Any] = {"name": pulse.name, "asks": KINDS[pulse.kind], **_when(pulse)}
    made |= {
        "sides": pulse.sides.split(","),
        "open_for": pulse.days,
        "smallest_group": pulse.minimum,
        "comments": pulse.comments,
    }
    if pulse.kind == "survey":
        made |= {"names": pulse.named}
    if owner is not None and owner.email:
        made |= {"owner": owner.email}
    made |= {"state": pulse.state}
    if pulse.kind == "survey":
        made |= {"questions": [_question(each) for each in questions_of(pulse)]}
    return made


def _when(pulse: Pulse) -> dict[str, Any]:
    schedule = schedule_of(pulse)
    if schedule is None:
        return {"time_zone": pulse.zone} if pulse.zone else {}
    cadence, weekday = cadence_of(schedule.rule)
    how: dict[str, Any] = {"rule": schedule.rule}
    if cadence in CADENCES:
        how = {"every": CADENCES[cadence]} | ({"weekday": WEEKDAYS[weekday]} if weekday is not None else {})
    return how | {
        "at": schedule.first.strftime("%H:%M"),
        "starts": schedule.first.date(),
        "time_zone": schedule.zone,
    }


def _question(question: Question) -> dict[str, Any]:
    made: dict[str, Any] = {"text": question.text, "kind": question.kind}
    made |= {"options": list(question.options)} if question.options else {}
    made |= {"low": question.low} if question.low else {}
    return made | ({"high": question.high} if question.high else {})
