"""Asking who to contact: by command, in plain words, or by mention; and what can be said to the answer."""

from collections.abc import Sequence
from typing import Final

from bot.conversation.cards import Card, note
from bot.conversation.events import Said
from bot.conversation.forms import Form, PersonField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, Reply, Say, Update, Whisper
from bot.conversation.words import T
from bot.directory.actions import ShareHere, SomeoneElse, Suggest, WrongPerson
from bot.directory.answer_cards import (
    Seen,
    answer_card,
    empty_card,
    how_to_ask,
    others_card,
    unknown_card,
    wrong_card,
)
from bot.directory.browsing import browse_card
from bot.directory.choosing import Found, Named, backing_up, look_up, of_contact
from bot.directory.ranking import MOST
from bot.directory.remembering import file_wrong, kept_briefly, take_note
from bot.directory.stewards import stewards
from bot.directory.tokens import tokens
from bot.work import Work, key_of
from storage.directory import Directory
from storage.people import Person

_ASKING: Final = frozenset(
    ("who", "whom", "whose", "contact", "wer", "wen", "wem", "qui", "quién", "quien", "chi", "wie")
)
"""Words by which a question is told from a remark while something else waits to be answered."""


def who(rest: str, work: Work) -> Reply:
    """The command; alone it shows the topics."""
    kept_briefly(work)
    seen = _seen(work)
    card = answered(look_up(rest, work, _near(work)), work, seen) if rest else browse_card(work)
    return Say(card=card) if seen.openly else Whisper(card=card)


def said_surely(text: str, work: Work) -> Reply | None:
    """A question that has an answer for certain, while other words may be meant for something else that waits."""
    if "?" not in text and not any(each.lower in _ASKING for each in tokens(text)[:MOST]):
        return None
    found = look_up(text, work, _near(work))
    return _say(found, work) if found.sure and any(each.contact for each in found.named) else None


def said(text: str, work: Work) -> Reply:
    """Words that nothing else has understood: a question."""
    return _say(look_up(text, work, _near(work)), work)


def _say(found: Found, work: Work) -> Reply:
    kept_briefly(work)
    return Say(card=answered(found, work, _seen(work)))


def _seen(work: Work) -> Seen:
    """What was asked where others read it is answered there; what was typed quietly may be shared there."""
    if work.place.kind == "direct":
        return Seen()
    openly = isinstance(work.event, Said)
    return Seen(openly=openly, shareable=not openly)


def _near(work: Work) -> str:
    return (work.hours(work.person).country or "").partition("-")[0]


def answered(found: Found, work: Work, seen: Seen) -> Card:
    """What is said to a question. It is counted, and filed where nobody is known."""
    return told(found, work, seen, filed=take_note(found, work))


def told(found: Found, work: Work, seen: Seen, *, filed: bool) -> Card:
    """What is said to a question. `filed`: it was put on the list of open ones."""
    if found.empty:
        return how_to_ask()
    if found.known:
        return answer_card(found, work, seen)
    tending = _tending(found, work)
    if not work[Directory].count():
        return empty_card(tending, work)
    return unknown_card(found, tending, work, filed=filed)


def _tending(found: Found, work: Work) -> Sequence[Person]:
    return stewards(work[Directory].topic(found.topic) if found.topic else None, work)


# What can be said to an answer


def share(action: ShareHere, work: Work) -> Reply:
    """Show everybody in the channel what was answered to one: looked up anew, and not counted again."""
    kept_briefly(work)
    found = look_up(action.text, work, _near(work))
    if not found.known:
        return Whisper(card=_CHANGED)
    return Say(card=answer_card(found, work, Seen(openly=True)))


def someone_else(action: SomeoneElse, work: Work) -> Reply:
    """Who comes next: those who back up the ones named, then others for the topic."""
    kept_briefly(work)
    found = look_up(action.text, work, _near(work))
    return Whisper(card=others_card(_others(found, (), work), _tending(found, work), work))


def wrong(action: WrongPerson, work: Work) -> Reply:
    """File it for the steward, and name whom to try instead."""
    kept_briefly(work)
    directory = work[Directory]
    row = directory.contact(action.contact) if action.contact else None
    if action.contact and row is None:
        return Whisper(card=_CHANGED)
    found = look_up(action.text, work, _near(work))
    words = found.words or found.topic_name or action.text
    topic = directory.topic(row.topic if row else found.topic)
    named = of_contact(row, topic.name, work) if row and topic else None
    question = file_wrong(words, row, work)
    others = _others(found, () if row else found.named, work)
    if row is not None:
        others = [each for each in (*found.named, *others) if key_of(each.person) != row.person][:MOST]
    card = wrong_card(question, named, others, stewards(topic, work), work)
    return Whisper(card=card) if action.openly else Update(card=card)


def _others(found: Found, without: Sequence[Named], work: Work) -> list[Named]:
    """Those who come after the ones named: who backs them up, unless they stand in already, and who is next best."""
    known = {key_of(each.person) for each in (*found.named, *without)}
    known |= {key_of(each.stand_in) for each in found.named if each.stand_in is not None}
    others: dict[int, Named] = {}
    for each in (*backing_up(found.named, work), *found.others):
        if key_of(each.person) not in known:
            others.setdefault(key_of(each.person), each)
    return list(others.values())[:MOST]


def build_suggest(action: Suggest, work: Work) -> Form | Reply:
    """Ask who it should be."""
    if work[Directory].open_question(action.question) is None:
        return Whisper(card=_CHANGED)
    return Form(
        title=T("Who should it be?"),
        intro=(T("Whoever looks after the directory sees the name, and not that it comes from you."),),
        fields=(PersonField(key="person", label=T("Who is the right one?")),),
        submit=T("Suggest"),
        press=press(action),
    )


def suggest(action: Suggest, values: Values, work: Work) -> Reply:
    """Keep who it should be with the question, for the steward."""
    kept_briefly(work)
    directory = work[Directory]
    question, person = directory.open_question(action.question), work.people.get(values["person"])
    if person is None or person.left:
        return FormErrors(errors={"person": T("Please pick somebody from the list.")})
    if question is None:
        return Whisper(card=_CHANGED)
    named = directory.contact(question.contact) if question.contact else None
    if named is not None and named.person == key_of(person):
        return FormErrors(errors={"person": T("That is who was named. Please pick somebody else.")})
    question.suggested = key_of(person)
    directory.add(question)
    return Whisper(card=note(T("Thank you. {who} is suggested.", who=work.who(person))))


_CHANGED: Final = note(T("This has changed meanwhile. Please ask again."))
