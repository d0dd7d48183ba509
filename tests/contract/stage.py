"""What examples are made from: a company in a database of its own, as it usually is, or with everything to the extreme.

An example asks the stage for names, titles, counts and people; the same example is then made with ordinary ones, and
with names of 200 characters full of markup, emoji and right-to-left script, with forty of a thing, or with none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlmodel import Session, SQLModel

from bot.conversation.events import Commanded
from bot.conversation.model import Account, Place, Platform
from bot.conversation.reading import Reader
from bot.conversation.words import Who
from bot.pulse.pseudonyms import new_secret, token
from bot.pulse.results import Asked, Result, compute
from bot.pulse.scoring import Response, Side, gather
from bot.pulse.statements import STATEMENTS
from bot.pulse.waves import Seat
from bot.timing import Holidays
from bot.work import Work, key_of
from storage.answer_tables import WaveKey
from storage.database import Database
from storage.people import Organisation, People, Person, PersonAccount, SamePerson, SideGroup, Workspace
from storage.pulse import Participant, Pulses, Wave

NOW = datetime(2027, 1, 11, 8, 40, tzinfo=UTC)
ZONE = "Europe/Vienna"
HOME = 1
"""The organisation."""
MARKER = "Zoë"
"""Begins every extreme text: where it was to be shown, this can be seen."""
TRICKS = (
    "<!channel> <@U0EVIL> *b* _i_ ~s~ `c` **bb** [l](https://evil.example) <at>Bob</at> "
    "{{DATE(2027-01-01T00:00:00Z, SHORT)}} <b>h</b> &amp; {name} مرحبا 👩🏽‍🚀 "
)
EXTREME = f"{MARKER} {TRICKS}"
Tone = Literal["ordinary", "extreme"]
WORKSPACES: dict[Platform, str] = {"slack": "T0HOME", "teams": "8a1f2c3d-1111-4222-8333-9e8d7c6b5a40", "web": "here"}


def longest(most: int = 200) -> str:
    return (EXTREME + "very long " * 30)[:most].strip()


class Stage:
    """One organisation, in one transaction that is never kept."""

    def __init__(self, session: Session, tone: Tone, platform: Platform) -> None:
        self.tone, self.platform = tone, platform
        self.organisation = HOME
        self.people = People(session, HOME)
        self.pulses = Pulses(session, HOME)
        self._count = 0

    # Ordinary, or not

    def text(self, ordinary: str, most: int = 200) -> str:
        """Something that somebody typed."""
        return ordinary if self.tone == "ordinary" else longest(most)

    def many(self, ordinary: int, extreme: int = 40) -> int:
        return ordinary if self.tone == "ordinary" else extreme

    # People

    def person(self, name: str = "Alice Ober", *roles: str, side: str = "sales", on: str = "", **more: Any) -> Person:
        """Somebody with an account on these platforms: by default the one that the example is for; "-": nowhere."""
        self._count += 1
        email = f"{name.lower().replace(' ', '.')}.{self._count}@brightwater.example"
        row = Person(
            organisation=self.organisation,
            name=self.text(name),
            email=email if self.tone == "ordinary" else f"{'x' * 200}.{self._count}@{'y' * 40}.example",
            side=side,
            **{"side_from": "person", "zone": ZONE, **more},
        )
        person = self.people.add(row)
        for platform in (on or self.platform).split():
            if platform in WORKSPACES:
                self.account(person, platform)
        self.people.set_roles(key_of(person), roles or ("member",))
        return person

    def account(self, person: Person, platform: str, **more: Any) -> PersonAccount:
        workspace = next(external for each, external in WORKSPACES.items() if each == platform)
        row = PersonAccount(
            organisation=self.organisation,
            person=key_of(person),
            platform=platform,
            **{"workspace": workspace, "external": f"U{key_of(person):06}", **more},
        )
        return self.people.add(row)

    def work(self, person: Person) -> Work:
        """What a handler has, when this person has typed a command."""
        workspace = WORKSPACES[self.platform]
        by = Account(platform=self.platform, workspace=workspace, user=f"U{person.id:06}")
        place = Place(platform=self.platform, workspace=workspace, channel="D1")
        event = Commanded(key="1", at=NOW, by=by, place=place, command="help")
        work = Work(self.people, event, NOW, Holidays())
        work.acts(person)
        return work

    def who(self, name: str = "Alice Ober") -> Who:
        return Who(name=self.text(name))

    def alike(self, one: Person, other: Person, one_says: str = "", other_says: str = "") -> SamePerson:
        row = SamePerson(organisation=self.organisation, one=key_of(one), other=key_of(other))
        row.one_says, row.other_says = one_says, other_says
        return self.people.add(row)

    def group(self, handle: str, side: str = "", *, exactly: bool = False) -> SideGroup:
        self._count += 1
        row = SideGroup(
            organisation=self.organisation, platform="slack", workspace="T0HOME", external=f"S{self._count}"
        )
        row.handle, row.side = handle if exactly else self.text(handle), side
        return self.people.add(row)

    # Assessments

    def wave(self, title: str = "Winter assessment", minimum: int = 5) -> Wave:
        closes = datetime(2027, 1, 21, 16, tzinfo=UTC)
        return self.pulses.add(
            Wave(
                organisation=self.organisation,
                title=self.text(title, 80),
                opened=NOW,
                closes=closes if self.tone == "ordinary" else closes + timedelta(days=400),
                minimum=minimum if self.tone == "ordinary" else 50,
            )
        )

    def seat(self, done: int = 0) -> Seat:
        """A place in an open wave, with so many statements rated."""
        wave, person = self.wave(), self.person()
        number, secret = wave.id or 0, new_secret()
        self.pulses.add(WaveKey(wave=number, organisation=self.organisation, secret=secret))
        row = Participant(organisation=self.organisation, wave=number, person=key_of(person), side="sales")
        mine = token(secret, key_of(person))
        ratings = {each.number: 1 + each.number % 5 for each in STATEMENTS[:done]}
        self.pulses.add(row)
        return Seat(wave=wave, side=row.side, token=mine, ratings=ratings)

    def result(
        self,
        *responses: Response,
        invited: dict[Side, int] | None = None,
        minimum: int = 5,
        previous: Result | None = None,
    ) -> Result:
        answers = gather(responses)
        many = {side: max(12, each.answered) for side, each in answers.items() if side != "other" or each.answered}
        asked = Asked(
            title=self.text("Winter assessment", 80),
            opened=date(2027, 1, 11),
            closed=date(2027, 1, 21),
            invited=many | (invited or {}),
            minimum=minimum,
        )
        return compute(asked, answers, [previous] if previous else [])

    def reader(self, on: Platform | None = None) -> Reader:
        platform = on or self.platform
        return Reader(now=NOW, zone=ZONE, workspace=(platform, WORKSPACES[platform]))


class Theatre:
    """A database in memory with the company, for one stage after the other: nothing of any is kept."""

    def __init__(self) -> None:
        self._database = Database("sqlite://")
        SQLModel.metadata.create_all(self._database.engine)
        with self._database.write() as session:
            session.add(Organisation(id=HOME, name="Brightwater", zone=ZONE, country="AT"))
            session.flush()
            for each, workspace in WORKSPACES.items():
                session.add(Workspace(organisation=HOME, platform=each, external=workspace, name="Brightwater"))

    @contextmanager
    def stage(self, tone: Tone = "ordinary", platform: Platform = "slack") -> Iterator[Stage]:
        with Session(self._database.engine, expire_on_commit=False) as session:
            yield Stage(session, tone, platform)
            session.rollback()

    def close(self) -> None:
        self._database.close()


def rated(side: Side, *rows: str) -> list[Response]:
    """People by their ratings: a row a person, a sign a statement, "." for one left out."""
    return [Response(side, {number: int(sign) for number, sign in enumerate(row, 1) if sign != "."}) for row in rows]
