"""What people do to items of agendas. Whatever it is, every post of the agenda shows it, and the clicker sees the item.

Over 200 lines, since each act is a few and they read best side by side.
"""

from dataclasses import dataclass, replace
from typing import Final

from bot.conversation.cards import note as card_of_words
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import NOTHING, T, Words, verbatim
from bot.meetings.agenda import ADDED, moved
from bot.meetings.agenda_actions import (
    AddItem,
    BringBack,
    ChangeItem,
    Comment,
    DropItem,
    MoveItem,
    OrderByVotes,
    Vote,
)
from bot.meetings.agenda_door import GONE, AgendaDoor, Case
from bot.meetings.agenda_view import items_of, view_of, waits
from bot.meetings.building import Building
from bot.meetings.item_cards import item_card
from bot.meetings.item_forms import add_form, change_form, comment_form, drop_form
from bot.meetings.ports import Ports
from bot.work import Work
from storage.agendas import Agendas
from storage.meetings import AgendaComment, AgendaItem, Meeting, Meetings, Series

NO_SERIES: Final = Whisper(card=card_of_words(T("There is no meeting series here yet, so there is no agenda either.")))


@dataclass(frozen=True)
class Editing:
    ports: Ports

    @property
    def door(self) -> AgendaDoor:
        return AgendaDoor(self.ports)

    # Adding

    def add_form(self, action: AddItem, work: Work) -> Form | Reply:
        series = self._series(action, work)
        return add_form(action, series, work.person) if series else NO_SERIES

    def _series(self, action: AddItem, work: Work) -> list[Series]:
        """Those that an item may go to: the one that was named, unless others could be meant."""
        every = [each for each in work[Meetings].all() if each.state == "active"]
        named = [each for each in every if each.id == action.series]
        return named if named and not action.title else every

    def add(self, action: AddItem, values: Values, work: Work) -> Reply:
        chosen = values.get("series") or str(action.series)
        series = next((each for each in self._series(action, work) if str(each.id) == chosen), None)
        if series is None and len(self._series(action, work)) == 1:
            (series,) = self._series(action, work)
        if series is None:
            return GONE
        if errors := too_long(values["minutes"], series):
            return errors
        said = self.put(
            series,
            values["title"],
            work,
            note=values["note"] or "",
            minutes=int(values["minutes"]),
            owner=values["owner"],
            url=action.url,
        )
        return Whisper(card=card_of_words(said))

    def put(
        self, series: Series, title: str, work: Work, *, note: str = "", minutes: int, owner: int | None, url: str = ""
    ) -> Words:
        """Keep a new item, on the agenda that is out, or for the next one. Returns what became of it, in words."""
        work[Meetings].locked_series(series.id or 0)
        meeting = self._open(series, work)
        row = work[Agendas].add(
            AgendaItem(
                organisation=work.people.organisation,
                series=series.id or 0,
                meeting=meeting.id if meeting is not None else None,
                source=ADDED,
                key=work.event.key,
                title=verbatim(title).model_dump_json(),
                note=verbatim(note).model_dump_json() if note else "",
                minutes=minutes,
                owner=owner,
                added_by=work.person_id,
                url=url,
                created=work.now,
            )
        )
        name = verbatim(series.name)
        if meeting is None:
            return T("Noted. It waits for the next agenda of {name}.", name=name)
        Building(self.ports).refresh(series, meeting, work)
        view = view_of(series, meeting, self.ports, work)
        place = next((each.place for each in view.on if each.number == row.id), 0)
        if not place:
            return T(
                "It is on the agenda of {name}, among what there is no time for so far. A vote moves it up.", name=name
            )
        return T("It is on the agenda of {name}, number {place}.", name=name, place=place)

    def _open(self, series: Series, work: Work) -> Meeting | None:
        """The meeting whose agenda is out, locked. None: there is none, or it has begun this very moment."""
        found = work[Agendas].open_meeting(series.id or 0, work.now)
        locked = work[Meetings].locked(found.id or 0) if found is not None else None
        return locked if locked is not None and locked.state == "open" and locked.starts > work.now else None

    # What everybody may

    def vote(self, action: Vote, work: Work) -> Reply:
        case = self.door.enter(action.item, work)
        if not isinstance(case, Case):
            return case
        if case.row.state != "on":
            return self._shown(case, work, T("It was dropped, so there is nothing to vote on."))
        if action.wanted:
            work[Agendas].vote(case.number, work.person_id)
        else:
            work[Agendas].take_back(case.number, work.person_id)
        return self._done(case, work, T("Your vote counts.") if action.wanted else T("Your vote is taken back."))

    def comment_form(self, action: Comment, work: Work) -> Form | Reply:
        case = self.door.look(action.item, work)
        return comment_form(case.row) if case is not None else GONE

    def comment(self, action: Comment, values: Values, work: Work) -> Reply:
        case = self.door.enter(action.item, work)
        if not isinstance(case, Case):
            return case
        work[Agendas].add(
            AgendaComment(
                organisation=work.people.organisation,
                item=case.number,
                person=work.person_id,
                moment=work.now,
                text=values["text"],
            )
        )
        return self._done(case, work, T("Your comment stands below."))

    # One's own, or whoever leads the meeting

    def change_form(self, action: ChangeItem, work: Work) -> Form | Reply:
        case = self.door.own(action.item, work, "change")
        if not isinstance(case, Case):
            return case
        owner = work.people.get(case.row.owner) if case.row.owner is not None else None
        return change_form(case.row, owner)

    def change(self, action: ChangeItem, values: Values, work: Work) -> Reply:
        case = self.door.own(action.item, work, "change")
        if not isinstance(case, Case):
            return case
        if errors := too_long(values["minutes"], case.series):
            return errors
        row = case.row
        row.minutes, row.owner = int(values["minutes"]), values["owner"]
        if row.source == ADDED:
            row.title = verbatim(values["title"]).model_dump_json()
            row.note = verbatim(values["note"]).model_dump_json() if values["note"] else ""
        work[Agendas].add(row)
        return self._done(case, work, T("Saved."))

    def drop_form(self, action: DropItem, work: Work) -> Form | Reply:
        case = self.door.own(action.item, work, "drop")
        return drop_form(case.row) if isinstance(case, Case) else case

    def drop(self, action: DropItem, values: Values, work: Work) -> Reply:
        case = self.door.own(action.item, work, "drop")
        if not isinstance(case, Case):
            return case
        row = case.row
        row.state, row.reason, row.dropped_by = "dropped", values["reason"], work.person_id
        work[Agendas].add(row)
        return self._done(case, work)

    def bring_back(self, action: BringBack, work: Work) -> Reply:
        case = self.door.own(action.item, work, "bring back")
        if not isinstance(case, Case):
            return case
        row = case.row
        if row.state == "dropped":
            row.state, row.reason, row.dropped_by = "on", "", None
            work[Agendas].add(row)
        return self._done(case, work, T("It is back."))

    # Whoever leads the meeting

    def move(self, action: MoveItem, work: Work) -> Reply:
        case = self.door.lead(action.item, work, "move")
        if not isinstance(case, Case):
            return case
        if case.meeting is None or waits(case.row, case.meeting) or case.row.state != "on":
            return self._shown(case, work)
        view = view_of(case.series, case.meeting, self.ports, work)
        rows = {row.id: row for row in work[Agendas].of_meeting(case.meeting.id or 0)}
        items = {each.number: each for each in items_of([rows[each.number] for each in view.shown], {}, [])}
        order = moved([items[each.number] for each in view.shown], case.number, action.step)
        work[Agendas].change_many([{"id": each, "position": at} for at, each in enumerate(order, 1)])
        return self._done(case, work)

    def by_votes(self, action: OrderByVotes, work: Work) -> Reply:
        case = self.door.lead(action.item, work, "order by votes")
        if not isinstance(case, Case):
            return case
        if case.meeting is not None and not waits(case.row, case.meeting):
            rows = work[Agendas].of_meeting(case.meeting.id or 0)
            work[Agendas].change_many([{"id": row.id, "position": None} for row in rows])
        return self._done(case, work, T("Votes count again."))

    # What whoever clicked sees, and everybody else

    def _done(self, case: Case, work: Work, said: Words = NOTHING) -> Reply:
        if case.meeting is not None and not waits(case.row, case.meeting):
            Building(self.ports).refresh(case.series, case.meeting, work)
        return self._shown(case, work, said)

    def _shown(self, case: Case, work: Work, said: Words = NOTHING) -> Reply:
        row = work[Agendas].item(case.number)
        now = replace(case, row=row) if row is not None else case
        return Update(card=item_card(self.door.shown(now, work), said))


def too_long(minutes: object, series: Series) -> FormErrors | None:
    if int(str(minutes)) <= series.minutes:
        return None
    return FormErrors(errors={"minutes": T("The meeting lasts {minutes} minutes.", minutes=series.minutes)})
