"""What every answer asks of the database, put together once."""

from sqlalchemy import bindparam, or_, text
from sqlalchemy import select as columns
from sqlmodel import SQLModel, col, select

from storage.answer_tables import Answer, OpenWave, Remark, WaveKey
from storage.database import UtcDateTime
from storage.pulse import Participant, Wave
from storage.statements import Statement

PLACE = Statement(
    columns(
        col(WaveKey.secret),
        col(Participant.side),
        *(SQLModel.metadata.tables["wave"].c[each] for each in OpenWave._fields),
    )
    .select_from(Wave)
    .join(Participant, col(Participant.wave) == col(Wave.id))
    .outerjoin(WaveKey, col(WaveKey.wave) == col(Wave.id))
    .where(
        col(Wave.id) == bindparam("wave"),
        col(Wave.organisation) == bindparam("organisation"),
        col(Participant.person) == bindparam("person"),
        or_(col(Wave.named), col(WaveKey.wave).is_not(None)),
    )
    .with_for_update(of=Participant)
    .suffix_with("FOR SHARE OF wave", dialect="postgresql")
)
KIND = Statement(select(Wave.kind).where(col(Wave.id) == bindparam("wave")))
KEPT = Statement(
    select(Answer.statement, Answer.rating, Answer.side).where(
        col(Answer.organisation) + 0 == bindparam("organisation"),  # SQLite would go through all of an organisation's
        col(Answer.wave) == bindparam("wave"),
        col(Answer.token) == bindparam("token"),
    )
)
REMARKS = Statement(
    select(Remark.question, Remark.text).where(
        col(Remark.organisation) + 0 == bindparam("organisation"),  # as above
        col(Remark.wave) == bindparam("wave"),
        col(Remark.token) == bindparam("token"),
        col(Remark.text) != "",
    )
)
RATE = Statement(
    text(  # in words that both engines know
        "INSERT INTO answer (wave, token, statement, organisation, side, rating, at) "
        "VALUES (:wave, :token, :statement, :organisation, :side, :rating, :at) "
        "ON CONFLICT (wave, token, statement) DO UPDATE SET rating = excluded.rating, at = excluded.at "
        "WHERE answer.at <= excluded.at"
    ).bindparams(bindparam("at", type_=UtcDateTime()))
)
REMARK = text(
    "INSERT INTO remark (wave, token, question, organisation, side, text, at) "
    "VALUES (:wave, :token, :question, :organisation, :side, :text, :at) "
    "ON CONFLICT (wave, token, question) DO UPDATE SET text = excluded.text, at = excluded.at "
    "WHERE remark.at <= excluded.at"
).bindparams(bindparam("at", type_=UtcDateTime()))
