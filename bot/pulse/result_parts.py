"""What all results say in the same words: who answered, what changed, what people wrote, what to be careful about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final

from bot.conversation.cards import Button, Buttons, Choices, Option, Part, SmallPrint, Text, button, heading, text
from bot.conversation.payloads import press
from bot.conversation.words import TN, Listing, Number, T, When, Words, number, verbatim
from bot.pulse.actions import GetCsv, ShowComments, ShowResult
from bot.pulse.pictures import SCOPE_NAMES
from bot.pulse.published import LOW_RESPONSE, Group, Result
from bot.pulse.questions import COMMENT
from bot.pulse.results import caveats
from bot.pulse.rounding import ResponseBand
from bot.pulse.scoring import rounded_to
from bot.pulse.uncertainty import Difference

QUOTED: Final = 5
"""So many comments stand in a result; the others are a click away."""
LONGEST_QUOTE: Final = 280
LONGEST_NAME: Final = 16
"""Of a survey, where it stands with a date in a button: both platforms cut what is longer than 30 characters."""
BAND_WORDS: Final[Mapping[ResponseBand, Words]] = {
    "under_40": T("under 40 %"),
    "40_to_60": T("40 to 60 %"),
    "60_to_80": T("60 to 80 %"),
    "80_or_more": T("80 % or more"),
}

Earlier = tuple[int, str, datetime]
"""Another closed wave: its number, its title, and when it closed."""


# Who answered


def rate(group: Group) -> Words:
    """How many of a group answered, as exactly as may be said."""
    if group.answered is None:
        return BAND_WORDS[group.band or "under_40"]
    return T("{answered} of {invited}", answered=group.answered, invited=group.invited)


def answered_line(result: Result) -> Words:
    told = tuple(T("{who} {rate}", who=SCOPE_NAMES[scope], rate=rate(each)) for scope, each in result.groups.items())
    return T("Answered: {groups}.", groups=Listing(items=told))


def with_care(result: Result) -> list[Part]:
    """Whose response rate is too low, who could not be asked, what is hidden or rounded, and why."""
    said: list[Words] = []
    low = tuple(SCOPE_NAMES[scope] for scope, each in result.groups.items() if each.low_response)
    if low:
        said.append(
            T(
                "Fewer than {share} answered: {groups}. Read those figures with care.",
                share=number(LOW_RESPONSE.numerator / LOW_RESPONSE.denominator, percent=True),
                groups=Listing(items=low),
            )
        )
    overall = result.groups.get("overall")
    if overall is not None and overall.unreachable:
        said.append(
            TN(
                "One person could not be written to, and is in no response rate.",
                "{count} people could not be written to, and are in no response rate.",
                overall.unreachable,
            )
        )
    return [SmallPrint(words=each) for each in (*said, *caveats(result))]


# What changed


def change_words(change: Difference) -> Words:
    """A change of a total, or that there is none to speak of."""
    if change.direction == "level":
        return T("stable. The difference is no more than chance would make.")
    size = number(round(abs(change.value), 1), 1)
    low, high = sorted(abs(edge) for edge in (change.interval.low, change.interval.high))
    likely = T("likely {low} to {high}", low=number(round(low, 1), 1), high=number(round(high, 1), 1))
    if change.direction == "up":
        return T("up by {size} points ({likely}).", size=size, likely=likely)
    return T("down by {size} points ({likely}).", size=size, likely=likely)


def gap_words(gap: Difference | None) -> Words | str:
    """How far apart the sides' totals are: a sentence with a blank behind it, or nothing."""
    if gap is None:
        return ""
    size = number(round(abs(gap.value), 1), 1)
    if not size.value:
        return T("both sides come to the same total. ")
    if gap.direction == "level":
        return T("hardly, in all: the totals are {size} points apart, within chance. ", size=size)
    if gap.value > 0:
        return T("Sales rates it {size} points higher than Marketing. ", size=size)
    return T("Marketing rates it {size} points higher than Sales. ", size=size)


def rating(mean: Fraction | None) -> Number:
    return number(rounded_to(mean or Fraction(0), 1), 1)


# What people wrote


def quotes(wave: int, texts: Sequence[str], question: int = COMMENT, title: Words | None = None) -> list[Part]:
    """The first few of what people wrote, and a way to the rest. They are in no order."""
    if not texts:
        return []
    parts: list[Part] = [heading(title or T("In people's own words"))]
    parts += [quote(each, LONGEST_QUOTE) for each in texts[:QUOTED]]
    if len(texts) > QUOTED or any(len(each) > LONGEST_QUOTE for each in texts[:QUOTED]):
        more = T("Read all {count}", count=len(texts))
        parts.append(Buttons(buttons=(button(more, ShowComments(wave=wave, question=question)),)))
    return parts


def quote(said: str, longest: int) -> Text:
    flat = said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"
    return text(T("“{said}”", said=flat))


# Where to go from here


def _short(title: str) -> str:
    """A name that fits a button together with a date; that it goes on is to be seen."""
    if len(title) <= LONGEST_NAME:
        return title
    start = title[: LONGEST_NAME - 1]
    whole = start.rpartition(" ")[0]
    return f"{(whole if len(whole) > LONGEST_NAME // 2 else start).rstrip()}…"


def onward(wave: int, more: Sequence[Button], *, with_csv: bool, earlier: Sequence[Earlier]) -> list[Part]:
    buttons = [*more, *([button(T("Get the figures as CSV"), GetCsv(wave=wave))] if with_csv else [])]
    parts: list[Part] = [Buttons(buttons=tuple(buttons))] if buttons else []
    if earlier:
        options = tuple(
            Option(
                label=T("{title}, {day}", title=verbatim(_short(title)), day=When(at=closed, style="short")),
                press=press(ShowResult(wave=number_)),
            )
            for number_, title, closed in earlier
        )
        parts.append(Choices(label=T("Earlier results"), options=options))
    return parts
