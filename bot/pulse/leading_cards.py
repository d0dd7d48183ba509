"""How a survey looks to those who lead it: the form that starts it, how many have answered, closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.conversation.cards import Buttons, Card, Divider, Fact, Facts, Part, SmallPrint, button, heading, text
from bot.conversation.forms import ChoiceField, Form, FormOption, NumberField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import TN, Command, T, When, Words, verbatim
from bot.pulse.actions import CloseNow, StartAssessment
from bot.pulse.result_parts import BAND_WORDS
from bot.pulse.status import Count
from bot.pulse.waves import wave_id
from storage.pulse import Wave

SIDE_NAMES: dict[str, Words] = {
    "sales": T("Sales"),
    "marketing": T("Marketing"),
    "other": T("Everyone else"),
    "overall": T("Everyone"),
}


def start_form(title: str, minimum: int) -> Form:
    return Form(
        title=T("Start an assessment"),
        intro=(T("Everybody gets the twenty statements at 10:00, their own time, and one reminder."),),
        fields=(
            TextField(key="title", label=T("Name"), initial=title, longest=80),
            ChoiceField(
                key="sides",
                label=T("Who is asked"),
                options=tuple(
                    FormOption(value=side, label=SIDE_NAMES[side]) for side in ("sales", "marketing", "other")
                ),
                initial=("sales", "marketing", "other"),
                many=True,
            ),
            NumberField(
                key="days",
                label=T("Open for how many working days"),
                initial=Decimal(8),
                least=Decimal(2),
                most=Decimal(40),
            ),
            NumberField(
                key="minimum",
                label=T("Smallest group to show"),
                hint=T("Nothing is shown about fewer people than this. Never under 3."),
                initial=Decimal(minimum),
                least=Decimal(3),
                most=Decimal(50),
            ),
        ),
        submit=T("Start"),
        press=press(StartAssessment()),
    )


def started(wave: Wave, invited: Mapping[str, int], unreachable: int) -> Card:
    parts: list[Part] = [
        text(
            TN(
                "{count} person gets it at 10:00, their own time. It closes {closes}; then you get the result.",
                "{count} people get it at 10:00, their own time. It closes {closes}; then you get the result.",
                sum(invited.values()),
                closes=When(at=wave.closes),
            )
        ),
    ]
    if unreachable:
        parts.append(
            text(
                TN(
                    "{count} of them has no Slack or Teams account here, so nothing can be sent to them. "
                    "{command} shows administrators who.",
                    "{count} of them have no Slack or Teams account here, so nothing can be sent to them. "
                    "{command} shows administrators who.",
                    unreachable,
                    command=Command(text="people"),
                )
            )
        )
    parts.append(
        SmallPrint(
            words=T(
                "{status} shows how many have answered; who has is never shown.", status=Command(text="pulse status")
            )
        )
    )
    return Card(title=T("{title} has started", title=verbatim(wave.title)), parts=tuple(parts))


@dataclass(frozen=True)
class Followed:
    """An open wave as those who lead it may follow it."""

    wave: Wave
    counts: Mapping[str, Count]
    invited: int


def status_card(followed: Sequence[Followed], *, may_close: bool) -> Card:
    """How many have answered, of each wave that is open. With one of them the card bears its name."""
    only = len(followed) == 1
    parts: list[Part] = []
    for each in followed:
        if parts:
            parts.append(Divider())
        if not only:
            parts.append(heading(verbatim(each.wave.title)))
        parts += _status(each, may_close=may_close)
    if any(each.counts for each in followed):
        parts.append(SmallPrint(words=T("Counts only. Who has answered is nobody's business.")))
    title = T("{title} is open", title=verbatim(followed[0].wave.title)) if only else T("What is open")
    return Card(title=title, parts=tuple(parts))


def _status(followed: Followed, *, may_close: bool) -> list[Part]:
    wave = followed.wave
    parts: list[Part] = [
        text(
            TN(
                "{count} person is asked. It closes {closes}.",
                "{count} people are asked. It closes {closes}.",
                followed.invited,
                closes=When(at=wave.closes),
            )
        )
    ]
    if followed.counts:
        facts = tuple(Fact(label=SIDE_NAMES[side], value=_count(each)) for side, each in followed.counts.items())
        parts.append(Facts(facts=facts))
    else:
        parts.append(text(T("So few are asked that even a count of answers would tell too much.")))
    if may_close:
        parts.append(
            Buttons(
                buttons=(
                    button(
                        T("Close it now"),
                        CloseNow(wave=wave_id(wave)),
                        style="danger",
                        confirm=T("Nobody can answer after that, and the result goes out to everyone who was asked."),
                    ),
                )
            )
        )
    return parts


def _count(count: Count) -> Words:
    """Exactly, or by the band of the response rate where the group has changed since the last exact result."""
    if count.answered is None:
        share = BAND_WORDS[count.band or "under_40"]
        return T("{share} of {invited} have answered", share=share, invited=count.invited)
    return T("{answered} of {invited} have answered", answered=count.answered, invited=count.invited)


def nothing_open(*, may_start: bool) -> Card:
    parts: list[Part] = [text(T("Nothing is open for you to answer."))]
    if may_start:
        parts.append(Buttons(buttons=(button(T("Start an assessment"), StartAssessment(), style="primary"),)))
    return Card(parts=tuple(parts))


def already_open(wave: Wave) -> Card:
    return Card(
        parts=(
            text(
                T(
                    "{title} is open until {closes}. One at a time, so that nobody is asked twice. "
                    "{status} shows how it goes.",
                    title=verbatim(wave.title),
                    closes=When(at=wave.closes),
                    status=Command(text="pulse status"),
                )
            ),
        )
    )
