"""Who is meant, at the beginning of a line: a mention, "@Ben", "Ben Carter", "Ben:", "me". And mentions farther on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.events import Act
from bot.work import Work, key_of
from storage.people import Person

MOST_WORDS: Final = 4
MOST_ALIKE: Final = 2000
"""So many names are looked through, of those that hold what was typed."""
ME: Final = frozenset({"me", "i", "myself", "ich", "mich", "mir", "moi", "je", "yo", "mí"})
_MENTION: Final = re.compile(r"<@([^<>\s|]{1,100})(?:\|[^<>]{0,100})?>")
_PLAIN: Final = re.compile("[a-z0-9]+")
_TO: Final = re.compile(r"^(?:to|will|should|please|bitte|soll)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """`person` is None where nobody is named, or `typed` names nobody for sure: then `alike` may be meant.

    `rest` is what stands after the name; mentions in it are names.
    """

    person: Person | None
    rest: str
    typed: str = ""
    alike: Sequence[Person] = ()


def whom(text: str, work: Work) -> Named:
    """Who is named at the beginning, and the rest."""
    bare = text.strip()
    if found := _MENTION.match(bare):
        person = _mentioned(found[1], work)
        return Named(person, _rest(bare[found.end() :], work), "" if person else found[1])
    if bare.startswith("@"):
        return _at(bare[1:], work)
    return _plainly(bare, work)


def _rest(text: str, work: Work) -> str:
    """What stands after the name, with names in place of mentions."""
    return _TO.sub("", _without_mentions(text, work).strip(" ,:;-–"))


def _without_mentions(text: str, work: Work) -> str:
    def name(found: re.Match[str]) -> str:
        person = _mentioned(found[1], work)
        return person.name if person is not None else found[1]

    return _MENTION.sub(name, text)


def _mentioned(user: str, work: Work) -> Person | None:
    """A mention is of the platform on which it was made; where two have one, the account's person has both."""
    event = work.event
    found = work.people.by_account(event.by.platform, event.by.workspace, user) if isinstance(event, Act) else None
    return found if found is not None and not found.left else None


def _at(text: str, work: Work) -> Named:
    """After "@" a name, of which nobody knows where it ends: the longest that is somebody's."""
    words = text.split()
    alike: Sequence[Person] = ()
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        found = _called(" ".join(words[:count]), work)
        if len(found) == 1:
            return Named(found[0], _rest(_after(text, count), work))
        alike = alike or found
    return Named(None, _rest(_after(text, 1), work), words[0].strip(",:;") if words else "@", alike)


def _plainly(text: str, work: Work) -> Named:
    """Without an "@": a whole name, a name before a colon, or whoever speaks."""
    before, colon, behind = text.partition(":")
    if colon and len(before.split()) <= MOST_WORDS:
        found = [work.person] if before.strip().casefold() in ME else _called(before, work)
        if len(found) == 1:
            return Named(found[0], _rest(behind, work))
        if found:
            return Named(None, _rest(behind, work), before.strip(), found)
    words = text.split()
    if words and words[0].casefold().strip(",") in ME:
        return Named(work.person, _rest(_after(text, 1), work))
    for count in range(min(MOST_WORDS, len(words)), 1, -1):
        found = _called(" ".join(words[:count]), work)
        if len(found) == 1:
            return Named(found[0], _rest(_after(text, count), work))
    return Named(None, _without_mentions(text, work))


def _after(text: str, words: int) -> str:
    """What stands behind so many words, as it was typed."""
    parts = text.split(maxsplit=words)
    return parts[words] if len(parts) > words else ""


def _called(typed: str, work: Work) -> Sequence[Person]:
    """Whose name, first name, last name or address this is."""
    name = " ".join(typed.casefold().split()).strip(" ,:;.")
    if not name:
        return ()
    if name in ME:
        return (work.person,)
    # SQLite knows no capitals but ours, so that it is asked for what it can find; the rest is compared here.
    near = work.people.search(max(_PLAIN.findall(name), key=len, default=""), MOST_ALIKE)
    whole = [each for each in near if name in {" ".join(each.name.casefold().split()), each.email or ""}]
    if whole or " " in name:
        return _each_once(whole)
    parts = [each for each in near if name in each.name.casefold().split() or name == (each.email or "").split("@")[0]]
    return _each_once(parts)


def _each_once(people: Sequence[Person]) -> Sequence[Person]:
    return list({key_of(each): each for each in people}.values())
