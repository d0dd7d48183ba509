"""The messages of an engagement: sent once, and kept up to date wherever they are shown.

Each is known by its key: of whoever is asked by record, person and their day; of reminders by the ask; of questions to
whoever may waive, of escalations and of the post in the channel by what they are about.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final, Literal

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.words import NOTHING, Words
from bot.engagements.actions import RefreshMore
from bot.engagements.alert_cards import Asked, alert_card
from bot.engagements.case import Case, case_of, number_of
from bot.engagements.onward import is_over, onward, onward_key
from bot.engagements.onward_cards import onward_card
from bot.engagements.ports import Ports
from bot.engagements.resolving import marketer_of
from bot.engagements.telling_cards import Standing, escalation_card, owner_card, post_card
from bot.engagements.waivers import waivers
from bot.timing import wall_time
from bot.work import Work, key_of, renew
from storage.deliveries import Deliveries
from storage.people import Person
from storage.rules import Ask, Rules

MOST_A_DAY: Final = 50
PAGE: Final = 100
"""So many messages are brought up to date in one transaction."""


def message_for(person: Person, case: Case, work: Work) -> str:
    """The key of the message that asks somebody: today's about this record while it still waits, else a new one."""
    day = wall_time(work.now, work.zone(person)).date().isoformat()
    begins = f"engagement {case.engagement.kind} {case.engagement.subject} {key_of(person)} {day}"
    for each in work[Rules].asked_of(key_of(person)):
        if each.message == begins or each.message.startswith(f"{begins} "):
            return each.message
    keys = (begins if number == 1 else f"{begins} {number}" for number in range(1, MOST_A_DAY))
    return next((each for each in keys if not work[Rules].in_message(each)), begins)


def alert(message: str, ports: Ports, work: Work) -> None:
    """Send what a message asks, or bring it up to date."""
    asks = work[Rules].in_message(message)
    person = work.people.get(asks[0].person) if asks else None
    if person is None:
        return
    every = _asked(asks, ports, work)
    card, urgent = alert_card(every, work.now), any(_is_urgent(each) for each in every)
    row = work[Deliveries].by_key(message)
    if row is not None and urgent and not row.external and row.attention != Attention.URGENT:
        work.withdraw(message)  # what waits for the morning goes at once, now that something urgent is in it
    elif row is not None:
        work.update(message, card)
        return
    work.send(person, card, key=message, attention=Attention.URGENT if urgent else Attention.ALERT)


def _is_urgent(each: Asked) -> bool:
    return each.case.rule.urgent and each.ask.state == "asked"


def card_of(message: str, ports: Ports, work: Work, said: Words = NOTHING) -> Card | None:
    """How a message that asks looks now."""
    asks = work[Rules].in_message(message)
    return alert_card(_asked(asks, ports, work), work.now, said=said) if asks else None


def remind_card(ask: Ask, ports: Ports, work: Work) -> Card:
    return alert_card(_asked([ask], ports, work), work.now, "reminder")


def reminder_key(ask: Ask) -> str:
    return f"engagement remind {ask.id}"


def _asked(asks: Sequence[Ask], ports: Ports, work: Work, known: dict[int, Case] | None = None) -> Sequence[Asked]:
    """Asks as a card shows them, one of each engagement. `known`: cases that need not be looked up again."""
    cases = {} if known is None else known
    shown: dict[int, Ask] = {}
    for ask in asks:
        engagement = work[Rules].engagement(ask.engagement) if ask.engagement not in cases else None
        if engagement is not None:
            cases[ask.engagement] = case_of(engagement, ports, work)
        if ask.engagement not in shown or ask.state == "asked":
            shown[ask.engagement] = ask
    return [asked_of(cases[number], ask, ports, work) for number, ask in shown.items()]


