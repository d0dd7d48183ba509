"""Who is the right one: `rank` chooses among contacts, the most specific first, and says what speaks for each.

A contact that is for something else than what is asked (another region, account, ...) is never chosen. Of the others
the one for the account goes first, then for product and segment, then for the smallest region that holds the place,
then for the funnel step. Only where nobody is left, those who are for less than what is asked are offered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.directory.places import Place
from bot.directory.question import SURE, AskedFor, AskedTopic, Question

MOST: Final = 3
"""So many people are named where it is not sure who is meant."""
WORLD: Final = 1_000
"""The breadth of everywhere: more than any region's."""
CLOSE: Final = 0.06
"""Topics whose scores differ by less are taken for equally likely."""


@dataclass(frozen=True)
class Candidate:
    """A contact as the ranking needs it; everything else is carried along for those who show the answer.

    `product`, `segment`, `account` and `step` are keys, empty where it is for all; `where` is None for everywhere.
    """

    contact: int
    topic: int
    person: int
    where: Place | None = None
    region: str = ""
    product: str = ""
    segment: str = ""
    account: str = ""
    step: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Product, segment and account as people write them, by these words."""
    backup: int | None = None
    confirmed: datetime | None = None
    state: str = "new"


@dataclass(frozen=True)
class Match:
    """A contact that answers, and why. `asked`: what was asked for that nobody is set for in particular, as asked."""

    candidate: Candidate
    topic: str
    """The topic's name, or the account's or product's where no topic was named."""
    for_what: tuple[str, ...]
    """Account, product, segment, region and step that the contact is for, as people write them."""
    asked: tuple[str, ...] = ()
    narrower: bool = False
    """It is for less than what was asked about."""


@dataclass(frozen=True)
class Answer:
    """Whom to contact, best first. Sure: these are the right ones; else they may be. Nobody: `matches` is empty.

    `others` come next, for whoever says that these are not the right ones. `topics`: those that the question was
    about, also where nobody answers for them there.
    """

    matches: tuple[Match, ...] = ()
    sure: bool = False
    others: tuple[Match, ...] = ()
    topics: tuple[int, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.matches)


@dataclass(frozen=True, order=True)
class _Fit:
    """How well a contact fits: less is better. Compared in the order of the fields."""

    narrower: int
    far: int
    other_account: int
    other_product_or_segment: int
    places_missed: int
    breadth: int
    other_step: int


def rank(question: Question, candidates: Sequence[Candidate], *, near: str = "") -> Answer:
    """Choose. `near` is the asker's country (ISO 3166), which decides where the question names no place.

    The same question and contacts always give the same answer, in whatever order the contacts come.
    """
    likely = meant(question)
    groups = [_ordered(topic, question, candidates, near) for topic in likely]
    groups = [group for group in groups if group]
    if not likely:
        groups = [_ordered(None, question, candidates, near)]
    sure = len(groups) == 1 and bool(likely) and likely[0].score >= SURE
    first = _first(groups, sure=sure)
    if first and len({match.candidate.person for match in first}) > 1 and first[0].narrower:
        sure = False
    people = {match.candidate.person for match in first}
    others = [match for group in groups for _, match in group if match.candidate.person not in people]
    return Answer(
        matches=tuple(first),
        sure=sure and bool(first),
        others=tuple(_once_each(others)[:MOST]),
        topics=tuple(topic.topic for topic in likely),
    )


def meant(question: Question) -> list[AskedTopic]:
    """The topics that are as likely as the best one."""
    if not question.topics:
        return []
    best = question.topics[0]
    return [each for each in question.topics if best.score - each.score < CLOSE and _as_much(each, best)]


def _as_much(topic: AskedTopic, best: AskedTopic) -> bool:
    """Whether a topic's words are others than the best one's, or as many."""
    return not topic.at & best.at or topic.letters * 4 >= best.letters * 3


_Group = list[tuple[_Fit, Match]]


