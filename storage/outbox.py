"""The postman's view of the deliveries, across organisations: what may go, leases on it, what became of it.

Whole batches in a few statements, on columns instead of objects: a company is written to in one go.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic_core import to_json
from sqlalchemy import case, type_coerce, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from storage.database import UtcDateTime
from storage.deliveries import Delivery
from storage.outbox_statements import CLAIM, FREE, GONE, IS_FOR, KEEP, NOT_SENT, SENT, URGENT, WAITING
from storage.people import PersonAccount


class Leased(NamedTuple):
    """A delivery as it was when it was claimed, with how its reader reads and how its place is reached."""

    id: str
    kind: str
    platform: str
    workspace: str
    user: str
    channel: str
    thread: str
    external: str
    card: str
    version: int
    uploads: str
    """JSON, as it is stored."""
    doubtful: bool
    attempts: int
    first_try: datetime
    reference: str
    language: str
    zone: str


class Due(NamedTuple):
    """A delivery that may go, as much of it as decides whose turn it is."""

    id: str
    platform: str
    workspace: str
    channel: str
    user: str
    attention: str
    about: str
    not_before: datetime
    external: str
    doubtful: bool


class Done(NamedTuple):
    """A delivery that was sent: its newest card if `version` still is the newest."""

    id: str
    version: int
    external: str
    uploads: str


class Undone(NamedTuple):
    """A delivery that was not sent, and what becomes of it. `not_before`: when it is tried again, if it is."""

    id: str
    attempts: int
    state: str
    trouble: str
    uploads: str
    doubtful: bool
    not_before: datetime | None


class Outbox:
    """Several postmen may share it: what one has leased, the others leave alone."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def waiting(self, now: datetime, most: int, platforms: Sequence[str], before: int | None = None) -> list[Due]:
        """What may go now: the most urgent first; of these, each workspace and topic gets a share of `most`.

        Otherwise the thousands of one wave, or a workspace that must pause, would hide everybody else's. `before`
        leaves out what is of this priority or goes after it.
        """
        given = {"now": now, "most": most, "platforms": platforms}
        if before is None:
            found = self.session.connection().execute(WAITING, given).all()
        else:
            found = self.session.connection().execute(URGENT, given | {"before": before}).all()
        return [Due(*row) for row in found]

    def lease(self, ids: Sequence[str], now: datetime, until: datetime) -> list[Leased]:
        """Claim these; what another postman claimed meanwhile, and what is for somebody who has left, is left out."""
        connection = self.session.connection()
        free = {str(row[0]): row for row in connection.execute(FREE, {"ids": ids, "now": now}).all()}
        gone = [each for each, row in free.items() if row.here is False and row.person is not None and not row.external]
        if gone:
            connection.execute(GONE, {"ids": gone})
        mine = [each for each in ids if each in free and each not in gone]
        if mine:
            connection.execute(CLAIM, {"ids": mine, "now": now, "until": until})
        return [_leased(free[each], now) for each in mine]

    def keep(self, ids: Collection[str], until: datetime) -> None:
        """A postman that still has these in hand holds them for longer."""
        self.session.connection().execute(KEEP, {"ids": list(ids), "until": until})

    def take_back(self, now: datetime, lag: timedelta) -> None:
        """What was leased to a postman that died waits again; a first post in doubt, until it would show if it went."""
        first = col(Delivery.external) == ""
        self.session.connection().execute(
            update(Delivery)
            .where(col(Delivery.state) == "leased", col(Delivery.leased_until) <= now)
            .values(
                state="waiting",
                leased_until=None,
                doubtful=first,
                not_before=case((first, type_coerce(now + lag, UtcDateTime)), else_=col(Delivery.not_before)),
            )
        )

    def expire(self, now: datetime) -> None:
        """What would come too late to make sense is not sent; it stays in the list, with the reason."""
        self.session.connection().execute(
            update(Delivery)
            .where(col(Delivery.state) == "waiting", col(Delivery.expires) <= now, col(Delivery.external) == "")
            .values(state="expired", trouble="It would have come too late to be of use, so it was not sent.")
        )

    def give_back(self, ids: Collection[str]) -> None:
        """What was leased and not tried waits again, as if nothing had happened."""
        self.session.connection().execute(
            update(Delivery)
            .where(col(Delivery.id).in_(ids), col(Delivery.state) == "leased")
            .values(state="waiting", leased_until=None, attempts=col(Delivery.attempts) - 1)
        )

    def sent(self, done: Sequence[Done], now: datetime) -> bool:
        """Write down what was sent. What was forgotten meanwhile stays so; what got a newer card waits again.

        Returns whether anything does.
        """
        if not done:
            return False
        rows = to_json([each._asdict() for each in done]).decode()
        statement = SENT[self.session.get_bind().dialect.name]
        return any(state == "waiting" for (state,) in statement.rows(self.session, done=rows, now=now))

    def not_sent(self, undone: Iterable[Undone]) -> None:
        """Write down what was not sent, where nothing else has happened to it meanwhile."""
        rows = [
            {
                "of": each.id,
                "tries": each.attempts,
                "becomes": each.state,
                "why": each.trouble,
                "pictures": each.uploads,
                "doubt": each.doubtful,
                "due": each.not_before,
            }
            for each in undone
        ]
        if rows:
            self.session.connection().execute(NOT_SENT, rows)

    def hold_workspace(self, platform: str, workspace: str, trouble: str) -> None:
        """Nothing goes to a workspace whose token or app is gone: one try tells, not one a message."""
        self.session.connection().execute(
            update(Delivery)
            .where(
                col(Delivery.platform) == platform,
                col(Delivery.workspace) == workspace,
                col(Delivery.state) == "waiting",
            )
            .values(state="held", trouble=trouble)
        )

    def trouble_with(self, delivery: str, trouble: str) -> None:
        """Remember at the account that a delivery goes to why its person can't be written to."""
        account = columns(col(PersonAccount.id)).join_from(Delivery, PersonAccount, IS_FOR)
        self.session.connection().execute(
            update(PersonAccount)
            .where(col(PersonAccount.id).in_(account.where(col(Delivery.id) == delivery)))
            .values(trouble=trouble)
        )


def uploads_of(row: Leased) -> dict[str, str]:
    """The platform's ids of what earlier attempts have uploaded."""
    found: dict[str, str] = json.loads(row.uploads) if row.uploads != "{}" else {}
    return found


def _leased(row: Any, now: datetime) -> Leased:
    """As it is once it is claimed; it was read right before."""
    *told, attempts, first_try, reference, account_reference, language, home_language, zone, home_zone, _, _ = row
    reads = language or home_language or "en", zone or home_zone or "UTC"
    return Leased._make([*told, attempts + 1, first_try or now, reference or account_reference or "", *reads])
