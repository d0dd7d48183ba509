"""How a survey looks to those who are asked: the invitation, a question, what is said when they are done.

A pulse and a company's own survey show their first question in the invitation already; the assessment, which is
longer, is begun by a button. Over 300 lines because every state that the message can be in stands here once.
"""

from functools import lru_cache
from typing import NamedTuple

from bot.conversation.cards import Button, Buttons, Card, Choices, Divider, Option, Part, SmallPrint, Text, button, text
from bot.conversation.payloads import press
from bot.conversation.replies import Update
from bot.conversation.words import NOTHING, TN, Command, Listing, T, When, Who, Words, verbatim
from bot.pulse.actions import Answer, AnswerAll, BringBack, Decline, ShowResult, Write
from bot.pulse.question_parts import question_parts
from bot.pulse.questions import COMMENT, Question, read
from bot.pulse.waves import Seat, wave_id
from bot.rights import MAY, ROLE_WORDS, Right, Role
from storage.pulse import Asking


def promise(minimum: int) -> Words:
    return T(
        "Your answers are anonymous: nobody sees who said what, and nothing is shown about fewer than {minimum} "
        "people.",
        minimum=minimum,
    )


def named_note() -> Words:
    """What stands beside every question of a survey that is not anonymous."""
    seen_by = tuple(ROLE_WORDS[role] for role in Role if role in MAY[Right.SEE_RESULTS])
    return T(
        "Not anonymous: your name goes with your answer. It is seen by every {roles}.", roles=Listing(items=seen_by)
    )


def safety(wave: Asking) -> Words:
    """Who will know what somebody answers here, in a sentence or two."""
    return named_note() if wave.named else promise(wave.minimum)


# Asking


def invitation(wave: Asking, by: Who | None, earlier: int | None = None) -> Card:
    """`earlier` is the wave whose result goes out with this message, if one does."""
    if wave.kind == "assessment":
        return _invited_to_all_twenty(wave, by)
    first = read(wave.questions)[0]
    return Card(
        title=_title(wave),
        parts=(text(_asks(wave, by)), *_first(wave, first), *_result_of(earlier)),
        summary=_title(wave),
    )


def reminder(wave: Asking) -> Card:
    title = T("Your view is still missing")
    if wave.kind == "assessment":
        said = T(
            "The twenty statements about Sales and Marketing are open until {closes}. It takes about four "
            "minutes, and this is the only reminder.",
            closes=_closes(wave),
        )
        return Card(title=title, parts=(text(said), _start_buttons(wave), SmallPrint(words=safety(wave))))
    said = T("**{title}** is open until {closes}. This is the only reminder.", title=_title(wave), closes=_closes(wave))
    return Card(title=title, parts=(text(said), *_first(wave, read(wave.questions)[0])))


def again(seat: Seat) -> Card:
    """The invitation brought back, at the first question that is open."""
    question = seat.next()
    if seat.wave.kind == "assessment" or question is None:
        return invitation(seat.wave, None)
    return Card(title=_title(seat.wave), parts=(text(_asks(seat.wave, None)), *_first(seat.wave, question)))


def _invited_to_all_twenty(wave: Asking, by: Who | None) -> Card:
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
                    closes=_closes(wave),
                )
            ),
            _start_buttons(wave),
            _later(wave),
            SmallPrint(words=safety(wave)),
        ),
    )


def _title(wave: Asking) -> Words:
    if wave.kind == "survey":
        return verbatim(wave.title)
    if wave.kind == "assessment":
        return T("Twenty statements about Sales and Marketing")
    return TN("One quick statement", "{count} quick statements", len(read(wave.questions)))


def _asks(wave: Asking, by: Who | None) -> Words:
    if wave.kind == "pulse":
        return T("How do Sales and Marketing work together? One click each, until {closes}.", closes=_closes(wave))
    count = len(read(wave.questions))
    if by:
        return TN(
            "{by} asks you one question. It is open until {closes}.",
            "{by} asks you {count} questions, one at a time. They are open until {closes}.",
            count,
            by=by,
            closes=_closes(wave),
        )
    return TN(
        "One question for you. It is open until {closes}.",
        "{count} questions for you, one at a time. They are open until {closes}.",
        count,
        closes=_closes(wave),
    )


