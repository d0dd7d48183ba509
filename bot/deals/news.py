"""Which word about a record is the newest, field by field. Pure: what was said when comes in, what holds now goes out.

The sender's own time decides, and of two words of one moment the value itself, so that neither the order in which news
arrives nor how often it does makes any difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

AHEAD: Final = timedelta(hours=1)
"""So far a sender's clock may be ahead of ours; a word from later than that counts as from then."""

_LATEST: Final = ("open", "won", "lost", "removed", "scheduled", "held", "cancelled", "submitted", "withdrawn")
"""Of two states told of one moment, the one further on is taken."""


@dataclass(frozen=True)
class Newest:
    """`changed`: the fields that hold something else now. `news`: when each was said."""

    changed: Mapping[str, Any]
    news: Mapping[str, str]


def newest(said: Mapping[str, Any], at: datetime, held: Mapping[str, Any], news: Mapping[str, str]) -> Newest:
    """Compare what was said at a moment with what is held since which moment."""
    moment = stamp(at)
    fresh = {
        field: value
        for field, value in said.items()
        if field not in news or (moment, _weight(field, value)) > (news[field], _weight(field, held.get(field)))
    }
    changed = {field: value for field, value in fresh.items() if value != held.get(field)}
    return Newest(changed, {**news, **dict.fromkeys(fresh, moment)})


def stamp(at: datetime) -> str:
    """A moment as text: later ones sort after earlier ones."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment_of(text: str) -> datetime:
    """What `stamp` was given."""
    return datetime.fromisoformat(text)


def told_at(at: datetime, now: datetime) -> datetime:
    """The sender's time as far as it can be believed; one without a zone is in UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(aware, now + AHEAD)


def _weight(field: str, value: Any) -> tuple[int, Decimal, str]:
    """Puts the values of a field in an order: nothing, then small, then large."""
    if value is None or value == "":
        return (0, Decimal(0), "")
    if isinstance(value, Decimal):
        return (1, value, "")
    if isinstance(value, datetime):
        return (1, Decimal(0), stamp(value))
    if isinstance(value, date):
        return (1, Decimal(0), value.isoformat())
    if field == "state" and value in _LATEST:
        return (1, Decimal(_LATEST.index(value)), "")
    return (1, Decimal(0), str(value))
