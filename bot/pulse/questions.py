"""What a wave asks: some of the twenty statements, or questions of the company's own, frozen when the wave opens.

All but a free text are answered with a whole number, which is how answers are stored and added up.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from pydantic import TypeAdapter

from bot.conversation.model import Frozen
from bot.conversation.words import Words, verbatim
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING, STATEMENTS, statement

Kind = Literal["statement", "scale", "yes_no", "choice", "recommend", "text"]

COMMENT: Final = 0
"""The number under which the optional comment on a whole wave is kept; questions count from 1."""
MOST_OPTIONS: Final = 10
LONGEST_QUESTION: Final = 300
LONGEST_OPTION: Final = 100


class Question(Frozen):
    """One question. `number` is the statement's own (1 to 20), or counts a survey's questions from 1.

    `text`, `options`, `low` and `high` are the company's own words; a statement has its words in the catalogue.
    """

    number: int
    kind: Kind
    text: str = ""
    options: tuple[str, ...] = ()
    low: str = ""
    high: str = ""

    @property
    def words(self) -> Words:
        return statement(self.number).words if self.kind == "statement" else verbatim(self.text)

    @property
    def answers(self) -> range:
        """The whole numbers that answer it; none for a free text. A choice is answered with its option's index."""
        match self.kind:
            case "statement" | "scale":
                return range(LOWEST_RATING, HIGHEST_RATING + 1)
            case "yes_no":
                return range(2)
            case "choice":
                return range(len(self.options))
            case "recommend":
                return range(11)
            case "text":
                return range(0)


_QUESTIONS: Final = TypeAdapter(tuple[Question, ...])


def statements(numbers: Iterable[int]) -> tuple[Question, ...]:
    """Statements as questions. ValueError for a number outside 1 to 20."""
    return tuple(Question(number=statement(number).number, kind="statement") for number in numbers)


def all_twenty() -> tuple[Question, ...]:
    return statements(each.number for each in STATEMENTS)


def written(questions: Iterable[Question]) -> str:
    """Questions as they are stored."""
    return _QUESTIONS.dump_json(tuple(questions), exclude_defaults=True).decode()


@lru_cache(maxsize=100)
def read(stored: str) -> tuple[Question, ...]:
    """Stored questions; a wave from before there were others asks all twenty.

    The same text is the same questions for ever, and every click reads those of its wave: so they are remembered.
    """
    return _QUESTIONS.validate_json(stored) if stored else all_twenty()


@lru_cache(maxsize=100)
def positions(stored: str) -> Mapping[int, int]:
    """Where each question of these stands, by its number, counting from 1; remembered like the questions."""
    return MappingProxyType({each.number: at for at, each in enumerate(read(stored), 1)})
