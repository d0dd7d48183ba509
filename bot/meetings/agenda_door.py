"""The way into every act on an agenda item: the lock, whose it is, whether it may still change, and the polite no."""

from dataclasses import dataclass, replace
from typing import Final

from bot.conversation.cards import Buttons, Card, Text, button
from bot.conversation.cards import note as card_of_words
from bot.conversation.replies import Reply, Whisper
from bot.conversation.words import Listing, T, Words
from bot.meetings.agenda import ADDED
from bot.meetings.agenda_actions import AddItem
from bot.meetings.agenda_view import is_frozen, reader_of, short, view_of, waits, words_of
from bot.meetings.item_cards import Shown
from bot.meetings.item_forms import LONGEST_TITLE
from bot.meetings.ports import Ports
from bot.meetings.posting import owners_of
from bot.rights import Right
from bot.work import Work
from storage.agendas import Agendas
from storage.meetings import AgendaItem, Meeting, Meetings, Series

GONE: Final = Whisper(card=card_of_words(T("This is not there any more.")))


@dataclass(frozen=True)
class Case:
    """An item with its series, and the meeting on whose agenda it is: None while it waits for one."""

    row: AgendaItem
    series: Series
    meeting: Meeting | None
    frozen: bool

    @property
    def number(self) -> int:
        return self.row.id or 0


@dataclass(frozen=True)
class AgendaDoor:
    ports: Ports

    def look(self, number: int, work: Work) -> Case | None:
        """To show it."""
        row = work[Agendas].item(number)
        series = work[Meetings].series(row.series) if row is not None else None
        if row is None or series is None:
            return None
        meeting = work[Meetings].meeting(row.meeting) if row.meeting is not None else None
        return _case(row, series, meeting, work)

    def enter(self, number: int, work: Work) -> Case | Reply:
        """To change it: until this transaction is over nobody else changes its agenda."""
        row = work[Agendas].item(number)
        held: object = self  # nothing yet
        while row is not None and row.meeting != held:  # it may have come onto an agenda while we waited
            held = row.meeting
            if row.meeting is None:
                work[Meetings].locked_series(row.series)
            else:
                work[Meetings].locked(row.meeting)
            row = work[Agendas].item(number)
        case = self.look(number, work) if row is not None else None
        if case is None:
            return GONE
        return too_late(case.series) if case.frozen else case

    def lead(self, number: int, work: Work, tried: str) -> Case | Reply:
        """The same, for whoever leads the meeting."""
        case = self.enter(number, work)
        if isinstance(case, Case) and not may_lead(case.series, work):
            return self.refused(case, work, tried)
        return case

    def own(self, number: int, work: Work, tried: str) -> Case | Reply:
        """The same, for whoever added it, too."""
        case = self.enter(number, work)
        if isinstance(case, Case) and not may_change(case.row, case.series, work):
            return self.refused(case, work, tried)
        return case

    def refused(self, case: Case, work: Work, tried: str) -> Reply:
        """A polite no; the try is on record."""
        title = reader_of(case.series, work).plain(words_of(case.row.title))
        work.trail("refused", kind="agenda", name=case.series.name, words=f"{tried}: {title}")
        return Whisper(card=card_of_words(self._who_may(case, work)))

    def _who_may(self, case: Case, work: Work) -> Words:
        people = [each.name for each in owners_of(case.series, work)]
        by = work.people.get(case.row.added_by) if case.row.added_by is not None else None
        if by is not None and not by.left and by.name not in people:
            people.insert(0, by.name)
        some = Listing(items=(*people, T("managers")))
        return T("That is for {people} to do. Nothing was changed.", people=some)

    def shown(self, case: Case, work: Work) -> Shown:
        """As whoever acts sees it now."""
        agendas, row, me = work[Agendas], case.row, work.person_id
        voters, comments = agendas.voters(case.number), agendas.comments(case.number)
        named = [row.owner, row.added_by, row.dropped_by, *voters, *(each.person for each in comments)]
        agreeing = self.ports.agreeing()
        title = short(reader_of(case.series, work).plain(words_of(row.title)), LONGEST_TITLE)
        shown = Shown(
            item=row,
            series=case.series,
            people=work.people.some(each for each in named if each is not None),
            voters=voters,
            comments=comments,
            frozen=case.frozen,
            voted=me in voters,
            may_change=may_change(row, case.series, work),
            may_drop=may_change(row, case.series, work),
            may_lead=may_lead(case.series, work),
            agree=agreeing.ask_for(title, series=case.series.id or 0, meeting=row.meeting, item=case.number)
            if agreeing is not None
            else None,
        )
        return self._placed(shown, case, work)

    def _placed(self, shown: Shown, case: Case, work: Work) -> Shown:
        """With where it stands on its agenda."""
        sources = {each.name: each.heading for each in self.ports.sources()}
        shown = replace(shown, heading=sources.get(case.row.source, shown.heading))
        if case.meeting is None or waits(case.row, case.meeting):
            return shown
        view = view_of(case.series, case.meeting, self.ports, work)
        place = next((each.place for each in view.shown if each.number == case.number), 0)
        return replace(shown, place=place, on=any(each.number == case.number for each in view.on))


def _case(row: AgendaItem, series: Series, meeting: Meeting | None, work: Work) -> Case:
    frozen = meeting is not None and not waits(row, meeting) and is_frozen(meeting, work.now)
    return Case(row, series, meeting, frozen)


def may_lead(series: Series, work: Work) -> bool:
    """Whether whoever acts leads this meeting: its owners do, and who may change series."""
    return work.person_id in {series.owner, series.co_owner} or work.may(Right.CHANGE_MEETINGS)


def may_change(row: AgendaItem, series: Series, work: Work) -> bool:
    mine = row.source == ADDED and row.added_by == work.person_id
    return mine or may_lead(series, work)


def too_late(series: Series) -> Reply:
    """It has begun; there is a next time."""
    words = T("The meeting has begun, so its agenda stays as it is.")
    add = button(T("Add for the next one"), AddItem(series=series.id or 0))
    return Whisper(card=Card(parts=(Text(words=words), Buttons(buttons=(add,))), summary=words))
