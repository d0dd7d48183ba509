"""Importing a directory from a CSV: `import_directory` compares and does it; `reporting` tells it.

One transaction, all or nothing (or all good lines, with `skip_bad`). `replace` makes the file all there is; otherwise
what it does not name stays. New people are those of the file; people who are here stay as they are.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.events import Event
from bot.directory.checking import shown
from bot.directory.places import Places
from bot.directory.sheet_lines import read_lines
from bot.directory.sheet_model import Here, Plan, Somebody, Taking, TopicHere, Wanted, Who
from bot.directory.sheet_plan import plan
from bot.timing import Holidays
from bot.work import Work
from storage.directory import Directory
from storage.people import People, Person
from storage.records import Session
from storage.whole_directory import WholeDirectory


@dataclass(frozen=True)
class Report:
    """What was planned, and whether it was done. `written` is False for a dry run and when bad lines stopped it."""

    plan: Plan
    here: Here
    written: bool
    dry_run: bool
    at: datetime


def import_directory(
    session: Session,
    organisation: int,
    content: bytes,
    *,
    dry_run: bool,
    skip_bad: bool,
    replace: bool = False,
    now: datetime,
) -> Report:
    """Import a file into one organisation, in the session's transaction, which the caller commits.

    ValueError for `replace` with `skip_bad`: a line left out would remove its contact.
    """
    if replace and skip_bad:
        raise ValueError("bad lines can't be left out of a file that replaces all")
    work = Work(People(session, organisation), Event(key="import", at=now), now, Holidays())
    there = here(work)
    sheet = read_lines(content, there.places, {each.called for each in there.people})
    taking = Taking(clears=True, whole=[each.key for each in there.topics], drops=True) if replace else Taking()
    planned = plan(sheet, there, taking)
    stopped = not planned.usable or (bool(planned.bad) and not skip_bad)
    if not dry_run and not stopped:
        apply(planned, work)
    return Report(planned, there, written=not dry_run and not stopped, dry_run=dry_run, at=now)


def here(work: Work) -> Here:
    """All there is, in few queries."""
    whole = work[WholeDirectory]
    synonyms, contacts = whole.synonyms(), whole.contacts()
    return Here(
        people=[
            Somebody(each.id, shown(each.name), each.email or "", each.side, each.left)
            for each in work.people.all(left=True)
            if each.id is not None
        ],
        topics=[
            TopicHere(each.id, each.name, each.key, synonyms.get(each.id, {}), each.steward)
            for each in work[Directory].topics()
            if each.id is not None
        ],
        contacts=contacts,
        places=_places({each.region for each in contacts if each.region}, work),
    )


def _places(named: set[str], work: Work) -> Places:
    """The world's, the company's own, and those that contacts name already."""
    known = Places({each.name: each.holds.split("\n") for each in work[Directory].own_regions()})
    for region in sorted(named):
        if known.named(region) is None:
            known.learn(region)
    return known


# Doing it


def apply(planned: Plan, work: Work) -> None:
    """Do what was planned, with one new edition for all of it."""
    whole = work[WholeDirectory]
    ids = _people(planned, work)
    topics = {each.key: each for each in planned.topics if each.does_something}
    fresh = [each for each in topics.values() if each.there is None]
    known = {each.key: each.there.id for each in topics.values() if each.there}
    if fresh:
        rows = [{"name": each.name, "key": each.key, "steward": ids(each.steward)} for each in fresh]
        known = whole.add_topics(rows)
    whole.change_topics(
        [
            {"id": each.there.id, "name": each.name, "steward": ids(each.steward)}
            for each in topics.values()
            if each.there and each.changes
        ]
    )
    said = [each for each in topics.values() if each.there is None or "synonyms" in each.changes]
    before = {each.there.id: each.there.synonyms for each in said if each.there}
    whole.set_synonyms(before, {known[each.key]: each.synonyms for each in said})
    whole.remove_contacts([row.contact for each in topics.values() for row in each.removed])
    whole.remove_topics([each.id for each in planned.dropped])
    whole.change_contacts([_changed(row, ids(row.backup)) for each in topics.values() for row in each.changed])
    added = [
        {**row.line.fields, "topic": known[each.key], "person": ids(row.person), "backup": ids(row.backup)}
        for each in topics.values()
        for row in each.added
    ]
    work[Directory].add_contacts(added)
    if topics or planned.dropped:
        work[Directory].renew()


class _Ids:
    """Who is who in the records, once the new people are in them."""

    def __init__(self, by_email: dict[str, int]) -> None:
        self._by_email = by_email

    def __call__(self, who: Who | None) -> int | None:
        return self._by_email[who] if isinstance(who, str) else who


def _people(planned: Plan, work: Work) -> _Ids:
    if not planned.newcomers:
        return _Ids({})
    rows: list[dict[str, object]] = []
    for line in planned.newcomers:
        row: dict[str, object] = {"name": line.name, "email": line.email, "settled": "email name"}
        rows.append(row | ({"side": line.side, "side_from": "file"} if line.side else {}))
    blank = Person(organisation=work.people.organisation, name="")
    for row in rows:
        row.setdefault("side", blank.side)
        row.setdefault("side_from", blank.side_from)
    work.people.add_many(blank, rows)
    return _Ids(work.people.ids_by_email())


def _changed(row: Wanted, backup: int | None) -> dict[str, object]:
    assert row.there is not None  # noqa: S101  only what is there changes
    return {"id": row.there.contact, **row.line.fields, "backup": backup}
