"""Somebody has left the company, is back, or out of office: capabilities hear of it, in a transaction of its own."""

from collections.abc import Callable, Sequence

from bot.people.actions import Presence
from bot.work import Work

Left = Callable[[int, Work], None]
"""(person, work): they have left, come back, or are out of office; which of them, their record says."""


def tell_later(person: int, work: Work) -> None:
    """Somebody has left, come back, or is away. Capabilities are told at once, but not between two of a member list."""
    work.set_timer(Presence(person=person), key=str(person), due=work.now)


def tell_with(hooks: Callable[[], Sequence[Left]]) -> Callable[[Presence, Work], None]:
    """The timer's handler; `hooks` are the capabilities that have something to say."""

    def tell(due: Presence, work: Work) -> None:
        if work.people.get(due.person) is not None:
            for hook in hooks():
                hook(due.person, work)

    return tell
