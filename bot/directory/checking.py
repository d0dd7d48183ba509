"""What may stand in a directory: the checks that forms, files and practices.yaml share. Pure.

A check returns what is wrong, in words that also say what to do, or None. Give it what `tidy` has made of what was
typed. An empty field is never wrong here: which ones are needed, whoever asks knows.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from bot.conversation.words import Listing, T, Words
from bot.directory.places import REGIONS, Place, Places, code_key, is_everywhere, named, world
from bot.directory.tokens import key
from bot.directory.vocabulary import STEPS

MOST: Final[Mapping[str, int]] = {
    "topic": 80,
    "synonym": 120,
    "region": 80,
    "product": 120,
    "segment": 120,
    "account": 120,
}
"""The longest that each may be, in characters."""
MOST_SYNONYMS: Final = 60
"""A topic's."""
MOST_HELD: Final = 300
"""So many places may stand in an own region."""
FOR: Final = ("product", "segment", "account")
"""What a contact may be for, besides region and step."""

_ALIKE: Final = 0.7
_UNSHOWN: Final = {"Cc", "Cs"}
_SHOWN: Final = 40


def tidy(typed: str) -> str:
    """On one line, without spaces around or in a row."""
    return " ".join(typed.split())


def shown(name: str) -> str:
    """A name that nobody has checked, as it can stand in a file."""
    return tidy("".join(each for each in name if unicodedata.category(each) not in _UNSHOWN or each.isspace()))


def check_name(field: str, name: str) -> Words | None:
    """A topic's or a synonym's name, a region, product, segment or account: by `MOST`, where it stands there."""
    most = MOST[field]
    if not name.isprintable() and any(unicodedata.category(each) in _UNSHOWN for each in name):
        return T("This has characters that can't be shown. Please type it anew.")
    if len(name) > most:
        return T("“{name}” is longer than {most} characters. Please shorten it.", name=_cut(name), most=most)
    if name and not key(name):
        return T("“{name}” has no letters or digits, so nobody could find it. Please name it in words.", name=name)
    if field == "synonym" and ";" in name:
        return T("“{name}” has a semicolon, which stands between synonyms. Please leave it out.", name=name)
    return None


def check_topic(name: str) -> Words | None:
    """A topic's name."""
    return check_name("topic", name)


def check_synonyms(names: Sequence[str]) -> Words | None:
    """All synonyms of a topic."""
    if len(names) > MOST_SYNONYMS:
        return T(
            "A topic has {most} synonyms at most. Please leave out those that say nearly the same.", most=MOST_SYNONYMS
        )
    return next((wrong for name in names if (wrong := check_name("synonym", name))), None)


def check_region(name: str, places: Places) -> Words | None:
    """A contact's region. It is known to the world, the company's own, or named by a contact already.

    `places` are the directory's own, as a vocabulary has them: these have learned what contacts name.
    """
    if wrong := check_name("region", name):
        return wrong
    if is_everywhere(name) or places.named(name):
        return None
    near = nearest_region(name, places)
    if near:
        return T("There is no region “{name}”. Did you mean {near}?", name=name, near=near)
    return T("There is no region “{name}”. Name one that is known, or add it to your own regions first.", name=name)


def check_step(typed: str) -> Words | None:
    """A step of the buying funnel, as `step_of` understands it."""
    if not typed or step_of(typed):
        return None
    known = Listing(items=STEPS)
    return T("There is no step “{step}”. Known are {known}.", step=_cut(typed), known=known)


def check_own_region(name: str, holds: Sequence[str], places: Places) -> Words | None:
    """A region of the company's own. `places` knows its other own regions."""
    if wrong := check_name("region", name):
        return wrong
    if is_everywhere(name):
        return T("“{name}” means everywhere already. Please choose another name.", name=name)
    if len(holds) > MOST_HELD:
        return T(
            "A region holds {most} places at most. Name countries or larger regions in their stead.", most=MOST_HELD
        )
    for part in holds:
        if key(part) == key(name) and not named(part):
            return T("“{name}” can't hold itself. Name the countries or cities that lie in it.", name=name)
        if wrong := check_name("region", part):
            return wrong
        if is_everywhere(part):
            return T("“{part}” means everywhere, which lies in no region. Please leave it out.", part=part)
        if not places.named(part):
            near = nearest_region(part, places)
            if near:
                return T("There is no place “{part}”. Did you mean {near}?", part=part, near=near)
            return T("There is no place “{part}”. Name countries, cities of 100,000 people or regions.", part=part)
    return None


def step_of(typed: str) -> str:
    """The step that is meant, as it is kept: case, spaces and hyphens don't matter. Empty where there is none."""
    return _steps().get(key(typed), "") if typed else ""


def region_of(typed: str) -> str:
    """A region as it is kept: empty where it means everywhere."""
    return "" if is_everywhere(typed) else tidy(typed)


def kept(
    *, region: str = "", product: str = "", segment: str = "", account: str = "", step: str = ""
) -> dict[str, str]:
    """What a contact is for, as its row has it: each with its key. What comes in has been checked."""
    row = {"region": region_of(region), "product": tidy(product), "segment": tidy(segment), "account": tidy(account)}
    return row | {f"{field}_key": key(name) for field, name in row.items()} | {"step": step_of(step)}


def spot(region: str, places: Places) -> str:
    """What regions are compared by: the same for all names of a place, such as Germany and Deutschland."""
    place = places.named(region) if region else None
    if place is None:
        return key(region)
    return f"{' '.join(sorted(place.countries))} {place.spot}"


def nearest_region(name: str, places: Places) -> str:
    """The known region that was probably meant; empty where none comes near."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415  as in `spelling`
    from rapidfuzz.process import extractOne  # noqa: PLC0415

    own, known = places.own(), _regions()
    for choices in (own, known):
        found = extractOne(key(name), list(choices), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
        if found:
            return choices[found[0]].name
    return ""


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, Place]:
    """The world's main places and what companies call parts of it, by key."""
    known = world()
    found = {each: known.names[each] for each in sorted(known.main)}
    for name in _called():
        place = known.names.get(code_key(name)) or known.names.get(key(name))
        if place:
            found.setdefault(key(name), place)
    return found


def _called() -> Iterable[str]:
    return (name.strip() for called in REGIONS for name in called.split(";"))


@lru_cache(maxsize=1)
def _steps() -> Mapping[str, str]:
    return {key(step): step for step in STEPS}


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
