"""The agenda of a meeting: built at its lead time, posted, kept up to date until it begins, and frozen then.

Comes in: what the sources of agendas have, what people added, what was left out the last time. However much that is,
the database is asked the same number of times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.conversation.words import Words
from bot.meetings.agenda import ADDED, MOST, Gathered, Name, gather
from bot.meetings.agenda_cards import agenda_card, agenda_lines
from bot.meetings.agenda_view import view_of
from bot.meetings.arriving import look_soon
from bot.meetings.ports import Ports
from bot.meetings.posting import post
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.work import Work
from storage.agendas import Agendas
from storage.meetings import AgendaItem, Meeting, Meetings, Series

LONGEST: Final = 60
"""Minutes that a source may ask for; a meeting that is shorter has its own length."""


@dataclass(frozen=True)
class _Offer:
    candidate: Candidate
    rank: int


@dataclass(frozen=True)
class Building:
    ports: Ports

    def build(self, series: Series, meeting: Meeting, since: datetime, work: Work) -> None:
        """Put together what there is to talk about, and post it. `since`: when the series last met, or began."""
        work[Meetings].locked_series(series.id or 0)
        waiting = {(row.source, row.key): row for row in work[Agendas].waiting(series.id or 0)}
        occasion = AgendaOccasion(series.id or 0, meeting.starts, since, series.deals_above)
        offers, open_ended = self._offers(occasion, work)
        found = gather(list(waiting), list(offers), {source for source, _ in waiting} - open_ended - {ADDED})
        meeting.beyond = found.beyond
        work[Meetings].add(meeting)
        _carry(found, waiting, offers, meeting, work)
        _add(found, offers, series, meeting, work)
        self.refresh(series, meeting, work)
        look_soon(meeting, work)

    def refresh(self, series: Series, meeting: Meeting, work: Work) -> None:
        """What is posted shows the agenda as it is now: after a change of it, or of the meeting's time."""
        if meeting.state != "planned":
            post(series, meeting, agenda_card(view_of(series, meeting, self.ports, work)), work)

    def freeze(self, series: Series, meeting: Meeting, work: Work) -> None:
        """The meeting begins: the agenda stays as it is, and what found no time waits for the next one."""
        view = view_of(series, meeting, self.ports, work, frozen=False)  # as it was a moment ago
        left = {each.number for each in view.left_out}
        rows = [{"id": each.number, "left_out": each.number in left, "position": each.place} for each in view.shown]
        work[Agendas].change_many(rows)
        self.refresh(series, meeting, work)

    def lines(self, series: Series, meeting: Meeting, work: Work) -> Sequence[Words]:
        """What is on the agenda, a line each: for a calendar, or for minutes."""
        return agenda_lines(view_of(series, meeting, self.ports, work))

    def _offers(self, occasion: AgendaOccasion, work: Work) -> tuple[dict[Name, _Offer], set[str]]:
        """What the sources have, the most important first, and which of them may have more."""
        offers: dict[Name, _Offer] = {}
        open_ended: set[str] = set()
        for source in self.ports.sources():
            some = source.candidates(occasion, MOST, work)
            open_ended |= {source.name} if len(some) >= MOST else set()
            for rank, each in enumerate(some[:MOST]):
                offers.setdefault((source.name, each.key), _Offer(each, rank))
        return offers, open_ended


def _carry(
    found: Gathered, waiting: Mapping[Name, AgendaItem], offers: Mapping[Name, _Offer], meeting: Meeting, work: Work
) -> None:
    """What waited is on this agenda now, as its source tells it today; what is settled stays where it was."""
    rows: list[dict[str, Any]] = []
    for name in found.carried:
        row = waiting[name]
        kept = {"title": row.title, "note": row.note, "owner": row.owner, "url": row.url, "opens": row.opens}
        now = _told(offers[name].candidate) if name in offers else kept
        mine = {"rank": offers[name].rank if name in offers else row.rank, "minutes": min(row.minutes, meeting.minutes)}
        carried = row.carried or row.left_out
        moved = {"meeting": meeting.id, "carried": carried, "left_out": False, "position": None, "state": "on"}
        rows.append({"id": row.id, **now, **mine, **moved})
    work[Agendas].change_many(rows)
    work[Agendas].change_many([{"id": waiting[name].id, "state": "settled"} for name in found.settled])


def _add(found: Gathered, offers: Mapping[Name, _Offer], series: Series, meeting: Meeting, work: Work) -> None:
    like = AgendaItem(
        organisation=work.people.organisation,
        series=series.id or 0,
        meeting=meeting.id,
        source="",
        key="",
        title="",
        created=work.now,
    )
    rows = [
        {
            "source": name[0],
            "key": name[1],
            "rank": offers[name].rank,
            "minutes": min(max(offers[name].candidate.minutes, 0), LONGEST, meeting.minutes),
            **_told(offers[name].candidate),
        }
        for name in found.new
    ]
    work[Agendas].add_many(like, rows)


def _told(candidate: Candidate) -> dict[str, Any]:
    """What a source says of something, as it is kept."""
    return {
        "title": candidate.title.model_dump_json(),
        "note": candidate.note.model_dump_json() if candidate.note else "",
        "owner": candidate.owner,
        "url": candidate.url,
        "opens": candidate.opens.model_dump_json() if candidate.opens is not None else "",
    }
