"""Writing action items down, and changing them: the record, its reminders and its messages, always together."""

from dataclasses import dataclass
from datetime import date

from bot.action_items.actions import Remind
from bot.action_items.deciding import answering
from bot.action_items.messages import ask, refresh
from bot.action_items.reminding import next_stage
from bot.timing import wall_time
from bot.work import Work, key_of
from storage.action_items import OPEN, ActionItem, ActionItems
from storage.people import Person


@dataclass(frozen=True)
class Wanted:
    """What is to be written down."""

    what: str
    owner: Person
    due: date
    series: int | None = None
    meeting: int | None = None
    item: int | None = None
    url: str = ""


def write_down(wanted: Wanted, work: Work) -> ActionItem:
    """Keep it, and ask its owner. Who takes something on themselves has agreed to it."""
    own = key_of(wanted.owner) == work.person_id
    row = work[ActionItems].add(
        ActionItem(
            organisation=work.people.organisation,
            what=wanted.what,
            owner=key_of(wanted.owner),
            due=wanted.due,
            state="accepted" if own else "asked",
            asked_by=work.person_id,
            series=wanted.series,
            meeting=wanted.meeting,
            item=wanted.item,
            url=wanted.url,
            created=work.now,
        )
    )
    ask(row, work)
    set_reminder(row, work)
    return row


def changed(row: ActionItem, work: Work) -> None:
    """Keep what has changed, and let every copy of it say so."""
    work[ActionItems].add(row)
    set_reminder(row, work)
    refresh(row, work)


def closed(row: ActionItem, state: str, words: str, work: Work) -> None:
    """It is done, dropped or declined."""
    row.state, row.words, row.proposed, row.closed = state, words, None, work.now
    changed(row, work)


def set_reminder(row: ActionItem, work: Work) -> None:
    """The next one, in the time of whoever answers for it; none once it is over."""
    key, person = str(row.id), answering(row, work)
    if row.state not in OPEN or person is None:
        work.cancel_timer(Remind, key=key)
        return
    hours = work.hours(person)
    after = work.now
    _, moment = next_stage(row.due, after, hours, work.holidays)
    asked = wall_time(row.created, hours.zone).date()
    if wall_time(moment, hours.zone).date() == asked:  # they have just been asked
        _, moment = next_stage(row.due, moment, hours, work.holidays)
    work.set_timer(Remind(item=row.id or 0), key=key, due=moment)
