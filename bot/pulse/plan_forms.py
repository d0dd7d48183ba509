"""The forms with which surveys are set up: what, when and whom; and a question of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.conversation.forms import ChoiceField, DateField, Field, Form, FormOption, NumberField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, T, Words, verbatim
from bot.pulse.leading_cards import SIDE_NAMES
from bot.pulse.plan_actions import AddQuestion, ChangePulse, EditQuestion, NewPulse
from bot.pulse.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Question
from bot.pulse.templates import TEMPLATES
from bot.recurring import DAY_NAMES
from storage.pulse import Pulse

MOST_QUESTIONS: Final = 10
LONGEST_NAME: Final = 80
LONGEST_RULE: Final = 200
LEAST_GROUP, MOST_GROUP = 3, 50
MOST_DAYS: Final = 40
SIDES: Final = ("sales", "marketing", "other")
CADENCES: Final[dict[str, Words]] = {
    "week": T("Every week"),
    "two_weeks": T("Every two weeks"),
    "month": T("Every month, on the first such day"),
    "quarter": T("Every quarter, on the first such day"),
    "once": T("Once"),
    "own": T("By a rule of its own"),
}
SUITS: Final = "suits"
"""How often, in the form of a new one: left to what is asked."""
KINDS: Final[dict[str, Words]] = {
    "scale": T("From 1 to 5"),
    "yes_no": T("Yes or no"),
    "choice": T("One of several"),
    "recommend": T("From 0 to 10: would you recommend it?"),
    "text": T("In their own words"),
}


def new_form(name: str, minimum: int, zone: str) -> Form:
    """`name` is suggested where it is not empty."""
    what = (
        FormOption(value="pulse", label=T("Three of the twenty, in turn")),
        FormOption(value="assessment", label=T("All twenty statements")),
        FormOption(value="survey", label=T("Questions of our own")),
        *(
            FormOption(value=key, label=T("Our own, from “{template}”", template=template.name))
            for key, template in TEMPLATES.items()
        ),
    )
    return Form(
        title=T("New pulse or survey"),
        intro=(T("With questions of your own it becomes a draft first, which nobody gets to see."),),
        fields=(
            ChoiceField(key="what", label=T("What is asked"), options=what, initial=("pulse",)),
            TextField(
                key="name",
                label=T("Name"),
                hint=T("Left empty, I call it after what it asks."),
                initial=name,
                optional=True,
                longest=LONGEST_NAME,
            ),
            *_when_fields(cadence=SUITS, weekday=1, clock="09:00", rule="", starts=None, zone=zone),
            *_whom_fields(SIDES, 4, minimum, comments=True),
        ),
        submit=T("Set up"),
        press=press(NewPulse()),
    )


@dataclass(frozen=True)
class Timed:
    """When a survey asks, as a form shows it."""

    cadence: str
    weekday: int
    clock: str
    rule: str
    starts: date | None
    zone: str


def change_form(pulse: Pulse, action: ChangePulse, timed: Timed) -> Form:
    return Form(
        title=T("Schedule a survey") if action.schedule else T("Change a survey"),
        intro=() if action.schedule else (T("What is open now stays as it is. The next one is asked like this."),),
        fields=(
            TextField(key="name", label=T("Name"), initial=pulse.name, longest=LONGEST_NAME),
            *_when_fields(
                cadence=timed.cadence,
                weekday=timed.weekday,
                clock=timed.clock,
                rule=timed.rule,
                starts=timed.starts,
                zone=timed.zone,
            ),
            *_whom_fields(pulse.sides.split(","), pulse.days, pulse.minimum, comments=pulse.comments),
        ),
        submit=T("Schedule") if action.schedule else T("Save"),
        press=press(action),
    )


def _when_fields(
    *, cadence: str, weekday: int, clock: str, rule: str, starts: date | None, zone: str
) -> tuple[Field, ...]:
    suits = {SUITS: T("As it suits what is asked")} if cadence == SUITS else {}
    hint = T("As it suits: three in turn every week; all twenty, and the quarterly check, every quarter; others once.")
    clocks = sorted({f"{minute // 60:02}:{minute % 60:02}" for minute in range(6 * 60, 20 * 60 + 1, 30)} | {clock})
    return (
        ChoiceField(
            key="every",
            label=T("How often"),
            hint=hint if suits else NOTHING,
            options=tuple(FormOption(value=value, label=label) for value, label in (suits | CADENCES).items()),
            initial=(cadence,),
        ),
        ChoiceField(
            key="weekday",
            label=T("On which day"),
            options=tuple(FormOption(value=str(day), label=label) for day, label in enumerate(DAY_NAMES)),
            initial=(str(weekday),),
        ),
        ChoiceField(
            key="hour",
            label=T("At what time"),
            hint=T("Everybody is asked at this time of their own day."),
            options=tuple(FormOption(value=each, label=verbatim(each)) for each in clocks),
            initial=(clock,),
        ),
        DateField(
            key="starts",
            label=T("From which date on"),
            hint=T("Left empty: from the next such day on. For “Once” it is the date."),
            initial=starts,
            optional=True,
        ),
        TextField(
            key="rule",
            label=T("Rule of its own"),
            hint=T("In the way of calendars (RFC 5545), such as FREQ=MONTHLY;BYDAY=-1FR for each last Friday."),
            initial=rule,
            optional=True,
            longest=LONGEST_RULE,
        ),
        TextField(
            key="zone",
            label=T("Time zone of its calendar"),
            hint=T("Such as Europe/Vienna. It closes at 17:00 there."),
            initial=zone,
            longest=60,
        ),
    )


def _whom_fields(sides: Sequence[str], days: int, minimum: int, *, comments: bool) -> tuple[Field, ...]:
    return (
        ChoiceField(
            key="sides",
            label=T("Who is asked"),
            options=tuple(FormOption(value=side, label=SIDE_NAMES[side]) for side in SIDES),
            initial=tuple(sides),
            many=True,
        ),
        NumberField(
            key="days",
            label=T("Open for how many working days"),
            hint=T("It closes before the next one opens in any case."),
            initial=Decimal(days),
            least=Decimal(1),
            most=Decimal(MOST_DAYS),
        ),
        NumberField(
            key="minimum",
            label=T("Smallest group to show"),
            hint=T("Nothing is shown about fewer people than this. Never under 3."),
            initial=Decimal(minimum),
            least=Decimal(LEAST_GROUP),
            most=Decimal(MOST_GROUP),
        ),
        ChoiceField(
            key="comments",
            label=T("May people add a comment"),
            options=(FormOption(value="yes", label=T("Yes")), FormOption(value="no", label=T("No"))),
            initial=("yes" if comments else "no",),
        ),
    )


def question_form(pulse: int, question: Question | None = None) -> Form:
    """To add a question, or to change one."""
    was = question or Question(number=0, kind="scale")
    return Form(
        title=T("Change a question") if question else T("Add a question"),
        fields=(
            TextField(key="text", label=T("Question"), initial=was.text, multiline=True, longest=LONGEST_QUESTION),
            ChoiceField(
                key="kind",
                label=T("How it is answered"),
                options=tuple(FormOption(value=value, label=label) for value, label in KINDS.items()),
                initial=(was.kind,),
            ),
            TextField(
                key="options",
                label=T("Answers to choose from"),
                hint=T("For “One of several”: two to {most}, one a line.", most=MOST_OPTIONS),
                initial="\n".join(was.options),
                multiline=True,
                optional=True,
                longest=MOST_OPTIONS * (LONGEST_OPTION + 2),
            ),
            TextField(
                key="low",
                label=T("What 1 means"),
                hint=T("For “From 1 to 5”. Left empty: not at all."),
                initial=was.low,
                optional=True,
                longest=LONGEST_OPTION,
            ),
            TextField(
                key="high",
                label=T("What 5 means"),
                hint=T("For “From 1 to 5”. Left empty: very much."),
                initial=was.high,
                optional=True,
                longest=LONGEST_OPTION,
            ),
        ),
        submit=T("Save") if question else T("Add"),
        press=press(EditQuestion(pulse=pulse, number=question.number) if question else AddQuestion(pulse=pulse)),
    )
