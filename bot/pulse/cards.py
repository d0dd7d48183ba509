"""How surveys look: the invitation, a statement, the form, the status."""

from collections.abc import Mapping
from decimal import Decimal

from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Fact,
    Facts,
    Option,
    Part,
    Scale,
    SmallPrint,
    Text,
    button,
    text,
)
from bot.conversation.forms import ChoiceField, Form, FormOption, NumberField, ScaleField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, Command, T, When, Who, Words, verbatim
from bot.pulse.actions import Answer, AnswerAll, BringBack, CloseNow, Decline, Rate, StartAssessment
from bot.pulse.statements import STATEMENTS, statement
from bot.pulse.status import Count
from bot.pulse.waves import TOTAL, Seat, wave_id
from storage.pulse import Wave

LOW = T("strongly disagree")
HIGH = T("strongly agree")
SIDE_NAMES: dict[str, Words] = {
    "sales": T("Sales"),
    "marketing": T("Marketing"),
    "other": T("Everyone else"),
    "overall": T("Everyone"),
}


def promise(minimum: int) -> Words:
    return T(
        "Your answers are anonymous: nobody sees who said what, and nothing is shown about fewer than {minimum} "
        "people.",
        minimum=minimum,
    )


def invitation(wave: Wave, by: Who | None) -> Card:
    asks = (
        T("{by} asks how Sales and Marketing work together.", by=by)
        if by
        else T("How do Sales and Marketing work together?")
    )
    return Card(
        title=T("Twenty statements about Sales and Marketing"),
        parts=(
            text(
                T(
                    "{asks} Rate twenty short statements from 1 to 5: about four minutes, all at once or bit by bit. "
                    "Open until {closes}.",
                    asks=asks,
                    closes=When(at=wave.closes),
                )
            ),
            _start_buttons(wave),
            _later(wave),
            SmallPrint(words=promise(wave.minimum)),
        ),
    )


def reminder(wave: Wave) -> Card:
    return Card(
        title=T("Your view is still missing"),
        parts=(
            text(
                T(
                    "The twenty statements about Sales and Marketing are open until {closes}. It takes about four "
                    "minutes, and this is the only reminder.",
                    closes=When(at=wave.closes),
                )
            ),
            _start_buttons(wave),
            SmallPrint(words=promise(wave.minimum)),
        ),
    )


def _start_buttons(wave: Wave) -> Buttons:
    wave_ = wave_id(wave)
    return Buttons(
        buttons=(
            button(T("Start"), Answer(wave=wave_), style="primary"),
            button(T("All on one page"), AnswerAll(wave=wave_)),
        )
    )


def _later(wave: Wave) -> Choices:
    wave_ = wave_id(wave)
    return Choices(
        label=T("Not now?"),
        options=(
            Option(label=T("Tomorrow"), press=press(BringBack(wave=wave_, days=1))),
            Option(label=T("In three days"), press=press(BringBack(wave=wave_, days=3))),
            Option(label=T("Not this time"), press=press(Decline(wave=wave_))),
        ),
    )


def asking(seat: Seat, number: int) -> Card:
    """One statement to rate by a click. What was rated before is not shown: chats are archived."""
    wave = wave_id(seat.wave)
    return Card(
        parts=(
            Scale(
                statement=statement(number).words,
                presses=tuple(press(Rate(wave=wave, statement=number, rating=rating)) for rating in range(1, 6)),
                low=LOW,
                high=HIGH,
                answered=number in seat.ratings,
            ),
            Buttons(
                buttons=(
                    button(T("Skip for now"), Answer(wave=wave, after=number)),
                    button(T("All on one page"), AnswerAll(wave=wave)),
                )
            ),
            SmallPrint(words=T("{done} of {total} answered. Stop whenever you like.", done=seat.done, total=TOTAL)),
        ),
        summary=statement(number).words,
    )


def thanks(seat: Seat) -> Card:
    wave = wave_id(seat.wave)
    left = TOTAL - seat.done
    if left:
        said = TN(
            "Saved. One statement is still open; without it you are not counted in the total.",
            "Saved. {count} statements are still open; without them you are not counted in the total.",
            left,
        )
    else:
        said = T("All twenty are in.")
    buttons: tuple[Button, ...] = (button(T("Change my answers"), AnswerAll(wave=wave)),)
    if left:
        buttons = (button(T("Go on"), Answer(wave=wave), style="primary"), *buttons)
    return Card(
        title=T("Thank you") if not left else NOTHING,
        parts=(
            text(
                T(
                    "{said} You can change your answers until {closes}; then everyone sees the result.",
                    said=said,
                    closes=_closes(seat.wave),
                )
            ),
            Buttons(buttons=buttons),
        ),
    )


