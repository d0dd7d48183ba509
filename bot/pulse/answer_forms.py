"""The forms in which people answer. They show what was answered so far: to nobody else, and in no chat archive."""

from bot.conversation.forms import Form, Values
from bot.conversation.payloads import press
from bot.conversation.words import T, Words
from bot.pulse.actions import AnswerAll, Write
from bot.pulse.cards import named_note, promise
from bot.pulse.question_parts import comment_field, field, text_field
from bot.pulse.questions import COMMENT, Question
from bot.pulse.waves import Seat, wave_id
from storage.pulse import Asking


def all_form(seat: Seat) -> Form:
    """Every question of the wave, and the comment."""
    wave = seat.wave
    fields = [field(each, seat.ratings.get(each.number), seat.remarks.get(each.number, "")) for each in seat.questions]
    if wave.comments:
        fields.append(comment_field(seat.remarks.get(COMMENT, "")))
    writes = wave.comments or any(each.kind == "text" for each in seat.questions)
    return Form(
        title=T("Your answers") if wave.kind == "survey" else T("Sales and Marketing"),
        intro=(
            named_note() if wave.named else promise(wave.minimum),
            T("Leave open what you can't tell; you can come back."),
            *((word_for_word(wave),) if writes else ()),
        ),
        fields=tuple(fields),
        submit=T("Save"),
        press=press(AnswerAll(wave=wave_id(wave))),
    )


def answers_in(values: Values, questions: tuple[Question, ...]) -> tuple[dict[int, int | None], dict[int, str]]:
    """What stands in the form of all questions: numbers by question, None for one left open, and texts."""
    ratings: dict[int, int | None] = {}
    texts: dict[int, str] = {}
    for each in questions:
        value = values[str(each.number)]
        if each.kind == "text":
            texts[each.number] = value or ""
        else:
            ratings[each.number] = None if value is None else int(value)
    if str(COMMENT) in values:
        texts[COMMENT] = values[str(COMMENT)] or ""
    return ratings, texts


def write_form(seat: Seat, question: Question | None) -> Form:
    """One text: the answer to a question, or the comment where there is none."""
    number = question.number if question else COMMENT
    written = seat.remarks.get(number, "")
    only = text_field(number, question.words, written) if question else comment_field(written)
    taking_back = (T("Leave it empty to take it back."),) if written else ()
    return Form(
        title=T("Your answer") if question else T("Your comment"),
        intro=(*((named_note(),) if seat.wave.named else ()), word_for_word(seat.wave), *taking_back),
        fields=(only,),
        submit=T("Save"),
        press=press(Write(wave=wave_id(seat.wave), question=number)),
    )


def word_for_word(wave: Asking) -> Words:
    """What becomes of a text, said before anybody types."""
    if wave.named:
        return T("In the result, what you write is shown word for word, and without your name, to everyone asked.")
    return T(
        "What you write is shown word for word to everyone who was asked, mixed with what others wrote: without your "
        "name, side or time, and only if at least {minimum} people answered.",
        minimum=wave.minimum,
    )
