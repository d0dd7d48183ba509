"""Calendar feeds hold the meetings that a series really has: two programs that read them agree with us on each."""
# ruff: noqa: DTZ001  wall times have no zone

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar as Ics

from adapters.calendar import LONGEST, to_icalendar
from bot.meetings.feed import About, Feed, FeedSeries, Told, feed_of
from bot.meetings.placing import POLICIES, Calendar, Policy
from bot.meetings.upcoming import Known, between
from bot.recurring import DAYS, Schedule, beginning
from bot.timing import Holidays, check_rule, occurrence_key, resolve
from tests.adapters.calendar.reading import by_ical, by_icalendar, events, meetings

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
BEFORE = NOW - timedelta(seconds=1)
YEARS = (NOW, NOW + timedelta(days=730))
HOLIDAYS = Holidays()
ZONES = (
    "Europe/Vienna",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Europe/Dublin",
    "Pacific/Apia",
    "UTC",
)


def told(**more: Any) -> Told:
    given: dict[str, Any] = {"uid": "series-1@truce", "name": "Forecast", "purpose": "", "sequence": 0}
    return Told(**{**given, "changed": NOW, **more})


def a_calendar(
    rule: str, first: datetime, zone: str = "Europe/Vienna", policy: Policy = "keep", country: str | None = None
) -> Calendar:
    return Calendar(Schedule(rule, first, zone), policy, country, HOLIDAYS, minutes=60)


def a_feed(
    calendar: Calendar,
    known: Sequence[Known] = (),
    about: dict[int, About] | None = None,
    *,
    looked: datetime = BEFORE,
    active: bool = True,
    **more: Any,
) -> FeedSeries:
    horizon = NOW + timedelta(days=790)
    return feed_of(told(**more), calendar, known, about or {}, looked=looked, horizon=horizon, active=active)


def ics_of(*series: FeedSeries) -> bytes:
    return to_icalendar(Feed("Meetings", series))


def expected(calendar: Calendar, known: Sequence[Known] = ()) -> list[datetime]:
    return [slot.starts for slot in between(calendar, known, *YEARS) if not slot.off]


def agree(calendar: Calendar, known: Sequence[Known] = (), about: dict[int, About] | None = None) -> bytes:
    """That both programs show exactly the meetings of the series, for two years."""
    ics = ics_of(a_feed(calendar, known, about))
    times = expected(calendar, known)
    assert by_icalendar(ics, *YEARS) == times
    if calendar.schedule.zone != "UTC" or b"RECURRENCE-ID" not in ics:
        # In UTC, `ical` (14.3) shows a meeting and what takes its place both: it compares times without their Z.
        assert by_ical(ics, *YEARS) == times
    return ics


# Rules


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=3WE",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=3,9;BYDAY=2MO",
        "FREQ=DAILY;INTERVAL=10",
    ],
)
def test_the_usual_rules_in_zones_all_over_the_world(rule: str, zone: str) -> None:
    schedule = beginning(rule, time(9, 30), zone, NOW)
    assert schedule is not None
    agree(a_calendar(rule, schedule.first, zone))


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;COUNT=10", "FREQ=WEEKLY;UNTIL=20270328", "FREQ=WEEKLY;UNTIL=20270328T023000"]
)
@pytest.mark.parametrize("at", [time(1, 59), time(2, 30), time(3, 0), time(23, 59)])
@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "UTC"])
def test_a_series_ends_with_its_last_meeting_on_the_night_when_clocks_change_too(
    rule: str, at: time, zone: str
) -> None:
    """28 March 2027 is such a Sunday in Vienna, with no half past two; 14 March is one in New York."""
    calendar = a_calendar(rule, datetime.combine(datetime(2027, 1, 10), at), zone)
    ics = agree(calendar)
    (event,) = events(ics)
    if "UNTIL" in rule:
        (until,) = event["rrule"]["UNTIL"]
        assert until.tzinfo is not None
        assert b"Z" in event["rrule"].to_ical()


@pytest.mark.parametrize("at", [time(1, 30), time(2, 0), time(2, 30), time(3, 0)])
@pytest.mark.parametrize("day", [datetime(2027, 3, 28), datetime(2027, 10, 31)])
def test_an_hour_that_clocks_skip_or_repeat(at: time, day: datetime) -> None:
    ics = agree(a_calendar("FREQ=DAILY", datetime.combine(day - timedelta(days=3), at)))
    begins = resolve(datetime.combine(day, at), "Europe/Vienna")
    around = meetings(ics, begins - timedelta(hours=12), begins + timedelta(hours=12))
    assert [each.start.astimezone(UTC) for each in around] == [begins]


