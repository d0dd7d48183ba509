"""What the sample people think: always the same for the same person and question, whoever asks, and however often.

Sales and Marketing see things differently, disagree outright on some statements, and get on a little better as the
weeks go by.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Final

from adapters.web.company import Somebody

ROSIER: Final = {"marketing": 0.4, "sales": -0.25}
SILENT: Final = 0.14
CLICKING: Final = 0.3
DISAGREE: Final = 0.35
WRITING: Final = 0.55
COMMENTING: Final = 0.08
"""The share of people who never answer, of those who rate one by one, of statements on which the sides disagree; how
often somebody writes an answer in their own words where they are asked to, and a comment where they may."""
BETTER: Final = 0.09
MOST_BETTER: Final = 0.9
"""How much higher everybody rates each week, and at most, in steps of a scale from 1 to 5."""
RATINGS: Final = 5
KINDER: Final = 0.9

ANSWERS: Final = (
    "Tell us two weeks earlier. That is all it takes.",
    "One page that says who it is for, and who it is not for.",
    "Most of all the price. The rest was well prepared.",
    "They liked the customer story. Nobody asked about the rest.",
    "A short call with both sides before it starts.",
    "Let Sales see the text before it is final.",
    "Hard to say from here, but the start was better than last time.",
    "The examples were from another industry, so we wrote our own.",
)
COMMENTS: Final = (
    "The Monday call about the pipeline helps. Please keep it.",
    "I still hear of our campaigns from customers.",
    "Leads come quicker now, but half of them have no budget.",
    "Could we agree on what a qualified lead is?",
    "Riding along to a customer taught me more than any report.",
    "The new price list came after the campaign had started. Again.",
    "It is better than in summer.",
    "We would need the case studies in German as well.",
    "More of this, and fewer meetings.",
)


def is_silent(who: Somebody) -> bool:
    return chance("quiet", who.user).random() < SILENT


def clicks(who: Somebody) -> bool:
    """Whether they answer one by one where they may choose."""
    return chance("clicks", who.user).random() < CLICKING


def better_after(passed: timedelta) -> float:
    """How much higher people rate, so long after it all began."""
    return min(MOST_BETTER, max(0.0, passed / timedelta(weeks=1) * BETTER))


def rate(who: Somebody, statement: str, better: float = 0.0) -> int:
    """What somebody thinks of a statement, from 1 to 5."""
    about = chance("statement", statement)
    middle = about.uniform(1.8, 3.6) + ROSIER.get(who.side, 0.0) + chance("mood", who.user).uniform(-0.4, 0.4)
    if about.random() < DISAGREE:
        middle += about.uniform(0.4, 0.9) * (1 if (who.side == "sales") == (about.random() < 0.5) else -1)
    return min(RATINGS, max(1, round(chance("rating", who.user, statement).gauss(middle + better, 0.7))))


def step(rating: int, first: int, last: int) -> int:
    """The step of another scale that says about the same as 1 to 5 do."""
    return first + round((rating - 1) / (RATINGS - 1) * (last - first))


def mark(who: Somebody, question: str, first: int, last: int, better: float = 0.0) -> int:
    """What somebody gives on a scale of any size. From 0 to 10 people are kinder: the middle there is a bad mark."""
    return step(rate(who, question, better + (KINDER if last > RATINGS else 0.0)), first, last)


def choose(who: Somebody, question: str, options: Sequence[str]) -> int:
    """Which of several somebody takes. Each side has its favourites."""
    weights = [chance("favour", who.side, question, option).uniform(0.2, 1.0) ** 2 for option in options]
    return chance("choice", who.user, question).choices(range(len(options)), weights)[0]


def write(who: Somebody, question: str) -> str:
    """What somebody writes to a question; empty for those who leave it out."""
    mine = chance("writing", who.user, question)
    return mine.choice(ANSWERS) if mine.random() < WRITING else ""


def comment(who: Somebody, about: str) -> str:
    """What somebody adds to their answers; mostly nothing."""
    mine = chance("comment", who.user, about)
    return mine.choice(COMMENTS) if mine.random() < COMMENTING else ""


def chance(*seed: str) -> Random:
    digest = hashlib.sha256("\n".join(seed).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311  opinions of made-up people