def _first(wave: Asking, question: Question) -> tuple[Part, ...]:
    """A question that stands in a message of its own making: with the ways out, and who will know."""
    return (
        *question_parts(question, wave_id(wave)),
        SmallPrint(words=_place(_asked(wave), question)),
        _onward(_asked(wave), question),
        _later(wave),
        *(() if wave.named else (SmallPrint(words=promise(wave.minimum)),)),
    )


def _result_of(earlier: int | None) -> tuple[Part, ...]:
    """A way to the last result, and not the result: figures beside a question would sway the answer."""
    if earlier is None:
        return ()
    seen = button(T("See the result"), ShowResult(wave=earlier))
    return (Divider(), text(T("The result of the last round is there.")), Buttons(buttons=(seen,)))


def _start_buttons(wave: Asking) -> Buttons:
    number = wave_id(wave)
    go = T("Start") if wave.kind == "assessment" else T("Answer now")
    return Buttons(
        buttons=(
            button(go, Answer(wave=number), style="primary"),
            button(T("All on one page"), AnswerAll(wave=number)),
        )
    )


def _later(wave: Asking) -> Choices:
    number = wave_id(wave)
    return Choices(
        label=T("Not now?"),
        options=(
            Option(label=T("Tomorrow"), press=press(BringBack(wave=number, days=1))),
            Option(label=T("In three days"), press=press(BringBack(wave=number, days=3))),
            Option(label=T("Not this time"), press=press(Decline(wave=number))),
        ),
    )


def asking(seat: Seat, number: int) -> Card:
    """One question. What was answered before is not shown: chats are archived. ValueError for a number not asked."""
    return going_on(seat, number).card


def going_on(seat: Seat, number: int) -> Update:
    """The message that was clicked asks this question now. ValueError as for `asking`."""
    question = seat.question(number)
    if question is None:
        raise ValueError(f"There is no question {number} in this wave.")
    return _going_on(_asked(seat.wave), number, answered=seat.has(question), done=seat.done)


class _Asked(NamedTuple):
    """What of a wave its questions show. All of it stays as it is from the opening on."""

    wave: int
    kind: str
    named: bool
    questions: str


def _asked(wave: Asking) -> _Asked:
    return _Asked(wave_id(wave), wave.kind, wave.named, wave.questions)


@lru_cache(maxsize=500)
def _going_on(asked: _Asked, number: int, *, answered: bool, done: int) -> Update:
    """The same values are the same card for ever, and each click shows one that others have seen: it is remembered."""
    questions = read(asked.questions)
    question = next(each for each in questions if each.number == number)
    where = (
        T("{done} of {total} answered. Stop whenever you like.", done=done, total=len(questions))
        if asked.kind == "assessment"
        else _place(asked, question)
    )
    card = Card(
        parts=(
            *question_parts(question, asked.wave, answered=answered),
            SmallPrint(words=where),
            _onward(asked, question),
        ),
        summary=question.words,
    )
    return Update(card=card)


def _onward(asked: _Asked, question: Question) -> Buttons:
    skip = button(T("Skip for now"), Answer(wave=asked.wave, after=question.number))
    if asked.kind == "pulse":
        return Buttons(buttons=(skip,))
    return Buttons(buttons=(skip, button(T("All on one page"), AnswerAll(wave=asked.wave))))


def _place(asked: _Asked, question: Question) -> Words:
    """Where among the questions this one is; in a named survey, what happens with the name as well."""
    numbers = [each.number for each in read(asked.questions)]
    position, total = numbers.index(question.number) + 1, len(numbers)
    if asked.named:
        return T("{position} of {total}. {note}", position=position, total=total, note=named_note())
    return T("{position} of {total}", position=position, total=total)


# When somebody has answered, or does not want to


