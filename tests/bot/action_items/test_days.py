"""Days in plain words: what they mean on a Monday, in four languages; what is asked about; and that nothing breaks."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.action_items.day_words import BY, END, ENDS, IN, NEAR, NEXT, NUMBERS, PAST, SMALL, UNITS, weekdays
from bot.action_items.days import FARTHEST, Order, Speaker, read_day

MONDAY = date(2027, 1, 11)


def speaker(*languages: str, order: Order = "day", today: date = MONDAY) -> Speaker:
    return Speaker(today, tuple(dict.fromkeys((*languages, "en"))), order)


SURE = {
    "en": {
        "Friday": "2027-01-15",
        "friday": "2027-01-15",
        "Monday": "2027-01-18",
        "this Thursday": "2027-01-14",
        "next Monday": "2027-01-18",
        "Friday next week": "2027-01-22",
        "today": "2027-01-11",
        "tomorrow": "2027-01-12",
        "the day after tomorrow": "2027-01-13",
        "in two weeks": "2027-01-25",
        "in 3 days": "2027-01-14",
        "within a month": "2027-02-11",
        "end of the month": "2027-01-31",
        "the end of next month": "2027-02-28",
        "end of next week": "2027-01-22",
        "EOW": "2027-01-15",
        "eom": "2027-01-31",
        "end of March": "2027-03-31",
        "end of the quarter": "2027-03-31",
        "end of year": "2027-12-31",
        "31.3.": "2027-03-31",
        "31.3.2027": "2027-03-31",
        "2027-03-31": "2027-03-31",
        "15 March": "2027-03-15",
        "March 15": "2027-03-15",
        "Mar 15th": "2027-03-15",
        "15th of March": "2027-03-15",
        "Tuesday 16 March": "2027-03-16",
        "the 15th": "2027-01-15",
        "the 3rd": "2027-02-03",
        "10 January": "2028-01-10",
        "29 February": "2028-02-29",
        "3/4": "2027-04-03",
    },
    "de": {
        "Freitag": "2027-01-15",
        "am Freitag": "2027-01-15",
        "kommenden Freitag": "2027-01-15",
        "Freitag nächster Woche": "2027-01-22",
        "heute": "2027-01-11",
        "morgen": "2027-01-12",
        "übermorgen": "2027-01-13",
        "in zwei Wochen": "2027-01-25",
        "in 14 Tagen": "2027-01-25",
        "Ende des Monats": "2027-01-31",
        "Monatsende": "2027-01-31",
        "Ende März": "2027-03-31",
        "Ende nächster Woche": "2027-01-22",
        "15. März": "2027-03-15",
        "15.3.27": "2027-03-15",
        "am 15.": "2027-01-15",
    },
    "fr": {
        "vendredi": "2027-01-15",
        "demain": "2027-01-12",
        "après-demain": "2027-01-13",
        "dans deux semaines": "2027-01-25",
        "fin du mois": "2027-01-31",
        "la fin de la semaine": "2027-01-15",
        "fin de l’année": "2027-12-31",
        "fin d'avril": "2027-04-30",
        "le 15 mars": "2027-03-15",
        "1er avril": "2027-04-01",
        "31/3": "2027-03-31",
    },
    "es": {
        "el viernes": "2027-01-15",
        "mañana": "2027-01-12",
        "pasado mañana": "2027-01-13",
        "dentro de dos semanas": "2027-01-25",
        "en 2 semanas": "2027-01-25",
        "fin de mes": "2027-01-31",
        "finales de marzo": "2027-03-31",
        "el 15 de marzo": "2027-03-15",
        "31/3": "2027-03-31",
    },
    "sv": {"fredag": "2027-01-15", "om två veckor": "2027-01-25"},
}


@pytest.mark.parametrize(("language", "text"), [(each, text) for each, days in SURE.items() for text in days])
def test_a_day_that_is_certain(language: str, text: str) -> None:
    found = read_day(text, speaker(language))
    assert found.day == date.fromisoformat(SURE[language][text])
    assert found.sure


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "next Tuesday", ["2027-01-12", "2027-01-19"]),
        ("de", "nächsten Dienstag", ["2027-01-12", "2027-01-19"]),
        ("fr", "vendredi prochain", ["2027-01-15", "2027-01-22"]),
        ("es", "el viernes que viene", ["2027-01-15", "2027-01-22"]),
        ("en", "next week", ["2027-01-22"]),
        ("en", "March", ["2027-03-31"]),
        ("de", "im März", ["2027-03-31"]),
        ("en", "Tuesday 15 March", ["2027-03-15"]),  # which is a Monday
    ],
)
def test_a_day_that_is_asked_about(language: str, text: str, days: list[str]) -> None:
    found = read_day(text, speaker(language))
    assert [each.isoformat() for each in found.days] == days
    assert not found.sure


def test_three_fourths_of_what() -> None:
    """Where nobody can tell what goes first, both are possible; where only one is a day, it is that one."""
    assert read_day("3/4", speaker(order="month")).day == date(2027, 3, 4)
    unknown = read_day("3/4", speaker(order=""))
    assert unknown.days == (date(2027, 4, 3), date(2027, 3, 4))
    assert not unknown.sure
    for order in ("day", "month", ""):
        assert read_day("3/31", speaker(order=order)).days == (date(2027, 3, 31),)
        assert read_day("31/3", speaker(order=order)).days == (date(2027, 3, 31),)


@pytest.mark.parametrize("text", ["yesterday", "gestern", "hier", "2026-12-01", "1.12.2026", "15 January 2026"])
def test_a_day_that_is_over(text: str) -> None:
    found = read_day(text, speaker("de", "fr"))
    assert found.past
    assert found.days == ()


@pytest.mark.parametrize(
    "text", ["", " ", "5", "5pm", "10:30", "now", "in a minute", "30 February", "13/13", "00.00.", "2027", "do", "fin"]
)
def test_what_is_no_day(text: str) -> None:
    found = read_day(text, speaker())
    assert (found.days, found.past) == ((), False)


def test_next_tuesday_is_certain_once_this_weeks_is_over() -> None:
    wednesday = speaker(today=date(2027, 1, 13))
    assert read_day("next Tuesday", wednesday).days == (date(2027, 1, 19),)
    assert read_day("next Wednesday", wednesday).days == (date(2027, 1, 20),)
    assert read_day("Wednesday", wednesday).days == (date(2027, 1, 20),), "today has a name of its own"


def test_the_end_of_a_week_that_is_over() -> None:
    saturday = speaker(today=date(2027, 1, 16))
    assert read_day("end of the week", saturday).day == date(2027, 1, 22)


WORDS = sorted({*BY, *END, *ENDS, *IN, *NEAR, *NEXT, *NUMBERS, *PAST, *SMALL, *UNITS, *weekdays("en"), *weekdays("de")})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.integers(0, 9999).map(str),
    st.from_regex(r"\d{1,2}[./-]\d{1,2}[./-]?(\d{2,4})?", fullmatch=True),
    st.text(max_size=8),
)


@settings(max_examples=300)
@given(
    pieces=st.lists(PIECES, max_size=6),
    language=st.sampled_from(["en", "de", "fr", "es", "sv", "zz", "", "pt-BR"]),
    order=st.sampled_from(["day", "month", ""]),
    today=st.dates(date(2026, 1, 1), date(2099, 12, 31)),
)
def test_whatever_is_typed_no_day_is_over_or_far_away(
    pieces: list[str], language: str, order: Order, today: date
) -> None:
    found = read_day(" ".join(pieces), speaker(language, order=order, today=today))
    assert all(today <= each <= today + FARTHEST for each in found.days)
    assert not (found.sure and len(found.days) != 1)


@given(text=st.text(max_size=200))
def test_no_text_makes_it_stumble(text: str) -> None:
    for each in read_day(text, speaker("de")).days:
        assert MONDAY <= each <= MONDAY + timedelta(days=1200)
