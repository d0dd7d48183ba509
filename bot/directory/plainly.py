"""Answers without a chat, as plain texts: for the command line and whoever calls it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.cards import Card, Facts, SmallPrint, Text
from bot.conversation.events import Event
from bot.conversation.reading import Reader
from bot.conversation.words import T, When, Words
from bot.directory.answer_cards import Seen
from bot.directory.asking import told
from bot.directory.choosing import Found, Named, look_up
from bot.directory.remembering import take_notes
from bot.timing import Holidays, country_of_zone
from bot.work import Work
from storage.people import People, Person
from storage.records import Session


@dataclass(frozen=True)
class Answering:
    """Somebody to turn to. `email` is empty where none is known; `why` goes after the name."""

    name: str
    email: str
    why: str


@dataclass(frozen=True)
class Told:
    """An answer: the people, best first, or `lines`, which say it to people."""

    question: str
    answers: tuple[Answering, ...]
    lines: tuple[str, ...]

    @property
    def known(self) -> bool:
        return bool(self.answers)


def answers(
    session: Session, organisation: int, questions: Sequence[str], now: datetime, *, in_words: bool
) -> list[Told]:
    """Answer, count and file as in chat, in the caller's transaction; read as the company reads.

    `in_words`: lines for people are wanted, too, which takes as long again.
    """
    work = Work(People(session, organisation), Event(key="ask", at=now), now, Holidays())
    home = work.organisation
    reader = Reader(now=now, language=home.language, zone=home.zone)
    near = (home.country or country_of_zone(home.zone) or "").partition("-")[0]
    every = [look_up(each, work, near) for each in questions]
    noted = zip(questions, every, take_notes(every, work), strict=True)
    return [
        Told(
            question,
            answers=tuple(_named(found, work, reader)),
            lines=tuple(_lines(told(found, work, Seen(), filed=filed), reader)) if in_words else (),
        )
        for question, found, filed in noted
    ]


def _named(found: Found, work: Work, reader: Reader) -> Iterator[Answering]:
    for each in found.named:
        for person, why in _in_turn(each, work):
            yield Answering(person.name, person.email or "", reader.plain(why))


def _in_turn(named: Named, work: Work) -> Iterator[tuple[Person, Words]]:
    """Who stands in goes first, then who is away."""
    if named.stand_in is not None:
        yield named.stand_in, T("stands in for {who}, who {why}", who=work.who(named.person), why=named.why)
    if named.absence is None:
        yield named.person, named.why
    elif named.absence.on_leave:
        yield named.person, T("{why} (away, back {when})", why=named.why, when=When(at=named.absence.back, style="day"))
    else:
        yield named.person, T("{why} (not at work now, back {when})", why=named.why, when=When(at=named.absence.back))


def _lines(card: Card, reader: Reader) -> Iterator[str]:
    """A card as lines of text."""
    for part in card.parts:
        match part:
            case Text() | SmallPrint():
                yield reader.plain(part.words)
            case Facts():
                yield from (f"    {reader.plain(each.label)}: {reader.plain(each.value)}" for each in part.facts)
            case _:
                pass
