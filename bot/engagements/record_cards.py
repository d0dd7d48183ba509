"""The record of an engagement: what it is about, how it stands, and who did what when, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Fact, Facts, Part, SmallPrint, button, heading, text
from bot.conversation.words import T, Value, When, Words, verbatim
from bot.engagements.actions import Decide, ShowRecord, Waive
from bot.engagements.alert_cards import MOST_FACTS, Asked, answers
from bot.engagements.case import Case
from bot.engagements.telling_cards import Standing, instead_buttons, outcome, what_others_read
from storage.people import Person
from storage.rules import Entry

PAGE: Final = 12
PLATFORMS: Final[Mapping[str, Words]] = {"slack": T("Slack"), "teams": T("Teams"), "web": T("the playground")}
STATES: Final[Mapping[str, Words]] = {
    "open": T("Open"),
    "overdue": T("Overdue"),
    "met": T("Met"),
    "waived": T("Not needed"),
    "cancelled": T("Cancelled"),
}


@dataclass(frozen=True)
class Lines:
    """A page of the record, oldest first, and the people it names."""

    entries: Sequence[Entry]
    people: Mapping[int, Person]
    page: int
    pages: int


def record_card(
    standing: Standing,
    lines: Lines,
    mine: Asked | None,
    *,
    may_waive: bool,
    to_decide: Sequence[int] = (),
    was_told: bool = False,
    decides: Sequence[Button] = (),
) -> Card:
    """`mine`: what whoever looks is asked here; `to_decide`: asks that they may decide about.

    `was_told`: they were told that nobody had answered; `decides`: what they may decide now that it was passed on.
    """
    case = standing.case
    parts: list[Part] = [text(what_others_read(case)), Facts(facts=_facts(case)), text(outcome(standing))]
    buttons = list(answers(mine, record=True)) if mine is not None else []
    if was_told and case.is_open and mine is None:
        buttons += instead_buttons(case, record=True)
    if may_waive and case.is_open and mine is None:
        buttons.append(button(T("Not needed..."), Waive(engagement=case.number, record=True)))
    buttons += decides
    if buttons:
        parts.append(Buttons(buttons=tuple(buttons)))
    for number in to_decide:
        parts += _decision(case, number, lines.people)
    parts.append(heading(T("The record")))
    parts += [text(line(each, lines.people, gate=case.rule.gate)) for each in lines.entries]
    if lines.pages > 1:
        parts.append(SmallPrint(words=T("Page {page} of {pages}", page=lines.page + 1, pages=lines.pages)))
        parts.append(Buttons(buttons=_turning(case, lines)))
    return Card(title=T("{name}: the record", name=verbatim(case.subject.name)), parts=tuple(parts))


def _facts(case: Case) -> tuple[Fact, ...]:
    engagement = case.engagement
    late = engagement.late and engagement.state in {"met", "waived", "cancelled"}
    state = T("{state}, late", state=STATES[engagement.state]) if late else T("{state}", state=STATES[engagement.state])
    return (
        Fact(label=T("State"), value=state),
        Fact(label=T("Opened"), value=T("{when}", when=When(at=engagement.opened))),
        Fact(label=T("Deadline"), value=T("{when}", when=When(at=engagement.due))),
        *case.subject.shown[: MOST_FACTS - 3],
    )


def _decision(case: Case, number: int, people: Mapping[int, Person]) -> tuple[Part, ...]:
    ask = case.ask(number)
    who = people[ask.person].name
    return (
        text(T("{who} says that it is not needed: “{words}”", who=who, words=ask.words)),
        Buttons(
            buttons=(
                button(T("Yes, not needed"), Decide(ask=number, needed=False, record=True)),
                button(T("No, still needed"), Decide(ask=number, needed=True, record=True)),
            )
        ),
    )


def _turning(case: Case, lines: Lines) -> tuple[Button, ...]:
    earlier = button(T("Earlier"), ShowRecord(engagement=case.number, page=lines.page - 1))
    later = button(T("Later"), ShowRecord(engagement=case.number, page=lines.page + 1))
    return (*((earlier,) if lines.page else ()), *((later,) if lines.page + 1 < lines.pages else ()))


def line(entry: Entry, people: Mapping[int, Person], *, gate: bool) -> Words:
    """An entry in words, with its moment, and where it was done."""
    said = _said(entry, people, gate=gate)
    when = When(at=entry.moment)  # no colon behind it: between two of them Slack looks for an emoji
    if entry.platform:
        return T("{when} – {said}, on {platform}", when=when, said=said, platform=_platform(entry))
    return T("{when} – {said}", when=when, said=said)


def _platform(entry: Entry) -> Words:
    return PLATFORMS.get(entry.platform, verbatim(entry.platform))


def _said(entry: Entry, people: Mapping[int, Person], *, gate: bool) -> Words:  # noqa: C901, PLR0912 - one list
    who, other = _name(entry.person, people), _name(entry.other, people)
    words = verbatim(entry.words)
    match entry.what:
        case "opened":
            return T("the rule fired")
        case "again":
            return T("the rule fired again while this was open")
        case "asked":
            return T("{other} was asked", other=other)
        case "reminded":
            return T("{other} was reminded", other=other)
        case "joined" if gate and entry.words:
            return T("**{who}** approved it: “{words}”", who=who, words=words)
        case "joined" if entry.words:
            return T("**{who}** said I'm in: “{words}”", who=who, words=words)
        case "passed on":
            return T("it was passed on to {other}", other=other)
        case "agreed":
            return T("**{who}** agreed", who=who)
        case "not agreed":
            return T("**{who}** did not agree: “{words}”", who=who, words=words)
        case "joined" if gate:
            return T("**{who}** approved it", who=who)
        case "joined":
            return T("**{who}** said I'm in", who=who)
        case "took back" if gate:
            return T("**{who}** took the approval back", who=who)
        case "took back":
            return T("**{who}** took it back", who=who)
        case "handed":
            return T("**{who}** handed it to {other}: “{words}”", who=who, other=other, words=words)
        case "took over":
            return T("**{who}** took it over", who=who)
        case "declined":
            return T("**{who}** said it is not needed: “{words}”", who=who, words=words)
        case "still needed":
            return T("**{who}** said that {other} is still needed", who=who, other=other)
        case "waived":
            return T("**{who}** decided that it is not needed: “{words}”", who=who, words=words)
        case "changes wanted":
            return T("**{who}** asked for changes: “{words}”", who=who, words=words)
        case "escalated":
            return T("{other} was told that nobody had answered (step {words})", other=other, words=words)
        case "overdue" if entry.other:
            return T("the deadline of {other} passed without an answer", other=other)
        case "overdue":
            return T("the deadline passed without an answer")
        case "met":
            return T("all who are needed were in")
        case "cancelled":
            return T("it was cancelled: {why}", why=_why(entry.words))
        case "reopened":
            return T("it was open again")
        case "forced":
            return T("**{who}** let it through without: “{words}”", who=who, words=words)
        case "added":
            return T("**{who}** added {other}", who=who, other=other)
        case "gone":
            return T("{other} has left the company", other=other)
        case "away":
            return T("{other} is out of office", other=other)
        case "nobody" if entry.words:
            return T("nobody was found to ask ({words})", words=words)
        case "nobody":
            return T("nobody was found to ask")
    return T("{what}", what=verbatim(entry.what))


def _name(number: int | None, people: Mapping[int, Person]) -> Value:
    person = people.get(number) if number is not None else None
    return person.name if person is not None else T("somebody")


def _why(words: str) -> Words:
    return _WHY.get(words, verbatim(words))


_WHY: Final[Mapping[str, Words]] = {
    "won": T("it is won"),
    "lost": T("it is lost"),
    "removed": T("it is not there any more"),
    "over": T("it is over"),
    "withdrawn": T("it was withdrawn"),
    "round": T("it was handed in again"),
    "switched off": T("the rule was switched off"),
    "": T("it does not hold any more"),
}
