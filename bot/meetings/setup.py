"""What a form or a file says of a series, checked: when it meets, who owns it, and what is wrong with that."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Final

from babel import Locale

from bot.conversation.forms import Values
from bot.conversation.model import Place
from bot.conversation.words import T, Words, verbatim
from bot.meetings.placing import Policy
from bot.meetings.standing import channels_of, policy_of, schedule_of, series_id
from bot.recurring import Every, Pattern, Schedule, beginning, problems, tidy
from bot.work import Work
from bot.zones import nearest, zone
from storage.meetings import DEALS_ABOVE, Meetings, Series
from storage.people import Person

LONGEST_NAME: Final = 80
LONGEST_PURPOSE: Final = 500
LONGEST_RULE: Final = 200
LEAST_MINUTES, MOST_MINUTES = 5, 480
LEAST_LEAD, MOST_LEAD = 1, 20
MOST_ABOVE: Final = 10**12
LONGEST_KEY: Final = 40
BOTH_SIDES: Final = frozenset({"sales", "marketing"})
MOST_APART: Final = timedelta(days=100)
"""Once a quarter, on whatever weekday, is 98 days at most."""
_LOOKED_AT: Final = 40


@dataclass(frozen=True)
class Setup:
    """A series as it is to be. `channels` and `readers` are where and by whom its meetings are read."""

    name: str
    purpose: str
    schedule: Schedule
    minutes: int
    policy: Policy
    country: str
    lead: int
    owner: int | None
    co_owner: int | None
    channels: tuple[Place, ...] = ()
    readers: tuple[int, ...] = ()
    deals_above: int = DEALS_ABOVE

    def give(self, series: Series, work: Work) -> None:
        series.name, series.purpose, series.minutes = self.name, self.purpose, self.minutes
        series.rule, series.zone = self.schedule.rule, self.schedule.zone
        series.first = self.schedule.first.isoformat(timespec="seconds")
        series.holidays, series.country, series.lead = self.policy, self.country, self.lead
        series.owner, series.co_owner = self.owner, self.co_owner
        series.deals_above = self.deals_above
        series.channels = [each.model_dump() for each in self.channels]
        series.changed = work.now


def setup_of(series: Series, work: Work) -> Setup:
    """A series as it is."""
    return Setup(
        name=series.name,
        purpose=series.purpose,
        schedule=schedule_of(series),
        minutes=series.minutes,
        policy=policy_of(series),
        country=series.country,
        lead=series.lead,
        owner=series.owner,
        co_owner=series.co_owner,
        channels=tuple(channels_of(series)),
        readers=tuple(work[Meetings].readers(series_id(series))),
        deals_above=series.deals_above,
    )


def free_key(name: str, taken: Collection[str]) -> str:
    """What a series is called in practices.yaml: its name in plain letters, with a number where that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_KEY].strip("-") or "meeting"
    keys = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in keys if key not in taken)


# When it meets


def scheduled(
    old: Schedule | None, wish: tuple[str, time, str], day: date | None, floor: datetime, now: datetime
) -> Schedule | None:
    """The schedule of a rule, an hour and a zone, from a day on; None where nothing of it is ahead.

    One that is as it was goes on as it was. A new one begins after `floor`, until when the old one's meetings are
    settled already.
    """
    rule, at, in_zone = wish
    same = old is not None and (old.rule, old.first.time(), old.zone) == wish and day in {None, old.first.date()}
    if old is not None and same and old.after(now) is not None:
        return old
    made = beginning(rule, at, in_zone, max(floor, now), day)
    if made is None or floor <= now:
        return made
    following = made.after(now)
    begun = following is not None and made.moment(following) <= floor
    return beginning(rule, at, in_zone, floor) if begun else made


def too_seldom(schedule: Schedule) -> bool:
    """Whether it meets less often than once a quarter."""
    times = list(islice(schedule.all_after(schedule.first - timedelta(seconds=1)), _LOOKED_AT))
    return len(times) < 2 or any(later - earlier > MOST_APART for earlier, later in pairwise(times))


