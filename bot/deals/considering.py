"""A record has changed: whoever watches looks at each of its new states in turn, in a transaction of its own.

So whatever brings the news (a CRM, a file, a form) is stored and answered before anything is decided about it, and a
record that changes twice in a moment is looked at twice.
"""

from collections.abc import Callable, Sequence
from typing import Final

from bot.deals.actions import Consider
from bot.ports.records import Changed, Kind, Subjects
from bot.work import Work
from storage.deals import Deals

MOST: Final = 20
"""So many states in one transaction."""


def consider_later(kind: Kind, record: int, work: Work, *, after: int = 0) -> None:
    """A version was added. It is considered right after this transaction."""
    work.set_timer(Consider(kind=kind, record=record, after=after), key=f"{kind} {record}", due=work.now)


def consider_with(watchers: Callable[[], Sequence[Changed]], subjects: Subjects) -> Callable[[Consider, Work], None]:
    """The timer's handler; `watchers` are the capabilities that want to know."""

    def consider(due: Consider, work: Work) -> None:
        versions = work[Deals].unconsidered(due.kind, due.record, MOST)
        subject = subjects.get(due.kind, due.record, work) if versions else None
        for version in versions:
            version.considered = True
            work[Deals].add(version)
            if subject is not None:
                for watcher in watchers():
                    watcher(subject, version.facts, work)
        if len(versions) == MOST:
            consider_later(due.kind, due.record, work, after=versions[-1].id or 0)

    return consider
