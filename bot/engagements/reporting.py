"""The figures of compliance from the records: as a card, as a CSV, and for the weekly digest."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from bot.attention import Attention
from bot.conversation.replies import Quiet, Reply, Update, Whisper
from bot.engagements.actions import GetCompliance, ShowCompliance
from bot.engagements.compliance import Occasion, Row, by_row, figures, months_back, side_of
from bot.engagements.compliance_cards import Waiver, compliance_card, compliance_file
from bot.rights import Right
from bot.sheets import safe
from bot.timing import resolve, wall_time
from bot.work import Work
from storage.rules import Engagement, Entry, Rules

MARK: Final = "\ufeff"
"""Put before the text of a file, it tells spreadsheets that it is UTF-8."""
MONTHS_IN_FILE: Final = 24
COLUMNS: Final = (
    *("month", "rule", "side", "met_in_time", "counted", "share", "met_late", "overdue", "open", "waived"),
    *("cancelled", "waivers"),
)


@dataclass(frozen=True)
class Seen:
    """Engagements with what the figures need: each as an occasion, and who waived it why."""

    engagements: Sequence[Engagement]
    occasions: Sequence[Occasion]
    waivers: Sequence[Waiver]
    rules: dict[int, str]


def seen_since(since: datetime, work: Work) -> Seen:
    rules = work[Rules]
    rows = rules.opened_since(since)
    numbers = [row.id or 0 for row in rows]
    asks = rules.asks_of_many(numbers)
    people = work.people.some(each.person for some in asks.values() for each in some)
    zone = work.organisation.zone
    occasions = [
        Occasion(
            rule=row.rule,
            side=side_of(people[each.person].side for each in asks[row.id or 0]),
            month=wall_time(row.opened, zone).date().replace(day=1),
            state=row.state,
            late=row.late,
        )
        for row in rows
    ]
    waived = rules.entries_of_many(numbers, "waived", "forced")
    names = {rule.id or 0: rule.name for rule in rules.all()}
    return Seen(rows, occasions, _waivers(rows, occasions, waived, work), names)


def _waivers(
    rows: Sequence[Engagement],
    occasions: Sequence[Occasion],
    entries: Mapping[int, Sequence[Entry]],
    work: Work,
) -> Sequence[Waiver]:
    """Who said that nobody was needed, and why: of what was waived in the end."""
    decided = [
        (row, occasion, entries[row.id or 0][-1])
        for row, occasion in zip(rows, occasions, strict=True)
        if row.state == "waived" and entries[row.id or 0]
    ]
    people = work.people.some(entry.person for _, _, entry in decided if entry.person is not None)
    return [
        Waiver(
            row=Row(occasion.month, row.rule, occasion.side),
            about=str(row.facts.get("name") or row.subject),
            who=people[entry.person].name if entry.person in people else "",
            why=entry.words,
        )
        for row, occasion, entry in decided
    ]


def show_compliance(action: ShowCompliance, work: Work) -> Reply:
    work.require(Right.SEE_COMPLIANCE)
    seen = seen_since(_begin(work, action.months - 1), work)
    rows = by_row(seen.occasions)
    card = compliance_card(rows, figures(seen.occasions), seen.rules, seen.waivers, months=action.months)
    return Whisper(card=card) if action.anew else Update(card=card)


def get_compliance(_: GetCompliance, work: Work) -> Reply:
    work.require(Right.SEE_COMPLIANCE)
    seen = seen_since(_begin(work, MONTHS_IN_FILE - 1), work)
    card = compliance_file(MARK + compliance_csv(seen))
    work.send(work.person, card, key=f"engagements file {work.event.key}", attention=Attention.REPLY)
    return Quiet()


def compliance_csv(seen: Seen) -> str:
    """A line a month, rule and side. RFC 4180."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row, each in by_row(seen.occasions).items():
        share = "" if each.share is None else f"{each.share:.3f}"
        counts = (each.of("met late"), each.of("overdue"), each.of("open"), each.of("waived"), each.of("cancelled"))
        why = "; ".join(f"{waiver.who}: {waiver.why}" for waiver in seen.waivers if waiver.row == row)
        named = (f"{row.month:%Y-%m}", safe(seen.rules.get(row.rule, "")), row.side)
        writer.writerow([*named, each.in_time, each.counted, share, *counts, safe(why)])
    return out.getvalue()


def _begin(work: Work, months: int) -> datetime:
    """When the month began that was so many months ago, for the company."""
    zone = work.organisation.zone
    first: date = months_back(wall_time(work.now, zone).date(), months)
    return resolve(datetime.combine(first, time(0)), zone)
