"""What the outbox asks of the database, put together once."""

from typing import Final

from sqlalchemy import and_, bindparam, func, or_, text, update
from sqlalchemy import select as columns
from sqlmodel import col

from storage.database import UtcDateTime
from storage.deliveries import Delivery
from storage.people import Organisation, Person, PersonAccount
from storage.statements import Statement

LEFT: Final = "Their account was deactivated, so nothing is sent. It goes out by itself if they come back."

_NOW: Final = bindparam("now", type_=UtcDateTime())

IS_FOR = and_(
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
WAITING = (
    columns(*_DUE)
    .where(*_FITS)
    .order_by(col(Delivery.priority), _TURN, col(Delivery.not_before))
    .limit(bindparam("most"))
)
URGENT = WAITING.where(col(Delivery.priority) < bindparam("before"))

FREE = (  # in the order in which `_leased` takes it
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
    .outerjoin(PersonAccount, IS_FOR)
    .where(
        col(Delivery.id).in_(bindparam("ids", expanding=True)),
        func.coalesce(col(Delivery.state), "") == "waiting",  # else SQLite looks through all that waits for these few
        col(Delivery.not_before) <= _NOW,
    )
    .with_for_update(skip_locked=True, of=Delivery)
)
CLAIM = (
    update(Delivery)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)))
    .values(
        state="leased",
        leased_until=bindparam("until", type_=UtcDateTime()),
        attempts=col(Delivery.attempts) + 1,
        first_try=func.coalesce(col(Delivery.first_try), _NOW),
    )
)
KEEP = (
    update(Delivery)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)), col(Delivery.state) == "leased")
    .values(leased_until=bindparam("until", type_=UtcDateTime()))
)
GONE = (  # without an address it waits for one, as it does where somebody never had an account
    update(Delivery)
    .where(col(Delivery.id).in_(bindparam("ids", expanding=True)))
    .values(state="held", trouble=LEFT, platform="", workspace="", user="", leased_until=None, attempts=0)
)
# What was sent is written in one statement: its rows travel as JSON, which each engine reads in its own words.
_READING: Final = {
    "sqlite": "(SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.version') AS version, "
    "json_extract(value, '$.external') AS external, json_extract(value, '$.uploads') AS uploads "
    "FROM json_each(:done)) AS done",
    "postgresql": "json_to_recordset(CAST(:done AS json)) "
    "AS done(id text, version integer, external text, uploads text)",
}
SENT: Final = {
    engine: Statement(
        text(
            "UPDATE delivery SET "  # noqa: S608  all of it is ours
            "state = CASE WHEN delivery.version > done.version THEN 'waiting' ELSE 'sent' END, "
            "not_before = CASE WHEN delivery.version > done.version THEN :now ELSE not_before END, "
            "external = CASE WHEN delivery.external <> '' THEN delivery.external ELSE done.external END, "
            "sent_version = done.version, sent_at = COALESCE(sent_at, :now), uploads = done.uploads, "
            "trouble = '', doubtful = false, attempts = 0, first_try = NULL, leased_until = NULL "
            f"FROM {reading} WHERE delivery.id = done.id RETURNING delivery.state"
        ).bindparams(_NOW)
    )
    for engine, reading in _READING.items()
}
NOT_SENT = (
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
