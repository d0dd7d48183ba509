"""`/agenda`: the next agenda of this channel's meeting, or of one's own; an item of it; and adding in one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Card
from bot.conversation.cards import note as card_of_words
from bot.conversation.events import Act, Pointed
from bot.conversation.forms import Form
from bot.conversation.model import Place
from bot.conversation.replies import OpenForm, Reply, Update, Whisper
from bot.conversation.words import T
from bot.meetings.agenda_actions import AddItem, ShowAgenda, ShowItem
from bot.meetings.agenda_cards import choose_card, overview_card, waiting_card
from bot.meetings.agenda_door import GONE, AgendaDoor
from bot.meetings.agenda_view import view_of, waiting_lines
from bot.meetings.editing import NO_SERIES, Editing
from bot.meetings.item_cards import item_card
from bot.meetings.item_forms import LONGEST_TITLE, USUAL, add_form, prefilled
from bot.meetings.ports import Ports
from bot.meetings.posting import places_of
from bot.work import Work
from storage.agendas import Agendas
from storage.meetings import Meetings, Series

_MINUTES: Final = re.compile(r"\s*(?:\[\s*(\d{1,3})\s*(?:min\w*\.?)?\s*\]|\b(\d{1,3})\s*min\w*\.?)\s*$", re.IGNORECASE)
"""How long it takes, behind what it is about: "[15]", or "15 min"."""
_MENTION: Final = re.compile(r"<@([^>|\s]+)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Looking:
    ports: Ports

    def command(self, rest: str, work: Work) -> Reply:
        """Alone: the next agenda; "add ..."; or the name of a series."""
        first, _, more = rest.strip().partition(" ")
        if first.lower() == "add":
            return self._add(more.strip(), work)
        series = _named(rest, work) if rest.strip() else meant(work)
        if len(series) == 1:
            return Whisper(card=self._card(series[0], 0, work))
        return Whisper(card=choose_card(series or _active(work)))

    def show_agenda(self, action: ShowAgenda, work: Work) -> Reply:
        series = work[Meetings].series(action.series)
        if series is None:
            return GONE
        card = self._card(series, action.page, work)
        return Whisper(card=card) if action.anew else Update(card=card)

    def show_item(self, action: ShowItem, work: Work) -> Reply:
        door = AgendaDoor(self.ports)
        case = door.look(action.item, work)
        return Whisper(card=item_card(door.shown(case, work))) if case is not None else GONE

    def pointed(self, event: Pointed, work: Work) -> Reply:
        """The shortcut on a message: it becomes an item, once its form is filled in."""
        here = _here(event.place, work)
        by = work.people.by_account(event.by.platform, event.by.workspace, event.author) if event.author else None
        said = named_in(event.text, work)
        action = prefilled(said, by.name if by is not None else "", event.url, here[0].id or 0 if here else 0)
        form = Editing(self.ports).add_form(action, work)
        return OpenForm(form=form) if isinstance(form, Form) else form

    def _card(self, series: Series, page: int, work: Work) -> Card:
        meeting = work[Agendas].open_meeting(series.id or 0, work.now)
        if meeting is None:
            return waiting_card(series, waiting_lines(series, self.ports, work), page)
        return overview_card(view_of(series, meeting, self.ports, work), page)

    def _add(self, typed: str, work: Work) -> Reply:
        """In one line, where it is plain which agenda is meant; else the form asks."""
        found = _MINUTES.search(typed)
        minutes = int(found[1] or found[2]) if found else USUAL
        title = named_in(typed[: found.start()] if found else typed, work).strip()
        series = meant(work)
        every = series if len(series) == 1 else _active(work)
        if not every:
            return NO_SERIES
        if len(every) != 1 or not title:
            action = AddItem(series=every[0].id or 0 if len(every) == 1 else 0, title=title[:LONGEST_TITLE])
            return OpenForm(form=add_form(action, every, work.person))
        (only,) = every
        if len(title) > LONGEST_TITLE:
            words = T("Please say it in {most} characters; it has {count}.", most=LONGEST_TITLE, count=len(title))
            return Whisper(card=card_of_words(words))
        if not 0 < minutes <= only.minutes:
            words = T("The meeting lasts {minutes} minutes; please give it fewer.", minutes=only.minutes)
            return Whisper(card=card_of_words(words))
        said = Editing(self.ports).put(only, title, work, minutes=minutes, owner=work.person_id)
        return Whisper(card=card_of_words(said))


def named_in(text: str, work: Work) -> str:
    """With people called by their names where their platform keeps a mention."""
    event = work.event
    if not isinstance(event, Act):
        return text

    def name(found: re.Match[str]) -> str:
        person = work.people.by_account(event.by.platform, event.by.workspace, found[1])
        return person.name if person is not None else ""

    return _MENTION.sub(name, text)


def meant(work: Work) -> Sequence[Series]:
    """The series that meet in this channel; elsewhere those that whoever asks takes part in; or the only one."""
    here = _here(work.place, work)
    if here:
        return here
    active, meetings = _active(work), work[Meetings]
    me = work.person_id
    mine = [each for each in active if me in {each.owner, each.co_owner} or me in meetings.readers(each.id or 0)]
    return mine or (active if len(active) == 1 else [])


def _active(work: Work) -> Sequence[Series]:
    return [each for each in work[Meetings].all() if each.state == "active"]


def _here(place: Place, work: Work) -> Sequence[Series]:
    """By the channel, not by the thread in it."""
    where = (place.platform, place.workspace, place.channel)
    return [
        each
        for each in _active(work)
        if any((spot.platform, spot.workspace, spot.channel) == where for spot in places_of(each))
    ]


def _named(typed: str, work: Work) -> Sequence[Series]:
    wanted = typed.strip().casefold()
    exact = [each for each in _active(work) if wanted in {each.name.casefold(), each.key.casefold()}]
    return exact or [each for each in _active(work) if wanted in each.name.casefold()]
