"""What is asked after a meeting."""

from collections.abc import Sequence
from typing import Final

from bot.conversation.forms import Form, TextField
from bot.conversation.payloads import press
from bot.conversation.words import TN, T, When, Words
from bot.meetings.after_actions import NotHeld, SolvedElse, TellOutcome
from storage.meetings import Meeting, Series

LONGEST: Final = 3000
LONGEST_WHY: Final = 300
MOST_LINES: Final = 50
"""So many action items can be written down at once."""
MOST_SHOWN: Final = 5


def outcome_form(action: TellOutcome, series: Series, meeting: Meeting, agreed: Sequence[Words]) -> Form:
    """`agreed`: the action items that are written down already."""
    intro = [T("“{name}”, {when}", name=series.name, when=When(at=meeting.starts))]
    if agreed:
        noted = TN("One action item is written down already:", "{count} action items are written down:", len(agreed))
        intro += [noted, *agreed[:MOST_SHOWN]]
    return Form(
        title=T("What came of it"),
        intro=tuple(intro),
        fields=(
            TextField(
                key="decisions",
                label=T("What was decided?"),
                hint=T("Everybody in the meeting's channels reads it."),
                initial=meeting.decisions,
                optional=True,
                multiline=True,
                longest=LONGEST,
            ),
            TextField(
                key="actions",
                label=T("Who does what by when?"),
                hint=T("One a line, such as: @Ben send the deck by Friday"),
                optional=True,
                multiline=True,
                longest=LONGEST,
            ),
        ),
        submit=T("Post the minutes"),
        press=press(action),
    )


def not_held_form(action: NotHeld, series: Series, meeting: Meeting) -> Form:
    return Form(
        title=T("It did not take place"),
        intro=(T("“{name}”, {when}", name=series.name, when=When(at=meeting.starts)),),
        fields=(TextField(key="why", label=T("Why not?"), initial=meeting.why, multiline=True, longest=LONGEST_WHY),),
        submit=T("Send"),
        press=press(action),
    )


def else_form(action: SolvedElse) -> Form:
    return Form(
        title=T("Which problem?"),
        fields=(TextField(key="words", label=T("What did the meeting solve?"), longest=LONGEST_WHY),),
        submit=T("Send"),
        press=press(action),
    )


def wrong_lines(problems: Sequence[tuple[int, Words]]) -> Words:
    """What is to be mended, by the number of the line (from 1)."""
    one, *others = [T("Line {line}: {problem}", line=line, problem=words) for line, words in problems[:MOST_SHOWN]]
    for each in others:
        one = T("{before} {next}", before=one, next=each)
    if len(problems) > MOST_SHOWN:
        more = len(problems) - MOST_SHOWN
        one = T("{before} {next}", before=one, next=TN("And one more.", "And {count} more.", more))
    return one
