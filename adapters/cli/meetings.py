"""`truce meetings`: meeting series from the command line, and single meetings called off or moved."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer import Argument, Option

from adapters.cli.common import CommandError, Company, company_of, migrated, read_settings, say

if TYPE_CHECKING:
    from bot.conversation.words import Words
    from bot.meetings.upcoming import Slot
    from bot.work import Work
    from storage.meetings import Series

meetings = typer.Typer(help="The meetings of Sales and Marketing.", no_args_is_help=True)

Name = Annotated[str, Argument(help="The meeting's name, or its key.")]
Day = Annotated[datetime, Argument(formats=["%Y-%m-%d"], help="The day of the single meeting, such as 2027-03-02.")]
Why = Annotated[str, Option("--why", help="Why; everybody in its channels reads it.")]
MOST: Final = 366


@meetings.command("list")
def list_all(organisation: Company = "") -> None:
    """Say which meetings there are, and when each is next."""
    from bot.meetings.standing import next_slot, schedule_of
    from bot.recurring import rhythm
    from storage.meetings import Meetings

    with _company(organisation) as work:
        there = work[Meetings].all()
        for each in there:
            schedule = schedule_of(each)
            following = next_slot(each, work)
            ahead = _local(following, each) if following is not None else "none ahead"
            state = "" if each.state == "active" else f" ({each.state})"
            say(f"{each.name} [{each.key}]{state}: {_plain(rhythm(schedule.rule, schedule.first), work)}, {each.zone}")
            say(f"    next: {ahead}; channels: {len(each.channels)}")
        if not there:
            say("No meeting is set up yet. `truce meetings add --help` says how.")


@meetings.command("next")
def show_next(
    name: Name, count: Annotated[int, Option(min=1, max=MOST, help="So many.")] = 5, organisation: Company = ""
) -> None:
    """Say when a meeting is next, and what was moved or called off."""
    from itertools import islice

    from bot.meetings.standing import slots_of

    with _company(organisation) as work:
        series = _series(name, work)
        found = list(islice(slots_of(series, work), count))
        for each in found:
            say(_line(each, series))
        if not found:
            say("No meeting is ahead.")


@meetings.command("add")
def add(  # noqa: PLR0913  each is an option
    name: Annotated[str, Argument(help="What it is called.")],
    *,
    owner: Annotated[str, Option(help="The owner's address.")],
    co_owner: Annotated[str, Option("--co-owner", help="The address of the co-owner, from the other side.")],
    every: Annotated[str, Option(help="week, two weeks, month, two months or quarter.")] = "",
    which: Annotated[str, Option(help="Of a month or quarter: first, second, third, fourth or last.")] = "",
    weekday: Annotated[str, Option(help="Such as Tuesday.")] = "",
    rule: Annotated[str, Option(help="Instead of these: a rule of RFC 5545, such as FREQ=MONTHLY;BYDAY=-1FR.")] = "",
    at: Annotated[str, Option(help="The hour, such as 09:00.")] = "09:00",
    starts: Annotated[datetime | None, Option(formats=["%Y-%m-%d"], help="From which day on.")] = None,
    time_zone: Annotated[str, Option("--time-zone", help="Such as Europe/Berlin; else the company's.")] = "",
    minutes: Annotated[int, Option(help="How long it is.")] = 60,
    holidays: Annotated[str, Option(help="On a public holiday: after, before, skip or keep.")] = "after",
    agenda_days_before: Annotated[int, Option(help="The agenda comes so many business days before.")] = 2,
    deals_above: Annotated[int | None, Option(help="Deals above it are on the agenda; else above 2,000,000.")] = None,
    purpose: Annotated[str, Option(help="What it is for.")] = "",
    organisation: Company = "",
) -> None:
    """Set a meeting up. Its channels are added where they are: `/truce meetings here NAME`, typed in the channel."""
    told: dict[str, Any] = {
        "name": name,
        "owner": owner,
        "co_owner": co_owner,
        "every": every,
        "which": which,
        "weekday": weekday.capitalize(),
        "rule": rule,
        "at": at,
        "starts": starts.date() if starts else None,
        "time_zone": time_zone,
        "minutes": minutes,
        "holidays": holidays,
        "agenda_days_before": agenda_days_before,
        "deals_above": deals_above,
        "purpose": purpose,
    }
    _add({field: value for field, value in told.items() if value not in {"", None}}, organisation)


@meetings.command("skip")
def skip(name: Name, day: Day, why: Why, organisation: Company = "") -> None:
    """Call a single meeting off."""
    from bot.routes import MEETINGS

    with _company(organisation) as work:
        series = _series(name, work)
        slot = _slot(series, day.date(), work)
        MEETINGS.single.calls_off(series, slot, why, work)
        say(f"Called off: {series.name}, {_local(slot, series)}.")


@meetings.command("move")
def move(
    name: Name,
    day: Day,
    to: Annotated[datetime, Option("--to", formats=["%Y-%m-%d %H:%M"], help='To when, such as "2027-03-04 10:00".')],
    why: Why,
    organisation: Company = "",
) -> None:
    """Move a single meeting to another time, in the time zone of its series."""
    from bot.routes import MEETINGS

    with _company(organisation) as work:
        series = _series(name, work)
        slot = _slot(series, day.date(), work)
        if wrong := MEETINGS.single.wrong_time(series, slot, to, work):
            raise CommandError(_plain(wrong, work))
        MEETINGS.single.moves(series, slot, to, why, work)
        say(f"Moved: {series.name}, from {_local(slot, series)} to {to:%Y-%m-%d %H:%M}.")


def _add(told: dict[str, Any], organisation: str) -> None:
    from pydantic import ValidationError

    from bot.meetings.practice_entry import SeriesEntry
    from bot.routes import MEETINGS
    from storage.meetings import Meetings

    try:
        entry = SeriesEntry.model_validate(told)
    except ValidationError as error:
        raise CommandError(*(f"--{_option(each['loc'])}: {each['msg']}." for each in error.errors())) from None
    with _company(organisation) as work:
        if any(each.name.casefold() == entry.name.casefold() for each in work[Meetings].all()):
            raise CommandError(f"There is a meeting called “{entry.name}” already.")
        changes, problems = MEETINGS.practice.plan([entry], work)
        if problems:
            raise CommandError(*(f"--{_option(each.where)}: {_plain(each.words, work)}" for each in problems))
        for change in changes:
            change.apply()
            warnings = [each.new for each in change.differences if each.field == "warning"]
            say(f"Set up: {change.name}. `truce meetings next` says when it is.")
            for each in warnings:
                say(each)


def _option(where: tuple[Any, ...]) -> str:
    return str(where[0]).replace("_", "-") if where else "name"


@contextmanager
def _company(organisation: str) -> "Iterator[Work]":
    """The company's records, in a transaction."""
    from adapters.clock import SystemClock
    from bot.practices.applying import working

    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        with database.write() as session:
            yield working(session, company, SystemClock().now())


