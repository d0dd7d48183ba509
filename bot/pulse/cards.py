"""How a survey looks to those who are asked: the invitation, a statement, the form, how answers stay private."""

from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Option,
    Part,
    Scale,
    SmallPrint,
    Text,
    button,
    text,
)
from bot.conversation.forms import Form, ScaleField
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, Command, T, When, Who, Words
from bot.pulse.actions import Answer, AnswerAll, BringBack, Decline, Rate
from bot.pulse.statements import STATEMENTS, statement
from bot.pulse.waves import TOTAL, Seat, wave_id
from storage.pulse import Wave

LOW = T("strongly disagree")
HIGH = T("strongly agree")


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
