"""What CRMs sent and nobody can read, as administrators see it."""

from datetime import timedelta

from bot.conversation.cards import Card, Part
from bot.conversation.replies import Update, Whisper
from bot.conversation.words import T, Words
from bot.deals import report_cards, reported, reports
from bot.deals.report_actions import Dismiss, ShowReport, TryAgain
from bot.work import Work
from storage.reports import Connection, Report, Reports
from tests.contract.stage import NOW, Stage


def _sent(stage: Stage, ordinary: int, troubles: int = 1) -> Work:
    """An administrator, a connection, and so many reports that could not be read, each with so many reasons."""
    work = stage.work(stage.person("Alice Ober", "administrator"))
    whose = stage.text("62515", 100)
    connection = work[Reports].add(
        Connection(organisation=stage.organisation, system="hubspot", external=whose, sealed_secret="", added=NOW)
    )
    connection.heard = NOW - timedelta(minutes=3)
    work[Reports].add(connection)
    for number in range(stage.many(ordinary)):
        row = Report(
            organisation=stage.organisation,
            connection=connection.id or 0,
            system=("hubspot", "salesforce", "pipedrive", "generic")[number % 4],
            key=str(number),
            received=NOW - timedelta(hours=2),
            body=b"[]",
            state="unreadable",
        )
        why: Words = T("{field} should be a number", field=stage.text("amount", 80))
        row.trouble = reported.written(
            [T("Item {number}: {why}", number=each, why=why) for each in range(1, troubles + 1)]
        )
        work[Reports].add(row)
    return work


def nothing_came(stage: Stage) -> Card:
    made = reports.reports(stage.work(stage.person("Alice Ober", "administrator")))
    assert isinstance(made, Whisper)
    return made.card


def everything_could_be_read(stage: Stage) -> Card:
    made = reports.reports(_sent(stage, 0))
    assert isinstance(made, Whisper)
    return made.card


def one_could_not_be_read(stage: Stage) -> Card:
    made = reports.reports(_sent(stage, 1))
    assert isinstance(made, Whisper)
    return made.card


def several_with_several_reasons(stage: Stage) -> Card:
    made = reports.reports(_sent(stage, 7, troubles=3))
    assert isinstance(made, Whisper)
    return made.card


def why_not(stage: Stage) -> Card:
    made = reports.show_report(ShowReport(report=1), _sent(stage, 1, troubles=10))
    assert isinstance(made, Whisper)
    return made.card


def tried_again(stage: Stage) -> Card:
    made = reports.try_again(TryAgain(report=1), _sent(stage, 2))
    assert isinstance(made, Update)
    return made.card


def dismissed(stage: Stage) -> Card:
    made = reports.dismiss(Dismiss(report=1), _sent(stage, 2))
    assert isinstance(made, Update)
    return made.card


def settled_already(stage: Stage) -> Card:
    made = reports.dismiss(Dismiss(report=99), _sent(stage, 2))
    assert isinstance(made, Update)
    return made.card


def at_home(stage: Stage) -> tuple[Part, ...]:
    return report_cards.waiting_line(stage.many(1))


def waiting_for_me(stage: Stage) -> tuple[Part, ...]:
    return tuple(reports.waits(_sent(stage, 3)))
