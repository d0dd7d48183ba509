"""Meeting series as entries of practices.yaml: read, compared with those there are, and written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any, Final, Literal

from bot.conversation.model import Frozen
from bot.conversation.reading import Reader
from bot.conversation.words import T, Words, verbatim
from bot.entries import WEEKDAYS
from bot.meetings.keeping import Keeping, settled_until
from bot.meetings.ports import Ports
from bot.meetings.practice_entry import OFTEN, WHICH, SeriesEntry, differing, told
from bot.meetings.setup import (
    Setup,
    free_key,
    scheduled,
    seldom_words,
    setup_of,
    too_seldom,
    wrong_country,
    wrong_owners,
    wrong_zone,
)
from bot.ports.practices import Change, Difference, Problem, Where
from bot.recurring import Pattern, Schedule, pattern_of, problems, tidy
from bot.work import Work, key_of
from bot.zones import zone
from storage.meetings import Meetings, Series
from storage.people import Person

NINE: Final = time(9)
HOUR: Final = 60


class MeetingPractice:
    """The section `meetings`."""

    section: str = "meetings"
    many: bool = True
    about: Words = T("Meeting series. docs/meetings.md says what each field means.")
    model: type[Frozen] = SeriesEntry

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        return [told(setup_of(each, work), each.key, each.state, work) for each in work[Meetings].all()]

    def plan(self, entries: Sequence[SeriesEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        changes: list[Change] = []
        found: list[Problem] = []
        seen: set[tuple[str, str]] = set()
        for number, each in enumerate(entries):
            wish = _Wish(each, self._ports, work)
            for field, value in (("name", each.name.casefold()), ("key", each.key or "")):
                if value and (field, value) in seen:
                    words = T("There are two of these in the file. Give one of them another {field}.", field=field)
                    wish.problems.append(((field,), words))
                seen.add((field, value))
            if wish.problems:
                found += [Problem(number, where, words) for where, words in wish.problems]
            elif (change := wish.change()) is not None:
                changes.append(change)
        return changes, found


class _Wish:
    """An entry against the series of its key or name, if there is one: what it would be, or what is wrong with it."""

    def __init__(self, said: SeriesEntry, ports: Ports, work: Work) -> None:
        self._said, self._keeping, self._work = said, Keeping(ports), work
        self.problems: list[tuple[Where, Words]] = []
        there = work[Meetings].all()
        self._series = _the_series(said, there)
        if any(each.name.casefold() == said.name.casefold() and each is not self._series for each in there):
            self._wrong("name", T("Another meeting is called “{name}” already.", name=said.name))
        self._gone = said.state == "ended" and self._series is None
        if said.state == "ended":
            return
        was = setup_of(self._series, work) if self._series is not None else None
        schedule = self._schedule(was.schedule if was else None)
        owner, co_owner = self._owner("owner", was), self._owner("co_owner", was)
        if not self.problems and (was is None or _numbers(owner, co_owner) != (was.owner, was.co_owner)):
            for field, words in wrong_owners(owner, co_owner).items():
                self._wrong(field if getattr(said, field) is not None else "name", words)
        readers = self._readers(was)
        if self.problems or schedule is None:
            return
        base = was or Setup(said.name, "", schedule, HOUR, "after", "", 2, None, None)
        plain: dict[str, Any] = {
            field: value
            for field, value in (
                ("purpose", said.purpose),
                ("minutes", said.minutes),
                ("policy", said.holidays),
                ("country", said.holidays_of),
                ("lead", said.agenda_days_before),
                ("deals_above", said.deals_above),
                ("channels", tuple(each.place() for each in said.channels) if said.channels is not None else None),
                ("readers", readers),
            )
            if value is not None
        }
        people: dict[str, Any] = {
            field: key_of(person) for field, person in (("owner", owner), ("co_owner", co_owner)) if person is not None
        }
        self._setup = replace(base, name=said.name, schedule=schedule, **plain, **people)

    def _wrong(self, field: str, words: Words, *more: str | int) -> None:
        self.problems.append(((field, *more), words))

    # People

    def _owner(self, field: Literal["owner", "co_owner"], was: Setup | None) -> Person | None:
        email = getattr(self._said, field)
        if email is None:
            number = getattr(was, field) if was is not None else None
            if was is None:
                self._wrong("name", T("A meeting has an owner from each side: add “{field}”, an address.", field=field))
            return self._work.people.get(number) if number is not None else None
        return self._person(email, field)

    def _readers(self, was: Setup | None) -> tuple[int, ...] | None:
        """Those of the file, and those whom no file can name."""
        if self._said.digest is None:
            return None
        found = [self._person(email, "digest", index) for index, email in enumerate(self._said.digest)]
        there = self._work.people.some(was.readers) if was is not None else {}
        unnamed = {number for number, person in there.items() if not person.email}
        return tuple(sorted({key_of(each) for each in found if each is not None} | unnamed))

    def _person(self, email: str, field: str, *more: int) -> Person | None:
        person = self._work.people.by_email(email)
        if person is None:
            self._wrong(field, T("I know nobody with the address {email}. Import them first.", email=email), *more)
        return person

    # When

    def _schedule(self, old: Schedule | None) -> Schedule | None:
        said = self._said
        in_zone = self._zone(old)
        if said.holidays_of and (wrong := wrong_country(said.holidays_of)):
            self._wrong("holidays_of", wrong)
        rule = self._rule(old)
        if self.problems or rule is None:
            return None
        at = _clock(said.at) if said.at else old.first.time() if old is not None else NINE
        floor = settled_until(self._series, self._work) if self._series is not None else self._work.now
        made = scheduled(old, (rule, at, in_zone), said.starts, floor, self._work.now)
        if made is None:
            words = T("No meeting of it is ahead. Give it a later date to start, or another rule.")
            self._wrong("rule" if said.rule else "starts" if said.starts else "name", words)
        return made

    def _zone(self, old: Schedule | None) -> str:
        typed = self._said.time_zone
        if typed is None:
            return old.zone if old is not None else self._work.organisation.zone
        if wrong := wrong_zone(typed):
            self._wrong("time_zone", wrong)
        return zone(typed)

    def _rule(self, old: Schedule | None) -> str | None:
        """The rule that the entry wishes for; None where it says none, or nonsense."""
        said = self._said
        parts = {"every": said.every, "which": said.which, "weekday": said.weekday}
        given = [field for field, value in parts.items() if value is not None]
        if said.rule is not None:
            if given:
                self._wrong("rule", T("Give a rule, or “every” and “weekday”, not both."))
            elif wrong := problems(said.rule):
                self._wrong("rule", verbatim(" ".join(wrong)))
            return tidy(said.rule)
        if old is not None and not given:
            return old.rule
        pattern = pattern_of(old.rule) if old is not None else None
        every = OFTEN[said.every] if said.every is not None else pattern.every if pattern is not None else None
        if every is None:
            where = given[0] if given else "name"
            self._wrong(where, T("Say how often: add “every”, such as “every: month”, or a rule."))
            return None
        nth = WHICH[said.which] if said.which is not None else pattern.nth if pattern is not None else 1
        if every in {"week", "two_weeks"}:
            if said.which is not None:
                self._wrong("which", T("“which” is for months and quarters. Leave it out."))
            nth = 1
        day = WEEKDAYS.index(said.weekday) if said.weekday else pattern.weekday if pattern is not None else None
        if day is None:
            self._wrong("every", T("Add the day, such as “weekday: Tuesday”."))
            return None
        return Pattern(every, day, nth).rule

    # What applying it does

    def change(self) -> Change | None:
        said, series = self._said, self._series
        if self._gone:
            return None
        if series is None:
            return self._new()
        if said.state == "ended":
            return Change("ended", series.name, (), lambda: self._keeping.end(series, self._work))
        state = said.state or series.state
        old = told(setup_of(series, self._work), series.key, series.state, self._work)
        found = differing(old, told(self._setup, series.key, state, self._work))
        if not found:
            return None
        what: Literal["changed", "paused", "resumed"] = "changed"
        if state != series.state:
            what = "resumed" if state == "active" else "paused"
        return Change(what, series.name, (*found, *self._warning()), lambda: self._change(series, state))

    def _new(self) -> Change:
        said, work = self._said, self._work
        keys = [each.key for each in (*work[Meetings].all(), *work[Meetings].ended())]
        key = said.key if said.key and said.key not in keys else free_key(said.name, keys)
        state = "paused" if said.state == "paused" else "active"
        found = (*differing({}, told(self._setup, key, state, work)), *self._warning())
        return Change("created", said.name, found, lambda: self._create(key, state))

    def _warning(self) -> tuple[Difference, ...]:
        """What is to be read before it is applied."""
        if not too_seldom(self._setup.schedule):
            return ()
        reader = Reader(now=self._work.now, language=self._work.organisation.language)
        return (Difference("warning", "", reader.plain(seldom_words(self._setup.name))),)

    def _create(self, key: str, state: str) -> None:
        self._keeping.create(self._setup, self._work, key=key, state=state)

    def _change(self, series: Series, state: str) -> None:
        if state == "paused":
            self._keeping.pause(series, self._work)
        self._keeping.change(series, self._setup, self._work)
        if state == "active":
            self._keeping.resume(series, self._work)


def _the_series(said: SeriesEntry, there: Sequence[Series]) -> Series | None:
    if said.key is not None:
        found = next((each for each in there if each.key == said.key), None)
        if found is not None:
            return found
    return next((each for each in there if each.name.casefold() == said.name.casefold()), None)


def _numbers(*people: Person | None) -> tuple[int | None, ...]:
    return tuple(key_of(each) if each is not None else None for each in people)


def _clock(typed: str) -> time:
    hour, _, minute = typed.partition(":")
    return time(int(hour), int(minute))
