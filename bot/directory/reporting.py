"""What importing a directory did, or would do, as lines to print."""

from collections.abc import Mapping
from typing import Final

from bot.conversation.reading import Reader
from bot.conversation.words import TN, T, Words
from bot.directory.importing import Report
from bot.directory.sheet_model import TopicPlan, Wanted, Who
from bot.sheets import bad_lines, some, verdict
from storage.directory import Found

_FOR: Final = ("region", "product", "segment", "account", "step")


def report_lines(report: Report) -> list[str]:
    """The report as lines to print: bad lines first, then what changes, then the totals."""
    planned, reader = report.plan, Reader(now=report.at)
    tell = _Telling(report)
    lines = bad_lines(planned.bad)
    lines += some(
        [T("Line {number}, taken: {note}", number=str(each.number), note=each.reason) for each in planned.notes]
    )
    lines += some([T("+ person {name} ({email})", name=each.name, email=each.email) for each in planned.newcomers])
    lines += some([T("+ topic {name}", name=each.name) for each in planned.topics if each.there is None])
    lines += some([tell.topic(each) for each in planned.topics if each.changes])
    lines += some([tell.added(row, each) for each in planned.topics for row in each.added])
    lines += some([tell.changed(row, each) for each in planned.topics for row in each.changed])
    removed = [(row, each.name) for each in planned.topics for row in each.removed]
    gone = {each.id: each.name for each in planned.dropped}
    removed += [(row, gone[row.topic]) for row in report.here.contacts if row.topic in gone]
    lines += some([T("- topic {name}", name=each.name) for each in planned.dropped])
    lines += some([tell.removed(row, topic) for row, topic in removed])
    if planned.stays:
        lines.append(
            TN(
                "One contact here is not in the file, and stays.",
                "{count} contacts here are not in the file, and stay.",
                planned.stays,
            )
        )
    lines.append(
        T(
            "Contacts: {added} new, {changed} changed, {unchanged} unchanged, {removed} removed. Bad lines: {bad}.",
            added=sum(len(each.added) for each in planned.topics),
            changed=sum(len(each.changed) for each in planned.topics),
            unchanged=sum(each.unchanged for each in planned.topics),
            removed=len(removed),
            bad=len(planned.bad),
        )
    )
    bad = bool(planned.bad)
    lines.append(verdict(usable=planned.usable, bad=bad, written=report.written, dry_run=report.dry_run))
    return [reader.plain(words) for words in lines]


class _Telling:
    """Contacts and topics as lines of a report."""

    def __init__(self, report: Report) -> None:
        self._names: dict[Who, str] = {each.id: each.name for each in report.here.people}
        self._names |= {each.email: each.name for each in report.plan.newcomers}

    def topic(self, topic: TopicPlan) -> Words:
        return T("~ topic {name}: {fields}", name=topic.name, fields=", ".join(topic.changes))

    def added(self, row: Wanted, topic: TopicPlan) -> Words:
        name = self._names[row.person]
        return T("+ {name}: {what}", name=name, what=contact_text(topic.name, row.line.fields))

    def changed(self, row: Wanted, topic: TopicPlan) -> Words:
        what, fields = contact_text(topic.name, row.line.fields), ", ".join(row.changes)
        return T("~ {name}: {what}: {fields}", name=self._names[row.person], what=what, fields=fields)

    def removed(self, row: Found, topic: str) -> Words:
        return T("- {name}: {what}", name=self._names[row.person], what=contact_text(topic, row._asdict()))


def contact_text(topic: str, fields: Mapping[str, object]) -> str:
    """A contact's topic, and what it is for there."""
    return ", ".join(str(each) for each in (topic, *(fields[field] for field in _FOR)) if each)