def _series(name: str, work: "Work") -> "Series":
    from storage.meetings import Meetings

    there = work[Meetings].all()
    found = next((each for each in there if name.casefold() in {each.name.casefold(), each.key}), None)
    if found is None:
        names = ", ".join(each.name for each in there) or "none"
        raise CommandError(f"There is no meeting called “{name}”. There are: {names}.")
    return found


def _slot(series: "Series", day: date, work: "Work") -> "Slot":
    """The meeting of a day, by the clocks of its series."""
    from datetime import timedelta

    from bot.meetings.single import is_changeable
    from bot.meetings.standing import meetings_between
    from bot.timing import resolve, wall_time

    begin = resolve(datetime.combine(day, datetime.min.time()), series.zone)
    found = meetings_between(series, begin, begin + timedelta(days=2), work)
    mine = [each for each in found if wall_time(each.starts, series.zone).date() == day and is_changeable(each, work)]
    if not mine:
        raise CommandError(f"“{series.name}” has no meeting ahead on {day}. `truce meetings next` says when it has.")
    return mine[0]


def _local(slot: "Slot", series: "Series") -> str:
    from bot.timing import wall_time

    return f"{wall_time(slot.starts, series.zone):%A, %Y-%m-%d %H:%M}"


def _line(slot: "Slot", series: "Series") -> str:
    why = slot.known.why if slot.known is not None else ""
    if slot.off:
        return f"{_local(slot, series)}: called off ({why or 'a public holiday'})"
    return f"{_local(slot, series)}{f': moved ({why})' if slot.moved else ''}"


def _plain(words: "Words", work: "Work") -> str:
    from bot.conversation.reading import Reader

    return Reader(now=work.now, zone=work.organisation.zone).plain(words)
