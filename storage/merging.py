"""Two records of one person become one: whatever points to the one points to the other from then on.

Every table that refers to a person is found by its foreign key, so that no capability can be forgotten.
"""

from sqlalchemy import Column, Table, and_, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

PERSON = "person"


def point_to(session: Session, kept: int, gone: int) -> None:
    """Let every row that refers to the person `gone` refer to `kept`, then remove `gone`.

    Where both had a row of which there may be one only (a role, an invitation), the one of `kept` stays.
    """
    session.flush()
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == PERSON for key in column.foreign_keys):
                _repoint(session, table, column, kept, gone)
    person = SQLModel.metadata.tables[PERSON]
    session.connection().execute(delete(person).where(person.c.id == gone))
    session.expire_all()


def _repoint(session: Session, table: Table, column: Column[int], kept: int, gone: int) -> None:
    connection = session.connection()
    keys = list(table.primary_key.columns)
    for row in connection.execute(select(*keys).where(column == gone)).all():
        this = and_(*(key == value for key, value in zip(keys, row, strict=True)))
        try:
            with connection.begin_nested():
                connection.execute(update(table).where(this).values({column.name: kept}))
        except IntegrityError:
            connection.execute(delete(table).where(this))
