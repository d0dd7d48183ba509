"""The postman's view of the deliveries, across organisations: what may go, leases on it, what became of it.

Whole batches in a few statements, on columns instead of objects: a company is written to in one go.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, type_coerce, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from storage.database import UtcDateTime
from storage.deliveries import Delivery
from storage.people import Organisation, Person, PersonAccount
from storage.statements import Statement

LEFT = "Their account was deactivated, so nothing is sent. It goes out by itself if they come back."


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
            return [Due(*row) for row in self.session.connection().execute(_WAITING, given)]
        return [Due(*row) for row in self.session.connection().execute(_URGENT, given | {"before": before})]

    def lease(self, ids: Sequence[str], now: datetime, until: datetime) -> list[Leased]:
        """Claim these; what another postman claimed meanwhile, and what is for somebody who has left, is left out."""
        given = {"ids": ids, "now": now, "until": until}
        mine = self.session.connection().execute(_CLAIM, given).scalars().all()
        if not mine:
            return []
        rows = {row.id: row for row in self.session.connection().execute(_CLAIMED, {"ids": mine})}
        gone = [row.id for row in rows.values() if row.here is False and row.person is not None and not row.external]
        if gone:
            self.session.connection().execute(_GONE, {"ids": gone})
        return [_leased(rows[each]) for each in ids if each in rows and each not in gone]

    def keep(self, ids: Collection[str], until: datetime) -> None:
        """A postman that still has these in hand holds them for longer."""
        self.session.connection().execute(_KEEP, {"ids": list(ids), "until": until})

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
        rows = [
            {"of": each.id, "went": each.version, "place": each.external, "pictures": each.uploads, "now": now}
            for each in done
        ]
        _SENT.run(self.session, *rows)
        states = self.session.connection().execute(_STATES, {"ids": [each.id for each in done]})
        return "waiting" in states.scalars()

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
            self.session.connection().execute(_NOT_SENT, rows)

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
        account = columns(col(PersonAccount.id)).join_from(Delivery, PersonAccount, _IS_FOR)
        self.session.connection().execute(
            update(PersonAccount)
            .where(col(PersonAccount.id).in_(account.where(col(Delivery.id) == delivery)))
            .values(trouble=trouble)
        )


def uploads_of(row: Leased) -> dict[str, str]:
    """The platform's ids of what earlier attempts have uploaded."""
    found: dict[str, str] = json.loads(row.uploads) if row.uploads != "{}" else {}
    return found


def _leased(row: Any) -> Leased:
    *told, reference, account_reference, language, home_language, zone, home_zone, _person, _here = row
    reads = language or home_language or "en", zone or home_zone or "UTC"
    return Leased._make([*told, reference or account_reference or "", *reads])


# The statements, put together once.

_NOW: Final = bindparam("now", type_=UtcDateTime())

_IS_FOR = and_(
    col(Delivery.user) != "",
    col(PersonAccount.organisation) == col(Delivery.organisation),
    col(PersonAccount.platform) == col(Delivery.platform),
    col(PersonAccount.workspace) == col(Delivery.workspace),
    col(PersonAccount.external) == col(Delivery.user),
)
_FITS = (
    col(Delivery.state) == "waiting",
    col(Delivery.not_before) <= _NOW,
    col(Delivery.platform).in_(bindparam("platforms", expanding=True)),
    or_(col(Delivery.expires).is_(None), col(Delivery.expires) > _NOW, col(Delivery.external) != ""),
)
_DUE = (
    col(Delivery.id),
    col(Delivery.platform),
    col(Delivery.workspace),
    col(Delivery.channel),
    col(Delivery.user),
    col(Delivery.attention),
    col(Delivery.about),
    col(Delivery.not_before),
    col(Delivery.external),
    col(Delivery.doubtful),
)
_TURN = func.row_number().over(
    partition_by=(col(Delivery.platform), col(Delivery.workspace), col(Delivery.about), col(Delivery.priority)),
    order_by=(col(Delivery.not_before), col(Delivery.created)),
)
_WAITING = (
    columns(*_DUE)
    .where(*_FITS)
    .order_by(col(Delivery.priority), _TURN, col(Delivery.not_before))
    .limit(bindparam("most"))
)
_URGENT = _WAITING.where(col(Delivery.priority) < bindparam("before"))

_FREE = (
    columns(col(Delivery.id))
    .where(
        col(Delivery.id).in_(bindparam("ids", expanding=True)),
        func.coalesce(col(Delivery.state), "") == "waiting",  # else SQLite looks through all that waits for these few
        col(Delivery.not_before) <= _NOW,
    )
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(Delivery)
    .where(col(Delivery.id).in_(_FREE))
    .values(
        state="leased",
        leased_until=bindparam("until", type_=UtcDateTime()),
        attempts=col(Delivery.attempts) + 1,
        first_try=func.coalesce(col(Delivery.first_try), _NOW),
    )
    .returning(col(Delivery.id))
)
_KEEP = (
    update(Delivery)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)), col(Delivery.state) == "leased")
    .values(leased_until=bindparam("until", type_=UtcDateTime()))
)
_CLAIMED = (  # in the order in which `_leased` takes it
    columns(
        col(Delivery.id),
        col(Delivery.kind),
        col(Delivery.platform),
        col(Delivery.workspace),
        col(Delivery.user),
        col(Delivery.channel),
        col(Delivery.thread),
        col(Delivery.external),
        col(Delivery.card),
        col(Delivery.version),
        col(Delivery.uploads),
        col(Delivery.doubtful),
        col(Delivery.attempts),
        col(Delivery.first_try),
        col(Delivery.reference),
        col(PersonAccount.reference).label("account_reference"),
        col(Person.language),
        col(Organisation.language).label("home_language"),
        col(Person.zone),
        col(Organisation.zone).label("home_zone"),
        col(Delivery.person),
        col(PersonAccount.active).label("here"),
    )
    .join_from(Delivery, Organisation, col(Organisation.id) == col(Delivery.organisation))
    .outerjoin(Person, col(Person.id) == col(Delivery.person))
    .outerjoin(PersonAccount, _IS_FOR)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)))
)
_GONE = (  # without an address it waits for one, as it does where somebody never had an account
    update(Delivery)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)))
    .values(state="held", trouble=LEFT, platform="", workspace="", user="", leased_until=None, attempts=0)
)
_NEWER = col(Delivery.version) > bindparam("went")
_SENT = Statement(
    update(Delivery)
    .where(col(Delivery.id) == bindparam("of"))
    .values(
        state=case((_NEWER, "waiting"), else_="sent"),
        not_before=case((_NEWER, _NOW), else_=col(Delivery.not_before)),
        external=case((col(Delivery.external) != "", col(Delivery.external)), else_=bindparam("place")),
        sent_version=bindparam("went"),
        sent_at=func.coalesce(col(Delivery.sent_at), _NOW),
        uploads=bindparam("pictures"),
        trouble="",
        doubtful=False,
        attempts=0,
        first_try=None,
        leased_until=None,
    )
)
_STATES = columns(col(Delivery.state)).where(col(Delivery.id).in_(bindparam("ids", expanding=True)))
_NOT_SENT = (
    update(Delivery)
    .where(
        col(Delivery.id) == bindparam("of"),
        col(Delivery.state) == "leased",
        col(Delivery.attempts) == bindparam("tries"),
    )
    .values(
        state=bindparam("becomes"),
        trouble=bindparam("why"),
        uploads=bindparam("pictures"),
        doubtful=bindparam("doubt"),
        not_before=func.coalesce(bindparam("due", type_=UtcDateTime()), col(Delivery.not_before)),
        leased_until=None,
    )
)
