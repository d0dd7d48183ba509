"""A text as words that can be compared: without case, accents, plural, and however it is joined or split.

Two texts mean the same where their keys are equal: "Case Studies", "case-study" and "casestudy"; "Preisnachlässe" and
"PREISNACHLAESSE". A key is for comparing only, nobody reads it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

DATA: Final = Path(__file__).parent / "data"
HEAD: Final = 3_000
TAIL: Final = 1_000
"""So much of a text is read, in characters: what people ask stands at the beginning or at the end."""

FOUR: Final = 4

_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_ELIDED: Final = re.compile(r"^(?:d|l|qu|j|n|s|t|m|c|dell|nell|all|dall|sull)['’ʼ](?=.{3})", re.IGNORECASE)
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts written without spaces, and Korean, whose words end in particles: there every sign is a word."""
_BARE: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "a", "œ": "o", "þ": "th"}
)
_UMLAUTS: Final = re.compile(r"(?<=[aou])e(?=[a-z])")


class Token(NamedTuple):
    """A word of a text. `plain` is its key, `folded` the same with its ending; `at`: which word of the text it is."""

    written: str
    folded: str
    plain: str
    at: int

    @property
    def lower(self) -> str:
        return self.written.lower()

    @property
    def shouted(self) -> bool:
        return len(self.written) > 1 and self.written.isupper()

    @property
    def capital(self) -> bool:
        return self.written[:1].isupper()


def tokens(text: str) -> list[Token]:
    """The words of a text. Of one that is too long, those at its beginning and its end."""
    if len(text) > HEAD + TAIL:
        text = text[:HEAD] + " " + text[-TAIL:]
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[: 2 * (HEAD + TAIL)]
        text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    found: list[Token] = []
    for word in _words(text):
        whole = folded(word)
        if whole:
            found.append(Token(word, whole, plain(word), len(found)))
    return found


def _words(text: str) -> Iterable[str]:
    plain_text = text.isascii()
    for word in _WORD.findall(text if plain_text else _unmarked(text)):
        if len(word) > FOUR and ("'" in word or "’" in word or "ʼ" in word):
            word = _ELIDED.sub("", word)  # noqa: PLW2901
        if not plain_text and _UNSPACED.search(word):
            yield from _signs(word)
        else:
            yield word


def _unmarked(text: str) -> str:
    """Without the marks that signs carry in some scripts (vowels of Hindi, points of Arabic): they split no word."""
    return "".join(each for each in text if each.isalnum() or not unicodedata.category(each).startswith("M"))


def _signs(word: str) -> Iterable[str]:
    rest = ""
    for sign in word:
        if _UNSPACED.match(sign):
            if rest:
                yield rest
            rest = ""
            yield sign
        else:
            rest += sign
    if rest:
        yield rest


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """The key of a single word."""
    whole = folded(word)
    return _UMLAUTS.sub("", _singular(whole)) if whole.isascii() else whole


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word without case, accents and marks."""
    lower = word.casefold()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower.translate(_BARE))
        lower = "".join(each for each in lower if not unicodedata.category(each).startswith("M"))
        lower = unicodedata.normalize("NFC", lower).translate(_BARE)
    for mark in "'’ʼ" if not lower.isalnum() else "":
        lower = lower.removesuffix(mark + "s").replace(mark, "")
    return lower


def _singular(word: str) -> str:
    """Without an English plural's ending; words of other languages are shortened alike, which does no harm."""
    if len(word) <= len("gas") or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > len("series") - 1:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zzes")) else word[:-1]


def key(text: str) -> str:
    """What a name is compared by: its words without the little ones, joined."""
    return "".join(content(text))


def content(text: str) -> list[str]:
    """The keys of the words of a name that count; all of them, where there are only little ones."""
    return [each.plain for each in counting(tokens(text))]


def counting(words: list[Token]) -> list[Token]:
    """Those that are not little; all, where all are. IT is no little word where others are not in capitals."""
    if not any(each.lower in little() for each in words):
        return words
    loud = is_loud(words)
    return [each for each in words if each.lower not in little() or (each.shouted and not loud)] or words


def is_loud(words: list[Token]) -> bool:
    """Whether all is written in capitals, which then say nothing."""
    return len(words) > 1 and all(each.written == each.written.upper() for each in words)


@lru_cache(maxsize=1)
def little() -> frozenset[str]:
    """Words that are left out of what people ask and of what topics are called alike, lower case.

    Few single letters are among them: there are R&D and e-mail.
    """
    return _listed("little")


@lru_cache(maxsize=1)
def topics_follow() -> frozenset[str]:
    """After these words stands what the question is about, more often than elsewhere."""
    return _listed("before")


@lru_cache(maxsize=1)
def places_follow() -> frozenset[str]:
    """After these words a place is meant, even where its name is an ordinary word as well."""
    return _listed("at")


@lru_cache(maxsize=1)
def legal_forms() -> frozenset[str]:
    """What stands after companies' names and is left out in talking."""
    return _listed("legal_forms")


def _listed(name: str) -> frozenset[str]:
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Keys of words that say nothing about what is asked, as people say them all the time."""
    return frozenset(plain(each) for each in _listed("fillers") | _listed("asking") | little())


@lru_cache(maxsize=1)
def correct() -> frozenset[str]:
    """Frequent words of some languages, lower case: they are spelled as meant."""
    return _listed("words")