def thanks(seat: Seat, earlier: int | None = None) -> Card:
    """`earlier` as in the invitation, whose message this may be by now."""
    wave = wave_id(seat.wave)
    buttons: list[Button] = []
    if seat.left:
        buttons.append(button(T("Go on"), Answer(wave=wave), style="primary"))
    if seat.wave.comments:
        label = T("Change my comment") if seat.commented else T("Add a comment")
        buttons.append(button(label, Write(wave=wave, question=COMMENT)))
    buttons.append(button(T("Change my answers"), AnswerAll(wave=wave)))
    return Card(
        title=NOTHING if seat.left else T("Thank you"),
        parts=(
            text(
                T(
                    "{said} You can change your answers until {closes}; then everyone sees the result.",
                    said=_said(seat),
                    closes=_closes(seat.wave),
                )
            ),
            Buttons(buttons=tuple(buttons)),
            *((SmallPrint(words=named_note()),) if seat.wave.named else ()),
            *_result_of(earlier),
        ),
    )


def _said(seat: Seat) -> Words:
    if seat.left and seat.wave.kind == "assessment":
        return TN(
            "Saved. One statement is still open; without it you are not counted in the total.",
            "Saved. {count} statements are still open; without them you are not counted in the total.",
            seat.left,
        )
    if seat.left:
        return TN("Saved. One question is still open.", "Saved. {count} questions are still open.", seat.left)
    if seat.wave.kind == "assessment":
        return T("All twenty are in, and so is your comment.") if seat.commented else T("All twenty are in.")
    return T("Your answers and your comment are in.") if seat.commented else T("Your answers are in.")


def brought_back(wave: Asking, moment: When) -> Card:
    said = T("All right, I'll ask you again {moment}. It is open until {closes}.", moment=moment, closes=_closes(wave))
    return Card(parts=(text(said), _start_buttons(wave)))


def closes_before(wave: Asking) -> Card:
    """Asking again as late as they wished would be too late."""
    said = T("It closes {closes}, before I could ask you again. Would you take a minute now?", closes=_closes(wave))
    return Card(parts=(text(said), _start_buttons(wave)))


def declined(wave: Asking) -> Card:
    said = T(
        "All right, I won't ask again this time. Should you change your mind: it is open until {closes}.",
        closes=_closes(wave),
    )
    return Card(parts=(text(said), _start_buttons(wave)))


def no_free_text(seat: Seat) -> Card:
    wave = wave_id(seat.wave)
    label = T("Go on") if seat.left else T("Change my answers")
    action = Answer(wave=wave) if seat.left else AnswerAll(wave=wave)
    return Card(
        parts=(
            text(T("I can't read that as an answer, and I have not kept it. Please answer with the buttons.")),
            Buttons(buttons=(button(label, action, style="primary"),)),
        )
    )


def over(wave: Asking | None = None) -> Card:
    """What an invitation looks like once its wave is closed: the same for everybody."""
    if wave is None:
        said = T("This is closed. {results} shows the last result.", results=Command(text="pulse results"))
        return Card(parts=(text(said),))
    return Card(
        parts=(
            text(T("**{title}** is closed. Thank you to everyone who answered.", title=_title(wave))),
            Buttons(buttons=(button(T("See the result"), ShowResult(wave=wave_id(wave))),)),
        )
    )


def not_asked() -> Card:
    return Card(parts=(text(T("You are not among those asked this time, so there is nothing to answer.")),))


# At home


def waiting(seat: Seat) -> tuple[Part, ...]:
    """What home shows of an open wave."""
    wave, closes = wave_id(seat.wave), _closes(seat.wave)
    all_on_one_page = button(T("All on one page"), AnswerAll(wave=wave))
    if not seat.left:
        said = T(
            "**{title}**: your answers are in. You can change them until {closes}.",
            title=_title(seat.wave),
            closes=closes,
        )
        return (Text(words=said), Buttons(buttons=(button(T("Change my answers"), AnswerAll(wave=wave)),)))
    said = T(
        "**{title}**: {done} of {total} answered, open until {closes}.",
        title=_title(seat.wave),
        done=seat.done,
        total=len(seat.questions),
        closes=closes,
    )
    go = button(T("Go on") if seat.done else T("Start"), Answer(wave=wave), style="primary")
    note = (SmallPrint(words=named_note()),) if seat.wave.named else ()
    return (Text(words=said), Buttons(buttons=(go, all_on_one_page)), *note)


def several(parts: tuple[Part, ...]) -> Card:
    """More than one wave waits."""
    return Card(title=T("What waits for your answer"), parts=parts)


def _closes(wave: Asking) -> When:
    return When(at=wave.closes)
