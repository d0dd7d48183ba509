"""The company of the year: forty people in Vienna, New York and Sydney, on Slack and Teams, and who comes and goes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, cast
from zoneinfo import ZoneInfo

import holidays

from bot.pulse.scoring import Side

On = Literal["slack", "teams", "both"]
VIENNA, NEW_YORK, SYDNEY = "Europe/Vienna", "America/New_York", "Australia/Sydney"
COUNTRIES = {VIENNA: "AT", NEW_YORK: "US", SYDNEY: "AU"}
FREE = {country: holidays.country_holidays(country) for country in COUNTRIES.values()}
DAYS_WORKED = 5
HEAD_OF_SALES, HEAD_OF_MARKETING = "Alice Ober", "Mia Frost"

_GIVEN = (
    *("Ben", "Carla", "Dan", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jack", "Kate"),
    *("Leo", "Mona", "Nick", "Olga", "Paul", "Rosa", "Sam", "Tara", "Udo", "Vera"),
)
_FAMILY = (
    *("Stone", "Diaz", "Wolf", "Kern", "Hart", "Moss", "Berg", "Lund", "Reed", "Lane"),
    *("Marx", "Vogt", "Quinn", "Adler", "Stein", "Tull", "Uhl", "Veit", "York", "Zorn"),
)


@dataclass
class Worker:
    """Somebody of the company, as the company knows them: where and when they work, and when they don't."""

    name: str
    side: Side
    zone: str
    on: On
    starts: time = time(9)
    ends: time = time(17, 30)
    quiet: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Absences and snoozes: from when Truce was told until when."""
    hired: datetime | None = None
    left: datetime | None = None
    """On Teams nobody is told that they have gone, so what was open for them then stays so."""

    @property
    def gone(self) -> bool:
        return self.left is not None

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@brightwater.example"

    def line(self) -> str:
        head = self.name in {HEAD_OF_SALES, HEAD_OF_MARKETING}
        boss = "" if head else f"{HEAD_OF_SALES if self.side == 'sales' else HEAD_OF_MARKETING}"
        manager = f"{boss.lower().replace(' ', '.')}@brightwater.example" if boss else ""
        return f"{self.name},{self.email},{self.side},,{manager},{self.zone},en,,,{'head' if head else 'member'}"

    def works_at(self, moment: datetime) -> bool:
        """Whether they may be written to: at work by their own clock, on no holiday of their country, not away."""
        local = moment.astimezone(ZoneInfo(self.zone))
        at_work = local.weekday() < DAYS_WORKED and self.starts <= local.time() < self.ends
        free = local.date() in FREE[COUNTRIES[self.zone]]
        return at_work and not free and not any(since <= moment < until for since, until in self.quiet)

    def begins(self, day: date) -> datetime:
        """The moment at which this day begins for them."""
        return datetime.combine(day, time(0), ZoneInfo(self.zone))


def csv(people: Iterable[Worker]) -> str:
    head = "name,email,side,title,manager_email,timezone,language,slack_id,teams_id,roles"
    return "\n".join([head, *(each.line() for each in people)]) + "\n"


def workers() -> Iterator[Worker]:
    """The forty at the beginning, 22 in Sales and 18 in Marketing, and after them whoever is hired later."""
    unusual = {4: (time(11), time(20)), 9: (time(11), time(20)), 30: (time(10), time(18)), 14: (time(7), time(15, 30))}
    zones = [VIENNA, NEW_YORK, VIENNA, SYDNEY, VIENNA, NEW_YORK]
    sides = cast("list[Side]", ["sales"] * 22 + ["marketing"] * 18)
    names = _names()
    for number, side in enumerate([*sides, *(sides[step % 40] for step in range(0, 400, 7))]):
        name = {0: HEAD_OF_SALES, 22: HEAD_OF_MARKETING}.get(number) or next(names)
        usual: On = "slack" if side == "sales" else "teams"
        other: On = "teams" if side == "sales" else "slack"
        on: On = "both" if number in {5, 11, 27} else other if number % 7 == 3 else usual
        zone = VIENNA if number in {0, 22} else zones[number % len(zones)]

        starts, ends = unusual.get(number, (time(9), time(17, 30)))
        yield Worker(name, side, zone, on, starts, ends)


def _names() -> Iterator[str]:
    for turn in range(len(_FAMILY)):
        for at, given in enumerate(_GIVEN):
            yield f"{given} {_FAMILY[(at + turn) % len(_FAMILY)]}"