def asked_of(case: Case, ask: Ask, ports: Ports, work: Work) -> Asked:
    """An ask with all that a card says of it."""
    ask = case.ask(number_of(ask))
    given = handed_to(case, ask, work)
    numbers = {ask.person, ask.handed_by, settled_by(case, ask, work), given} - {None}
    people = work.people.some(each for each in numbers if each is not None)
    proposed = marketer_of(case.subject, ports, work) if _lacks_marketing(case) and ask.state == "asked" else None
    if proposed is not None and key_of(proposed) == ask.person:
        proposed = None

    def of(number: int | None) -> Person | None:
        return people.get(number) if number is not None else None

    return Asked(
        case=case,
        ask=ask,
        person=people[ask.person],
        handed_by=of(ask.handed_by),
        handed_to=of(given),
        settled=of(settled_by(case, ask, work)),
        proposed=proposed,
    )


def _lacks_marketing(case: Case) -> bool:
    return case.subject.kind == "review" and "marketing" not in (case.subject.facts.get("sides") or ())


def settled_by(case: Case, ask: Ask, work: Work) -> int | None:
    """Who is in for the same, or who decided that it is not needed."""
    if ask.state == "waived":
        decided = [each for each in work[Rules].entries(case.number) if each.what == "waived"]
        return decided[-1].person if decided else None
    same = [each for each in case.asks if each.state == "joined" and each.id != ask.id]
    there = [each for each in same if each.target == ask.target] or same
    return there[-1].person if there else None


def handed_to(case: Case, ask: Ask, work: Work) -> int | None:
    """Who was given it: as the record says, or because whoever is asked here had left or was away."""
    if ask.state != "handed":
        return None
    then = ask.answered or ask.asked
    said = [each for each in work[Rules].entries(case.number) if each.moment == then and each.what in _GIVEN]
    if said:
        return said[-1].other
    same = [each for each in case.asks if each.target == ask.target and each.id != ask.id and each.asked >= then]
    after = [each for each in same if each.handed_by in {ask.person, None}]
    return after[-1].person if after else None


_GIVEN: Final = frozenset({"handed", "took over"})


def standing_of(case: Case, work: Work) -> Standing:
    joined = [each.person for each in case.asks if each.state == "joined"]
    awaited = [each.person for each in case.unanswered]
    people = work.people.some({*joined, *awaited})
    return Standing(
        case,
        [people[each] for each in dict.fromkeys(joined)],
        [people[each] for each in dict.fromkeys(awaited)],
    )


# Keeping them up to date


def refresh(case: Case, ports: Ports, work: Work) -> Card | None:
    """Something has changed: every copy says so. Returns how the one that was clicked looks now, if it is among them.

    That one the answer to the click brings up to date; all others are updated, where there are very many in pages.
    """
    actor = work.person_id if work.is_met else None
    own = [each for each in case.asks if each.person == actor]
    others = [each for each in case.asks if each.person != actor]
    if len(others) > PAGE:
        later = RefreshMore(engagement=case.number, after=others[PAGE - 1].id or 0)
        work.set_timer(later, key=str(case.number), due=work.now)
    copies = chain(_copies(case, [*own, *others[:PAGE]], ports, work), _copies_of_others(case, ports, work))
    return _bring_up_to_date(copies, ports, work)


def refresh_more(case: Case, after: int, ports: Ports, work: Work) -> None:
    """The next page of what asks."""
    asks = [each for each in case.asks if (each.id or 0) > after]
    _bring_up_to_date(_copies(case, asks[:PAGE], ports, work), ports, work)
    if len(asks) > PAGE:
        later = RefreshMore(engagement=case.number, after=asks[PAGE - 1].id or 0)
        work.set_timer(later, key=str(case.number), due=work.now)


Unsent = Literal["send", "forget", "keep"]
"""What to do about a message that has not gone out: see to it that it does, take it back, or let it go as it is now."""
Copies = Iterable[tuple[str, Card, Unsent]]


