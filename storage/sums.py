"""Running sums: what each answer changes in them, gathered while a transaction lasts and written right before its end.

Every writer meets the same few rows here. Written once a transaction, in one order, they are locked for the moment of
the commit only, and no two writers can each hold what the other waits for. What a savepoint takes back is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import event, text
from sqlalchemy.orm import SessionTransaction, sessionmaker
from sqlmodel import Session

from storage.statements import Statement

PENDING: Final = "truce_pending"
"""Where a session keeps what it writes right before its commit; a savepoint takes back its own."""


class Cell(NamedTuple):
    """A row of `tally`: people of a side who gave this answer. `whole`: those who have rated all of an assessment."""

    organisation: int
    wave: int
    side: str
    whole: bool
    question: int
    value: int


class Row(NamedTuple):
    """A row of `turnout`: people of a side, by whether they are whole."""

    organisation: int
    wave: int
    side: str
    whole: bool


class Headcount(NamedTuple):
    """So many people more, with the sum and the sum of squares of their totals."""

    people: int
    total: int
    squares: int

    def plus(self, other: "Headcount") -> "Headcount":
        return Headcount(self.people + other.people, self.total + other.total, self.squares + other.squares)


NOBODY: Final = Headcount(0, 0, 0)


@dataclass
class Change:
    """What is added to the sums; a person who changes their mind is taken out as they were, and put in as they are."""

    cells: dict[Cell, int]
    rows: dict[Row, Headcount]

    @classmethod
    def none(cls) -> "Change":
        return cls({}, {})

    def count(self, row: Row, ratings: Mapping[int, int], times: int) -> None:
        """Put a person with these ratings in (`times` is 1), or take them out (-1)."""
        self._count_person(row, ratings, times)
        self._count_cells(row, ratings.items(), times)

    def replace(self, old: Row, before: Mapping[int, int], new: Row, after: Mapping[int, int]) -> None:
        """Take a person out as they were, and put them in as they are; mostly one rating of twenty is another."""
        self._count_person(old, before, -1)
        self._count_person(new, after, 1)
        same = before.items() & after.items() if old == new else set[tuple[int, int]]()
        self._count_cells(old, before.items() - same, -1)
        self._count_cells(new, after.items() - same, 1)

    def _count_person(self, row: Row, ratings: Mapping[int, int], times: int) -> None:
        if ratings:
            total = sum(ratings.values())
            self.add_row(row, Headcount(times, times * total, times * total * total))

    def _count_cells(self, row: Row, ratings: Iterable[tuple[int, int]], times: int) -> None:
        for question, value in ratings:
            self.add_cell(Cell(*row, question, value), times)

    def add_cell(self, cell: Cell, n: int) -> None:
        self.cells[cell] = self.cells.get(cell, 0) + n

    def add_row(self, row: Row, heads: Headcount) -> None:
        self.rows[row] = self.rows.get(row, NOBODY).plus(heads)

    def add(self, other: "Change") -> None:
        for cell, n in other.cells.items():
            self.add_cell(cell, n)
        for row, heads in other.rows.items():
            self.add_row(row, heads)


_ADD_CELL: Final = Statement(
    text(
        "INSERT INTO tally (organisation, wave, side, whole, question, value, n) "
        "VALUES (:organisation, :wave, :side, :whole, :question, :value, :n) "
        "ON CONFLICT (wave, side, whole, question, value) DO UPDATE SET n = tally.n + excluded.n"
    )
)
_DROP_CELL: Final = Statement(
    text(
        "DELETE FROM tally WHERE wave = :wave AND side = :side AND whole = :whole AND question = :question "
        "AND value = :value AND n = 0"
    )
)
_ADD_ROW: Final = Statement(
    text(
        "INSERT INTO turnout (organisation, wave, side, whole, people, total, squares) "
        "VALUES (:organisation, :wave, :side, :whole, :people, :total, :squares) "
        "ON CONFLICT (wave, side, whole) DO UPDATE SET people = turnout.people + excluded.people, "
        "total = turnout.total + excluded.total, squares = turnout.squares + excluded.squares"
    )
)
_DROP_ROW: Final = Statement(
    text("DELETE FROM turnout WHERE wave = :wave AND side = :side AND whole = :whole AND people = 0")
)


class Waiting(NamedTuple):
    """A change that is not written yet. `within`: the transaction and savepoints that it goes with."""

    wave: int
    within: frozenset[SessionTransaction]
    change: Change


class RunningSums:
    """The changes that one session has yet to write."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[Waiting] = session.info.setdefault(PENDING, [])

    def change(self, wave: int, change: Change) -> None:
        within = set()
        transaction = self._session.get_nested_transaction() or self._session.get_transaction()
        while transaction is not None:
            within.add(transaction)
            transaction = transaction.parent
        self._waiting.append(Waiting(wave, frozenset(within), change))

    def waiting(self, wave: int) -> Change:
        """What is not written yet about a wave, to be added to what is read."""
        return _together(each for each in self._waiting if each.wave == wave)

    def forget(self, wave: int) -> None:
        self._waiting[:] = [each for each in self._waiting if each.wave != wave]

    def _write_cells(self, change: Change) -> None:
        cells = [{**cell._asdict(), "n": n} for cell, n in sorted(change.cells.items()) if n]
        _ADD_CELL.run(self._session, *cells)
        _DROP_CELL.run(self._session, *(cell for cell in cells if cell["n"] < 0))

    def _write_rows(self, change: Change) -> None:
        rows = [{**row._asdict(), **heads._asdict()} for row, heads in sorted(change.rows.items()) if any(heads)]
        _ADD_ROW.run(self._session, *rows)
        _DROP_ROW.run(self._session, *(row for row in rows if row["people"] < 0))

    def write(self) -> None:
        """Write what waits: nothing more comes before the commit."""
        everything = _together(self._waiting)
        self._waiting.clear()
        self._write_cells(everything)
        self._write_rows(everything)

    def undo(self, gone: SessionTransaction) -> None:
        """Leave out what was taken back with a transaction or a savepoint."""
        self._waiting[:] = [each for each in self._waiting if gone not in each.within]


def attend(sessions: sessionmaker[Session]) -> None:
    """Let each of these sessions write its sums right before its commit."""
    event.listen(sessions, "before_commit", _before_commit)
    event.listen(sessions, "after_soft_rollback", _after_rollback)


def _before_commit(session: Session) -> None:
    if session.info.get(PENDING) and not session.in_nested_transaction():
        RunningSums(session).write()


def _after_rollback(session: Session, gone: SessionTransaction) -> None:
    if session.info.get(PENDING):
        RunningSums(session).undo(gone)


def _together(waiting: Iterable[Waiting]) -> Change:
    everything = Change.none()
    for each in waiting:
        everything.add(each.change)
    return everything
