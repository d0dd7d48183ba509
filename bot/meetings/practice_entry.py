"""A meeting series as it stands in practices.yaml."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from bot.conversation.model import Frozen, Place
from bot.entries import WEEKDAYS, OnOneLine, Weekday
from bot.meetings.placing import Policy
from bot.meetings.setup import (
    LEAST_LEAD,
    LEAST_MINUTES,
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_RULE,
    MOST_ABOVE,
    MOST_LEAD,
    MOST_MINUTES,
    Setup,
)
from bot.ports.practices import Difference
from bot.recurring import Every, pattern_of
from bot.work import Work

Often = Literal["week", "two weeks", "month", "two months", "quarter"]
Which = Literal["first", "second", "third", "fourth", "last"]
State = Literal["active", "paused", "ended"]
OFTEN: Final[dict[Often, Every]] = {
    "week": "week",
    "two weeks": "two_weeks",
    "month": "month",
    "two months": "two_months",
    "quarter": "quarter",
}
EVERY: Final = {every: often for often, every in OFTEN.items()}
WHICH: Final[dict[Which, int]] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
NTH: Final = {nth: which for which, nth in WHICH.items()}
MOST_CHANNELS: Final = 20
MOST_READERS: Final = 100


_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ChannelEntry(Frozen):
    """Where agendas are posted. `reference` is what the platform's adapter keeps to write there."""

    platform: Literal["slack", "teams", "web"]
    workspace: _Short
    channel: _Short
    kind: Literal["channel", "group"] = "channel"
    reference: Annotated[str, StringConstraints(max_length=2000)] = ""

    def place(self) -> Place:
        return Place.model_validate(self.model_dump())


class SeriesEntry(Frozen):
    """A series in the file. What is None is left out: it stays as it is, or is as a new one's."""

    name: Annotated[OnOneLine, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=LONGEST_KEY + 4)] | None = None
    purpose: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_PURPOSE)] | None = None
    every: Often | None = None
    which: Which | None = None
    weekday: Weekday | None = None
    at: Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")] | None = None
    rule: Annotated[str, StringConstraints(max_length=LONGEST_RULE)] | None = None
    starts: date | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None
    minutes: Annotated[int, Field(ge=LEAST_MINUTES, le=MOST_MINUTES)] | None = None
    holidays: Policy | None = None
    holidays_of: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=6)] | None = None
    agenda_days_before: Annotated[int, Field(ge=LEAST_LEAD, le=MOST_LEAD)] | None = None
    deals_above: Annotated[int, Field(ge=0, le=MOST_ABOVE)] | None = None
    owner: str | None = None
    co_owner: str | None = None
    digest: Annotated[tuple[str, ...], Field(max_length=MOST_READERS)] | None = None
    channels: Annotated[tuple[ChannelEntry, ...], Field(max_length=MOST_CHANNELS)] | None = None
    state: State | None = None


def told(setup: Setup, key: str, state: str, work: Work) -> dict[str, Any]:
    """A series as the file has it. Who has no address can't be named in a file, and is left out."""
    made: dict[str, Any] = {"name": setup.name, "key": key, "purpose": setup.purpose} | _when(setup)
    made |= {"minutes": setup.minutes, "holidays": setup.policy}
    if setup.country:
        made |= {"holidays_of": setup.country}
    made |= {"agenda_days_before": setup.lead, "deals_above": setup.deals_above}
    people = work.people.some(each for each in (setup.owner, setup.co_owner, *setup.readers) if each is not None)
    emails = {number: person.email for number, person in people.items() if person.email}
    for field, number in (("owner", setup.owner), ("co_owner", setup.co_owner)):
        if number in emails:
            made[field] = emails[number]
    made |= {"digest": sorted(str(emails[each]) for each in setup.readers if each in emails)}
    return made | {"channels": [_channel(each) for each in setup.channels], "state": state}


def _when(setup: Setup) -> dict[str, Any]:
    pattern = pattern_of(setup.schedule.rule)
    how: dict[str, Any] = {"rule": setup.schedule.rule}
    if pattern is not None:
        how = {"every": EVERY[pattern.every]}
        if pattern.every not in {"week", "two_weeks"}:
            how |= {"which": NTH[pattern.nth]}
        how |= {"weekday": WEEKDAYS[pattern.weekday]}
    first = setup.schedule.first
    return how | {"at": first.strftime("%H:%M"), "starts": first.date(), "time_zone": setup.schedule.zone}


def _channel(place: Place) -> dict[str, Any]:
    made = {"platform": place.platform, "workspace": place.workspace, "channel": place.channel}
    made |= {"kind": place.kind} if place.kind == "group" else {}
    return made | ({"reference": place.reference} if place.reference else {})


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What is not the same, field by field, as people read it; of a new series (no `old`) all that it says."""
    fields = [each for each in dict.fromkeys([*old, *new]) if old or each != "name"]
    return tuple(
        Difference(field, _shown(old.get(field, "")) if old else "", _shown(new.get(field, "")))
        for field in fields
        if old.get(field, "") != new.get(field, "")
    )


def _shown(value: Any) -> str:
    match value:
        case list() | tuple():
            return ", ".join(_shown(each) for each in value) or "none"
        case Mapping():
            return f"{value['platform']} {value['channel']}"
    return str(value)
