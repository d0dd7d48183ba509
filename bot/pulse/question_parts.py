"""How a question looks: in a message, where one click answers it, and as a field of a form.

A message shows that a question is answered, never how: chats are archived. The form shows it, to this person only.
"""

from bot.conversation.cards import Buttons, Choices, Option, Part, Scale, SmallPrint, button, text
from bot.conversation.forms import ChoiceField, Field, FormOption, ScaleField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import T, Words, verbatim
from bot.pulse.actions import Rate, Write
from bot.pulse.questions import COMMENT, Question

LONGEST_TEXT = 1000
"""Of a comment, or of an answer in free text."""
LOW, HIGH = T("strongly disagree"), T("strongly agree")


def question_parts(question: Question, wave: int, *, answered: bool = False) -> tuple[Part, ...]:
    """The question with what answers it. A free text opens a form, so that no chat archive keeps it."""
    presses = tuple(press(Rate(wave=wave, statement=question.number, rating=value)) for value in question.answers)
    match question.kind:
        case "statement" | "scale" | "recommend":
            low, high = ends(question)
            first = question.answers.start
            scale = Scale(statement=question.words, presses=presses, low=low, high=high, first=first, answered=answered)
            return (scale,)
        case "yes_no" | "choice":
            options = tuple(
                Option(label=answer_words(question, value), press=presses[value]) for value in _order(question)
            )
            label = T("**{question}**", question=question.words)
            return (Choices(label=label, options=options, answered=answered),)
        case "text":
            label = T("Change my answer") if answered else T("Write an answer")
            said = text(T("**{question}**", question=question.words))
            buttons = Buttons(buttons=(button(label, Write(wave=wave, question=question.number)),))
            return (said, buttons, SmallPrint(words=T("✓ **Answered**"))) if answered else (said, buttons)


def field(question: Question, value: int | None, written: str) -> Field:
    """The question in a form, with what the person has answered so far."""
    key, words = str(question.number), question.words
    match question.kind:
        case "statement" | "scale" | "recommend":
            low, high = ends(question)
            first, last = question.answers.start, question.answers.stop - 1
            return ScaleField(
                key=key, label=words, optional=True, low=low, high=high, first=first, last=last, initial=value
            )
        case "yes_no" | "choice":
            options = tuple(
                FormOption(value=str(each), label=answer_words(question, each)) for each in _order(question)
            )
            initial = () if value is None else (str(value),)
            return ChoiceField(key=key, label=words, optional=True, options=options, initial=initial)
        case "text":
            return text_field(question.number, words, written)


def text_field(number: int, label: Words, written: str) -> TextField:
    return TextField(key=str(number), label=label, optional=True, multiline=True, longest=LONGEST_TEXT, initial=written)


def comment_field(written: str) -> TextField:
    return text_field(COMMENT, T("Anything to add?"), written)


def ends(question: Question) -> tuple[Words, Words]:
    """What the lowest and the highest step of a scale mean."""
    match question.kind:
        case "statement":
            return LOW, HIGH
        case "recommend":
            low, high = T("not at all likely"), T("extremely likely")
        case _:
            low, high = T("not at all"), T("very much")
    return verbatim(question.low) if question.low else low, verbatim(question.high) if question.high else high


def answer_words(question: Question, value: int) -> Words:
    """What a number that answers a question by one of several stands for."""
    if question.kind == "yes_no":
        return T("Yes") if value else T("No")
    return verbatim(question.options[value])


def _order(question: Question) -> list[int]:
    """Yes stands before no; options as they were written."""
    return [1, 0] if question.kind == "yes_no" else list(question.answers)
