"""What another system reports: stored as it came, then recorded, item by item, all in one transaction.

Comes in: `Reported`, verified and read by an adapter. What can't be understood, or recorded, stays as it came and is
shown to the administrators; nothing is dropped, and no sender is told to send it again and again.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from bot.conversation.events import Event
from bot.conversation.words import T, Words
from bot.deals.recording import record
from bot.deals.report_actions import UseWhatCame
from bot.deals.report_keeping import keep_forgetting
from bot.deals.told import AccountTold, DealTold, ReviewTold, SubmissionTold
from bot.work import Work
from storage.database import StorageError
from storage.reports import ContentError, Report, Reports

AnyTold = Annotated[AccountTold | DealTold | ReviewTold | SubmissionTold, Field(discriminator="what")]

PATIENCE: Final = timedelta(minutes=10)
"""So long a report of a deal that is being fetched waits for what the system itself says of it."""
MOST_TROUBLES: Final = 10
AT_ONCE: Final = 20
"""So many records of a report are made in one transaction; what is more follows in pages."""

_WHAT: Final[Mapping[str, Words]] = {
    "account": T("account"),
    "deal": T("deal"),
    "review": T("review"),
    "submission": T("submission"),
}
_TOLD: Final[TypeAdapter[tuple[AnyTold, ...]]] = TypeAdapter(tuple[AnyTold, ...])
_TROUBLES: Final[TypeAdapter[tuple[Words, ...]]] = TypeAdapter(tuple[Words, ...])


class Reported(Event):
    """One message of a system. `at` is when it came, `key` its name in the inbox, `told` what could be understood.

    `troubles` say what could not, without its contents. `fetch` names the deals of which more can be fetched.
    """

    organisation: int
    connection: int
    system: str
    report: str
    """The sender's id of it."""
    body: bytes
    media_type: str = ""
    told: tuple[AnyTold, ...] = ()
    troubles: tuple[Words, ...] = ()
    fetch: tuple[str, ...] = ()

    @property
    def whose(self) -> int:
        return self.organisation


class ReadAgain(Event):
    """A report that could not be read, read once more: by a newer program, or with what it lacked set up."""

    organisation: int
    number: int
    """The report's own."""
    told: tuple[AnyTold, ...] = ()
    troubles: tuple[Words, ...] = ()

    @property
    def whose(self) -> int:
        return self.organisation


def reported(event: Reported, work: Work) -> None:
    reports = work[Reports]
    reports.heard(event.connection, work.now)
    keep_forgetting(work)
    if reports.by_key(event.system, event.report) is not None:
        return  # older than the inbox remembers
    row = reports.add(
        Report(
            organisation=work.people.organisation,
            connection=event.connection,
            system=event.system,
            key=event.report,
            received=event.at,
            body=event.body,
            media_type=event.media_type,
        )
    )
    _take(row, event.told, event.troubles, work, fetch=event.fetch)


def read_again(event: ReadAgain, work: Work) -> None:
    row = work[Reports].get(event.number)
    if row is not None and row.state == "unreadable":
        _take(row, event.told, event.troubles, work)


def use_what_came(timer: UseWhatCame, work: Work) -> None:
    """What a report says and is not recorded yet. What was fetched meanwhile is newer, and stays."""
    row = work[Reports].get(timer.report)
    if row is not None and row.pending:
        told = _TOLD.validate_json(row.pending)
        troubles = [*troubles_of(row), *_recorded(told[:AT_ONCE], work)]
        _keep_for(row, told[AT_ONCE:], work.now, work)
        _settle(row, troubles, work)


def troubles_of(report: Report) -> Sequence[Words]:
    """Why it can't be understood."""
    return _TROUBLES.validate_json(report.trouble) if report.trouble else ()


def written(troubles: Sequence[Words]) -> str:
    """The same, as it is kept."""
    return _TROUBLES.dump_json(tuple(troubles[:MOST_TROUBLES])).decode() if troubles else ""


def _take(
    row: Report, told: Sequence[AnyTold], troubles: Sequence[Words], work: Work, *, fetch: Sequence[str] = ()
) -> None:
    in_order = sorted(told, key=_first)
    waits = [each for each in in_order if isinstance(each, DealTold) and each.external in fetch and not _is_gone(each)]
    now = [each for each in in_order if each not in waits]
    if waits:
        _keep_for(row, waits, work.now + PATIENCE, work)
        for external in dict.fromkeys(each.external for each in waits):
            work.fetch(row.connection, f"deal:{external}")
    elif len(now) > AT_ONCE:
        _keep_for(row, now[AT_ONCE:], work.now, work)
        now = now[:AT_ONCE]
    _settle(row, [*troubles, *_recorded(now, work)], work)


def _keep_for(row: Report, told: Sequence[AnyTold], due: datetime, work: Work) -> None:
    """What is recorded later: when the system was to say more by then, or in the next page."""
    said = [{"what": each.what, **each.model_dump(mode="json", exclude_unset=True)} for each in told]
    row.pending = json.dumps(said) if said else ""
    if said:
        work.set_timer(UseWhatCame(report=row.id or 0, left=len(said)), key=str(row.id), due=due)


def _is_gone(told: DealTold) -> bool:
    return told.state == "removed"


def _settle(row: Report, troubles: Sequence[Words], work: Work) -> None:
    row.state = "unreadable" if troubles else "taken"
    row.trouble = written(troubles)
    work[Reports].add(row)


def _recorded(told: Sequence[AnyTold], work: Work) -> list[Words]:
    """Record each by itself, so that one that fails takes none with it; returns what went wrong."""
    troubles: list[Words] = []
    for each in told:
        try:
            with work[Reports].apart():
                record(each, work)
        except StorageError as error:
            if not isinstance(error, ContentError):
                raise  # not the item's fault: the sender, or the core, tries again
            troubles.append(_failed(each, error))
        except Exception as error:  # noqa: BLE001  whatever it is, it is kept, and shown to the administrators
            troubles.append(_failed(each, error))
    return troubles


def _first(told: AnyTold) -> tuple[datetime, bool]:
    """In the order in which it happened, an account before the deals that it has."""
    return told.at, not isinstance(told, AccountTold)


def _failed(told: AnyTold, error: Exception) -> Words:
    return T("Of it, one {what} could not be recorded ({error}).", what=_WHAT[told.what], error=type(error).__name__)
