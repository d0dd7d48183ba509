"""What managers read of the rules on Monday: what was asked last week, what is overdue now, and what was not needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.cards import Part
from bot.engagements.case import case_of
from bot.engagements.compliance import figures
from bot.engagements.digest_parts import MOST_OVERDUE, Week, week_parts
from bot.engagements.messages import standing_of
from bot.engagements.ports import Ports
from bot.engagements.reporting import seen_since
from bot.ports.meetings import DigestWeek
from bot.rights import Right, may
from bot.work import Work
from storage.rules import Rules


@dataclass(frozen=True)
class Telling:
    ports: Ports

    def section(self, week: DigestWeek, work: Work, person: int) -> Sequence[Part]:
        """For the digest of somebody who may see how well rules are kept."""
        if not may(work.people.roles(person), Right.SEE_COMPLIANCE):
            return ()
        return week_parts(self.week(week.start, week.end, work))

    def week(self, start: datetime, end: datetime, work: Work) -> Week:
        """What was opened in that time, and what is overdue now."""
        seen = seen_since(start, work)
        of_week = [occasion for row, occasion in zip(seen.engagements, seen.occasions, strict=True) if row.opened < end]
        overdue = work[Rules].in_state("overdue", MOST_OVERDUE)
        return Week(
            figures=figures(of_week),
            overdue=[standing_of(case_of(each, self.ports, work), work) for each in overdue],
            overdue_count=work[Rules].count_by_state().get("overdue", 0),
            waivers=seen.waivers,
        )
