"""How somebody is asked: what, why and by when, with the buttons to answer; and how it looks once it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.conversation.cards import Button, Buttons, Card, Divider, Facts, Part, SmallPrint, button, link, text
from bot.conversation.words import NOTHING, T, When, Words, verbatim
from bot.engagements.actions import AddToReview, HandTo, Join, JoinAndSay, NotNeeded, ShowRecord, TakeBack, WantChanges
from bot.engagements.case import Case, words_of
from bot.ports.records import Subject
from storage.people import Person
from storage.rules import Ask

MOST_FACTS: Final = 8
NEW_AFTER: Final = 1
"""Seconds after the first ask of a message from which another one is new."""


@dataclass(frozen=True)
class Asked:
    """An ask with all that a card says of it.

    `settled`: who is in, or who decided that it is not needed; `handed_to`: who has it now; `proposed`: the marketer
    for a review that has none.
    """

    case: Case
    ask: Ask
    person: Person
    handed_by: Person | None = None
    handed_to: Person | None = None
    settled: Person | None = None
    proposed: Person | None = None

    @property
    def number(self) -> int:
        return self.ask.id or 0


def alert_card(
    asked: Sequence[Asked], now: datetime, occasion: Literal["alert", "reminder"] = "alert", said: Words = NOTHING
) -> Card:
    """All that one person is asked about one record. `said`: what a click has just changed."""
    subject = asked[0].case.subject
    first = min(each.ask.asked for each in asked)
    parts: list[Part] = [text(said)] if said else []
    parts += about(subject)
    for each in asked:
        parts += [Divider()] if len(asked) > 1 else []
        if (each.ask.asked - first).total_seconds() > NEW_AFTER:
            parts.append(SmallPrint(words=T("New, {when}:", when=When(at=each.ask.asked))))
        parts += _asked(each, now)
    return Card(title=_title(asked, occasion), parts=tuple(parts))


def about(subject: Subject) -> tuple[Part, ...]:
    """What an alert says of the record."""
    facts = subject.shown[:MOST_FACTS]
    opening = link(T("Open it"), subject.url)
    return (*((Facts(facts=facts),) if facts else ()), *((Buttons(buttons=opening),) if opening else ()))


def what(case: Case) -> Words:
    """What the rule asks for."""
    if case.rule.ask:
        return T("**{rule}**: {ask}", rule=case.rule.name, ask=verbatim(case.rule.ask))
    if case.rule.gate:
        return T("**{rule}**: please look at it, and approve it or say what to change.", rule=case.rule.name)
    return T("**{rule}**: you are wanted here.", rule=case.rule.name)


def _title(asked: Sequence[Asked], occasion: str) -> Words:
    name = verbatim(asked[0].case.subject.name)
    if not any(each.ask.state == "asked" for each in asked):
        return T("{name}: answered", name=name)
    if occasion == "reminder":
        return T("Still open: {name}", name=name)
    if all(each.case.rule.gate for each in asked):
        return T("{name}: please review", name=name)
    return T("{name}: you are asked in", name=name)


def _asked(each: Asked, now: datetime) -> list[Part]:
    parts: list[Part] = [text(what(each.case))]
    if each.ask.state == "asked" and each.case.is_open:
        parts += _still_asked(each, now)
    else:
        parts.append(text(how_it_stands(each)))
    return [*parts, Buttons(buttons=_buttons(each))]


def _still_asked(each: Asked, now: datetime) -> list[Part]:
    due = When(at=each.ask.due)
    late = T("The deadline was {due}, and you are still needed.", due=due)
    parts: list[Part] = [text(late if each.ask.due <= now else T("Please answer by {due}.", due=due))]
    if each.handed_by is not None:
        parts.append(SmallPrint(words=T("{who} handed this to you.", who=each.handed_by.name)))
    if each.ask.why:
        parts.append(SmallPrint(words=T("Why you: {who} {why}.", who=each.person.name, why=words_of(each.ask.why))))
    if each.proposed is not None:
        who = each.proposed.name
        parts.append(text(T("{who} does the marketing for this segment, and is not on the list yet.", who=who)))
    return parts


def how_it_stands(each: Asked) -> Words:
    """What became of an ask that needs no answer any more, or has one."""
    ask, case = each.ask, each.case
    if not case.is_open and ask.state not in {"joined", "waived"}:
        return how_it_ended(case, each.settled)
    at = When(at=ask.answered or ask.asked)
    match ask.state:
        case "joined" if case.rule.gate:
            return T("You approved this, {when}.", when=at)
        case "joined":
            return T("You are in, since {when}.", when=at)
        case "changes":
            return T("You asked for changes, and it waits for them: “{words}”", words=ask.words)
        case "handed" if each.handed_to is not None:
            return T("{who} has this now.", who=each.handed_to.name)
        case "declined":
            return T("You said that it is not needed, which waits for a decision: “{words}”", words=ask.words)
        case "waived" if each.settled is not None:
            return T("It is not needed, says {who}: “{words}”", who=each.settled.name, words=ask.words)
        case "waived":
            return T("It is not needed: “{words}”", words=ask.words)
        case "released" if each.settled is not None:
            return T("{who} is in. There is nothing left for you to do.", who=each.settled.name)
    return T("There is nothing left for you to do here.")


def how_it_ended(case: Case, settled: Person | None) -> Words:
    """What became of an engagement that is over."""
    if case.engagement.state == "cancelled":
        return T("{why} There is nothing left for you to do.", why=why_over(case.subject))
    if case.engagement.state == "waived":
        went = case.rule.gate and not any(each.state == "waived" for each in case.asks)
        return T("It was let through without an answer.") if went else T("It is not needed any more.")
    if settled is not None:
        return T("{who} is in. There is nothing left for you to do.", who=settled.name)
    return T("Everybody needed is in. There is nothing left for you to do.")


def why_over(subject: Subject) -> Words:
    """Why nobody need be involved any more, as a sentence."""
    name = verbatim(subject.name)
    match subject.ended:
        case "won":
            return T("{name} is won.", name=name)
        case "lost":
            return T("{name} is lost.", name=name)
        case "over":
            return T("{name} is over.", name=name)
        case "withdrawn":
            return T("{name} was withdrawn.", name=name)
        case "removed":
            return T("{name} is not there any more.", name=name)
    return T("It does not hold for {name} any more.", name=name)


def _buttons(each: Asked) -> tuple[Button, ...]:
    return (*answers(each), button(T("Record"), ShowRecord(engagement=each.case.number, anew=True)))


def answers(each: Asked, *, record: bool = False) -> tuple[Button, ...]:
    """What whoever is asked may answer now."""
    ask, gate = each.number, each.case.rule.gate
    if ask_is_over(each):
        return ()
    if each.ask.state == "joined":
        label = T("Take back my approval") if gate else T("Take back")
        return (button(label, TakeBack(ask=ask, record=record)),)
    yes = button(T("Approve") if gate else T("I'm in"), Join(ask=ask, record=record), style="primary")
    say: tuple[Button, ...] = ()
    if each.case.rule.pass_on:
        label = T("Approve and say...") if gate else T("I'm in, and say...")
        say = (button(label, JoinAndSay(ask=ask, record=record)),)
    if each.ask.state in {"declined", "changes"}:
        return (yes, *say)
    if each.ask.state != "asked":
        return ()
    offered = [yes, *say]
    if each.proposed is not None:
        add = AddToReview(engagement=each.case.number, person=each.proposed.id or 0)
        offered = [button(T("Add them"), add, style="primary"), yes.model_copy(update={"style": "plain"}), *offered[1:]]
    if gate:
        offered.append(button(T("Changes needed..."), WantChanges(ask=ask, record=record)))
    return (
        *offered,
        button(T("Hand to..."), HandTo(ask=ask, record=record)),
        button(T("Not needed..."), NotNeeded(ask=ask, record=record)),
    )


def ask_is_over(each: Asked) -> bool:
    """Whether an answer would change nothing any more. What is met can still be taken back."""
    if each.case.subject.ended or each.case.engagement.state in {"cancelled", "waived"}:
        return True
    return each.case.engagement.state == "met" and each.ask.state != "joined"
