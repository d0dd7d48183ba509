"""A single meeting of a series: called off, or moved to another time. Told where people would miss it otherwise.

It keeps its name, the wall time at which its rule puts it, wherever it moves.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card, note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, When, Who, Words
from bot.meetings.door import mine
from bot.meetings.ports import Ports
from bot.meetings.posting import owners_of, places_of
from bot.meetings.running import Running
from bot.meetings.series_actions import CallOff, Move, ShowMeeting
from bot.meetings.series_cards import called_off_card, meeting_card, moved_card
from bot.meetings.series_forms import call_off_form, move_form
from bot.meetings.setting_up import card_of
from bot.meetings.standing import KIND, meeting_id, next_slot, row_of, schedule_of, slot_at, slots_of
from bot.meetings.upcoming import OFF, Slot
from bot.timing import wall_time
from bot.work import Work, key_of
from storage.meetings import Meeting, Meetings, Series

_TOO_LATE: Final = T("This meeting has begun, or was called off already. Nothing was changed.")


@dataclass(frozen=True)
class Single:
    ports: Ports

    # In chat

    def show(self, action: ShowMeeting, work: Work) -> Reply:
        found = self._changeable(action, work, "look at a single meeting")
        if not isinstance(found, tuple):
            return found
        series, slot = found
        return Whisper(card=meeting_card(series, action.series, slot))

    def call_off_form(self, action: CallOff, work: Work) -> Form | Reply:
        found = self._changeable(action, work, "call a meeting off")
        return call_off_form(action, found[0], found[1].starts) if isinstance(found, tuple) else found

    def call_off(self, action: CallOff, values: Values, work: Work) -> Reply:
        found = self._changeable(action, work, "call a meeting off")
        if not isinstance(found, tuple):
            return found
        series, slot = found
        self.calls_off(series, slot, values["why"], work)
        return Update(card=card_of(series, work, T("It is called off.")))

    def move_form(self, action: Move, work: Work) -> Form | Reply:
        found = self._changeable(action, work, "move a meeting")
        if not isinstance(found, tuple):
            return found
        series, slot = found
        return move_form(action, series, slot.starts, wall_time(slot.starts, series.zone))

    def move(self, action: Move, values: Values, work: Work) -> Reply:
        found = self._changeable(action, work, "move a meeting")
        if not isinstance(found, tuple):
            return found
        series, slot = found
        to = datetime.combine(values["day"], time.fromisoformat(values["hour"]))
        if wrong := self.wrong_time(series, slot, to, work):
            return FormErrors(errors={"day": wrong})
        self.moves(series, slot, to, values["why"], work)
        return Update(card=card_of(series, work, T("It is moved.")))

    def _changeable(self, action: ShowMeeting | CallOff | Move, work: Work, tried: str) -> tuple[Series, Slot] | Reply:
        series = mine(action.series, work, tried)
        if not isinstance(series, Series):
            return series
        slot = slot_at(series, action.occurrence, work)
        return (series, slot) if slot is not None and is_changeable(slot, work) else Whisper(card=note(_TOO_LATE))

    # From anywhere

    def calls_off(self, series: Series, slot: Slot, why: str, work: Work) -> None:
        told = self._is_told(series, slot, work)
        row = self._change(series, slot, OFF, slot.starts, why, work)
        self._after(series, slot, row, "called off", work)
        if told:
            following = next_slot(series, work)
            self._tell(series, row, called_off_card(series, slot, _who(work), why, following), work)

    def moves(self, series: Series, slot: Slot, to: datetime, why: str, work: Work) -> None:
        """`to` is a wall time in the series' zone, of which `wrong_time` has nothing to say."""
        told = self._is_told(series, slot, work)
        moment = schedule_of(series).moment(to)
        row = self._change(series, slot, slot.state, moment, why, work)
        row.moved = True
        work[Meetings].add(row)
        self._after(series, slot, row, "moved", work)
        if told or self._is_told(series, slot, work):
            self._tell(series, row, moved_card(series, slot, When(at=moment), _who(work), why), work)

    def wrong_time(self, series: Series, slot: Slot, to: datetime, work: Work) -> Words | None:
        """Why a meeting can't be moved there: it stays between the one before it and the one after it."""
        moment = schedule_of(series).moment(to)
        if moment <= work.now:
            return T("That is past already. Please choose a later time.")
        if moment == slot.starts:
            return T("That is when it is anyway. Please choose another time.")
        before, after = self._neighbours(series, slot, work)
        if before is not None and moment <= before.starts:
            return T("The one before it is {when}. Please choose a time after that.", when=When(at=before.starts))
        if after is not None and moment >= after.starts:
            return T(
                "The next one is {when} already. Choose a time before that, or call this one off.",
                when=When(at=after.starts),
            )
        return None

    def _neighbours(self, series: Series, slot: Slot, work: Work) -> tuple[Slot | None, Slot | None]:
        before: Slot | None = None
        found = False
        for each in slots_of(series, work):
            if each.key == slot.key:
                found = True
            elif not each.off and found:
                return before, each
            elif not each.off:
                before = each
        return before, None

    def _is_told(self, series: Series, slot: Slot, work: Work) -> bool:
        """Whether its agenda is out, or it is the next one: then people count on it."""
        following = next_slot(series, work)
        return slot.state == "open" or (following is not None and following.key == slot.key)

    def _change(self, series: Series, slot: Slot, state: str, starts: datetime, why: str, work: Work) -> Meeting:
        row = row_of(series, slot, work)
        row.starts, row.minutes, row.state = starts, slot.minutes, state
        row.why, row.changed = why, work.now
        row.sequence += 1
        return work[Meetings].add(row)

    def _after(self, series: Series, slot: Slot, row: Meeting, what: str, work: Work) -> None:
        running = Running(self.ports)
        if slot.state == "open":
            running.time_changed(series, row, work)
        work.trail(what, kind=KIND, name=series.name, words=f"{slot.key}: {row.why}")
        if series.state == "active":
            running.look(series, work)

    def _tell(self, series: Series, row: Meeting, card: Card, work: Work) -> None:
        """In its channels; where it has none, its other owners directly."""
        key = f"meeting {meeting_id(row)} changed {row.sequence}"
        places = places_of(series)
        for place in places:
            work.post(place, card, key=f"{key} {place.platform} {place.workspace} {place.channel}")
        for person in () if places else owners_of(series, work):
            if not work.is_met or key_of(person) != work.person_id:
                work.send(person, card, key=f"{key} to {key_of(person)}", attention=Attention.ALERT, expires=row.starts)


def is_changeable(slot: Slot, work: Work) -> bool:
    return not slot.off and slot.state in {"planned", "open"} and slot.starts > work.now


def _who(work: Work) -> Who:
    return work.who(work.person) if work.is_met else Who(name="Truce")
