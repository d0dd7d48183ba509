"""What people see of what they have handed in."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Divider, Part, SmallPrint, button, text
from bot.conversation.words import Command, Day, T, Words
from bot.deals.handing_actions import ChangeHandedIn, Handed, HandIn, ListHandedIn, Withdraw
from storage.deals import Submission

_KINDS: Final[Mapping[Handed, Words]] = {
    "collateral": T("Collateral before print"),
    "campaign": T("A campaign"),
    "price": T("A special price"),
}


def _gate(row: Submission) -> Command:
    return Command(text=f"gate {row.kind}-{row.id}")


def handed_in(row: Submission) -> Card:
    """It is on its way."""
    return Card(
        title=T("Handed in"),
        parts=(
            text(T("**{name}** is handed in. Whoever is to look at it is asked now.", name=row.name)),
            text(T("{gate} says whether it is cleared. Please wait for that.", gate=_gate(row))),
            _buttons(row),
        ),
        summary=T("{name} is handed in.", name=row.name),
    )


def changed(row: Submission, *, anew: bool) -> Card:
    """`anew`: it is something else now, and is looked at again."""
    said = T("**{name}** is as it was.", name=row.name)
    if anew:
        said = T(
            "**{name}** is changed. Whoever is to look at it is asked again, also who had approved.", name=row.name
        )
    return Card(
        title=T("Handed in"),
        parts=(text(said), text(T("{gate} says whether it is cleared.", gate=_gate(row))), _buttons(row)),
        summary=said,
    )


def withdrawn(row: Submission) -> Card:
    said = T("**{name}** is withdrawn. Whoever was asked need not look at it any more.", name=row.name)
    again = button(T("Hand it in again"), ChangeHandedIn(submission=row.id or 0))
    return Card(title=T("Withdrawn"), parts=(text(said), Buttons(buttons=(again,))), summary=said)


def list_card(rows: Sequence[Submission], page: int, *, more: bool) -> Card:
    """What somebody has handed in, newest first, and the way to hand in more."""
    parts: list[Part] = [
        text(T("Let the other side see it before it happens. What shall they look at?")),
        Buttons(buttons=tuple(button(words, HandIn(kind=kind)) for kind, words in _KINDS.items())),
    ]
    if rows:
        parts.append(Divider())
    for row in rows:
        parts += [text(_line(row)), _buttons(row)]
    turn = _turn(page, more=more)
    if turn:
        parts.append(Buttons(buttons=tuple(turn)))
    if not rows and not page:
        parts.append(SmallPrint(words=T("You have handed in nothing yet.")))
    return Card(title=T("Handed in"), parts=tuple(parts))


def _line(row: Submission) -> Words:
    if row.state == "withdrawn":
        return T("**{name}**: withdrawn", name=row.name)
    if row.due is None:
        return T("**{name}**: {gate} says how it stands", name=row.name, gate=_gate(row))
    return T("**{name}**, for {day}: {gate} says how it stands", name=row.name, day=Day(day=row.due), gate=_gate(row))


def _buttons(row: Submission) -> Buttons:
    number = row.id or 0
    if row.state == "withdrawn":
        return Buttons(buttons=(button(T("Hand it in again"), ChangeHandedIn(submission=number)),))
    sure = T("Nobody looks at it any more then, and it is not cleared.")
    return Buttons(
        buttons=(
            button(T("Change"), ChangeHandedIn(submission=number)),
            button(T("Withdraw"), Withdraw(submission=number), confirm=sure),
        )
    )


def _turn(page: int, *, more: bool) -> list[Button]:
    found = []
    if page:
        found.append(button(T("Newer"), ListHandedIn(page=page - 1)))
    if more:
        found.append(button(T("Older"), ListHandedIn(page=page + 1)))
    return found
