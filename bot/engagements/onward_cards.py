"""What whoever decides next reads: what it is, what was said by those who were heard, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, heading, text
from bot.conversation.words import Listing, T, When, Words, verbatim
from bot.engagements.actions import Agree, Disagree, ShowRecord
from bot.engagements.alert_cards import about, why_over
from bot.engagements.case import Case
from bot.engagements.onward import Onward, is_over
from bot.engagements.record_cards import line
from storage.people import Person
from storage.rules import Entry

SAID: Final = frozenset({"joined", "took over", "changes wanted", "declined", "waived", "forced"})
MOST_SAID: Final = 10


def onward_card(
    case: Case, onward: Onward, entries: Sequence[Entry], people: Mapping[int, Person], *, held: bool
) -> Card:
    """To whoever decides. `held`: somebody has to look at it again first."""
    heard = [each for each in entries if each.what in SAID][-MOST_SAID:]
    parts: list[Part] = [text(_what(case, onward, people, held=held)), *about(case.subject)]
    if heard:
        parts.append(heading(T("What was said")))
        parts += [text(line(each, people, gate=case.rule.gate)) for each in heard]
    parts.append(SmallPrint(words=T("This is by the rule “{rule}”.", rule=case.rule.name)))
    record = button(T("Record"), ShowRecord(engagement=case.number, anew=True))
    parts.append(Buttons(buttons=(*(() if held else decisions(case, onward)), record)))
    return Card(title=_title(case, onward, held=held), parts=tuple(parts), summary=_summary(case, onward, people))


def _title(case: Case, onward: Onward, *, held: bool) -> Words:
    name = verbatim(case.subject.name)
    if onward.state == "agreed":
        return T("{name}: agreed", name=name)
    if onward.state == "not agreed":
        return T("{name}: not agreed", name=name)
    return T("{name}: please wait", name=name) if held else T("{name}: it is yours to decide", name=name)


def _what(case: Case, onward: Onward, people: Mapping[int, Person], *, held: bool) -> Words:
    if onward.state in {"agreed", "not agreed"}:
        return outcome_words(onward, people)
    if case.subject.ended:
        return T("{why} There is nothing left for you to do.", why=why_over(case.subject))
    if held and not is_over(case):
        return T("It is being looked at again. You hear of it when that is done.")
    if held:
        return T("Something else holds it back. You hear of it when that is done.")
    return T("Those who were to be heard have been heard. Do you agree?")


def outcome_words(onward: Onward, people: Mapping[int, Person]) -> Words:
    """Who has decided what, or who is to."""
    by = people.get(onward.by or 0)
    who = by.name if by is not None else T("Somebody")
    if onward.state == "agreed" and onward.at is not None:
        return T("{who} agreed, {when}.", who=who, when=When(at=onward.at))
    if onward.state == "not agreed":
        return T("{who} did not agree: “{words}”", who=who, words=onward.words)
    names = Listing(items=tuple(sorted(people[each].name for each in onward.people if each in people)))
    return T("It is with {people} to decide.", people=names)


def _summary(case: Case, onward: Onward, people: Mapping[int, Person]) -> Words:
    name = verbatim(case.subject.name)
    if onward.state in {"agreed", "not agreed"}:
        return T("{name}: {outcome}", name=name, outcome=outcome_words(onward, people))
    return T("{name} comes to you to decide.", name=name)


def decisions(case: Case, onward: Onward, *, record: bool = False) -> tuple[Button, ...]:
    """What may be decided now; also something else than before."""
    first = onward.state == "waiting"
    yes = button(T("Agreed"), Agree(engagement=case.number, record=record), style="primary" if first else "plain")
    no = button(T("Not agreed..."), Disagree(engagement=case.number, record=record))
    return {"waiting": (yes, no), "agreed": (no,), "not agreed": (yes,)}.get(onward.state, ())