def seldom_words(name: str) -> Words:
    """What is said of a series that meets too seldom."""
    return T(
        "“{name}” meets less often than once a quarter. The practice asks for more: “Sales and Marketing meet at least "
        "once a quarter.” Leave it if you have a reason, or choose “Every quarter”.",
        name=name,
    )


# Who owns it


def wrong_owners(owner: Person | None, co_owner: Person | None) -> dict[str, Words]:
    """What is wrong with its two owners, by field."""
    given = {"owner": owner, "co_owner": co_owner}
    wrong = {
        field: T("{who} is no longer here. Please choose somebody else.", who=person.name)
        for field, person in given.items()
        if person is not None and person.left
    }
    if wrong or owner is None or co_owner is None:
        return wrong
    if {owner.side, co_owner.side} != BOTH_SIDES:
        return {"co_owner": T("One owner is from Sales and the other from Marketing. Please choose one of each.")}
    return {}


def wrong_zone(typed: str) -> Words | None:
    if zone(typed):
        return None
    near = nearest(typed)
    if near:
        return T("I don't know this time zone. Did you mean {zone}?", zone=near)
    return T("I don't know this time zone. Write it like Europe/Vienna.")


def wrong_country(typed: str) -> Words | None:
    """What is wrong with whose holidays count: "AT", or with a region "DE-BY"."""
    if re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", typed) and typed[:2] in Locale("en").territories:
        return None
    return T("Write the two letters of the country, with its region if you like, such as AT or DE-BY.")


def taken(name: str, series: Series | None, work: Work) -> bool:
    """Whether another series has this name, in whatever case."""
    others = (each for each in work[Meetings].all() if series is None or each.id != series.id)
    return any(each.name.casefold() == name.casefold() for each in others)


# From the form


def read_setup(values: Values, series: Series | None, floor: datetime, work: Work) -> Setup | Mapping[str, Words]:
    """What the form says, or what is wrong with it, by field."""
    name = " ".join(values["name"].split())
    errors: dict[str, Words] = {}
    if taken(name, series, work):
        errors["name"] = T("There is a meeting of this name already. Please take another name.")
    if wrong := wrong_zone(values["zone"]):
        errors["zone"] = wrong
    owner, co_owner = (_person(values[field], work) for field in ("owner", "co_owner"))
    errors |= {field: _NOBODY for field, one in (("owner", owner), ("co_owner", co_owner)) if one is None}
    errors |= wrong_owners(owner, co_owner)
    rule = _rule(values)
    if isinstance(rule, Words):
        errors["rule"] = rule
    if errors or isinstance(rule, Words):
        return errors
    old = schedule_of(series) if series is not None else None
    wish = rule, time.fromisoformat(values["hour"]), zone(values["zone"])
    untouched = old is not None and old.rule != rule and values["starts"] == old.first.date()
    schedule = scheduled(old, wish, None if untouched else values["starts"], floor, work.now)
    if schedule is None:
        return {"starts": T("No meeting of this rule is ahead. Please change the rule, or the date it begins.")}
    was = setup_of(series, work) if series is not None else None
    return Setup(
        name=name,
        purpose=values["purpose"] or "",
        schedule=schedule,
        minutes=int(values["minutes"]),
        policy=values["holidays"],
        country=was.country if was else "",
        lead=int(values["lead"]),
        owner=values["owner"],
        co_owner=values["co_owner"],
        channels=was.channels if was else (),
        readers=was.readers if was else (),
        deals_above=int(values["deals_above"]),
    )


_NOBODY: Final = T("I don't find this person. Please choose somebody else.")


def _person(number: int, work: Work) -> Person | None:
    return work.people.get(number)


def _rule(values: Values) -> str | Words:
    """The rule that the form says, or what is wrong with it."""
    typed = values["rule"] or ""
    if values["every"] == "own":
        if not typed:
            return T("Please write the rule, such as FREQ=MONTHLY;BYDAY=-1FR.")
        wrong = problems(typed)
        return verbatim(" ".join(wrong)) if wrong else tidy(typed)
    if typed:
        return T("Choose “By a rule of its own” above to use this, or leave it empty.")
    every: Every = values["every"]
    return Pattern(every, int(values["weekday"]), int(values["nth"])).rule
