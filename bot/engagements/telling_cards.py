"""What others are told: the owner, whoever may waive, those it is escalated to, the channel, and the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, text
from bot.conversation.words import NOTHING, TN, Command, Listing, T, When, Words, verbatim
from bot.engagements.actions import AddToReview, Decide, PostAgain, Reassign, ShowRecord, TakeOver, Waive
from bot.engagements.alert_cards import about, how_it_ended, what, why_over
from bot.engagements.case import Case
from bot.ports.records import Subject
from bot.targets import Target
from storage.people import Person
from storage.rules import Ask

MOST_NAMED: Final = 8


@dataclass(frozen=True)
class Standing:
    """An engagement as others see it: who is in, and of whom an answer is still needed."""

    case: Case
    joined: Sequence[Person]
    awaited: Sequence[Person]


def owner_card(case: Case, said: Words, title: Words = NOTHING) -> Card:
    """To whose deal it is: `said` is what has just happened."""
    return Card(
        title=title or T("{name}: news of who is in", name=verbatim(case.subject.name)),
        parts=(
            text(said),
            SmallPrint(words=T("This is by the rule “{rule}”.", rule=case.rule.name)),
            Buttons(buttons=(_record(case),)),
        ),
        summary=said,
    )


def decision_card(case: Case, ask: Ask, asked: Person, decided: Words = NOTHING) -> Card:
    """To whoever may waive: somebody says that they are not needed. `decided`: what became of it."""
    says = T("{who} says that it is not needed: “{words}”", who=asked.name, words=ask.words)
    parts: list[Part] = [text(what(case)), text(says), *about(case.subject)]
    if decided:
        parts += [text(decided), Buttons(buttons=(_record(case),))]
    else:
        yes = button(T("Yes, not needed"), Decide(ask=ask.id or 0, needed=False), style="primary")
        no = button(T("No, still needed"), Decide(ask=ask.id or 0, needed=True))
        parts += [
            SmallPrint(words=T("Until somebody decides, the deadline stays: {due}.", due=When(at=ask.due))),
            Buttons(buttons=(yes, no, _record(case))),
        ]
    name = verbatim(case.subject.name)
    title = T("{name}: decided", name=name) if decided else T("{name}: is it needed?", name=name)
    return Card(title=title, parts=tuple(parts))


def escalation_card(standing: Standing, level: int, *, may_waive: bool) -> Card:
    """To whom a rule says, once nobody has answered in time. It changes in place when somebody does."""
    case, name = standing.case, verbatim(standing.case.subject.name)
    if not case.is_open:
        parts: tuple[Part, ...] = (text(what(case)), text(outcome(standing)), Buttons(buttons=(_record(case),)))
        return Card(title=T("{name}: answered", name=name), parts=parts)
    overdue = case.engagement.state == "overdue"
    buttons = [*instead_buttons(case), _record(case)]
    if may_waive:
        buttons.append(button(T("Not needed..."), Waive(engagement=case.number)))
    return Card(
        title=T("{name}: nobody has answered in time", name=name) if overdue else T("{name}: asked anew", name=name),
        parts=(
            text(what(case)),
            text(_late(standing) if overdue else outcome(standing)),
            *about(case.subject),
            SmallPrint(words=T("You are told as step {level} of this rule. A word with them helps most.", level=level)),
            Buttons(buttons=tuple(buttons)),
        ),
    )


def _late(standing: Standing) -> Words:
    due = When(at=standing.case.engagement.due)
    if not standing.awaited:
        return T("Nobody has answered so far. The deadline was {due}.", due=due)
    return T("{people} did not answer so far. The deadline was {due}.", people=named(standing.awaited), due=due)


def instead_buttons(case: Case, *, record: bool = False) -> tuple[Button, ...]:
    """What those may do about it who were told that nobody has answered."""
    take = T("I'll review it") if case.rule.gate else T("I'll take it")
    return (
        button(take, TakeOver(engagement=case.number, record=record), style="primary"),
        button(T("Hand to..."), Reassign(engagement=case.number, record=record)),
    )


def post_card(standings: Sequence[Standing]) -> Card:
    """In the record's own channel, for everybody there."""
    subject = standings[0].case.subject
    parts: list[Part] = [*about(subject)]
    for each in standings:
        parts += [text(what_others_read(each.case)), SmallPrint(words=outcome(each))]
    return Card(title=T("{name}: who is asked in", name=verbatim(subject.name)), parts=tuple(parts))


def what_others_read(case: Case) -> Words:
    if case.rule.ask:
        return T("**{rule}**: {ask}", rule=case.rule.name, ask=verbatim(case.rule.ask))
    return T("**{rule}**", rule=case.rule.name)


