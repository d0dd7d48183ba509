"""Words for days and for what goes before them, in English, German, French and Spanish.

Names of weekdays and months come from Babel, in any language. What is not here the library knows, or nobody.
"""

from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

BY: Final = (
    *("no later than", "not later than", "at the latest by", "due by", "due on", "by the", "by", "until", "till"),
    *("before", "due"),
    *("bis spätestens", "spätestens bis", "spätestens am", "spätestens", "bis zum", "bis", "fällig am"),
    *("au plus tard le", "au plus tard", "d'ici au", "d'ici à", "d'ici le", "d'ici la", "d'ici", "avant le"),
    *("avant la", "avant", "jusqu'au", "jusqu'à"),
    *("a más tardar el", "a más tardar", "antes del", "antes de", "hasta el", "hasta"),
)
"""What says that a day follows; the longer go before those that they begin with."""

ABOUT: Final = frozenset(
    {
        *("about", "for", "of", "from", "since", "after", "with", "and"),
        *("über", "für", "von", "vom", "seit", "nach", "mit", "und"),
        *("sur", "de", "du", "depuis", "après", "avec", "et"),
        *("sobre", "del", "desde", "después", "con", "y"),
    }
)
"""What a day belongs to that says nothing of by when."""

SMALL: Final = frozenset(
    {
        *("on", "the", "of", "this", "coming", "at"),
        *(
            "am",
            "im",
            "an",
            "den",
            "der",
            "dem",
            "des",
            "diesen",
            "dieser",
            "dieses",
            "diese",
            "zum",
            "kommenden",
            "kommende",
        ),
        *("le", "la", "du", "de", "ce", "cette", "pour", "au"),
        *("el", "los", "del", "este", "esta", "para"),
    }
)
"""Words that say nothing of which day it is."""
NEXT: Final = frozenset(
    {
        "next",
        *("nächsten", "nächster", "nächste", "nächstes", "nächstem"),
        *("prochain", "prochaine"),
        *("próximo", "próxima", "siguiente", "que viene"),
    }
)
UNITS: Final = {
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días"), "day"),
    **dict.fromkeys(("week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"), "week"),
    **dict.fromkeys(("month", "months", "monat", "monats", "monate", "monaten", "mois", "mes", "meses"), "month"),
    **dict.fromkeys(("quarter", "quartal", "quartals", "trimestre"), "quarter"),
    **dict.fromkeys(("year", "years", "jahr", "jahres", "jahre", "jahren"), "year"),
    **dict.fromkeys(("l'année", "année", "an", "ans", "año", "años"), "year"),
}
IN: Final = frozenset({"in", "within", "innerhalb", "binnen", "dans", "en", "dentro", "von"})
NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "a an one ein eine einem einer un une una",
            "two zwei deux dos",
            "three drei trois tres",
            "four vier quatre cuatro",
            "five fünf cinq cinco",
            "six sechs seis",
            "seven sieben sept siete",
            "eight acht huit ocho",
            "nine neun neuf nueve",
            "ten zehn dix diez",
            "eleven elf onze once",
            "twelve zwölf douze doce",
        ),
        1,
    )
    for word in words.split()
}
END: Final = ("end", "ende", "fin", "final", "finales")
ENDS: Final = {
    **dict.fromkeys(("eod", "tagesende"), "day"),
    "eow": "week",
    **dict.fromkeys(("eom", "monatsende", "month-end"), "month"),
    **dict.fromkeys(("eoq", "quartalsende"), "quarter"),
    **dict.fromkeys(("eoy", "jahresende"), "year"),
}
"""The end of something in one word."""
NEAR: Final = {
    **dict.fromkeys(("today", "heute", "aujourd'hui", "hoy"), 0),
    **dict.fromkeys(("tomorrow", "morgen", "demain", "mañana"), 1),
    **dict.fromkeys(("day after tomorrow", "übermorgen", "après-demain", "pasado mañana"), 2),
}
PAST: Final = frozenset({"yesterday", "gestern", "vorgestern", "hier", "avant-hier", "ayer", "anteayer"})
KNOWN: Final = ("en", "de", "fr", "es")
"""The languages of these words."""


@lru_cache(maxsize=64)
def weekdays(language: str) -> dict[str, tuple[int, bool]]:
    """Names of weekdays: (0 is Monday, whether it is the whole name)."""
    return {name: (number, whole) for number, name, whole in _names(language, "days")}


@lru_cache(maxsize=64)
def months(language: str) -> dict[str, int]:
    """Names of months, whole or shortened."""
    return {name: number for number, name, _ in _names(language, "months")}


def _names(language: str, which: str) -> list[tuple[int, str, bool]]:
    try:
        kept = getattr(Locale.parse(language.replace("-", "_")), which)
    except (UnknownLocaleError, ValueError):
        return []
    found = []
    for width in ("abbreviated", "wide"):  # what both are called is a whole name
        for form in ("format", "stand-alone"):
            names = kept[form][width].items()
            found += [(number, str(name).casefold().strip("."), width == "wide") for number, name in names]
    return found
