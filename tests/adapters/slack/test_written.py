"""Messages that were written a moment ago are found again, and nobody gets what was written for anybody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import written
from adapters.slack.render_card import message
from adapters.slack.written import Written
from bot.conversation.cards import Card, note
from bot.conversation.model import Account
from bot.conversation.reading import Reader
from bot.conversation.replies import Say, Update, Whisper
from bot.conversation.words import Command, T, When, Who
from tests.adapters.slack import strategies

NOON = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
MIDNIGHT = datetime(2027, 1, 5, tzinfo=UTC)

BOB = Who(
    name="Bob",
    accounts=tuple(Account(platform="slack", workspace=each, user=f"U{each}") for each in ("T1", "T2")),
    notify=True,
)
TOLD = T(
    "{who} answers by {closes}, out of {many}. See {how}.",
    who=BOB,
    closes=When(at=MIDNIGHT),
    many=12345,
    how=Command(text="home"),
)
readers = st.builds(
    Reader,
    now=st.sampled_from([NOON, MIDNIGHT - timedelta(seconds=1), MIDNIGHT]),
    language=st.sampled_from(["en", "en-US", "de"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    workspace=st.sampled_from([("slack", "T1"), ("slack", "T2"), ("teams", "T1")]),
)
cards = st.one_of(st.just(note(TOLD)), strategies.cards)
reply_kinds: st.SearchStrategy[Callable[[Card], Say | Update | Whisper]] = st.sampled_from(
    [lambda card: Say(card=card), lambda card: Update(card=card), lambda card: Whisper(card=card)]
)


@given(st.lists(st.tuples(reply_kinds, cards, readers), max_size=8))
def test_everybody_gets_what_they_would_get_alone(asked: list[tuple[Any, Card, Reader]]) -> None:
    kept = Written()
    for kind, card, reader in [*asked, *asked]:
        assert kept.content(kind(card), reader) == message(card, reader)


def test_what_many_are_shown_is_written_once() -> None:
    kept = Written()
    first, later = (Reader(now=NOON + timedelta(seconds=each), workspace=("slack", "T1")) for each in (0, 59))
    assert kept.content(Update(card=note(TOLD)), first) is kept.content(Update(card=note(TOLD)), later)


@pytest.mark.parametrize("change", [{"zone": "Europe/Berlin"}, {"workspace": ("slack", "T2")}, {"language": "de"}])
def test_who_reads_otherwise_has_it_written_for_them(change: dict[str, Any]) -> None:
    kept = Written()
    usual: dict[str, Any] = {"now": NOON, "zone": "UTC", "workspace": ("slack", "T1"), "language": "en"}
    mine = kept.content(Update(card=note(TOLD)), Reader(**usual))
    theirs = kept.content(Update(card=note(TOLD)), Reader(**(usual | change)))
    assert theirs != mine


def test_tomorrow_is_no_longer_tomorrow_once_it_has_come() -> None:
    kept = Written()
    before, after = (Reader(now=MIDNIGHT + timedelta(seconds=each)) for each in (-1, 0))
    assert "tomorrow" in str(kept.content(Update(card=note(TOLD)), before))
    assert "today" in str(kept.content(Update(card=note(TOLD)), after))


def test_only_so_many_are_kept_and_none_for_longer_than_a_minute() -> None:
    kept = Written()
    reader = Reader(now=NOON)
    replies = [Update(card=note(T("number {n}", n=number))) for number in range(written.KNOWN + 1)]
    oldest, *_, newest = [kept.content(each, reader) for each in replies]
    assert kept.content(replies[-1], reader) is newest
    assert kept.content(replies[0], reader) is not oldest
    kept.content(replies[0], Reader(now=NOON + timedelta(minutes=1)))
    assert kept.content(replies[-1], reader) is not newest
