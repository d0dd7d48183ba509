"""The postman's view of the deliveries, across organisations: what may go, leases on it, what became of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from storage.deliveries import Delivery
from storage.people import Organisation, Person, PersonAccount


@dataclass(frozen=True)
class Leased:
    """A delivery as it was when it was claimed, with how its reader reads and how its place is reached."""

    id: str
    kind: str
    platform: str
    workspace: str
    user: str
    channel: str
    thread: str
    reference: str
    external: str
    card: str
    version: int
    uploads: Mapping[str, str]
    doubtful: bool
    attempts: int
    first_try: datetime
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


class Outbox:
    """Several postmen may share it: what one has leased, the others leave alone."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def waiting(self, now: datetime, most: int, platforms: Sequence[str]) -> list[Due]:
        """What may go now: the most urgent first; of these, each workspace and topic gets a share of `most`.

        Otherwise the thousands of one wave, or a workspace that must pause, would hide everybody else's.
        """
        fits = (
            col(Delivery.state) == "waiting",
            col(Delivery.not_before) <= now,
            col(Delivery.platform).in_(platforms),
            or_(col(Delivery.expires).is_(None), col(Delivery.expires) > now, col(Delivery.external) != ""),
        )
        topics = (col(Delivery.platform), col(Delivery.workspace), col(Delivery.about), col(Delivery.priority))
        turn = func.row_number().over(partition_by=topics, order_by=(col(Delivery.not_before), col(Delivery.created)))
        query = (
            columns(
                col(Delivery.id),
                col(Delivery.platform),
                col(Delivery.workspace),
                col(Delivery.channel),
                col(Delivery.user),
                col(Delivery.attention),
                col(Delivery.about),
                col(Delivery.not_before),
                col(Delivery.external),
            )
            .where(*fits)
            .order_by(col(Delivery.priority), turn, col(Delivery.not_before))
            .limit(most)
        )
        return [Due(*row) for row in self.session.connection().execute(query)]

    def lease(self, ids: Sequence[str], now: datetime, until: datetime) -> list[Leased]:
        """Claim these; what another postman claimed meanwhile is left out."""
        query = select(Delivery).where(col(Delivery.id).in_(ids), Delivery.state == "waiting")
        rows = {row.id: row for row in self.session.exec(query.with_for_update(skip_locked=True))}
        for row in rows.values():
            row.state, row.leased_until, row.attempts = "leased", until, row.attempts + 1
            row.first_try = row.first_try or now
            self.session.add(row)
        self.session.flush()
        return [self._leased(rows[each], now) for each in ids if each in rows]

    def _leased(self, row: Delivery, now: datetime) -> Leased:
        organisation = self.session.get(Organisation, row.organisation)
        person = self.session.get(Person, row.person) if row.person is not None else None
        return Leased(
            id=row.id,
            kind=row.kind,
            platform=row.platform,
            workspace=row.workspace,
            user=row.user,
            channel=row.channel,
            thread=row.thread,
            reference=row.reference or self._reference(row),
            external=row.external,
            card=row.card,
            version=row.version,
            uploads=json.loads(row.uploads),
            doubtful=row.doubtful,
            attempts=row.attempts,
            first_try=row.first_try or now,
            language=(person.language if person else "") or (organisation.language if organisation else "en"),
            zone=(person.zone if person else "") or (organisation.zone if organisation else "UTC"),
        )

    def _reference(self, row: Delivery) -> str:
        if not row.user:
            return ""
        account = self._account(row)
        return account.reference if account else ""

    def _account(self, row: Delivery) -> PersonAccount | None:
        query = select(PersonAccount).where(
            PersonAccount.organisation == row.organisation,
            PersonAccount.platform == row.platform,
            PersonAccount.workspace == row.workspace,
            PersonAccount.external == row.user,
        )
        return self.session.exec(query).one_or_none()

    def take_back(self, now: datetime) -> None:
        """What was leased to a postman that died waits again, in doubt if it was a first post."""
        self.session.connection().execute(
            update(Delivery)
            .where(col(Delivery.state) == "leased", col(Delivery.leased_until) <= now)
            .values(state="waiting", leased_until=None, doubtful=col(Delivery.external) == "")
        )

    def expire(self, now: datetime) -> None:
        """What would come too late to make sense is not sent; it stays in the list, with the reason."""
        self.session.connection().execute(
            update(Delivery)
            .where(col(Delivery.state) == "waiting", col(Delivery.expires) <= now, col(Delivery.external) == "")
            .values(state="expired", trouble="It would have come too late to be of use, so it was not sent.")
        )

    def get(self, delivery: str) -> Delivery | None:
        """The row as it is now, locked; None where it was forgotten meanwhile."""
        return self.session.get(Delivery, delivery, populate_existing=True, with_for_update=True)

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

    def trouble_with(self, row: Delivery, trouble: str) -> None:
        """Remember at the account why its person can't be written to."""
        account = self._account(row) if row.user else None
        if account is not None:
            account.trouble = trouble
            self.session.add(account)

    def save(self, row: Delivery) -> None:
        self.session.add(row)
        self.session.flush()