def test_a_single_meeting() -> None:
    ics = agree(a_calendar("", datetime(2027, 6, 1, 9)))
    assert "rrule" not in events(ics)[0]


@settings(max_examples=60)
@given(
    every=st.sampled_from(["FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY", "FREQ=MONTHLY;BYMONTH=2,5,12", "FREQ=YEARLY"]),
    interval=st.integers(1, 4),
    days=st.lists(st.sampled_from(DAYS), max_size=3, unique=True),
    nth=st.sampled_from(["", "1", "-1", "3"]),
    end=st.sampled_from(["", ";COUNT=7", ";UNTIL=20280229", ";UNTIL=20271031T023000"]),
    first=st.datetimes(datetime(2027, 1, 4), datetime(2028, 1, 1)).map(lambda d: d.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
    policy=st.sampled_from(POLICIES),
    country=st.sampled_from([None, "AT", "US", "IN", "MA"]),
)
@example("FREQ=WEEKLY", 1, ["MO"], "", "", datetime(2027, 1, 4, 9), "Europe/Vienna", "after", "AT")
@example("FREQ=DAILY", 1, [], "", ";COUNT=7", datetime(2027, 12, 24, 9), "Europe/Vienna", "skip", "AT")
def test_any_rule_any_zone_any_policy(  # noqa: PLR0917  as hypothesis gives them
    every: str,
    interval: int,
    days: list[str],
    nth: str,
    end: str,
    first: datetime,
    zone: str,
    policy: Policy,
    country: str | None,
) -> None:
    numbered = nth if "MONTHLY" in every else ""
    by_day = f";BYDAY={','.join(numbered + day for day in days)}" if days else ""
    rule = f"{every};INTERVAL={interval}{by_day}{end}"
    assert check_rule(rule) == []
    agree(a_calendar(rule, first, zone, policy, country))


# What happens to single meetings


MONDAYS = a_calendar("FREQ=WEEKLY;BYDAY=MO", datetime(2027, 1, 11, 9))


def known(number: int, occurrence: datetime, state: str = "planned", **more: Any) -> Known:
    given: dict[str, Any] = {"starts": MONDAYS.schedule.moment(occurrence), "minutes": 60}
    return Known(number, occurrence_key(occurrence), state=state, **{**given, **more})


def test_what_holidays_do_is_said_meeting_by_meeting() -> None:
    for policy in POLICIES:
        ics = agree(a_calendar("FREQ=WEEKLY;BYDAY=MO", datetime(2027, 1, 11, 9), policy=policy, country="AT"))
        moved = [each for each in events(ics) if "recurrence-id" in each]
        assert bool(moved) == (policy in {"before", "after"})
        assert ("exdate" in events(ics)[0]) == (policy == "skip")


def test_a_meeting_called_off_is_not_there_and_a_moved_one_is_where_it_was_moved() -> None:
    off, moved = datetime(2027, 2, 1, 9), datetime(2027, 2, 8, 9)
    tuesday = datetime(2027, 2, 9, 13, 30, tzinfo=UTC)
    rows = [known(1, off, "skipped"), known(2, moved, moved=True, starts=tuesday, minutes=30, sequence=2)]
    ics = agree(MONDAYS, rows, {2: About(("Moved: trade fair",), NOW + timedelta(hours=3))})
    master, single = events(ics)
    assert master["exdate"].to_ical() == b"20270201T090000"
    assert single["recurrence-id"].dt.replace(tzinfo=None) == moved
    assert single["uid"] == master["uid"] == "series-1@truce"
    assert single.end - single.start == timedelta(minutes=30)
    assert single["sequence"] == 2
    assert single["last-modified"].dt == NOW + timedelta(hours=3)
    assert "trade fair" in single["description"]


def test_a_meeting_moved_into_the_hour_that_comes_twice_is_told_in_utc() -> None:
    night = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # half past two in Vienna, for the second time
    _, single = events(agree(MONDAYS, [known(1, datetime(2027, 10, 25, 9), moved=True, starts=night)]))
    assert single["dtstart"].to_ical() == b"20271031T013000Z"


def test_one_that_lasts_while_clocks_change_ends_when_it_does() -> None:
    late = a_calendar("FREQ=YEARLY", datetime(2027, 3, 28, 1, 30))
    (event,) = events(agree(late))
    assert event.duration == timedelta(hours=1)
    (first, *_) = meetings(ics_of(a_feed(late)), NOW, NOW + timedelta(days=100))
    assert first.end.astimezone(UTC) - first.start.astimezone(UTC) == timedelta(hours=1)


def test_the_agenda_that_is_out_stands_in_its_meeting_alone() -> None:
    rows = [known(1, datetime(2027, 1, 11, 9), "open")]
    lines = ("Agenda", "09:00 Acme; „Ümlaut“, 10 min", "09:10 " + "x" * 200)
    ics = agree(MONDAYS, rows, {1: About(lines)})
    master, single = events(ics)
    assert "description" not in master
    assert str(single["description"]) == "\n".join(lines)
    assert all(len(line) <= 75 for line in ics.split(b"\r\n"))


def test_the_purpose_stands_everywhere_and_too_much_is_shortened_visibly() -> None:
    rows = [known(1, datetime(2027, 1, 11, 9), "open")]
    ics = ics_of(a_feed(MONDAYS, rows, {1: About(("y" * 20_000,))}, purpose="To agree.\r\nAnd \x00 more"))
    master, single = events(ics)
    assert str(master["description"]) == "To agree.\nAnd  more"
    assert str(single["description"]).startswith("To agree.")
    assert len(single["description"]) == LONGEST
    assert str(single["description"]).endswith("…")


def test_what_was_held_by_an_older_rule_stays_with_a_name_of_its_own() -> None:
    wednesday = datetime(2026, 12, 16, 9)
    rows = [known(7, wednesday, "held"), known(8, datetime(2026, 12, 23, 9), "skipped")]
    ics = ics_of(a_feed(MONDAYS, rows))
    singles = [each for each in events(ics) if each["uid"] != "series-1@truce"]
    assert [each["uid"] for each in singles] == ["meeting-7-series-1@truce"]
    assert singles[0].start.astimezone(UTC) == datetime(2026, 12, 16, 8, tzinfo=UTC)


def test_what_went_by_while_nobody_looked_was_not_held() -> None:
    """A series that was paused from the second meeting on, and goes on in March."""
    looked = datetime(2027, 3, 3, tzinfo=UTC)
    ics = ics_of(a_feed(MONDAYS, [known(1, datetime(2027, 1, 11, 9), "held")], looked=looked))
    times = by_icalendar(ics, NOW, NOW + timedelta(days=70))
    assert times == by_ical(ics, NOW, NOW + timedelta(days=70))
    assert [each.date().isoformat() for each in times] == ["2027-01-11", "2027-03-08", "2027-03-15"]


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;COUNT=12", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO"]
)
def test_a_rule_older_than_the_series_begins_with_the_first_meeting_that_is_held(rule: str) -> None:
    old = a_calendar(rule, datetime(2026, 12, 7, 9))
    ics = ics_of(a_feed(old))
    assert by_icalendar(ics, *YEARS) == by_ical(ics, *YEARS) == expected(old)
    (event,) = events(ics)
    assert event.start.astimezone(UTC) >= NOW
    assert "exdate" not in event


