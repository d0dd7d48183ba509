"""What administrators do with reports that could not be read: look why, let them be read once more, dismiss them."""

from collections.abc import Sequence

from bot.conversation.cards import Card, Part
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import NOTHING, T, Words
from bot.deals.report_actions import Dismiss, ShowReport, ShowReports, TryAgain
from bot.deals.report_cards import PAGE, SYSTEMS, list_card, report_card, waiting_line
from bot.deals.reported import troubles_of
from bot.rights import Right
from bot.work import Work
from storage.reports import Report, Reports


def reports(work: Work) -> Reply:
    """The way of the command."""
    work.require(Right.CONNECT_SYSTEMS)
    return Whisper(card=_list(work))


def show_reports(action: ShowReports, work: Work) -> Reply:
    work.require(Right.CONNECT_SYSTEMS)
    if action.before:
        return Update(card=_list(work, before=action.before))
    return Whisper(card=_list(work))


def show_report(action: ShowReport, work: Work) -> Reply:
    row = _waiting(action.report, work)
    return Whisper(card=report_card(row, troubles_of(row))) if row else _settled(action.report, work)


def try_again(action: TryAgain, work: Work) -> Reply:
    """It is read where all reports are read; what that says comes back as an event."""
    row = _waiting(action.report, work)
    if row is None:
        return _settled(action.report, work)
    work.fetch(row.connection, f"report:{row.id}")
    work.trail("read again", kind="report", name=str(row.id))
    said = T("I am reading report {number} once more. Look here again in a minute.", number=action.report)
    return Update(card=_list(work, said=said))


def dismiss(action: Dismiss, work: Work) -> Reply:
    row = _waiting(action.report, work)
    if row is None:
        return _settled(action.report, work)
    row.state, row.pending = "dismissed", ""
    work[Reports].add(row)
    work.trail("dismissed", kind="report", name=str(row.id))
    said = T("Report {number} is dismissed. Nothing more of it will be recorded.", number=action.report)
    return Update(card=_list(work, said=said))


def _settled(report: int, work: Work) -> Reply:
    return Update(card=_list(work, said=T("Somebody has dealt with report {number} already.", number=report)))


def waits(work: Work) -> Sequence[Part]:
    """At home, for those who may see it."""
    return waiting_line(work[Reports].count_unreadable()) if work.may(Right.CONNECT_SYSTEMS) else ()


def _list(work: Work, *, before: int = 0, said: Words = NOTHING) -> Card:
    reports = work[Reports]
    shown = [(row, troubles_of(row)) for row in reports.unreadable(PAGE, before=before)]
    connections = [each for each in reports.connections() if each.system in SYSTEMS]
    return list_card(reports.count_unreadable(), shown, connections, said)


def _waiting(report: int, work: Work) -> Report | None:
    work.require(Right.CONNECT_SYSTEMS)
    row = work[Reports].get(report)
    return row if row is not None and row.state == "unreadable" else None
