"""Six people and twenty statements, added up by hand."""

from collections.abc import Mapping
from datetime import date

from bot.pulse.results import Asked
from bot.pulse.scoring import Response, Side

#                           statement  1 2 3 4 5 6 7 8 9 10...             20   total
SIX_PEOPLE: tuple[tuple[Side, str], ...] = (
    ("sales", "44444444444444444444"),  # 80
    ("sales", "33333333332222222222"),  # 30 + 20 = 50
    ("sales", "12345123451234512345"),  # 4 * 15 = 60
    ("marketing", "22222222222222222222"),  # 40
    ("marketing", "55555555555555555555"),  # 100
    ("marketing", "3333333333333333333."),  # left statement 20 out
)


def response(side: Side, row: str) -> Response:
    """A row of the table: one sign a statement, "." for one left out."""
    return Response(side, {number: int(sign) for number, sign in enumerate(row, start=1) if sign != "."})


def table(rows: tuple[tuple[Side, str], ...] = SIX_PEOPLE) -> list[Response]:
    return [response(side, row) for side, row in rows]


def people(side: Side, count: int, row: str = "3" * 20) -> list[Response]:
    return [response(side, row) for _ in range(count)]


def asked(invited: Mapping[Side, int] | None = None, minimum: int = 5) -> Asked:
    return Asked(
        title="Spring",
        opened=date(2026, 3, 2),
        closed=date(2026, 3, 13),
        invited=dict(invited or {"sales": 30, "marketing": 30, "other": 30}),
        minimum=minimum,
    )
