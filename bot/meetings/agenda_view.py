"""An agenda as people see it. Comes in: what is on record. Goes out: its items in order, with their times and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation.reading import Reader
from bot.conversation.words import Words, verbatim
from bot.meetings.agenda import ADDED, Agenda, Item, Slot, fit, in_order
from bot.meetings.ports import Ports
from bot.timing import wall_time
from bot.work import Work
from storage.agendas import NOT_HELD, Agendas
from storage.meetings import AgendaItem, Meeting, Series

LONGEST_LINE = 120
LONGEST_LABEL = 24


@dataclass(frozen=True)
class Line:
    """An item. `at`: the time of day when its turn comes; empty where it has none. `heading`: the part it is of.

    `label` is what it is called in a list to choose from, and `place` its number there.
    """

    number: int
    title: Words
    label: str
    minutes: int
    owner: str = ""
    votes: int = 0
    comments: int = 0
    at: str = ""
    place: int = 0
    heading: Words | None = None
    carried: bool = False
    by_hand: bool = False
    reason: str = ""


@dataclass(frozen=True)
class View:
    """What is on an agenda, what there is no time for, and what was dropped; `beyond` counts what is not even kept."""

    series: Series
    meeting: Meeting
    on: tuple[Line, ...]
    left_out: tuple[Line, ...]
    dropped: tuple[Line, ...]
    frozen: bool

    @property
    def begins(self) -> str:
        return clock(self.meeting.starts, self.series)

    @property
    def ends(self) -> str:
        return clock(self.meeting.starts + timedelta(minutes=self.meeting.minutes), self.series)

    @property
    def minutes(self) -> int:
        """How much of the time is planned."""
        return sum(each.minutes for each in self.on)

    @property
    def shown(self) -> tuple[Line, ...]:
        return (*self.on, *self.left_out)

    @property
    def takes_place(self) -> bool:
        return self.meeting.state not in NOT_HELD


def clock(moment: datetime, series: Series) -> str:
    return wall_time(moment, series.zone).strftime("%H:%M")


def is_frozen(meeting: Meeting, now: datetime) -> bool:
    """Whether it has begun, or is over, so that its agenda stays as it is."""
    return meeting.state not in {"planned", "open"} or meeting.starts <= now


def waits(row: AgendaItem, meeting: Meeting | None) -> bool:
    """Whether an item is for the next agenda of its series."""
    not_held = meeting is not None and meeting.state in NOT_HELD and row.source == ADDED
    return row.meeting is None or row.left_out or not_held


def words_of(stored: str) -> Words:
    """What a row keeps as JSON of `Words`."""
    return Words.model_validate_json(stored) if stored.startswith("{") else verbatim(stored)


def typed(stored: str) -> str:
    """What somebody typed, as it is kept; empty for a sentence of a source."""
    words = words_of(stored)
    return str(words.values.get("text", "")) if words.text == "{text}" else ""


def reader_of(series: Series, work: Work) -> Reader:
    """How the many who look at a series' posts read."""
    return Reader(now=work.now, language=work.organisation.language, zone=series.zone)


def short(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def items_of(rows: Sequence[AgendaItem], votes: Mapping[int, int], sources: Sequence[str]) -> list[Item]:
    """Rows as the pure part of agendas takes them. What people added is the last section."""
    sections = {name: at for at, name in enumerate(sources)} | {ADDED: len(sources) + 1}
    return [
        Item(
            number=row.id or 0,
            section=sections.get(row.source, len(sources)),
            rank=row.rank,
            minutes=row.minutes,
            votes=votes.get(row.id or 0, 0),
            position=row.position,
            carried=row.carried,
        )
        for row in rows
    ]


def agenda_of(meeting: Meeting, rows: Sequence[AgendaItem], items: Sequence[Item], *, frozen: bool) -> Agenda:
    """What there is time for: worked out, or, once it is frozen, as it was then."""
    if not frozen:
        return fit(items, meeting.minutes)
    left = {row.id for row in rows if row.left_out}
    slots: list[Slot] = []
    used = 0
    for each in in_order([each for each in items if each.number not in left]):
        slots.append(Slot(each, used))
        used += each.minutes
    return Agenda(tuple(slots), tuple(in_order([each for each in items if each.number in left])))


def view_of(series: Series, meeting: Meeting, ports: Ports, work: Work, *, frozen: bool | None = None) -> View:
    """The agenda of a meeting as it is now. `frozen`: whether it stays as it is, where that is not to be found out."""
    agendas = work[Agendas]
    if frozen is None:
        frozen = is_frozen(meeting, work.now)
    rows = agendas.of_meeting(meeting.id or 0)
    on = [row for row in rows if row.state == "on"]
    numbers = [row.id or 0 for row in rows]
    votes, comments = agendas.votes(numbers), agendas.comment_counts(numbers)
    items = items_of(on, votes, [each.name for each in ports.sources()])
    agenda = agenda_of(meeting, on, items, frozen=frozen)
    lines = {each.number: each for each in lines_of(rows, votes, comments, series, ports, work)}
    timed = [
        replace(lines[slot.item.number], at=clock(meeting.starts + timedelta(minutes=slot.begins), series))
        for slot in agenda.slots
    ]
    listed = [*timed, *(lines[each.number] for each in agenda.left_out)]
    placed = [replace(each, place=at) for at, each in enumerate(listed, 1)]
    dropped = tuple(lines[row.id or 0] for row in rows if row.state == "dropped")
    return View(series, meeting, tuple(placed[: len(timed)]), tuple(placed[len(timed) :]), dropped, frozen)


def lines_of(
    rows: Sequence[AgendaItem],
    votes: Mapping[int, int],
    comments: Mapping[int, int],
    series: Series,
    ports: Ports,
    work: Work,
) -> list[Line]:
    people = work.people.some(row.owner for row in rows if row.owner is not None)
    headings = {each.name: each.heading for each in ports.sources()}
    read = reader_of(series, work).plain
    found: list[Line] = []
    for row in rows:
        title, number = words_of(row.title), row.id or 0
        plain = read(title)
        owner = people.get(row.owner) if row.owner is not None else None
        found.append(
            Line(
                number=number,
                title=title if len(plain) <= LONGEST_LINE else verbatim(short(plain, LONGEST_LINE)),
                label=short(plain, LONGEST_LABEL),
                minutes=row.minutes,
                owner=short(owner.name, LONGEST_LINE // 2) if owner is not None else "",
                votes=votes.get(number, 0),
                comments=comments.get(number, 0),
                heading=headings.get(row.source),
                carried=row.carried,
                by_hand=row.position is not None,
                reason=row.reason,
            )
        )
    return found


def waiting_lines(series: Series, ports: Ports, work: Work) -> list[Line]:
    """What waits for the next agenda of a series, what was left out first, while none is out."""
    agendas = work[Agendas]
    rows = agendas.waiting(series.id or 0)
    numbers = [row.id or 0 for row in rows]
    votes = agendas.votes(numbers)
    carried = {row.id or 0 for row in rows if row.carried or row.left_out}
    items = items_of(rows, votes, [each.name for each in ports.sources()])
    order = in_order([replace(each, carried=each.number in carried, position=None) for each in items])
    lines = {each.number: each for each in lines_of(rows, votes, agendas.comment_counts(numbers), series, ports, work)}
    return [replace(lines[each.number], place=at, carried=each.carried) for at, each in enumerate(order, 1)]
