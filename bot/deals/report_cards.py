"""How reports of other systems look to administrators: which could not be read, and why; never what is in them."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, text
from bot.conversation.words import NOTHING, TN, T, When, Words
from bot.deals.report_actions import Dismiss, ShowReport, ShowReports, TryAgain
from storage.reports import Connection, Report

PAGE: Final = 5
"""So many are shown at once."""
SYSTEMS: Final[Mapping[str, Words]] = {
    "hubspot": T("HubSpot"),
    "salesforce": T("Salesforce"),
    "pipedrive": T("Pipedrive"),
    "generic": T("your own JSON"),
}


def list_card(
    count: int,
    shown: Sequence[tuple[Report, Sequence[Words]]],
    connections: Sequence[Connection],
    said: Words = NOTHING,
) -> Card:
    """Those that could not be read, the newest first, a page of them; and what is connected. `said` goes before."""
    parts: list[Part] = [text(said)] if said else []
    for row, troubles in shown:
        parts.append(text(_line(row, troubles)))
        parts.append(Buttons(buttons=_buttons(row)))
    if len(shown) == PAGE and shown[-1][0].id:
        older = button(T("Older ones"), ShowReports(before=shown[-1][0].id))
        parts.append(Buttons(buttons=(older,)))
    parts += [SmallPrint(words=_connected(each)) for each in connections]
    if not connections:
        parts.append(SmallPrint(words=T("No CRM is connected. On the server, truce connect does it.")))
    title = TN("One report could not be read", "{count} reports could not be read", count)
    return Card(title=title if count else T("Every report could be read"), parts=tuple(parts))


def report_card(row: Report, troubles: Sequence[Words]) -> Card:
    """Why one could not be read, and what can be done."""
    parts: list[Part] = [text(T("{system} sent it {when}.", system=_system(row.system), when=When(at=row.received)))]
    parts += [text(each) for each in troubles]
    parts.append(Buttons(buttons=_buttons(row, looked=True)))
    parts.append(
        SmallPrint(
            words=T(
                "What it holds is not shown here. On the server, truce reports show {number} prints it.",
                number=row.id or 0,
            )
        )
    )
    return Card(title=T("Report {number}", number=row.id or 0), parts=tuple(parts))


def waiting_line(count: int) -> tuple[Part, ...]:
    """At home."""
    if not count:
        return ()
    words = TN(
        "A report of your CRM could not be read, so a deal may be out of date.",
        "{count} reports of your CRM could not be read, so deals may be out of date.",
        count,
    )
    return (text(words), Buttons(buttons=(button(T("What came"), ShowReports()),)))


def _line(row: Report, troubles: Sequence[Words]) -> Words:
    system, when = _system(row.system), When(at=row.received)
    if not troubles:
        return T("**{system}**, {when}", system=system, when=when)
    if len(troubles) == 1:
        return T("**{system}**, {when}: {why}", system=system, when=when, why=troubles[0])
    return TN(
        "**{system}**, {when}: {why} And one thing more.",
        "**{system}**, {when}: {why} And {count} things more.",
        len(troubles) - 1,
        system=system,
        when=when,
        why=troubles[0],
    )


def _buttons(row: Report, *, looked: bool = False) -> tuple[Button, ...]:
    number = row.id or 0
    return (
        *(() if looked else (button(T("Look"), ShowReport(report=number)),)),
        button(T("Try again"), TryAgain(report=number)),
        button(T("Dismiss"), Dismiss(report=number)),
    )


def _connected(row: Connection) -> Words:
    if row.heard is None:
        return T(
            "{system} is connected ({whose}) and has sent nothing yet.", system=_system(row.system), whose=row.external
        )
    return T(
        "{system} is connected ({whose}) and last sent something {when}.",
        system=_system(row.system),
        whose=row.external,
        when=When(at=row.heard),
    )


def _system(name: str) -> Words:
    return SYSTEMS.get(name, T("Another system"))
