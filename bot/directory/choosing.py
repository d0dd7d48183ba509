"""From a question to the people to name: `look_up`, for chat and command line alike.

What `find` has ranked is looked at as people: who has left is never named, who is away has somebody standing in, and
those who are so by role are found, too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.conversation.words import NOTHING, T, Words
from bot.directory.away import Absence, absence, stand_in
from bot.directory.chiefs import chief_asked_for, chiefs, why_chief
from bot.directory.finding import candidates, find, vocabulary_of
from bot.directory.question import SURE, Question
from bot.directory.ranking import MOST, Answer, Candidate, Match, meant, rank
from bot.directory.tokens import tokens
from bot.directory.why import why, wider
from bot.work import Work
from storage.directory import Contact, Directory
from storage.people import Person

CARRIED: Final = 300
"""So many characters of a question go into a button."""

_MENTION: Final = re.compile(r"<@[^<>]*>")
_COURTESIES: Final = frozenset(
    (
        *("bye", "cheers", "ciao", "goodbye", "goodnight", "hiya", "hooray", "hurray", "lol", "moin", "okay", "servus"),
        *("awesome", "cool", "nice", "ok", "perfect", "sup", "super", "thankyou", "thx", "ty", "welcome", "wow", "yo"),
    )
)
"""What people say without asking, where it is not among the filling words."""


@dataclass(frozen=True)
class Named:
    """Somebody to turn to. `why` goes after their name; `contact` is 0 for who is named by role.

    `stand_in` is asked first where there is one; `absence` says when the person is back.
    """

    person: Person
    why: Words
    contact: int = 0
    topic: int = 0
    wider: Words = NOTHING
    stale: bool = False
    confirmed: datetime | None = None
    absence: Absence | None = None
    stand_in: Person | None = None


@dataclass(frozen=True)
class Found:
    """The answer to a question, best first. `words`: what was asked without filling words, empty where that is nothing.

    `topic` is what it was about, also where nobody answers for that. `text` is as much of it as a button carries.
    """

    text: str
    words: str
    named: tuple[Named, ...] = ()
    others: tuple[Named, ...] = ()
    sure: bool = False
    topic: int = 0
    topic_name: str = ""
    places: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.named)

    @property
    def empty(self) -> bool:
        """Nothing was asked: a greeting, thanks, or nothing but filling words."""
        return not self.known and not self.words and not self.topic


def look_up(text: str, work: Work, near: str = "") -> Found:
    """Who answers what is asked. `near` is the asker's country (ISO 3166). Changes nothing."""
    plain = _MENTION.sub(" ", text).strip()
    question, answer = find(plain, work[Directory], near=near)
    asked = Found(
        text=carried(plain) or question.words,
        words="" if _is_courtesy(question.words) else question.words,
        places=tuple(place.name for place in question.places),
    )
    by_role = [_by_role(chief, each, work) for chief, each in _chiefs_asked_for(plain, question, work)]
    if by_role:
        return replace(asked, named=tuple(by_role)[:MOST], sure=True)
    people = _people([each.candidate for each in (*answer.matches, *answer.others)], work)
    if any(person.left for person in people.values()):
        answer, people = _without_leavers(question, work, near)
    topic = next(iter(meant(question)), None)
    return replace(
        asked,
        named=tuple(_named(answer.matches, people, work)),
        others=tuple(_named(answer.others, people, work)),
        sure=answer.sure,
        topic=topic.topic if topic else 0,
        topic_name=topic.name if topic else "",
    )


def _chiefs_asked_for(text: str, question: Question, work: Work) -> list[tuple[int, Person]]:
    """Those who are asked for by role, unless the directory itself has a topic in as many words."""
    chief = chief_asked_for(text)
    own = question.topics[0] if question.topics and question.topics[0].score >= SURE else None
    if chief is None or (own is not None and not own.at < chief.at):
        return []
    return [(chief.topic, person) for person in chiefs(chief.topic, work)]


def of_contact(row: Contact, topic: str, work: Work) -> Named | None:
    """One contact as it would be named, whatever was asked; None where they have left."""
    candidate = Candidate(
        contact=row.id or 0,
        topic=row.topic,
        person=row.person,
        backup=row.backup,
        confirmed=row.confirmed,
        state=row.state,
    )
    match = Match(candidate, topic, what_for(row))
    return next(iter(_named([match], _people([candidate], work), work)), None)


def what_for(row: Contact) -> tuple[str, ...]:
    """What a contact is for besides the topic, as people write it."""
    return tuple(filter(None, (row.account, row.product, row.segment, row.region, row.step)))


def carried(text: str) -> str:
    """The words of a question without anything else that was typed; empty where they are too many for a button."""
    words = " ".join(each.written for each in tokens(text))
    return words if len(words) <= CARRIED else ""


def _people(those: Iterable[Candidate], work: Work) -> Mapping[int, Person]:
    return work.people.some({who for each in those for who in (each.person, each.backup) if who is not None})


def _without_leavers(question: Question, work: Work, near: str) -> tuple[Answer, Mapping[int, Person]]:
    """Who is the right one among those who are still here."""
    directory = work[Directory]
    those = candidates(question, directory, vocabulary_of(directory))
    people = _people(those, work)
    staying = [each for each in those if each.person in people and not people[each.person].left]
    return rank(question, staying, near=near), people


def _named(matches: Sequence[Match], people: Mapping[int, Person], work: Work) -> list[Named]:
    found = []
    for match in matches:
        candidate = match.candidate
        person = people.get(candidate.person)
        if person is None or person.left:
            continue
        away = absence(person, work)
        own = work.people.get(person.stand_in) if person.stand_in is not None and away else None
        backup = people.get(candidate.backup) if candidate.backup is not None else None
        found.append(
            Named(
                person=person,
                why=why(match),
                contact=candidate.contact,
                topic=candidate.topic,
                wider=wider(match),
                stale=candidate.state == "stale",
                confirmed=candidate.confirmed,
                absence=away,
                stand_in=stand_in(person, away, (backup, own), work) if away else None,
            )
        )
    return found


def backing_up(named: Sequence[Named], work: Work) -> list[Named]:
    """Those who are the backup of contacts that were named."""
    found = []
    for each in named:
        row = work[Directory].contact(each.contact) if each.contact else None
        person = work.people.get(row.backup) if row is not None and row.backup is not None else None
        if person is not None and not person.left:
            reason = T("stands in for {who}, who {why}", who=work.who(each.person), why=each.why)
            found.append(Named(person, reason, each.contact, each.topic, absence=absence(person, work)))
    return found


def _by_role(chief: int, person: Person, work: Work) -> Named:
    away = absence(person, work)
    own = work.people.get(person.stand_in) if person.stand_in is not None and away else None
    instead = stand_in(person, away, (own,), work) if away else None
    return Named(person, why_chief(chief), absence=away, stand_in=instead)


def _is_courtesy(words: str) -> bool:
    return all(word in _COURTESIES for word in words.casefold().split())
