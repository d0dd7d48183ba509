"""A company with rules and business records over the real core, and somebody who only notes whom rules would ask."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.conversation.events import Profile, TimerDue
from bot.conversation.payloads import Payload
from bot.core import Truce
from bot.deals.actions import Consider
from bot.deals.considering import consider_with
from bot.deals.lacking import rules_changed
from bot.deals.recording import record
from bot.deals.told import DealTold, ReviewTold, SubmissionTold, Told
from bot.ports.records import Subject
from bot.ports.rules import Fired
from bot.practices.applying import working
from bot.routes import ROUTES, SUBJECTS
from bot.rules.actions import LetGo
from bot.rules.spec import Spec
from bot.rules.standing import create, let_go_with
from bot.rules.watching import changed_with
from bot.targets import Target
from bot.work import Work
from storage.audit import Audit, Trail
from storage.database import Database
from storage.rules import Engagement, Rule, Rules
from storage.timers import AllTimers
from tests.bot.people.house import House


@dataclass
class Notes:
    """An `Engaging` that notes what it was told, and keeps engagements so that they can be let go."""

    opened: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    facts: list[Mapping[str, Any]] = field(default_factory=list)
    gone: list[tuple[str, tuple[int, ...], str]] = field(default_factory=list)

    def open(self, subject: Subject, fired: Sequence[Fired], work: Work) -> None:
        self.opened.append((subject.name, tuple(each.rule for each in fired)))
        for each in fired:
            self.facts.append(each.facts)
            row = Engagement(
                organisation=work[Rules].organisation, rule=each.rule, kind=subject.kind, subject=subject.id
            )
            row.opened = row.due = work.now
            work[Rules].add(row)

    def let_go(self, subject: Subject, rules: Sequence[int], why: str, work: Work) -> None:
        self.gone.append((subject.name, tuple(rules), why))
        for row in work[Rules].engagements(subject.kind, subject.id):
            row.state = "cancelled" if not rules or row.rule in rules else row.state
            work[Rules].add(row)


class Yard(House):
    """Alice heads Sales, and may change rules; Ben may not."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.notes = Notes()
        watched = changed_with(lambda: self.notes, SUBJECTS)
        timers: dict[type[Payload], Any] = {
            **ROUTES.timers,
            Consider: consider_with(lambda: (watched,), SUBJECTS),
            LetGo: let_go_with(lambda: self.notes, SUBJECTS, rules_changed),
        }
        self.truce.close()
        self.truce = Truce(self.database, self.clock, replace(ROUTES, timers=timers))
        self.installs()
        people = (("UALICE", "Alice Ober", "alice"), ("UBEN", "Ben Stone", "ben"), ("UMIA", "Mia Frost", "mia"))
        self.sees(*(Profile(user=user, name=name, email=f"{short}@fernbrook.example") for user, name, short in people))
        self.imports(
            "name,email,side,roles\nAlice Ober,alice@fernbrook.example,sales,head\n"
            "Ben Stone,ben@fernbrook.example,sales,member\nMia Frost,mia@fernbrook.example,marketing,head\n"
        )

    # Rules

    def rule(self, condition: str, **more: Any) -> int:
        """One that is on, with nothing left to mark."""
        spec = {"name": f"Rule {condition}", "kind": "deal", "involve": (Target(who="owner"),)} | more
        with self.working() as work:
            made = create(Spec(condition=condition, **spec), work, on=True)
        self.passes()
        return made.id or 0

    def row(self, rule: int) -> Rule:
        with self.database.read() as session:
            found = Rules(session, self.organisation).rule(rule)
        assert found is not None
        return found

    def rules(self) -> list[Rule]:
        with self.database.read() as session:
            return list(Rules(session, self.organisation).all())

    def holding(self, kind: str = "deal", subject: int = 1) -> Mapping[int, int]:
        with self.database.read() as session:
            return Rules(session, self.organisation).holding(kind, subject)

    def trail(self, kind: str = "rule") -> list[Trail]:
        with self.database.read() as session:
            return list(Audit(session, self.organisation).newest(50, kind=kind))

    @contextmanager
    def working(self) -> Iterator[Work]:
        with self.database.write() as session:
            yield working(session, self.organisation, self.clock.now())

    # What the business says

    def deal(self, amount: object = None, *, name: str = "Acme renewal", quietly: bool = False, **more: Any) -> None:
        """News of a deal, and what follows from it. `quietly`: without what follows."""
        values = {"amount": None if amount is None else Decimal(str(amount)), "currency": "USD", **more}
        self.tells(DealTold(system="crm", external=name, at=self.later(), name=name, **values), quietly=quietly)

    def review(self, name: str = "Acme, autumn", *attendees: str, **more: Any) -> None:
        told = ReviewTold(system="crm", external=name, at=self.later(), name=name, attendees=attendees, **more)
        self.tells(told)

    def hands_in(self, name: str = "Case study", **more: Any) -> None:
        values: dict[str, Any] = {"kind": "collateral", "due": date(2026, 4, 1)} | more
        self.tells(SubmissionTold(system="truce", external=name, at=self.later(), name=name, **values))

    def tells(self, told: Told, *, quietly: bool = False) -> None:
        with self.working() as work:
            record(told, work)
        if not quietly:
            self.passes()

    def later(self) -> datetime:
        """A moment after the last one: of news of the same time none is newer."""
        self.clock.move(timedelta(seconds=1))
        return self.clock.now()

    def runs(self, kind: str) -> None:
        """Handle the timers of a kind that are due, and no others."""
        with self.database.read() as session:
            due = [each.id or 0 for each in AllTimers(session).due(self.clock.now(), 100) if each.kind == kind]
        for timer in due:
            self.reports(TimerDue(key=next(self.keys), at=self.clock.now(), timer=timer))

    @property
    def opened(self) -> list[tuple[int, ...]]:
        """The rules that fired, an entry an occasion."""
        return [rules for _, rules in self.notes.opened]
