"""Pulses and surveys as entries of practices.yaml: read, compared with those there are, and written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final, Literal

from bot.conversation.model import Frozen
from bot.conversation.words import T, Words, verbatim
from bot.entries import WEEKDAYS
from bot.ports.practices import Change, Difference, Problem, Where
from bot.pulse.drafting import option_problem
from bot.pulse.opening import await_nothing, schedule_of
from bot.pulse.practice_entry import ASKS, EVERY, KINDS, PulseEntry, QuestionEntry, entry
from bot.pulse.questions import Question, read, written
from bot.pulse.setup import too_few
from bot.pulse.standing import KIND, end_it, free_number, go_on, pause_it, resume_it
from bot.recurring import Cadence, Schedule, beginning, cadence_of, problems, rule_of, tidy
from bot.work import Work
from bot.zones import nearest, zone
from storage.pulse import Pulse, Pulses

NINE: Final = time(9)


class PulsePractice:
    """The section `pulses`."""

    section: str = "pulses"
    many: bool = True
    about: Words = T("Pulses and surveys. docs/pulses.md says what each field means.")
    model: type[Frozen] = PulseEntry

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        return [entry(each, work) for each in work[Pulses].all() if each.state != "ended"]

    def plan(self, entries: Sequence[PulseEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        changes: list[Change] = []
        found: list[Problem] = []
        seen: set[str] = set()
        for number, each in enumerate(entries):
            if each.name.casefold() in seen:
                twice = T("There are two of this name in the file. Give one of them another name.")
                found.append(Problem(number, ("name",), twice))
                continue
            seen.add(each.name.casefold())
            wish = _Wish(each, work)
            if wish.problems:
                found += [Problem(number, where, words) for where, words in wish.problems]
            elif (change := wish.change()) is not None:
                changes.append(change)
        return changes, found


class _Wish:
    """An entry against the survey of its name, if there is one: what it would be, or what is wrong with it."""

    def __init__(self, said: PulseEntry, work: Work) -> None:
        self.said, self.work = said, work
        self.pulse = work[Pulses].by_name(said.name)
        self.problems: list[tuple[Where, Words]] = []
        ends = said.state == "ended"
        self.nothing = ends and (self.pulse is None or self.pulse.state == "ended")
        if self.nothing or ends:
            return
        kind = self._kind()
        if self.problems:
            return
        self.before = self.pulse or Pulse(
            organisation=work[Pulses].organisation,
            name=said.name,
            kind=kind,
            state="new",
            minimum=work.organisation.minimum_group,
            zone=work.organisation.zone,
            changed=work.now,
        )
        self.after = Pulse(**self.before.model_dump())
        self._take_over()

    def _kind(self) -> str:
        asks, have = self.said.asks, self.pulse.kind if self.pulse else None
        if have is None and asks is None:
            self._wrong("asks", T("Say what it asks: three in turn, all twenty, or own questions."))
        if have is not None and asks is not None and ASKS[asks] != have:
            self._wrong(
                "asks",
                T(
                    "“{name}” asks {asks}, and that can't be changed. End it, and set up another one of another name.",
                    name=self.said.name,
                    asks=KINDS[have],
                ),
            )
        return have or ASKS.get(asks or "", "")

    def _wrong(self, field: str, words: Words, *more: str | int) -> None:
        self.problems.append(((field, *more), words))

    def _take_over(self) -> None:
        said, new = self.said, self.after
        new.name = said.name
        new.sides = ",".join(dict.fromkeys(said.sides)) if said.sides else new.sides
        new.days = said.open_for if said.open_for is not None else new.days
        new.minimum = said.smallest_group if said.smallest_group is not None else new.minimum
        new.comments = said.comments if said.comments is not None else new.comments
        if said.names is not None and new.kind != "survey":
            self._wrong("names", T("The twenty statements are always anonymous. Leave this out."))
        elif said.names is not None:
            new.named = said.names
        self._owner()
        self._questions()
        self._schedule()
        self._state()

    def _owner(self) -> None:
        if self.said.owner is None:
            return
        person = self.work.people.by_email(self.said.owner.strip().lower())
        if person is None:
            words = T("I know nobody with the address {email}. Import them first.", email=self.said.owner)
            self._wrong("owner", words)
        else:
            self.after.started_by = person.id

    def _questions(self) -> None:
        said, new = self.said, self.after
        if said.questions is None:
            return
        if new.kind != "survey":
            self._wrong("questions", T("Only “asks: own questions” has questions. Leave them out."))
            return
        have = read(new.questions) if new.questions else ()
        known = {_same(each): each.number for each in have}
        made: list[Question] = []
        for index, each in enumerate(said.questions):
            if wrong := _wrong_question(each, {other.text.casefold() for other in said.questions[:index]}):
                field, words = wrong
                self._wrong("questions", words, index, field)
                continue
            question = Question(
                number=0,
                kind=each.kind,
                text=each.text,
                options=each.options,
                low=each.low,
                high=each.high,
            )
            number = known.pop(_same(question), None)
            number = number or free_number(self.pulse, (*have, *made), self.work)
            made.append(question.model_copy(update={"number": number}))
        new.questions = written(made) if made else ""

    def _schedule(self) -> None:
        said, new = self.said, self.after
        if said.time_zone is not None:
            known = zone(said.time_zone)
            if not known:
                near = nearest(said.time_zone)
                hint = T("Did you mean {zone}?", zone=near) if near else T("Write it like Europe/Vienna.")
                self._wrong("time_zone", T("There is no time zone “{name}”. {hint}", name=said.time_zone, hint=hint))
                return
            new.zone = known
        old = schedule_of(self.before)
        rule = self._rule(old)
        if rule is None:
            return
        at = _clock(said.at) if said.at else old.first.time() if old else NINE
        made = self._series(old, rule, at)
        if made is None:
            field = "rule" if said.rule else "starts"
            self._wrong(field, T("No time of it is ahead. Give it a later date to start, or another rule."))
            return
        new.rule, new.first, new.zone = made.rule, made.first.isoformat(timespec="seconds"), made.zone

    def _series(self, old: Schedule | None, rule: str, at: time) -> Schedule | None:
        """The series that is wished for; the one there is, if nothing about it changes."""
        starts, in_zone = self.said.starts, self.after.zone
        if old is not None and (old.rule, old.first.time(), old.zone) == (rule, at, in_zone):
            if starts is None or old.first.date() == starts:
                return old
            begun = Schedule(rule, datetime.combine(starts, at), in_zone)
            if rule and old.first == _first_of(begun):
                return old
        return beginning(rule, at, in_zone, self.work.now, starts)

    def _rule(self, old: Schedule | None) -> str | None:
        """The rule that the entry wishes for; None where there is to be no schedule, or it says nonsense."""
        said = self.said
        if said.rule is not None:
            if said.every is not None or said.weekday is not None:
                self._wrong("rule", T("Give a rule, or “every” and “weekday”, not both."))
                return None
            if wrong := problems(said.rule):
                self._wrong("rule", verbatim(" ".join(wrong)))
                return None
            return tidy(said.rule)
        cadence, day = cadence_of(old.rule) if old else (None, None)
        if said.every is not None:
            cadence = EVERY[said.every]
        if cadence is None or (cadence == "own" and said.weekday is None):
            if cadence is None and (said.at or said.starts or said.weekday):
                self._wrong("name", T("Say how often: add “every”, such as “every: week”, or a rule."))
            return old.rule if old else None
        return self._usual(cadence, day, old)

    def _usual(self, cadence: Cadence, day: int | None, old: Schedule | None) -> str | None:
        said = self.said
        if cadence == "once":
            if self.after.kind != "survey":
                self._wrong("every", T("Once is for own questions. Choose week, two weeks, month or quarter."))
            elif said.starts is None and (old is None or old.rule):
                self._wrong("every", T("Add the date on which it is sent, such as “starts: 2027-03-31”."))
            else:
                return ""
            return None
        if cadence == "own":
            self._wrong("weekday", T("This one has a rule of its own. Give “every” as well, or change the rule."))
            return None
        if said.weekday is not None:
            day = WEEKDAYS.index(said.weekday)
        elif day is None and said.starts is not None:
            day = said.starts.weekday()
        if day is None:
            self._wrong("every", T("Add the day, such as “weekday: Tuesday”."))
            return None
        return rule_of(cadence, day)

    def _state(self) -> None:
        said, new = self.said, self.after
        have = self.before.state
        wanted = said.state or ("draft" if have == "new" and not new.first else "active" if have == "new" else have)
        if self.problems:
            return
        if wanted == "draft" and (have not in {"new", "draft"} or new.kind != "survey"):
            self._wrong("state", T("This can't be a draft. Write “paused” if it is to wait."))
        if wanted in {"active", "paused"}:
            if not new.first:
                self._wrong("state", T("It has no time yet: add “every” and “weekday”, or write “state: draft”."))
            elif new.kind == "survey" and not new.questions:
                self._wrong("state", T("It has no questions yet: add some, or write “state: draft”."))
            elif wanted == "active" and (few := too_few(tuple(new.sides.split(",")), new.minimum, self.work)):
                self._wrong("sides" if said.sides else "name", few)
        new.state = wanted

    # What applying it does

    def change(self) -> Change | None:
        if self.nothing:
            return None
        if self.said.state == "ended":
            pulse = self.pulse
            assert pulse is not None  # noqa: S101  otherwise there is nothing to do
            return Change("ended", pulse.name, (), lambda: self._end(pulse))
        old, new = entry(self.before, self.work), entry(self.after, self.work)
        if self.pulse is None:
            differences = tuple(Difference(field, "", _said(new[field])) for field in new if field != "name")
            return Change("created", self.after.name, differences, self._create)
        differences = tuple(
            Difference(field, _said(old.get(field, "")), _said(new.get(field, "")))
            for field in dict.fromkeys([*old, *new])
            if old.get(field) != new.get(field)
        )
        if not differences:
            return None
        return Change(
            _what(self.before.state, self.after.state), self.pulse.name, differences, self._change(self.pulse)
        )

    def _end(self, pulse: Pulse) -> None:
        end_it(pulse, self.work)
        self.work.trail("ended", kind=KIND, name=pulse.name)

    def _create(self) -> None:
        work = self.work
        work[Pulses].add(self.after)
        work.trail("created", kind=KIND, name=self.after.name)
        if self.after.state == "active":
            go_on(self.after, work)

    def _change(self, pulse: Pulse) -> Callable[[], None]:
        def do() -> None:
            self.work.trail(_what(self.before.state, self.after.state), kind=KIND, name=pulse.name)
            for field in _CHANGED:
                setattr(pulse, field, getattr(self.after, field))
            pulse.changed = self.work.now
            self.work[Pulses].add(pulse)
            match pulse.state:
                case "active":
                    resume_it(pulse, self.work)
                case "paused":
                    pause_it(pulse, self.work)
                case _:
                    await_nothing(pulse, self.work)

        return do


_CHANGED: Final = (
    *("name", "state", "rule", "first", "zone", "days", "sides", "minimum", "comments", "named", "questions"),
    "started_by",
)


def _what(old: str, new: str) -> Literal["changed", "paused", "resumed"]:
    if new == "paused" != old:
        return "paused"
    return "resumed" if new == "active" and old in {"paused", "ended"} else "changed"


def _same(question: Question) -> tuple[str, str, tuple[str, ...]]:
    """What makes a question the same one as before, so that its answers may be compared."""
    return question.text.casefold(), question.kind, question.options


def _wrong_question(question: QuestionEntry, before: set[str]) -> tuple[str, Words] | None:
    if question.text.casefold() in before:
        return "text", T("This survey asks that already. Please ask something else.")
    if question.kind == "choice":
        problem = option_problem(question.options)
        return ("options", problem) if problem else None
    if question.options:
        return "options", T("Only “kind: choice” has options. Leave them out.")
    if question.kind != "scale" and (question.low or question.high):
        return "low" if question.low else "high", T("Only “kind: scale” has ends. Leave them out.")
    return None


def _clock(typed: str) -> time:
    hour, _, minute = typed.partition(":")
    return time(int(hour), int(minute))


def _first_of(series: Schedule) -> datetime | None:
    made = beginning(series.rule, series.first.time(), series.zone, series.moment(series.first), series.first.date())
    return made.first if made else None


def _said(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(_said(each) for each in value) or "none"
        case Mapping():
            return f"{value['text']} ({value['kind']})"
    return str(value)
