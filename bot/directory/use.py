"""How the directory is used and how well it is kept: counts by topic, as data and as a card. Nothing says who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.conversation.cards import Card, Fact, Facts, Part, SmallPrint, heading, text
from bot.conversation.replies import Reply, Whisper
from bot.conversation.words import TN, Day, T, Words, number, verbatim
from bot.directory.confirming import today
from bot.directory.waiting import count_of
from bot.work import Work
from storage.directory import Directory
from storage.directory_pages import DirectoryPages
from storage.stewardship import Tended

MONTHS: Final = 3
MOST_TOPICS: Final = 12


@dataclass(frozen=True)
class TopicFigures:
    """A topic: how often it was asked about and answered, how often wrongly, and its contacts."""

    topic: int
    name: str
    asked: int = 0
    answered: int = 0
    wrong: int = 0
    contacts: int = 0
    confirmed: int = 0


@dataclass(frozen=True)
class Figures:
    """All of the directory since a day, the most asked topics first. `unknown`: asked without a topic being known."""

    since: date
    topics: tuple[TopicFigures, ...]
    unknown: int
    to_settle: int
    """Questions and contacts that wait for a steward."""

    @property
    def asked(self) -> int:
        return self.unknown + sum(each.asked for each in self.topics)

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.topics)

    @property
    def wrong(self) -> int:
        return sum(each.wrong for each in self.topics)

    @property
    def contacts(self) -> int:
        return sum(each.contacts for each in self.topics)

    @property
    def confirmed(self) -> int:
        return sum(each.confirmed for each in self.topics)

    @property
    def share_answered(self) -> float | None:
        """From 0 to 1; None where nobody has asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def share_confirmed(self) -> float | None:
        """From 0 to 1; None without contacts."""
        return self.confirmed / self.contacts if self.contacts else None


def figures(work: Work, months: int = MONTHS) -> Figures:
    """The directory in figures: this month, and those before it."""
    day, directory = today(work), work[Directory]
    counted = day.year * 12 + day.month - months
    since = date(counted // 12, counted % 12 + 1, 1)
    used: dict[int | None, list[int]] = {}
    for row in directory.uses(since):
        counts = used.setdefault(row.topic, [0, 0, 0])
        used[row.topic] = [counts[0] + row.asked, counts[1] + row.answered, counts[2] + row.wrong]
    states = work[DirectoryPages].states_by_topic()
    topics = []
    for topic in directory.topics():
        asked, answered, wrong = used.get(topic.id, (0, 0, 0))
        its = states.get(topic.id or 0, {})
        contacts, confirmed = sum(its.values()), its.get("confirmed", 0)
        topics.append(TopicFigures(topic.id or 0, topic.name, asked, answered, wrong, contacts, confirmed))
    topics.sort(key=lambda each: (-each.asked, each.name))
    return Figures(since, tuple(topics), used.get(None, [0])[0], count_of(Tended(), work))


def numbers(work: Work) -> Reply:
    """The way of the command."""
    return Whisper(card=numbers_card(work))


def numbers_card(work: Work) -> Card:
    now = figures(work)
    if not now.topics:
        return Card(title=_TITLE, parts=(text(T("There are no topics yet, so there is nothing to count.")),))
    parts: list[Part] = [
        Facts(
            facts=(
                Fact(label=T("Questions"), value=T("{count}", count=now.asked)),
                Fact(label=T("Answered"), value=_share(now.share_answered)),
                Fact(label=T("Contacts"), value=T("{count}", count=now.contacts)),
                Fact(label=T("Confirmed"), value=_share(now.share_confirmed)),
            )
        )
    ]
    asked = [each for each in now.topics if each.asked]
    if asked:
        parts += [heading(T("By topic")), _by_topic(asked[:MOST_TOPICS], now.unknown)]
    if len(asked) > MOST_TOPICS:
        more = len(asked) - MOST_TOPICS
        parts.append(SmallPrint(words=TN("One more topic was asked for.", "{count} more topics were asked for.", more)))
    since = T("Since {day}. Nothing says who asked.", day=Day(day=now.since))
    waits = TN("One thing waits for its steward.", "{count} things wait for their stewards.", now.to_settle)
    parts.append(SmallPrint(words=T("{since} {waits}", since=since, waits=waits) if now.to_settle else since))
    return Card(title=_TITLE, parts=tuple(parts))


def _by_topic(topics: Sequence[TopicFigures], unknown: int) -> Facts:
    facts = [Fact(label=verbatim(each.name), value=_went(each)) for each in topics]
    if unknown:
        facts.append(Fact(label=T("No topic known"), value=TN("asked once", "asked {count} times", unknown)))
    return Facts(facts=tuple(facts))


def _went(topic: TopicFigures) -> Words:
    asked = TN("asked once", "asked {count} times", topic.asked)
    answered = T("{asked}, answered {answered}", asked=asked, answered=topic.answered)
    return T("{said}, {count} of these wrong", said=answered, count=topic.wrong) if topic.wrong else answered


def _share(share: float | None) -> Words:
    return T("{share}", share=number(share, percent=True)) if share is not None else T("nothing yet")


_TITLE: Final = T("Who to contact in numbers")
