"""What the form says of a survey, or what is wrong with it, by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from bot.conversation.forms import Values
from bot.conversation.words import T, Words, verbatim
from bot.pulse.opening import schedule_of
from bot.recurring import Schedule, beginning, problems, rule_of, tidy
from bot.work import Work
from bot.zones import nearest, zone
from storage.pulse import Pulse, Pulses


@dataclass(frozen=True)
class Setup:
    """What a form has said of a survey. No `schedule`: it is sent when somebody says so."""

    name: str
    schedule: Schedule | None
    zone: str
    sides: tuple[str, ...]
    days: int
    minimum: int
    comments: bool

    def give(self, pulse: Pulse, work: Work) -> None:
        pulse.name, pulse.zone, pulse.sides = self.name, self.zone, ",".join(self.sides)
        pulse.days, pulse.minimum, pulse.comments = self.days, self.minimum, self.comments
        pulse.rule = self.schedule.rule if self.schedule else ""
        pulse.first = self.schedule.first.isoformat(timespec="seconds") if self.schedule else ""
        pulse.changed = work.now


def read_setup(
    values: Values, kind: str, pulse: Pulse | None, work: Work, *, name: str = "", starts_now: bool = False
) -> Setup | Mapping[str, Words]:
    """What the form says, or what is wrong with it, by field."""
    errors: dict[str, Words] = {}
    called = values["name"] or name
    if taken(called, pulse, work):
        errors["name"] = T("There is one of this name already, perhaps one that has ended. Please take another name.")
    zoned = zone(values["zone"])
    if not zoned:
        near = nearest(values["zone"])
        errors["zone"] = (
            T("I don't know this time zone. Did you mean {zone}?", zone=near)
            if near
            else T("I don't know this time zone. Write it like Europe/Vienna.")
        )
    schedule, wrong = _schedule(values, kind, pulse, zoned or work.organisation.zone, work, starts_now=starts_now)
    errors |= wrong
    minimum, sides = int(values["minimum"]), tuple(values["sides"])
    asks_soon = kind != "survey" or starts_now or (pulse is not None and pulse.state == "active")
    if asks_soon and (few := too_few(sides, minimum, work)):
        errors["sides"] = few
    if errors:
        return errors
    return Setup(
        name=called,
        schedule=schedule,
        zone=zoned,
        sides=sides,
        days=int(values["days"]),
        minimum=minimum,
        comments=values["comments"] == "yes",
    )


def taken(name: str, pulse: Pulse | None, work: Work) -> bool:
    """Whether another survey has this name, in whatever case."""
    other = work[Pulses].by_name(name)
    return other is not None and (pulse is None or other.id != pulse.id)


def too_few(sides: tuple[str, ...], minimum: int, work: Work) -> Words | None:
    count = len(work.people.all(sides=sides))
    if count >= minimum:
        return None
    return T(
        "Only {count} people are on these sides here, and nothing may be shown about fewer than {minimum}. "
        "Import the others first, or sync Slack and Teams.",
        count=count,
        minimum=minimum,
    )


def _schedule(
    values: Values, kind: str, pulse: Pulse | None, in_zone: str, work: Work, *, starts_now: bool
) -> tuple[Schedule | None, dict[str, Words]]:
    every, typed, day = values["every"], values["rule"] or "", values["starts"]
    if every == "once" and kind != "survey":
        return None, {"every": T("Once is for questions of your own. Start an assessment to ask all twenty just once.")}
    if typed and every != "own":
        return None, {"rule": T("Choose “By a rule of its own” above to use this, or leave it empty.")}
    if every == "own" and not typed:
        return None, {"rule": T("Please write the rule, such as FREQ=MONTHLY;BYDAY=-1FR.")}
    if every == "own" and (wrong := problems(typed)):
        return None, {"rule": verbatim(" ".join(wrong))}
    if every == "once" and day is None:
        must = starts_now or (pulse is not None and pulse.state != "draft")
        return None, {"starts": T("Please choose the date on which it is sent.")} if must else {}
    rule = tidy(typed) if every == "own" else rule_of(every, int(values["weekday"]))
    at = time.fromisoformat(values["hour"])
    return _from(pulse, rule, at, in_zone, day, work)


def _from(
    pulse: Pulse | None, rule: str, at: time, in_zone: str, day: date | None, work: Work
) -> tuple[Schedule | None, dict[str, Words]]:
    """The series from its first occurrence on; one that is as it was goes on as it was."""
    before = schedule_of(pulse) if pulse else None
    same = before is not None and (before.rule, before.first.time(), before.zone) == (rule, at, in_zone)
    if before is not None and same and (day is None or day == before.first.date()) and before.after(work.now):
        return before, {}
    made = beginning(rule, at, in_zone, work.now, day)
    if made is not None:
        return made, {}
    if rule:
        return None, {"rule": T("No time of this rule is ahead. Please change the rule, or the date it begins.")}
    return None, {"starts": T("That is past already. Please choose a later date.")}