def brought_back(wave: Wave, moment: When) -> Card:
    return Card(
        parts=(
            text(
                T(
                    "All right, I'll ask you again {moment}. It is open until {closes}.",
                    moment=moment,
                    closes=_closes(wave),
                )
            ),
            _start_buttons(wave),
        )
    )


def declined(wave: Wave) -> Card:
    return Card(
        parts=(
            text(
                T(
                    "All right, I won't ask again this time. Should you change your mind: it is open until {closes}.",
                    closes=_closes(wave),
                )
            ),
            _start_buttons(wave),
        )
    )


def _closes(wave: Wave) -> When:
    return When(at=wave.closes)


def no_free_text(seat: Seat) -> Card:
    wave = wave_id(seat.wave)
    done = seat.next() is None
    label = T("Change my answers") if done else T("Go on")
    action = AnswerAll(wave=wave) if done else Answer(wave=wave)
    return Card(
        parts=(
            text(T("I can't read that as an answer, and I have not kept it. Please answer with the buttons.")),
            Buttons(buttons=(button(label, action, style="primary"),)),
        )
    )


def over() -> Card:
    return Card(
        parts=(
            text(T("This assessment is closed. {results} shows the result.", results=Command(text="pulse results"))),
        )
    )


def not_asked() -> Card:
    return Card(parts=(text(T("You are not among those asked this time, so there is nothing to answer.")),))


def statements_form(seat: Seat) -> Form:
    """All twenty, with what the person has rated so far: shown to nobody else, and kept by no chat archive."""
    return Form(
        title=T("Sales and Marketing"),
        intro=(promise(seat.wave.minimum), T("Leave open what you can't tell; you can come back.")),
        fields=tuple(
            ScaleField(
                key=str(each.number),
                label=each.words,
                optional=True,
                low=LOW,
                high=HIGH,
                initial=seat.ratings.get(each.number),
            )
            for each in STATEMENTS
        ),
        submit=T("Save"),
        press=press(AnswerAll(wave=wave_id(seat.wave))),
    )


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
                closes=_closes(wave),
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


def status_card(wave: Wave, counts: Mapping[str, Count], invited: int, *, may_close: bool) -> Card:
    parts: list[Part] = [
        text(
            TN(
                "{count} person is asked. It closes {closes}.",
                "{count} people are asked. It closes {closes}.",
                invited,
                closes=_closes(wave),
            )
        )
    ]
    if counts:
        parts.append(
            Facts(
                facts=tuple(
                    Fact(
                        label=SIDE_NAMES[side],
                        value=T("{answered} of {invited} have answered", answered=each.answered, invited=each.invited),
                    )
                    for side, each in counts.items()
                )
            )
        )
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
    if counts:
        parts.append(SmallPrint(words=T("Counts only. Who has answered is nobody's business.")))
    return Card(title=T("{title} is open", title=verbatim(wave.title)), parts=tuple(parts))


def nothing_open(*, may_start: bool) -> Card:
    parts: list[Part] = [text(T("No assessment is open."))]
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
                    closes=_closes(wave),
                    status=Command(text="pulse status"),
                )
            ),
        )
    )


def privacy(minimum: int) -> Card:
    return Card(
        title=T("How your answers stay yours"),
        parts=(
            text(promise(minimum)),
            text(
                T(
                    "While an assessment is open, your answers are kept under a random key, so that you can change "
                    "them. When it closes, only sums of large enough groups are kept; your answers and the key are "
                    "destroyed."
                )
            ),
            text(
                T(
                    "Nobody is ever shown who has answered, not even administrators. Results appear when the "
                    "assessment is closed, and everyone who was asked sees the same."
                )
            ),
        ),
    )


def waiting(seat: Seat) -> tuple[Part, ...]:
    """What home shows of an open wave."""
    wave = wave_id(seat.wave)
    if seat.next() is None:
        said = T("Your twenty answers are in. You can change them until {closes}.", closes=_closes(seat.wave))
        buttons: tuple[Button, ...] = (button(T("Change my answers"), AnswerAll(wave=wave)),)
    else:
        said = T(
            "**Twenty statements about Sales and Marketing**: {done} of {total} answered, open until {closes}.",
            done=seat.done,
            total=TOTAL,
            closes=_closes(seat.wave),
        )
        buttons = (
            button(T("Go on") if seat.done else T("Start"), Answer(wave=wave), style="primary"),
            button(T("All on one page"), AnswerAll(wave=wave)),
        )
    return (Text(words=said), Buttons(buttons=buttons))