def outcome(standing: Standing) -> Words:
    """How an engagement stands, in a sentence or two."""
    case, due = standing.case, When(at=standing.case.engagement.due)
    match case.engagement.state:
        case "cancelled":
            return why_over(case.subject)
        case "waived":
            return how_it_ended(case, None)
        case "met" if standing.joined:
            return T("{people} said yes. All who are needed are in.", people=named(standing.joined))
        case "met":
            return how_it_ended(case, None)
    waits = T("Nobody is found to ask.")
    if standing.awaited and case.engagement.state == "overdue":
        waits = T("It waits for {people}; the deadline was {due}.", people=named(standing.awaited), due=due)
    elif standing.awaited:
        waits = T("It waits for {people}, until {due}.", people=named(standing.awaited), due=due)
    elif any(each.state == "changes" for each in case.asks):
        waits = T("It waits for the changes that were asked for.")
    if standing.joined:
        return T("{people} said yes. {waits}", people=named(standing.joined), waits=waits)
    return waits


def named(people: Sequence[Person]) -> Words:
    """Some people by name, and how many more."""
    names = Listing(items=tuple(each.name for each in people[:MOST_NAMED]))
    more = len(people) - MOST_NAMED
    if more > 0:
        return TN("{names} and one more", "{names} and {count} more", more, names=names)
    return T("{names}", names=names)


def hole_card(case: Case, target: Target, asked: Sequence[Person]) -> Card:
    """To whoever looks after the directory: a rule found nobody."""
    parts: list[Part] = [text(_missing(case, target)), *about(case.subject)]
    if asked:
        parts.append(SmallPrint(words=T("Until then {people} is asked to find somebody.", people=named(asked))))
    if target.topic or target.who == "marketer":
        settle = T("{command} shows it as an open question.", command=Command(text="directory questions"))
        parts.append(SmallPrint(words=settle))
    parts.append(Buttons(buttons=(_record(case),)))
    return Card(title=T("Nobody is named for {name}", name=verbatim(case.subject.name)), parts=tuple(parts))


def _missing(case: Case, target: Target) -> Words:
    where = ", ".join(each for each in _where(case.subject) if each)
    rule, name = case.rule.name, verbatim(case.subject.name)
    if target.topic and where:
        return T(
            "The rule “{rule}” looks for somebody for {topic} ({where}), and the directory names nobody.",
            rule=rule,
            topic=target.topic,
            where=where,
        )
    if target.topic:
        return T(
            "The rule “{rule}” looks for somebody for {topic}, and the directory names nobody.",
            rule=rule,
            topic=target.topic,
        )
    if target.who == "marketer":
        segment = case.subject.concerning.segment or T("a segment that is not known")
        return T(
            "The rule “{rule}” looks for the marketer of {segment}, and the directory names nobody for “segment "
            "marketing”.",
            rule=rule,
            segment=segment,
        )
    return T("The rule “{rule}” found nobody to ask about {name}.", rule=rule, name=name)


def _where(subject: Subject) -> Sequence[str]:
    concerning = subject.concerning
    return (concerning.region, concerning.segment, concerning.product, concerning.account)


def no_channel_card(case: Case, trouble: str) -> Card:
    """To the owner: the post is not where it should be."""
    return Card(
        title=T("I can't write into the channel of {name}", name=verbatim(case.subject.name)),
        parts=(
            text(what(case)),
            text(
                T("Whoever was asked got a message of their own. The channel heard nothing: {trouble}", trouble=trouble)
            ),
            Buttons(buttons=(button(T("Post it now"), PostAgain(engagement=case.number)), _record(case))),
        ),
    )


def added_card(subject: Subject, by: Person, rule: str) -> Card:
    """To somebody who was added to a review."""
    name = verbatim(subject.name)
    return Card(
        title=T("{name}: you are on the list", name=name),
        parts=(
            text(T("{who} has added you, so that Marketing is heard there.", who=by.name)),
            *about(subject),
            SmallPrint(words=T("This is by the rule “{rule}”.", rule=rule)),
        ),
    )


def proposal_card(case: Case, person: Person, *, asked: bool) -> Card:
    """To whose review it is: whom they may add."""
    name = verbatim(case.subject.name)
    words = T("{who} does the marketing for this segment.", who=person.name)
    if asked:
        words = T("{who} does the marketing for this segment, and is asked to take part.", who=person.name)
    add = button(T("Add them"), AddToReview(engagement=case.number, person=person.id or 0), style="primary")
    return Card(
        title=T("{name}: nobody from Marketing so far", name=name),
        parts=(
            text(words),
            *about(case.subject),
            SmallPrint(words=T("This is by the rule “{rule}”.", rule=case.rule.name)),
            Buttons(buttons=(add, _record(case))),
        ),
    )


def reviews_card(person: Person, names: Sequence[str]) -> Card:
    """To whom the reviews of somebody who has left go."""
    shown = Listing(items=tuple(names[:MOST_NAMED]))
    said = TN(
        "{who} has left, so this review is yours now: {names}",
        "{who} has left, so these {count} reviews are yours now, such as: {names}",
        len(names),
        who=person.name,
        names=shown,
    )
    return Card(title=T("Reviews that are yours now"), parts=(text(said),))


def _record(case: Case) -> Button:
    return button(T("Record"), ShowRecord(engagement=case.number, anew=True))
