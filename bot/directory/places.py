"""Places: countries and what else they are called, big cities, states, and regions that hold countries.

Cities, states and countries come from data/places.json (see gathering.py). What companies call DACH or EMEA stands in
no library, so it stands here; a company adds regions of its own. A place lies in another where its countries do.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.directory.tokens import DATA, key

EVERYWHERE: Final = frozenset(
    key(each) for each in ("worldwide", "global", "everywhere", "international", "world", "all")
)
"""Names of no region in particular, as they stand in files."""

REGIONS: Final[dict[str, str]] = {
    "DACH; D-A-CH; German-speaking countries": "DE AT CH LI",
    "Nordics; Nordic countries; Norden": "DK FI IS NO SE FO GL AX SJ",
    "Scandinavia": "DK NO SE",
    "Baltics; Baltic states": "EE LV LT",
    "Benelux": "BE NL LU",
    "Iberia; Iberian Peninsula": "ES PT AD GI",
    "UK and Ireland; UKI; British Isles": "GB IE IM JE GG",
    "CEE; Central and Eastern Europe": "AL BA BG BY CZ EE HR HU LT LV MD ME MK PL RO RS SI SK UA XK",
    "Balkans": "AL BA BG GR HR ME MK RO RS SI XK",
    "SEE; South East Europe; Southeastern Europe": "AL BA BG CY GR HR ME MK RO RS SI XK",
    "CIS": "AM AZ BY KG KZ MD RU TJ UZ",
    "European Union; EU": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    "Middle East": "AE BH CY EG IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    "Gulf; GCC; Gulf states": "AE BH KW OM QA SA",
    "MENA; Middle East and North Africa": "Middle East; Northern Africa",
    "EMEA; Europe, Middle East and Africa": "Europe; Africa; Western Asia; Middle East",
    "APAC; Asia Pacific; Asia-Pacific": "Eastern Asia; South-eastern Asia; Southern Asia; Oceania",
    "APJ; Asia Pacific and Japan": "APAC",
    "ASEAN; Southeast Asia; South East Asia": "South-eastern Asia",
    "Greater China": "CN HK MO TW",
    "Indian subcontinent": "BD BT IN LK MV NP PK",
    "ANZ; Australasia; Australia and New Zealand": "AU NZ",
    "LATAM; Latin America; Central and South America": "Latin America and the Caribbean",
    "South America": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
    "Central America": "BZ CR GT HN NI PA SV",
    "North America; NORAM; NA": "Northern America",
    "NAFTA; USMCA": "US CA MX",
    "AMER; AMERS; the Americas; North and South America": "Americas",
    "America; the States; the US": "US",
    "Korea": "KR",
}
"""What companies call parts of the world: names, and the countries or the parts (UN M49) that belong there."""


@dataclass(frozen=True)
class Place:
    """A city, a state, a country or a region. `spot` tells cities and states of one country apart."""

    name: str
    countries: frozenset[str]
    spot: str = ""
    state: str = ""
    """The state that a city lies in, as that state's spot."""

    @property
    def breadth(self) -> int:
        """How much it holds: a city 0, a state 1, then by countries."""
        return int(self.spot.startswith("area")) if self.spot else 1 + len(self.countries)

    def holds(self, other: "Place") -> bool:
        """Whether the other place lies in this one, or is it."""
        if self.spot:
            return self.countries == other.countries and self.spot in {other.spot, other.state}
        return bool(other.countries) and other.countries <= self.countries

    def same(self, other: "Place") -> bool:
        return self.countries == other.countries and self.spot == other.spot


@dataclass(frozen=True)
class World:
    """Every place that everybody knows, by key.

    `ordinary` keys are ordinary words, too (Reading). `short` ones are short names (UK), `iso` ones codes (GB), which
    are keys of their own (`code_key`). `main` are names that are also recognised where they are misspelled.
    """

    names: Mapping[str, Place]
    ordinary: frozenset[str]
    short: frozenset[str]
    iso: frozenset[str]
    main: frozenset[str]


