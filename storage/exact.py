"""Decimals that come back as they went in, on both engines: SQLite, which knows floating point only, keeps text.

So they are compared and added up in Python, never in a query.
"""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from sqlalchemy import Dialect, Numeric, String
from sqlalchemy.types import TypeDecorator, TypeEngine

DIGITS = 60


class Exact(TypeDecorator[Decimal]):
    """A number of so many digits, so many of them after the point; more are rounded, half to even."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision, self.scale = precision, scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        if value is None:
            return None
        with localcontext(prec=DIGITS):
            exact = Decimal(value).quantize(Decimal(1).scaleb(-self.scale), ROUND_HALF_EVEN)
        return f"{exact:f}" if dialect.name == "sqlite" else exact

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(str(value))
