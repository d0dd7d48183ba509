"""What a message of a survey asks, as somebody sees who looks at its buttons."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Choices, Scale
from bot.conversation.payloads import Codec
from bot.pulse.actions import Answer, AnswerAll, Rate, Write
from bot.pulse.questions import COMMENT
from storage.playground import WebMessage

_CODEC: Final = Codec([Answer, AnswerAll, Rate, Write])
_MARKS: Final = tuple(f'"{each.NAME}"' for each in (Answer, AnswerAll, Rate, Write))
"""What is found in the text of every card worth reading."""


def asks(message: WebMessage) -> bool:
    """Whether a message may be one of a survey: a quick look, as most are not."""
    return any(mark in message.card for mark in _MARKS)


def read_asking(message: WebMessage) -> "Asking":
    return Asking(Card.model_validate_json(message.card))


@dataclass(frozen=True)
class Asking:
    """A survey's buttons in a card."""

    card: Card

    @cached_property
    def buttons(self) -> list[tuple[Button, Answer | AnswerAll | Write]]:
        found = (button for part in self.card.parts if isinstance(part, Buttons) for button in part.buttons)
        return [(each, act) for each in found if (act := _act(each))]

    @property
    def question(self) -> Scale | Choices | None:
        """A question that one click answers."""
        for part in self.card.parts:
            if isinstance(part, Scale) and part.presses[0].name == Rate.NAME:
                return part
            if isinstance(part, Choices) and part.options[0].press.name == Rate.NAME:
                return part
        return None

    @property
    def wave(self) -> int | None:
        return self.buttons[0][1].wave if self.buttons else None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to answer."""
        return self.question is not None or any(isinstance(act, Answer) for _, act in self.buttons)

    @property
    def begins(self) -> Button | None:
        return next((each for each, act in self.buttons if isinstance(act, Answer) and not act.after), None)

    @property
    def skips(self) -> Button | None:
        return next((each for each, act in self.buttons if isinstance(act, Answer) and act.after), None)

    @property
    def in_one_form(self) -> Button | None:
        return next((each for each, act in self.buttons if isinstance(act, AnswerAll)), None)

    def writes(self, *, comment: bool) -> Button | None:
        """What opens the form for a text: an answer, or the comment on all of it."""
        for each, act in self.buttons:
            if isinstance(act, Write) and (act.question == COMMENT) == comment:
                return each
        return None


def _act(button: Button) -> Answer | AnswerAll | Write | None:
    """What a button of a survey does; None for any other."""
    if button.press is None or button.press.name not in {Answer.NAME, AnswerAll.NAME, Write.NAME}:
        return None
    act = _CODEC.decode(button.press.code)
    return act if isinstance(act, Answer | AnswerAll | Write) else None
