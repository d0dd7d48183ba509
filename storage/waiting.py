"""How much waits in the whole database, across organisations: counts for health and metrics, never contents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from storage.deliveries import Delivery
from storage.reports import Report
from storage.timers import Timer


@dataclass(frozen=True)
class Waiting:
    """Deliveries by state; timers set, due, and failed for good; `lateness` of the most overdue one.

    `unreadable`: reports of other systems that wait for an administrator.
    """

    deliveries: Mapping[str, int]
    timers: int
    due: int
    parked: int
    lateness: timedelta
    unreadable: int = 0


def waiting(session: Session, now: datetime) -> Waiting:
    states = select(Delivery.state, func.count()).group_by(Delivery.state)
    due = select(func.count(), func.min(Timer.due)).where(Timer.parked == "", col(Timer.due) <= now)
    count, oldest = session.exec(due).one()
    return Waiting(
        deliveries=dict(session.exec(states).all()),
        timers=session.exec(select(func.count()).select_from(Timer).where(Timer.parked == "")).one(),
        due=count,
        parked=session.exec(select(func.count()).select_from(Timer).where(Timer.parked != "")).one(),
        lateness=now - oldest if oldest else timedelta(0),
        unreadable=session.exec(select(func.count()).select_from(Report).where(Report.state == "unreadable")).one(),
    )
