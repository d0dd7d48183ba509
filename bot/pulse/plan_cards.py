"""How surveys look to those who set them up: what there is, a draft with its questions, what went otherwise.

Over 300 lines because the same few sentences about a survey are said in all of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Divider,
    Option,
    Part,
    SmallPrint,
    Text,
    button,
    heading,
    text,
)
from bot.conversation.payloads import Action, press
from bot.conversation.words import NOTHING, TN, Listing, T, When, Words, verbatim
from bot.pulse.actions import StartAssessment
from bot.pulse.plan_actions import (
    AddQuestion,
    AskByName,
    ChangePulse,
    DropQuestion,
    EditQuestion,
    ListPulses,
    MoveQuestion,
    NewPulse,
    PausePulse,
    PickQuestion,
    PreviewPulse,
    ResumePulse,
    SendNow,
    ShowPulse,
    StopPulse,
)
from bot.pulse.plan_forms import KINDS, MOST_QUESTIONS
from bot.pulse.question_parts import ends
from bot.pulse.questions import Question
from storage.pulse import Pulse

MOST_SHOWN: Final = 12
WHOM: Final = {"sales": T("Sales"), "marketing": T("Marketing"), "other": T("everyone else")}


@dataclass(frozen=True)
class Standing:
    """How a survey stands. `rhythm` is None while nobody has said one; `upcoming` the next time that it asks."""

    pulse: Pulse
    number: int
    asks: int
    rhythm: Words | None = None
    upcoming: When | None = None
    open_until: When | None = None


# What there is


def list_card(standings: Sequence[Standing], ended: int) -> Card:
    parts: list[Part] = []
    for each in standings[:MOST_SHOWN]:
        parts += [*_standing(each), Buttons(buttons=_standing_buttons(each)), Divider()]
    if not standings:
        parts.append(
            text(
                T(
                    "Nothing is set up yet. A weekly pulse asks three of the twenty statements, one click each, and "
                    "shows every week where things are going."
                )
            )
        )
    if (more := len(standings) - MOST_SHOWN) > 0:
        parts.append(SmallPrint(words=TN("One more is not shown.", "{count} more are not shown.", more)))
    parts.append(Buttons(buttons=(button(T("Set up a new one"), NewPulse(), style="primary"),)))
    if ended:
        parts.append(
            SmallPrint(words=TN("One more has ended.", "{count} more have ended.", ended)),
        )
    return Card(title=T("Pulses and surveys"), parts=tuple(parts))


def _standing(each: Standing) -> tuple[Part, ...]:
    pulse = each.pulse
    what = T("**{name}**: {asks}", name=pulse.name, asks=_asks(pulse, each.asks))
    about = T("{what}, {rhythm}.", what=what, rhythm=each.rhythm) if each.rhythm else T("{what}.", what=what)
    names = T("Answers carry names.") if pulse.named else _names(pulse)
    return (
        text(T("{about} {state}", about=about, state=_state(each))),
        SmallPrint(words=T("{terms} {names}", terms=_terms(pulse), names=names)),
    )


def _terms(pulse: Pulse) -> Words:
    sides = pulse.sides.split(",")
    return TN(
        "Asks {whom}; each time open for {count} working day.",
        "Asks {whom}; each time open for {count} working days.",
        pulse.days,
        whom=T("everybody") if len(sides) == len(WHOM) else Listing(items=tuple(WHOM[side] for side in sides)),
    )


def _asks(pulse: Pulse, questions: int) -> Words:
    match pulse.kind:
        case "pulse":
            return T("three of the twenty statements, in turn")
        case "assessment":
            return T("all twenty statements")
    return TN("one question of your own", "{count} questions of your own", questions)


def _state(each: Standing) -> Words:
    if each.pulse.state == "draft":
        return T("A draft: nobody has been asked.")
    if each.pulse.state == "paused":
        said = T("Paused.")
    elif each.upcoming is not None:
        said = T("Next {when}.", when=each.upcoming)
    else:
        said = NOTHING
    if each.open_until is not None:
        return T("{said} Open now, until {when}.", said=said, when=each.open_until)
    return said


def _standing_buttons(each: Standing) -> tuple[Button, ...]:
    number, survey = each.number, each.pulse.kind == "survey"
    questions = (button(T("Questions"), ShowPulse(pulse=number)),) if survey else ()
    if each.pulse.state == "draft":
        return (button(T("Go on with it"), ShowPulse(pulse=number)), _stop(each.pulse, number))
    again = (
        button(T("Resume"), ResumePulse(pulse=number))
        if each.pulse.state == "paused"
        else button(T("Pause"), PausePulse(pulse=number))
    )
    return (
        button(T("Change"), ChangePulse(pulse=number)),
        *questions,
        again,
        button(T("Preview"), PreviewPulse(pulse=number)),
        _stop(each.pulse, number),
    )


def _stop(pulse: Pulse, number: int) -> Button:
    if pulse.state == "draft":
        return button(
            T("Throw away"), StopPulse(pulse=number), style="danger", confirm=T("The draft and its questions are gone.")
        )
    return button(
        T("Stop"),
        StopPulse(pulse=number),
        style="danger",
        confirm=T("It asks nobody any more. What is open now stays open until it closes, and all results stay."),
    )


# What became of it


def set_up(each: Standing, *, first: bool = False) -> Card:
    """It is there, and will ask by itself. `first`: there has been no assessment to begin with."""
    return Card(
        title=T("{name} is set up", name=verbatim(each.pulse.name)),
        parts=(
            *_standing(each),
            *(_begin_with_all() if first else ()),
            Buttons(
                buttons=(
                    button(T("Preview to me"), PreviewPulse(pulse=each.number)),
                    button(T("All of them"), ListPulses()),
                )
            ),
        ),
    )


def _begin_with_all() -> tuple[Part, ...]:
    return (
        text(
            T(
                "It pays to begin with an assessment, which asks all twenty once: it shows how the statements go "
                "together, and without one the ranges around the weekly picture are about twice as wide. You can also "
                "leave it for later; while it is open, the pulse waits."
            )
        ),
        Buttons(buttons=(button(T("Start an assessment"), StartAssessment(), style="primary"),)),
    )


# A survey of one's own questions


def questions_card(each: Standing, questions: Sequence[Question]) -> Card:
    pulse, number = each.pulse, each.number
    rhythm = T("{asks}, {rhythm}.", asks=_asks(pulse, each.asks), rhythm=each.rhythm) if each.rhythm else NOTHING
    parts: list[Part] = [
        text(T("{rhythm} {state}", rhythm=rhythm, state=_state(each)) if each.rhythm else _state(each)),
        SmallPrint(words=T("{terms} {names}", terms=_terms(pulse), names=_names(pulse))),
    ]
    for position, question in enumerate(questions, 1):
        parts += [Text(words=T("**{position}.** {text}", position=str(position), text=question.text)), _told(question)]
    if not questions:
        parts.append(text(T("It has no questions yet. Up to {most} are possible.", most=MOST_QUESTIONS)))
    parts.append(Buttons(buttons=_work_buttons(pulse, number, questions)))
    if questions:
        parts.append(
            Choices(
                label=T("Change, move or remove a question"),
                options=tuple(
                    Option(
                        label=T("Number {position}", position=str(position)),
                        press=press(PickQuestion(pulse=number, number=question.number)),
                    )
                    for position, question in enumerate(questions, 1)
                ),
            )
        )
    parts.append(Buttons(buttons=_go_buttons(pulse, number, questions)))
    return Card(title=verbatim(pulse.name), parts=tuple(parts))


def question_card(pulse: Pulse, questions: Sequence[Question], at: int) -> Card:
    """One of its questions, to work on; `at` counts from 0."""
    number, question = pulse.id or 0, questions[at]
    about = {"pulse": number, "number": question.number}
    moves = []
    if at:
        moves.append(button(T("Move up"), MoveQuestion(**about, up=True)))
    if at < len(questions) - 1:
        moves.append(button(T("Move down"), MoveQuestion(**about, up=False)))
    remove = button(T("Remove"), DropQuestion(**about), style="danger", confirm=T("The question is gone then."))
    return Card(
        title=verbatim(pulse.name),
        parts=(
            text(T("Question {position} of {count}", position=str(at + 1), count=len(questions))),
            Text(words=T("**{text}**", text=question.text)),
            _told(question),
            Buttons(buttons=(button(T("Change it"), EditQuestion(**about)), *moves, remove)),
            Buttons(buttons=(button(T("Back to the questions"), ShowPulse(pulse=number, here=True)),)),
        ),
    )


def _told(question: Question) -> SmallPrint:
    """What answers a question takes."""
    kind = KINDS[question.kind]
    match question.kind:
        case "scale":
            low, high = ends(question)
            words = T("{kind}: from “{low}” to “{high}”", kind=kind, low=low, high=high)
        case "choice":
            words = T("{kind}: {options}", kind=kind, options=" · ".join(question.options))
        case _:
            words = kind
    return SmallPrint(words=words)


def _names(pulse: Pulse) -> Words:
    if pulse.named:
        return T(
            "Answers carry names, and every question says so. Heads, managers, the liaison and administrators see who "
            "said what, in the CSV file."
        )
    return T("Answers are anonymous, and nothing is shown about fewer than {minimum} people.", minimum=pulse.minimum)


def _work_buttons(pulse: Pulse, number: int, questions: Sequence[Question]) -> tuple[Button, ...]:
    found: list[Button] = []
    if len(questions) < MOST_QUESTIONS:
        found.append(button(T("Add a question"), AddQuestion(pulse=number), style="plain" if questions else "primary"))
    if questions:
        found.append(button(T("Preview to me"), PreviewPulse(pulse=number)))
    label = T("Make it anonymous") if pulse.named else T("Ask with names")
    found.append(button(label, AskByName(pulse=number, named=not pulse.named)))
    return tuple(found)


def _go_buttons(pulse: Pulse, number: int, questions: Sequence[Question]) -> tuple[Button, ...]:
    everything = button(T("All of them"), ListPulses())
    if pulse.state != "draft":
        return (button(T("Change"), ChangePulse(pulse=number)), everything)
    if not questions:
        return (_stop(pulse, number), everything)
    return (
        button(
            T("Send now"),
            SendNow(pulse=number),
            style="primary",
            confirm=T("Everybody who is asked gets it within the day, in their own working hours."),
        ),
        button(T("Schedule"), ChangePulse(pulse=number, schedule=True)),
        _stop(pulse, number),
        everything,
    )


def sent(pulse: Pulse, count: int, closes: When, upcoming: When | None = None) -> Card:
    """`upcoming`: when it asks again by itself."""
    said = TN(
        "{count} person gets it, at a good hour of their own. It closes {closes}; then you get the result.",
        "{count} people get it, at a good hour of their own. It closes {closes}; then you get the result.",
        count,
        closes=closes,
    )
    again = (text(T("By itself it asks again {when}.", when=upcoming)),) if upcoming else ()
    return Card(title=T("{name} is on its way", name=verbatim(pulse.name)), parts=(text(said), *again))


# A preview


def preview_over(pulse: int, *, survey: bool) -> Card:
    back: Action = ShowPulse(pulse=pulse) if survey else ListPulses()
    label = T("Back to the questions") if survey else T("All of them")
    return Card(
        parts=(
            text(T("That is all that people get. Nothing of what you clicked was kept.")),
            Buttons(buttons=(button(T("Once more"), PreviewPulse(pulse=pulse, pick=1)), button(label, back))),
        )
    )


# What went otherwise


def gone() -> Card:
    return Card(
        parts=(
            text(T("That one has ended, or was thrown away.")),
            Buttons(buttons=(button(T("Show what there is"), ListPulses()),)),
        )
    )


def left_out(pulse: Pulse, why: str | None, upcoming: When | None) -> Card:
    """To the one who set it up: a wave was not opened. `why` is None where its time was missed."""
    match why:
        case "too few":
            said = T(
                "**{name}** was not sent: fewer than {minimum} people are on the sides that it asks, and nothing may "
                "be shown about so few.",
                name=pulse.name,
                minimum=pulse.minimum,
            )
        case "assessment open":
            said = T("**{name}** was not sent: an assessment is open, and nobody is asked twice.", name=pulse.name)
        case _:
            said = T("**{name}** was not sent: Truce was not running when its time came.", name=pulse.name)
    return Card(
        parts=(
            heading(T("A survey was left out")),
            text(said),
            text(
                T("It tries again {when}.", when=upcoming)
                if upcoming
                else T("It won't try again by itself: please give it another time.")
            ),
            Buttons(buttons=(button(T("Show what there is"), ListPulses()),)),
        ),
        summary=said,
    )