def _ordered(topic: AskedTopic | None, question: Question, candidates: Sequence[Candidate], near: str) -> _Group:
    found = []
    for candidate in candidates:
        if topic is None or candidate.topic == topic.topic:
            fit = _fit(candidate, question, near)
            if fit is not None and (topic is not None or _is_named(candidate, question)):
                found.append((fit, _match(candidate, topic, question, fit)))
    return sorted(found, key=lambda each: (each[0], each[1].candidate.topic, each[1].candidate.contact))


def _is_named(candidate: Candidate, question: Question) -> bool:
    """Without a topic, only somebody for the account, product or segment that was named may be meant."""
    if any(each.key == candidate.account for each in question.accounts):
        return True
    named = {each.key for each in (*question.products, *question.segments) if each.sure}
    return not question.unexplained and bool(named & {candidate.product, candidate.segment})


def _first(groups: Sequence[_Group], *, sure: bool) -> list[Match]:
    """The best ones: all that fit equally well where it is sure, else one of each topic in turn."""
    if not groups or not groups[0]:
        return []
    if sure:
        best = groups[0][0][0]
        same = [match for fit, match in groups[0] if fit == best or (fit.narrower and best.narrower)]
        return _once_each(same)[:MOST]
    turns = [match for turn in zip(*(_padded(group) for group in groups), strict=True) for match in turn if match]
    return _once_each(turns)[:MOST]


def _padded(group: _Group) -> list[Match | None]:
    best = group[0][0]
    same = [match for fit, match in group if fit == best or fit.narrower]
    return [*same[:MOST], *[None] * (MOST - len(same))]


def _once_each(matches: Sequence[Match]) -> list[Match]:
    found: dict[int, Match] = {}
    for match in matches:
        found.setdefault(match.candidate.person, match)
    return list(found.values())


# How well one fits


def _fit(candidate: Candidate, question: Question, near: str) -> _Fit | None:
    """None for a contact that is for something else."""
    narrower, missed = 0, []
    for own, asked in _sides(candidate, question):
        if own and not any(each.key == own for each in asked):
            if any(each.sure for each in asked):
                return None
            narrower += 1
        missed.append(int(bool(asked) and not own) + int(bool(own) and not any(each.key == own for each in asked)))
    account, product, segment, step = missed
    where = candidate.where
    held = [place for place in question.places if where is None or where.holds(place)]
    if question.places and not held:
        if where is None or not any(place.holds(where) for place in question.places):
            return None
        narrower += 1
    if where is not None and not question.places:
        narrower += 1
    breadth = WORLD if where is None else where.breadth
    return _Fit(
        narrower=narrower,
        far=int(bool(narrower and near and where and near not in where.countries)),
        other_account=account,
        other_product_or_segment=product + segment,
        places_missed=len(question.places) - len(held),
        breadth=breadth,
        other_step=step,
    )


def _sides(candidate: Candidate, question: Question) -> Iterator[tuple[str, Sequence[AskedFor]]]:
    yield candidate.account, question.accounts
    yield candidate.product, question.products
    yield candidate.segment, question.segments
    yield candidate.step, question.steps


def _match(candidate: Candidate, topic: AskedTopic | None, question: Question, fit: _Fit) -> Match:
    names = candidate.names
    written = [names.get(kind, getattr(candidate, kind)) for kind in ("account", "product", "segment")]
    step = candidate.step
    general = [
        each.name
        for own, asked in _sides(candidate, question)
        for each in asked
        if each.sure and not own and each not in question.steps
    ]
    wider = [place.name for place in question.places if candidate.where is None or not place.same(candidate.where)]
    return Match(
        candidate=candidate,
        topic=topic.name if topic else "",
        for_what=tuple(filter(None, (*written, candidate.region, step))),
        asked=tuple(general + (wider if not fit.narrower else [])),
        narrower=bool(fit.narrower),
    )
