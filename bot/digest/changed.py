"""What changed last week, for the digest: who switched on, changed or removed which practice, by the audit trail."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Part
from bot.conversation.payloads import Action
from bot.conversation.words import Words
from bot.digest.changed_cards import changed_parts
from bot.digest.folding import STEPS, Line, fold
from bot.ports.meetings import DigestSection, DigestWeek
from bot.rights import Right, may
from bot.work import Work
from storage.audit import Audit
from storage.meetings import Meetings

MOST_LINES: Final = 2000
"""So much of the trail is read at most."""
HEARD_ANYWAY: Final = "pulse"
"""Whoever is asked hears of it by being asked, and a message about it would be in the way of that one."""


def changed_with(whole: Mapping[str, tuple[Words, Action]]) -> DigestSection:
    """Of all practices to managers, of their own meeting series to those whom these name.

    `whole`: by kind, what shows all that changed, and its label.
    """

    def changed(week: DigestWeek, work: Work, person: int) -> Sequence[Part]:
        rows = work[Audit].between(week.start, week.end, tuple(STEPS), MOST_LINES)
        rows = [each for each in rows if each.kind != HEARD_ANYWAY]
        if not may(work.people.roles(person), Right.CHANGE_RULES):
            own = {each.name for each in work[Meetings].naming(person)}
            rows = [each for each in rows if each.kind == "meeting series" and each.name in own]
        lines = (Line(each.person, each.what, each.kind, each.name, each.words) for each in rows)
        others = [each for each in fold(lines) if each.people != (person,)]  # what they did themselves they know
        people = work.people.some({who for each in others for who in each.people if who is not None})
        names = {number: each.name for number, each in people.items()}
        return changed_parts(others, names, whole)

    return changed
