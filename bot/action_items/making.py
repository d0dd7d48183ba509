"""New action items: `/action @Ben send the deck by Friday`, a form, a message that becomes one.

What can't be read for sure is asked in the form, which holds all that was typed.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.action_items.actions import NewItem
from bot.action_items.forms import new_form
from bot.action_items.item_cards import post_card
from bot.action_items.keeping import Wanted, write_down
from bot.action_items.messages import card_for, posted_key, today_of, view_of
from bot.action_items.ports import Ports
from bot.action_items.reading import LONGEST
from bot.action_items.speaking import form_of, understand
from bot.conversation.cards import note
from bot.conversation.events import Pointed
from bot.conversation.forms import Form, Values
from bot.conversation.payloads import LONGEST as LONGEST_PAYLOAD
from bot.conversation.payloads import encode
from bot.conversation.replies import FormErrors, OpenForm, Quiet, Reply, Whisper
from bot.conversation.words import T
from bot.work import Work, key_of
from storage.action_items import ActionItem
from storage.agendas import Agendas
from storage.meetings import Meetings

SHORTEST: Final = 50


@dataclass(frozen=True)
class Making:
    ports: Ports

    def command(self, text: str, work: Work) -> Reply:
        """`/action @person what by when`; nothing: the form."""
        begun = self._here(work)
        if not text.strip():
            return OpenForm(form=self._form(begun, work))
        spoken = understand(text, work)
        wanted = spoken.wanted
        if wanted is None:
            return OpenForm(form=self._form(fitting(form_of(spoken, begun)), work))
        placed = Wanted(wanted.what, wanted.owner, wanted.due, series=begun.series, meeting=begun.meeting)
        return self._written(write_down(placed, work), work)

    def _here(self, work: Work) -> NewItem:
        """An action item of the meeting that is held in this channel, if one is."""
        found = self.ports.meetings.here(work.place, work) if work.place.kind != "direct" else None
        return NewItem(series=found[0], meeting=found[1]) if found is not None else NewItem()

    def _written(self, row: ActionItem, work: Work) -> Reply:
        """In the channel of its meeting everybody reads it; else only who wrote it. It is kept up to date there."""
        if work.place.kind == "direct":
            work.post(work.place, card_for(row, work.person, work), key=posted_key(row), reads=work.person_id)
            return Quiet()
        if row.series is not None:
            work.post(work.place, post_card(view_of(row, None, work)), key=posted_key(row))
            return Whisper(card=note(T("It is written down.")))
        return Whisper(card=card_for(row, work.person, work))

    # The form

    def new_form(self, action: NewItem, work: Work) -> Form | Reply:
        return self._form(action, work)

    def _form(self, action: NewItem, work: Work) -> Form:
        owner = work.people.get(action.owner) if action.owner is not None else None
        series = work[Meetings].series(action.series) if action.series is not None else None
        name = owner.name if owner is not None and not owner.left else ""
        known = action if name else action.model_copy(update={"owner": None})
        return new_form(known, name, today_of(work.person, work), series=series.name if series is not None else "")

    def create(self, action: NewItem, values: Values, work: Work) -> Reply:
        owner = work.people.get(values["owner"])
        if owner is None or owner.left:
            return FormErrors(errors={"owner": T("Please pick somebody from the list.")})
        series = work[Meetings].series(action.series) if action.series is not None else None
        meeting = work[Meetings].meeting(action.meeting) if action.meeting is not None else None
        if series is None or meeting is None or meeting.series != series.id:
            meeting = None
        item = work[Agendas].item(action.item) if action.item is not None else None
        wanted = Wanted(
            what=str(values["what"]),
            owner=owner,
            due=values["due"],
            series=series.id if series is not None else None,
            meeting=meeting.id if meeting is not None else None,
            item=item.id if item is not None else None,
            url=action.url,
        )
        row = write_down(wanted, work)
        if work.place.kind == "direct" or row.series is not None:
            return self._written(row, work)
        return Whisper(card=card_for(row, work.person, work))

    # From a message

    def from_message(self, event: Pointed, work: Work) -> Reply:
        """Whoever wrote it is to do it, unless the form is changed."""
        by = event.by
        author = work.people.by_account(by.platform, by.workspace, event.author) if event.author else None
        begun = self._here(work).model_copy(
            update={
                "what": re.sub(r"\s+", " ", event.text).strip()[:LONGEST],
                "owner": key_of(author) if author is not None and not author.left else None,
                "url": event.url,
                "why": "long" if len(event.text) > LONGEST else "",
            }
        )
        return OpenForm(form=self._form(fitting(begun), work))


def fitting(action: NewItem) -> NewItem:
    """As much of it as a button can carry: rather no link than no words."""
    while len(_encoded(action)) > LONGEST_PAYLOAD:
        if action.url:
            action = action.model_copy(update={"url": ""})
        else:
            action = action.model_copy(update={"what": action.what[: len(action.what) - SHORTEST], "why": "long"})
    return action


def _encoded(action: NewItem) -> str:
    try:
        return encode(action)
    except ValueError:
        return " " * (LONGEST_PAYLOAD + 1)
