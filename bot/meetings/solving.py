"""Did it solve a problem? One click under the minutes, of everybody who was there; and which one, if they like.

Each person counts once, and may change their mind.
"""

from dataclasses import dataclass

from bot.conversation.cards import note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T, verbatim
from bot.meetings.after_actions import SolvedElse, SolvedOne, SolvedWhich
from bot.meetings.after_cards import which_card
from bot.meetings.after_forms import else_form
from bot.meetings.agenda_view import Line, view_of, words_of
from bot.meetings.door import GONE_REPLY
from bot.meetings.minutes import post_minutes
from bot.meetings.ports import Ports
from bot.work import Work
from storage.agendas import Agendas
from storage.meetings import Meeting, Meetings, Series, Solved
from storage.solved import SolvedProblems


@dataclass(frozen=True)
class Solving:
    ports: Ports

    def answer(self, action: SolvedOne, work: Work) -> Reply:
        found = self._held(action.meeting, work)
        if not isinstance(found, tuple):
            return found
        self._keep(*found, work, solved=action.solved)
        if not action.solved:
            return Whisper(card=note(T("Thank you. You can change your answer any time.")))
        return Whisper(card=which_card(action.meeting, self._lines(*found, work)))

    def which(self, action: SolvedWhich, work: Work) -> Reply:
        found = self._held(action.meeting, work)
        item = work[Agendas].item(action.item)
        if not isinstance(found, tuple):
            return found
        if item is None or item.meeting != action.meeting:
            return GONE_REPLY
        self._keep(*found, work, solved=True, item=action.item)
        return Update(card=which_card(action.meeting, self._lines(*found, work), words_of(item.title)))

    def else_form(self, action: SolvedElse, work: Work) -> Form | Reply:
        found = self._held(action.meeting, work)
        return else_form(action) if isinstance(found, tuple) else found

    def something_else(self, action: SolvedElse, values: Values, work: Work) -> Reply:
        found = self._held(action.meeting, work)
        if not isinstance(found, tuple):
            return found
        words = str(values["words"])
        self._keep(*found, work, solved=True, words=words)
        return Update(card=which_card(action.meeting, self._lines(*found, work), verbatim(words)))

    def _held(self, number: int, work: Work) -> tuple[Series, Meeting] | Reply:
        """A meeting that was held, locked: of two who answer at once, both are counted."""
        meeting = work[Meetings].locked(number)
        series = work[Meetings].series(meeting.series) if meeting is not None else None
        if meeting is None or series is None or meeting.state != "held":
            return GONE_REPLY
        return series, meeting

    def _keep(
        self, series: Series, meeting: Meeting, work: Work, *, solved: bool, item: int | None = None, words: str = ""
    ) -> None:
        """Their last word, and what everybody reads of it."""
        rows, number = work[SolvedProblems], meeting.id or 0
        row = rows.of(number, work.person_id)
        if row is None:
            row = Solved(organisation=rows.organisation, meeting=number, person=work.person_id, solved=solved)
        row.solved, row.item, row.words = solved, item, words
        rows.add(row)
        post_minutes(series, meeting, self.ports, work)

    def _lines(self, series: Series, meeting: Meeting, work: Work) -> tuple[Line, ...]:
        return view_of(series, meeting, self.ports, work).shown