def _bring_up_to_date(copies: Copies, ports: Ports, work: Work) -> Card | None:
    clicked = getattr(work.event, "message", "")
    shown = None
    for key, card, unsent in copies:
        row = work[Deliveries].by_key(key)
        if row is None:
            if unsent == "send":
                alert(key, ports, work)
        elif unsent == "forget" and not row.external and not row.doubtful and row.state in {"waiting", "held"}:
            work.withdraw(key)  # it need not be said any more
        elif clicked and row.external == clicked:
            shown = card
            if row.state == "sent":
                row.card = card.model_dump_json()
                work[Deliveries].add(row)
            else:
                renew(row, card, work.now)
        else:
            work.update(key, card)
    return shown


def _copies(case: Case, some: Sequence[Ask], ports: Ports, work: Work) -> Copies:
    """The messages of some who are asked: the key of each, how it looks now, and what if it was not sent yet."""
    known = {case.number: case}
    for message in dict.fromkeys(each.message for each in some):
        asks = work[Rules].in_message(message)
        waits = any(each.state == "asked" for each in asks)
        yield message, alert_card(_asked(asks, ports, work, known), work.now), "send" if waits else "forget"
    for ask in some:
        if ask.reminded:
            yield reminder_key(ask), remind_card(ask, ports, work), "keep" if ask.state == "asked" else "forget"


def _copies_of_others(case: Case, ports: Ports, work: Work) -> Copies:
    """The post in the channel, and what those read whom it was escalated to."""
    if case.engagement.post:
        yield case.engagement.post, _post_card(case, ports, work), "keep"
    yield from _escalations(case, ports, work)
    if case.rule.pass_on:
        state = onward(work[Rules].entries(case.number))
        for told in state.told:
            yield onward_key(case, told), onward_of(case, ports, work), "keep"


def _escalations(case: Case, ports: Ports, work: Work) -> Copies:
    told = [each for each in work[Rules].entries(case.number) if each.what == "escalated" and each.other is not None]
    if not told:
        return
    standing, may = standing_of(case, work), {key_of(each) for each in waivers(case, ports, work)}
    for each in told:
        level = int(each.words or 1)
        card = escalation_card(standing, level, may_waive=each.other in may)
        yield escalation_key(case, level, each.other or 0), card, "keep" if case.is_open else "forget"


def onward_of(case: Case, ports: Ports, work: Work) -> Card:
    """What those read to whom it was passed on."""
    entries = work[Rules].entries(case.number)
    state = onward(entries)
    numbers = {each.person for each in entries} | {each.other for each in entries} | state.people
    people = work.people.some(number for number in numbers if number is not None)
    held = not is_over(case) or ports.stands(case.subject.kind, case.subject.id, work) != "cleared"
    return onward_card(case, state, entries, people, held=held)


def escalation_key(case: Case, level: int, person: int) -> str:
    return f"engagement {case.number} level {level} {person}"


# The owner, and the channel


def tell_owner(case: Case, said: Words, work: Work, *, but: int | None = None, title: Words = NOTHING) -> None:
    """What has happened, to whose deal it is, unless they did it themselves (`but`)."""
    owner = work.people.get(case.subject.owner) if case.subject.owner is not None else None
    if owner is None or owner.left or key_of(owner) == but:
        return
    entries = work[Rules].entries(case.number)
    key = f"engagement {case.number} owner {entries[-1].id if entries else 0}"
    work.send(owner, owner_card(case, said, title), key=key, attention=Attention.ALERT)


def post(cases: Sequence[Case], work: Work) -> str:
    """Write into the record's own channel, if it has one. Returns the key of the post."""
    place = cases[0].subject.channel
    if place is None:
        return ""
    key = f"engagement post {cases[0].number}"
    for each in cases:
        each.engagement.post = key
        work[Rules].add(each.engagement)
    work.post(place, post_card([standing_of(each, work) for each in cases]), key=key)
    return key


def _post_card(case: Case, ports: Ports, work: Work) -> Card:
    together = [case_of(each, ports, work) for each in work[Rules].posted(case.engagement.post)]
    return post_card([standing_of(each, work) for each in together])
