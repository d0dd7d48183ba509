"""A company over a real core and a real database, for stories about its people."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, select

from adapters.clock import MovableClock
from bot.conversation.cards import Buttons, Card
from bot.conversation.events import Act, Clicked, Commanded, Event, Installed, MembersSeen, Profile, Submitted, TimerDue
from bot.conversation.model import Account, Place, Platform
from bot.conversation.payloads import Action, encode
from bot.conversation.reading import Reader
from bot.conversation.replies import Home, Reply, Say, Update, Whisper
from bot.core import Truce
from bot.people.importing import Report, import_people
from bot.routes import ROUTES
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.people import Organisations, People, Person
from storage.timers import AllTimers

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM: tuple[Platform, str] = ("slack", "T1")


class House:
    """The core, driven by hand: platforms report, people act, time passes."""

    def __init__(self, where: Path | Database) -> None:
        """On a database that is there, or a new one in a folder."""
        self.database = where if isinstance(where, Database) else _new(where)
        self.clock = MovableClock(MONDAY)
        self.truce = Truce(self.database, self.clock, ROUTES)
        self.keys = (f"event {number}" for number in itertools.count())
        with self.database.write() as session:
            self.organisation = Organisations(session).add("Fernbrook").id or 0

    def close(self) -> None:
        self.truce.close()
        self.database.close()

    # What platforms report

    def reports(self, event: Event) -> None:
        self.truce.submit(event).result()

    def installs(self, where: tuple[Platform, str] = TEAM, by: str = "", *, home: bool = True) -> None:
        self.reports(
            Installed(
                **self.news(where), name="Fernbrook", by=by, bot="UTRUCE", home=home, organisation=self.organisation
            )
        )

    def sees(self, *members: Profile, where: tuple[Platform, str] = TEAM, at: datetime | None = None) -> None:
        self.reports(MembersSeen(**self.news(where, at), members=members))

    def reads_everybody(self, *members: Profile, where: tuple[Platform, str] = TEAM, partial: bool = False) -> None:
        now = self.clock.now()
        self.reports(MembersSeen(**self.news(where), members=members, complete=True, partial=partial, since=now))

    def asked_about(self) -> list[str]:
        """Those whom the platforms are asked about, one by one, and have not told of yet."""
        return [row.user for row in self.outbox("member:") if row.state == "waiting"]

    def answered_for(self) -> None:
        """What was asked of the platforms is answered."""
        with self.database.write() as session:
            for row in session.exec(select(Delivery).where(Delivery.kind == "roster")):
                row.state, row.sent_version = "sent", row.version

    def news(self, where: tuple[Platform, str] = TEAM, at: datetime | None = None) -> dict[str, Any]:
        at = at or self.clock.now()
        return {"key": next(self.keys), "at": at, "platform": where[0], "workspace": where[1]}

    # What people do

    def command(self, user: str, text: str, where: tuple[Platform, str] = TEAM) -> Reply:
        command, _, rest = text.partition(" ")
        return self.does(Commanded(**self.act(user, where), command=command, text=rest))

    def clicks(self, user: str, action: Action, where: tuple[Platform, str] = TEAM, message: str = "") -> Reply:
        return self.does(Clicked(**self.act(user, where), code=encode(action), message=message))

    def fills_in(
        self, user: str, action: Action, values: dict[str, str | tuple[str, ...]], where: tuple[Platform, str] = TEAM
    ) -> Reply:
        return self.does(Submitted(**self.act(user, where), code=encode(action), values=values))

    def does(self, act: Act) -> Reply:
        return self.truce.submit(act).result().reply

    def act(self, user: str, where: tuple[Platform, str] = TEAM) -> dict[str, Any]:
        platform, workspace = where
        return {
            "key": next(self.keys),
            "at": self.clock.now(),
            "by": Account(platform=platform, workspace=workspace, user=user),
            "place": Place(platform=platform, workspace=workspace, channel=f"D{user}"),
            "carries": frozenset({"say", "whisper", "update", "form", "errors"}),
        }

    def passes(self, by: timedelta = timedelta(0)) -> None:
        """Time passes, and every timer that comes due is handled."""
        self.clock.move(by)
        while True:
            with self.database.read() as session:
                due = [each.id or 0 for each in AllTimers(session).due(self.clock.now(), 100)]
            if not due:
                return
            for timer in due:
                self.reports(TimerDue(key=next(self.keys), at=self.clock.now(), timer=timer))

    def imports(self, text: str | bytes, *, dry_run: bool = False, skip_bad: bool = False) -> Report:
        content = text.encode() if isinstance(text, str) else text
        with self.database.write() as session:
            return import_people(
                session, self.organisation, content, dry_run=dry_run, skip_bad=skip_bad, now=self.clock.now()
            )

    # What is there

    def person(self, user: str, where: tuple[Platform, str] = TEAM) -> Person:
        with self.database.read() as session:
            found = People(session, self.organisation).by_account(*where, user)
        assert found is not None
        return found

    def by_email(self, email: str) -> Person:
        with self.database.read() as session:
            found = People(session, self.organisation).by_email(email)
        assert found is not None
        return found

    def everybody(self) -> list[str]:
        with self.database.read() as session:
            return [person.name for person in People(session, self.organisation).all()]

    def roles(self, user: str, where: tuple[Platform, str] = TEAM) -> frozenset[str]:
        with self.database.read() as session:
            return People(session, self.organisation).roles(self.person(user, where).id or 0)

    def makes(self, user: str, *roles: str, where: tuple[Platform, str] = TEAM) -> None:
        """Give somebody exactly these roles."""
        person = self.person(user, where)
        with self.database.write() as session:
            People(session, self.organisation).set_roles(person.id or 0, roles)

    def outbox(self, *keys: str) -> list[Delivery]:
        """What was or will be sent, rosters and all; of these keys' beginnings only, where any are named."""
        with self.database.read() as session:
            people = People(session, self.organisation)
            rows = Deliveries(session, people.organisation).about("")
        return [row for row in rows if not keys or row.key.startswith(keys)]


def _new(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'truce.db'}")
    SQLModel.metadata.create_all(database.engine)
    return database


def words(reply: Reply, platform: Platform = "slack") -> str:
    """All that a reply says, as its reader reads it."""
    assert isinstance(reply, Say | Whisper | Update | Home)
    return said(reply.card, platform)


def said(card: Card, platform: Platform = "slack") -> str:
    reader = Reader(now=MONDAY, workspace=(platform, ""))
    lines = [reader.plain(card.title)]
    for part in card.parts:
        match part.part:
            case "text" | "small_print":
                lines.append(reader.plain(part.words))
            case "facts":
                lines += [f"{reader.plain(each.label)}: {reader.plain(each.value)}" for each in part.facts]
            case "table":
                lines += [" | ".join(reader.plain(cell) for cell in row) for row in (part.headings, *part.rows)]
            case "buttons":
                lines += [f"[{reader.plain(each.label)}]" for each in part.buttons]
    return "\n".join(lines)


def pressed(reply: Reply, label: str) -> str:
    """The code of the button with this label."""
    assert isinstance(reply, Say | Whisper | Update | Home)
    return codes(reply.card.parts)[label]


def codes(parts: Sequence[object]) -> dict[str, str]:
    reader = Reader(now=MONDAY)
    buttons = [button for part in parts if isinstance(part, Buttons) for button in part.buttons]
    return {reader.plain(button.label): button.press.code for button in buttons if button.press}
