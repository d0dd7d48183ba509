"""What the running sums of a wave should be, counted anew from its answers."""

from sqlalchemy import false, func
from sqlalchemy import select as columns
from sqlmodel import col

from storage.answer_tables import TAKEN_BACK, Answer, Tallied, TurnedOut
from storage.answers import WHOLE, Answers
from storage.pulse import Wave


def recount(answers: Answers, wave: int) -> tuple[list[Tallied], list[TurnedOut]]:
    """As `tallies` and `turnouts` of `Answers` should say."""
    session, organisation = answers.session, answers.organisation
    row = session.get(Wave, wave)
    most = WHOLE if row is not None and row.kind == "assessment" else None
    mine = (
        col(Answer.organisation) == organisation,
        col(Answer.wave) == wave,
        col(Answer.rating) != TAKEN_BACK,
    )
    whole = (func.count() == most) if most else false()
    person = (
        columns(col(Answer.token), col(Answer.side), whole.label("whole"), func.sum(col(Answer.rating)).label("total"))
        .where(*mine)
        .group_by(col(Answer.token), col(Answer.side))
        .subquery()
    )
    people = columns(
        person.c.side,
        person.c.whole,
        func.count(),
        func.sum(person.c.total),
        func.sum(person.c.total * person.c.total),
    ).group_by(person.c.side, person.c.whole)
    values = (
        columns(person.c.side, person.c.whole, col(Answer.statement), col(Answer.rating), func.count())
        .join(person, person.c.token == col(Answer.token))
        .where(*mine)
        .group_by(person.c.side, person.c.whole, col(Answer.statement), col(Answer.rating))
    )
    connection = session.connection()
    return (
        sorted(Tallied(side, bool(whole), *rest) for side, whole, *rest in connection.execute(values)),
        sorted(TurnedOut(side, bool(whole), n, int(t), int(q)) for side, whole, n, t, q in connection.execute(people)),
    )
