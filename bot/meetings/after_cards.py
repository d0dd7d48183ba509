"""How it looks after a meeting: the question to its owner, the minutes, and what the heads read of meetings missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Choices, Option, Part, SmallPrint, button, heading, text
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, T, When, Words, verbatim
from bot.meetings.after_actions import NotHeld, SolvedElse, SolvedOne, SolvedWhich, TellOutcome
from bot.meetings.agenda_view import Line
from storage.meetings import Meeting, Series

MOST_LINES: Final = 30
MOST_CHOICES: Final = 60


@dataclass(frozen=True)
class Minutes:
    """`agreed`: the action items, a line each. `yes` and `no`: so many say that it solved a problem, or did not.

    `named`: the problems that were named; `solved`: how many the series has solved so far.
    """

    series: Series
    meeting: Meeting
    agreed: Sequence[Words]
    talked_about: Sequence[Line]
    left_out: Sequence[Line]
    yes: int = 0
    no: int = 0
    named: Sequence[Words] = ()
    solved: int = 0


def question_card(series: Series, meeting: Meeting) -> Card:
    """To the owner, at the end; and as it stands later, when it has been answered, or not."""
    number, name = meeting.id or 0, series.name
    tell = button(T("Say what came of it"), TellOutcome(meeting=number), style="primary")
    skipped = button(T("It did not take place"), NotHeld(meeting=number))
    title = T("{name}: what came of it?", name=name)
    row: tuple[Button, ...] = (tell, skipped)
    match meeting.state:
        case "held":
            words = T("The minutes are posted. You can change them for a day.")
            row = (button(T("Change the minutes"), TellOutcome(meeting=number)),)
        case "missed" if meeting.why:
            words = T("It did not take place: “{why}”", why=meeting.why)
            row = (button(T("It was held after all"), TellOutcome(meeting=number)),)
        case "missed":
            words = T("Nobody has said what came of it, so that it counts as missed. You can still say so.")
        case _:
            words = T("What was decided, and who does what by when? I post the minutes for everybody.")
    when = SmallPrint(words=T("{when}", when=When(at=meeting.starts)))
    return Card(title=title, parts=(text(words), when, Buttons(buttons=row)))


def minutes_card(minutes: Minutes) -> Card:
    series, meeting = minutes.series, minutes.meeting
    parts: list[Part] = [SmallPrint(words=T("{when}", when=When(at=meeting.starts, style="date")))]
    decided = verbatim(meeting.decisions) if meeting.decisions else T("Nothing was decided.")
    parts += [heading(T("Decisions")), text(decided)]
    agreed = _lines(minutes.agreed) or [text(T("None was written down."))]
    parts += [heading(T("Action items")), *agreed]
    if minutes.talked_about:
        parts += [heading(T("On the agenda")), *_lines([_title(each) for each in minutes.talked_about])]
    if minutes.left_out:
        parts += [heading(T("Left out, first the next time")), *_lines([_title(each) for each in minutes.left_out])]
    return Card(title=T("{name}: the minutes", name=series.name), parts=(*parts, *_solved(minutes)))


def _title(line: Line) -> Words:
    return T("{title} ({who})", title=line.title, who=line.owner) if line.owner else line.title


def _lines(words: Sequence[Words]) -> list[Part]:
    parts: list[Part] = [text(T("• {line}", line=each)) for each in words[:MOST_LINES]]
    if len(words) > MOST_LINES:
        more = len(words) - MOST_LINES
        parts.append(SmallPrint(words=TN("One more is not shown here.", "{count} more are not shown here.", more)))
    return parts


def _solved(minutes: Minutes) -> list[Part]:
    """The one question to everybody who was there."""
    number = minutes.meeting.id or 0
    yes = button(T("Yes"), SolvedOne(meeting=number, solved=True))
    no = button(T("No"), SolvedOne(meeting=number, solved=False))
    parts: list[Part] = [text(T("Did this meeting solve a problem?")), Buttons(buttons=(yes, no))]
    said = [
        TN("One says yes.", "{count} say yes.", minutes.yes) if minutes.yes else NOTHING,
        TN("One says no.", "{count} say no.", minutes.no) if minutes.no else NOTHING,
        *(T("Solved: {what}", what=each) for each in minutes.named[:MOST_LINES]),
        solved_words(minutes.solved),
    ]
    return [*parts, *(SmallPrint(words=each) for each in said if each)]


def solved_words(count: int) -> Words:
    """How many problems a series has solved; nothing where nobody has named any."""
    if not count:
        return NOTHING
    return TN(
        "This series of meetings has solved one problem so far.",
        "This series of meetings has solved {count} problems so far.",
        count,
    )


def not_held_card(series: Series, meeting: Meeting) -> Card:
    """In the channels."""
    words = T("It did not take place: “{why}”", why=meeting.why)
    later = T("What people had added to its agenda is on the next one.")
    when = T("{when}", when=When(at=meeting.starts, style="date"))
    parts = (SmallPrint(words=when), text(words), SmallPrint(words=later))
    return Card(title=T("{name}: not held", name=series.name), parts=parts)


def which_card(meeting: int, lines: Sequence[Line], chosen: Words = NOTHING) -> Card:
    """To whoever says that a problem was solved. `chosen`: which one, if they have said so."""
    options = tuple(
        Option(label=T("{title}", title=each.label), press=press(SolvedWhich(meeting=meeting, item=each.number)))
        for each in lines[:MOST_CHOICES]
    )
    thanks = T("Thank you. It counts as: {what}", what=chosen) if chosen else T("Thank you.")
    choices = (Choices(label=T("Which problem was it?"), options=options),) if options else ()
    other = Buttons(buttons=(button(T("Something else..."), SolvedElse(meeting=meeting)),))
    return Card(parts=(text(thanks), *choices, other))


def missed_card(series: Series, missed: Sequence[Meeting]) -> Card:
    """To both heads: meetings in a row that did not take place."""
    words = TN(
        "One meeting of “{name}” did not take place.",
        "{count} meetings of “{name}” in a row did not take place.",
        len(missed),
        name=series.name,
    )
    lines = [_why(each) for each in missed[:MOST_LINES]]
    ask = T("Is it still the right meeting, at the right time? Its owners can change it.")
    return Card(title=T("Meetings missed"), parts=(text(words), *(text(each) for each in lines), SmallPrint(words=ask)))


def _why(meeting: Meeting) -> Words:
    when = When(at=meeting.starts, style="date")
    if meeting.state == "skipped":
        return T("{when}: called off, “{why}”", when=when, why=meeting.why)
    if meeting.why:
        return T("{when}: “{why}”", when=when, why=meeting.why)
    return T("{when}: nobody said what came of it", when=when)
