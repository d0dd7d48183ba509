"""Importing people from a CSV: `plan` says what would happen, `import_people` does it, `report_lines` tells it.

One transaction, all or nothing (or all good lines, with `skip_bad`). Who is not in the file stays as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.events import Event
from bot.conversation.reading import Reader
from bot.conversation.words import TN, T, Words
from bot.people.joining import join_later
from bot.people.lines import Line
from bot.people.plan import ACCOUNTS, Known, Match, Plan, plan
from bot.people.reaching import PENDING, reached
from bot.sheets import bad_lines, some, verdict
from bot.timing import Holidays
from bot.work import Work
from storage.people import People, Person, PersonAccount
from storage.records import Session

__all__ = ["Plan", "Report", "apply", "existing", "import_people", "plan", "report_lines"]


@dataclass(frozen=True)
class Report:
    """What was planned, and whether it was done. `written` is False for a dry run and when bad lines stopped it."""

    plan: Plan
    written: bool
    dry_run: bool
    at: datetime


def import_people(
    session: Session, organisation: int, content: bytes, *, dry_run: bool, skip_bad: bool, now: datetime
) -> Report:
    """Import a file into one organisation, in the session's transaction, which the caller commits."""
    people = People(session, organisation)
    planned = plan(content, existing(people))
    stopped = not planned.usable or (bool(planned.bad) and not skip_bad)
    if not dry_run and not stopped:
        apply(planned, Work(people, Event(key="import", at=now), now, Holidays()))
    return Report(planned, written=not dry_run and not stopped, dry_run=dry_run, at=now)


def existing(people: People) -> list[Known]:
    """Everybody, as the plan compares them; in three queries."""
    roles = people.all_roles()
    accounts: dict[int, set[tuple[str, str]]] = {}
    for account in people.all_accounts():
        accounts.setdefault(account.person, set()).add((account.platform, account.external))
    return [
        Known(
            id=person.id,
            name=person.name,
            email=person.email or "",
            side=person.side,
            title=person.title,
            manager=person.manager,
            timezone=person.zone,
            language=person.language,
            roles=roles.get(person.id, frozenset()),
            accounts=frozenset(accounts.get(person.id, ())),
            left=person.left,
        )
        for person in people.all(left=True)
        if person.id is not None
    ]


def apply(planned: Plan, work: Work) -> None:
    """Do what was planned. Whoever turns out to be one person with two records is joined by a timer, due at once."""
    people = work.people
    rows = people.some(match.person for match in planned.matches)
    for match in planned.matches:
        _change(rows[match.person], match.line)
    blank = Person(organisation=people.organisation, name="")
    people.add_many(blank, [{**_said(line), "settled": " ".join(sorted(_settled(line)))} for line in planned.added])
    ids = people.ids_by_email()
    lines = [*(match.line for match in planned.matches), *planned.added]
    people.set_managers({ids[line.email]: ids[line.manager_email] for line in lines if line.manager_email})
    _roles(lines, ids, people)
    _accounts(lines, ids, people)
    for match in planned.matches:
        for other in match.joins:
            join_later(match.person, other, work)
    reached(work)


def _said(line: Line) -> dict[str, object]:
    """What a line says of a person; what it leaves empty is not in it."""
    said: dict[str, object] = {"title": line.title, "zone": line.timezone, "language": line.language}
    if line.side:
        said |= {"side": line.side, "side_from": "file", "side_group": None}
    return {"name": line.name, "email": line.email} | {name: value for name, value in said.items() if value != ""}


def _settled(line: Line) -> set[str]:
    return set(_said(line)) & {"name", "email", "title", "zone", "language"}


def _change(person: Person, line: Line) -> None:
    for name, value in _said(line).items():
        setattr(person, name, value)
    person.settle(*_settled(line))


def _roles(lines: Sequence[Line], ids: Mapping[str, int], people: People) -> None:
    have = people.all_roles()
    for line in lines:
        if line.roles is not None and line.roles != have.get(ids[line.email], frozenset()):
            people.set_roles(ids[line.email], line.roles)


def _accounts(lines: Sequence[Line], ids: Mapping[str, int], people: People) -> None:
    """An id belongs to the one workspace there is; while that is not clear, the account waits for its workspace."""
    known = {(row.platform, row.external) for row in people.all_accounts()}
    for column, platform in ACCOUNTS.items():
        only = _only_workspace(platform, people)
        rows: list[dict[str, object]] = []
        for line in lines:
            external = getattr(line, column)
            if external and (platform, external) not in known:
                workspace = "" if "@" in external else only
                rows.append(
                    {
                        "person": ids[line.email],
                        "external": external,
                        "workspace": workspace,
                        "active": bool(workspace),
                        "trouble": "" if workspace else PENDING.text,
                    }
                )
        blank = PersonAccount(organisation=people.organisation, person=0, platform=platform, workspace="", external="")
        people.add_many(blank, rows)


def _only_workspace(platform: str, people: People) -> str:
    there = [row.external for row in people.workspaces() if row.platform == platform]
    return there[0] if len(there) == 1 else ""


def report_lines(report: Report) -> list[str]:
    """The report as lines to print: bad lines first, then what changes, then the totals."""
    planned, reader = report.plan, Reader(now=report.at)
    lines = bad_lines(planned.bad)
    lines += some([T("+ {name} ({email})", name=line.name, email=line.email) for line in planned.added])
    lines += some([_changed(match) for match in planned.changed])
    if planned.absent:
        lines.append(
            TN(
                "One person here is not in the file, and stays.",
                "{count} people here are not in the file, and stay.",
                len(planned.absent),
            )
        )
    lines.append(
        T(
            "{added} new, {changed} changed, {unchanged} unchanged, {bad} bad.",
            added=len(planned.added),
            changed=len(planned.changed),
            unchanged=len(planned.unchanged),
            bad=len(planned.bad),
        )
    )
    bad = bool(planned.bad)
    lines.append(verdict(usable=planned.usable, bad=bad, written=report.written, dry_run=report.dry_run))
    return [reader.plain(words) for words in lines]


def _changed(match: Match) -> Words:
    return T(
        "~ {name} ({email}): {fields}", name=match.line.name, email=match.line.email, fields=", ".join(match.fields)
    )