class Places:
    """The world, and the company's own regions: their names, with what they hold (names of countries, cities, ...).

    What an own region holds may be another own region. What nobody knows is left out; `unknown` has it.
    """

    def __init__(self, own: Mapping[str, Sequence[str]] | None = None) -> None:
        self._own: dict[str, Place] = {}
        self.unknown: list[tuple[str, str]] = []
        waiting = dict(own or {})
        for name in waiting:
            self._settle(name, waiting, ())

    def _settle(self, name: str, own: Mapping[str, Sequence[str]], above: tuple[str, ...]) -> Place | None:
        if key(name) in self._own or name in above:
            return self._own.get(key(name))
        by_key = {key(each): each for each in own}
        held: set[str] = set()
        for part in own[name]:
            other = by_key.get(key(part))
            place = self._settle(other, own, (*above, name)) if other and other != name else named(part)
            if place is None:
                self.unknown.append((name, part))
            else:
                held |= place.countries
        self._own[key(name)] = place = Place(name, frozenset(held), "" if held else f"own {key(name)}")
        return place

    def learn(self, name: str) -> Place:
        """A region of which nothing is known but its name: only who asks for it by this name means it."""
        return self._own.setdefault(key(name), Place(name, frozenset(), f"own {key(name)}"))

    def named(self, text: str) -> Place | None:
        """The place that is called so in a file or a form, where codes may be written as one likes."""
        return self._own.get(key(text)) or named(text)

    def own(self) -> Mapping[str, Place]:
        """The company's own regions by key."""
        return self._own


def named(text: str) -> Place | None:
    """The place that everybody calls so; None where nobody does."""
    return world().names.get(code_key(text)) or world().names.get(key(text))


def is_everywhere(text: str) -> bool:
    """Whether a region in a file means all of the world."""
    return not text.strip() or key(text) in EVERYWHERE


def code_key(code: str) -> str:
    """The key of a code or a short name, which is no name's key."""
    return f"={code.strip().upper()}"


@lru_cache(maxsize=1)
def world() -> World:
    """Read once, when it is needed first: about a tenth of a second."""
    data = json.loads((DATA / "places.json").read_text(encoding="utf-8"))
    names: dict[str, Place] = {}
    for name, country, spot, state, keys in data["places"]:
        place = Place(name, frozenset({country}), spot=spot, state=state)
        names.update(dict.fromkeys(keys.split(), place))
    marks = {mark: set(data[mark].split()) for mark in ("ordinary", "short", "iso", "main")}
    parts = {part: frozenset(countries.split()) for part, countries in data["parts"].items()}
    for called, held in REGIONS.items():
        parts[called.split(";")[0]] = _held(held, parts)
        _add_region([each.strip() for each in called.split(";")], _held(held, parts), names, marks)
    for part, countries in parts.items():
        _add_region([part], countries, names, marks)
    marks["main"] -= marks["ordinary"]
    return World(names, **{mark: frozenset(each) for mark, each in marks.items()})


def _held(held: str, parts: Mapping[str, frozenset[str]]) -> frozenset[str]:
    known = [each.strip() for each in held.split(";")]
    if all(each in parts for each in known):
        return frozenset().union(*(parts[each] for each in known))
    return frozenset(held.split())


def _add_region(
    called: Sequence[str], countries: frozenset[str], names: dict[str, Place], marks: Mapping[str, set[str]]
) -> None:
    place = Place(called[0], countries)
    for name in called:
        short = len(name) <= len("APAC") and name.isupper()
        names.setdefault(code_key(name), place)
        if short:
            marks["short"].add(code_key(name))
        elif not (there := names.get(key(name))) or there.spot:  # the Americas are not America
            names[key(name)] = place
            marks["main"].add(key(name))
