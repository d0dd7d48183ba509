"""A line, taken apart: what is to be done, and by when. What is not certain loses nothing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.action_items.days import Speaker
from bot.action_items.reading import read_line

MONDAY = date(2027, 1, 11)


def speaker(*languages: str) -> Speaker:
    return Speaker(MONDAY, tuple(dict.fromkeys((*languages, "en"))), "day")


@pytest.mark.parametrize(
    ("language", "text", "what", "due"),
    [
        ("en", "send the deck by Friday", "send the deck", "2027-01-15"),
        ("en", "send the deck by Friday!", "send the deck", "2027-01-15"),
        ("en", "send the deck, due 31.3.", "send the deck", "2027-03-31"),
        ("en", "send the deck Friday", "send the deck", "2027-01-15"),
        ("en", "send the deck in two weeks", "send the deck", "2027-01-25"),
        ("en", "send it by the end of the month", "send it", "2027-01-31"),
        ("en", "by Friday send the deck", "send the deck", "2027-01-15"),
        ("en", "send by Friday the deck by Monday", "send by Friday the deck", "2027-01-18"),
        ("en", "fix release 2.1 by 31.3.", "fix release 2.1", "2027-03-31"),
        ("en", "SEND IT BY FRIDAY", "SEND IT", "2027-01-15"),
        ("de", "das Deck schicken bis Freitag", "das Deck schicken", "2027-01-15"),
        ("de", "bis Freitag das Deck schicken", "das Deck schicken", "2027-01-15"),
        ("de", "Angebot bis Ende März", "Angebot", "2027-03-31"),
        ("de", "Deck schicken bis zum 31.3.", "Deck schicken", "2027-03-31"),
        ("fr", "envoyer le deck d’ici vendredi", "envoyer le deck", "2027-01-15"),
        ("fr", "envoyer le deck avant le 15 mars", "envoyer le deck", "2027-03-15"),
        ("fr", "envoyer le deck pour vendredi", "envoyer le deck", "2027-01-15"),
        ("es", "enviar el deck para el viernes", "enviar el deck", "2027-01-15"),
        ("es", "enviar el deck antes del 31/3", "enviar el deck", "2027-03-31"),
    ],
)
def test_both_parts_are_certain(language: str, text: str, what: str, due: str) -> None:
    line = read_line(text, speaker(language))
    assert (line.what, line.when.day, line.sure) == (what, date.fromisoformat(due), True)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("send the deck", "send the deck"),
        ("be reachable 24/7", "be reachable 24/7"),
        ("finish 3/4 of the report", "finish 3/4 of the report"),
        ("plan the next 2 weeks", "plan the next 2 weeks"),
        ("fix release 2.1", "fix release 2.1"),
        ("review sales for May", "review sales for May"),
        ("ask Ben about Sunday", "ask Ben about Sunday"),
        ("send the deck by the next board meeting", "send the deck by the next board meeting"),
        ("send the deck next Tuesday", "send the deck"),
        ("write the summary next week", "write the summary"),
        ("send the deck by yesterday", "send the deck"),
    ],
)
def test_what_is_not_certain_is_asked(text: str, what: str) -> None:
    line = read_line(text, speaker())
    assert not line.sure
    assert line.what == what


def test_what_stands_behind_by_is_named_where_it_is_no_day() -> None:
    assert read_line("send it by the next board meeting", speaker()).unread == "next board meeting"


@pytest.mark.parametrize("text", ["", "by", "by Friday", "tomorrow", "   "])
def test_nothing_to_do_is_not_certain(text: str) -> None:
    assert not read_line(text, speaker()).sure


_BAG = "send the deck by until Friday next week in two 31.3. 3/4 bis Ende d'ici about March"
WORDS = st.sampled_from(sorted(_BAG.split()))


@settings(max_examples=200)
@given(words=st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=14))
def test_nothing_that_was_typed_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    line = read_line(text, speaker("de", "fr"))
    assert line.when.day is None or line.when.day >= MONDAY
    if not line.when.days and not line.when.past:
        assert line.what == " ".join(text.split())
    if line.sure:
        assert line.what
