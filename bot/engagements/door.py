"""Who may answer an ask, and what is answered: the way into and out of every click on an engagement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Card
from bot.conversation.cards import note as card_of_words
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import Listing, T, Words, verbatim
from bot.engagements.case import Case, again, load, look, may_see, was_told
from bot.engagements.messages import card_of, remind_card, reminder_key
from bot.engagements.ports import Ports
from bot.engagements.recording import record_card_of
from bot.engagements.waivers import waivers
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.people import Person
from storage.rules import Ask, Rules

MOST_NAMED: Final = 5
GONE: Final = Whisper(card=card_of_words(T("This is not there any more.")))


@dataclass(frozen=True)
class Door:
    ports: Ports

    def mine(self, number: int, work: Work, tried: str) -> tuple[Case, Ask] | Reply:
        """An ask of whoever acts, to change it; else what to tell them."""
        row = work[Rules].ask(number)
        case = load(row.engagement, self.ports, work) if row is not None else None
        if row is None or case is None:
            return GONE
        ask = case.ask(number)
        if ask.person != work.person_id:
            return self.refused(case, ask, work, tried)
        return case, ask

    def refused(self, case: Case, ask: Ask, work: Work, tried: str) -> Reply:
        """A polite no; the try is on record."""
        note_try(case, work, tried)
        asked = work.people.get(ask.person)
        if asked is None or not may_see(case, work.person, waivers(case, self.ports, work), work):
            return Whisper(card=card_of_words(T("That is asked of somebody else. Nothing was changed.")))
        name = verbatim(case.subject.name)
        words = T(
            "{who} is asked about {name}, and only they can answer. Nothing was changed.", who=asked.name, name=name
        )
        return Whisper(card=card_of_words(words))

    def as_it_is(self, case: Case, work: Work, *, record: bool = False) -> Reply:
        """A click that comes too late: how it stands now."""
        mine = [each for each in case.asks if each.person == work.person_id]
        if record or not mine:
            return Update(card=record_card_of(case, work.person, self.ports, work))
        return reply(case, mine[-1], None, self.ports, work)

    def decider(self, engagement: int, work: Work, tried: str) -> Case | Reply:
        """An engagement that whoever acts may waive, to change it; else what to tell them."""
        case = load(engagement, self.ports, work)
        if case is None:
            return GONE
        deciding = waivers(case, self.ports, work)
        if any(key_of(each) == work.person_id for each in deciding):
            return case
        note_try(case, work, tried)
        return Whisper(card=card_of_words(who_decides(deciding)))

    def told(self, engagement: int, work: Work, tried: str) -> Case | Reply:
        """An engagement of which whoever acts was told that nobody had answered, to change it; else what to say."""
        case = load(engagement, self.ports, work)
        if case is None:
            return GONE
        if was_told(case, work.person_id, work):
            return case
        note_try(case, work, tried)
        return Whisper(card=card_of_words(T("That is for those to whom it was escalated. Nothing was changed.")))

    def visible(self, engagement: int, work: Work) -> Case | Reply:
        """An engagement that is the business of whoever acts."""
        case = look(engagement, self.ports, work)
        if case is None:
            return GONE
        if may_see(case, work.person, waivers(case, self.ports, work), work):
            return case
        note_try(case, work, "look at the record")
        return Whisper(card=card_of_words(T("This record is for those who are asked, and for managers.")))


def who_decides(deciding: Sequence[Person]) -> Words:
    if not deciding:
        return T("Nobody has the right to decide that here. Nothing was changed.")
    people = Listing(items=tuple(each.name for each in deciding[:MOST_NAMED]))
    return T("That is for {people} to decide. Nothing was changed.", people=people)


def note_try(case: Case, work: Work, tried: str) -> None:
    """Into the audit trail."""
    work.trail("refused", kind="engagement", name=case.rule.name, words=f"{tried}: {case.subject.name}")


def reply(case: Case, ask: Ask, shown: Card | None, ports: Ports, work: Work, *, record: bool = False) -> Reply:
    """What whoever clicked sees now. `shown`: the message that they clicked, as `messages.refresh` left it."""
    if record:
        return Update(card=record_card_of(again(case, ports, work), work.person, ports, work))
    if shown is None and _is_reminder(ask, work):
        shown = remind_card(ask, ports, work)
    card = shown or card_of(ask.message, ports, work)
    return Update(card=card) if card is not None else GONE


def _is_reminder(ask: Ask, work: Work) -> bool:
    row = work[Deliveries].by_key(reminder_key(ask)) if ask.reminded else None
    return row is not None and bool(row.external) and row.external == getattr(work.event, "message", "")
