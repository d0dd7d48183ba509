"""When somebody here says something about a record: now, and after whatever its sender said before."""

from datetime import datetime, timedelta

from bot.deals.gathering import Record
from bot.deals.news import moment_of
from bot.work import Work


def after_all(record: Record, work: Work) -> datetime:
    """The moment of a word that counts, should the sender's clock be ahead of ours."""
    last = max((moment_of(at) for field, at in record.news.items() if not field.startswith("=")), default=work.now)
    return max(work.now, last + timedelta(milliseconds=1))