def test_a_series_that_is_paused_has_only_what_is_on_record() -> None:
    rows = [
        known(1, datetime(2027, 1, 11, 9), "held"),
        known(2, datetime(2027, 1, 18, 9), "open"),
        known(3, datetime(2027, 1, 25, 9), "skipped"),
        known(4, datetime(2027, 2, 1, 9), moved=True),
    ]
    ics = ics_of(a_feed(MONDAYS, rows, active=False))
    assert [each.date().day for each in by_ical(ics, *YEARS)] == [11, 18]
    assert by_icalendar(ics, *YEARS) == by_ical(ics, *YEARS)


def test_nothing_at_all_is_still_a_calendar() -> None:
    for ics in (ics_of(), ics_of(a_feed(MONDAYS, active=False))):
        assert Ics.from_ical(ics).events == []
        assert by_ical(ics, *YEARS) == []


# What programs want to know


def test_programs_are_told_its_name_when_to_come_back_and_each_zone_once() -> None:
    two = a_feed(MONDAYS), a_feed(MONDAYS, uid="series-2@truce"), a_feed(a_calendar("", datetime(2027, 2, 1, 9), "UTC"))
    ics = ics_of(*two)
    calendar: Any = Ics.from_ical(ics)
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "Meetings"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in ics
    assert "method" not in calendar
    assert [str(zone["tzid"]) for zone in calendar.timezones] == ["Europe/Vienna"]
    assert {each["uid"] for each in calendar.events} == {"series-1@truce", "series-2@truce"}
    for each in calendar.events:
        assert each["dtstamp"].dt == each["last-modified"].dt == NOW


def test_the_same_feed_is_the_same_to_the_byte() -> None:
    assert ics_of(a_feed(MONDAYS)) == ics_of(a_feed(MONDAYS))
    assert ics_of(a_feed(MONDAYS)) != ics_of(a_feed(MONDAYS, sequence=1))
