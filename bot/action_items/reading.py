"""What somebody typed after the name: what is to be done, and by when. Pure.

Comes in: "send the deck by Friday", in the speaker's own words. Goes out: both parts, and whether that is certain.
Where it is not, whatever was typed is there to be mended in a form.
"""

from dataclasses import dataclass
from typing import Final

from bot.action_items.day_words import ABOUT, BY
from bot.action_items.days import NOTHING, Read, Speaker, read_day

LONGEST: Final = 500
"""An action item has at most so many characters."""
MOST_WORDS: Final = 8
"""No day is said in more words."""


@dataclass(frozen=True)
class Line:
    """`sure`: nothing about it is a guess. `unread`: the words after "by" in which nobody finds a day."""

    what: str
    when: Read = NOTHING
    sure: bool = False
    unread: str = ""


def read_line(text: str, speaker: Speaker) -> Line:
    """What is to be done, and by when."""
    words = text.split()
    guess = Read(sure=False, plain=False)
    for start in range(max(0, len(words) - MOST_WORDS), len(words)):
        tail = " ".join(words[start:])
        marked, rest = _marker(tail)
        found = read_day(rest, speaker)
        if found != NOTHING and (marked or (found.plain and not _goes_on(words[:start]))):
            return _line(" ".join(words[:start]), found)
        guess = guess if guess.days or not found.days else Read(found.days, sure=False)
    return _in_front(words, speaker) or Line(" ".join(words), guess, unread=_unread(words))


def _goes_on(words: list[str]) -> bool:
    """The day belongs to what is to be done, as in "ask about Sunday"."""
    return bool(words) and words[-1].casefold() in ABOUT


def _line(what: str, when: Read) -> Line:
    tidy = what.rstrip(" ,;:-–—").strip()
    return Line(tidy, when, sure=bool(tidy) and when.sure and bool(when.days))


def _in_front(words: list[str], speaker: Speaker) -> Line | None:
    """The day goes first, as in "by Friday send the deck": only after a word that says so."""
    for end in range(min(MOST_WORDS, len(words) - 1), 1, -1):
        marked, rest = _marker(" ".join(words[:end]))
        if marked and (found := read_day(rest, speaker)) != NOTHING:
            return _line(" ".join(words[end:]), found)
    return None


def _unread(words: list[str]) -> str:
    for start in range(len(words) - 1, -1, -1):
        marked, rest = _marker(" ".join(words[start:]))
        if marked:
            return rest
    return ""


def _marker(text: str) -> tuple[bool, str]:
    """Whether it begins with a word after which a day follows, and what is behind that."""
    low = text.casefold().replace("\u2019", "'")
    for word in BY:
        if low.startswith(f"{word} ") and len(low) == len(text):
            return True, text[len(word) + 1 :].strip()
    return False, text
