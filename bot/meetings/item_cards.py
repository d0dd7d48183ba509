"""An item of an agenda, for one person: what it is about, who wants it, what was said of it, what they may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Part,
    SmallPrint,
    button,
    heading,
    link,
    text,
)
from bot.conversation.payloads import Press
from bot.conversation.words import NOTHING, TN, Listing, T, When, Words, verbatim
from bot.meetings.agenda_actions import (
    AddItem,
    BringBack,
    ChangeItem,
    Comment,
    DropItem,
    MoveItem,
    OrderByVotes,
    ShowAgenda,
    Vote,
)
from bot.meetings.agenda_view import words_of
from storage.meetings import AgendaComment, AgendaItem, Series
from storage.people import Person

MOST_COMMENTS: Final = 8
MOST_NAMED: Final = 8


@dataclass(frozen=True)
class Shown:
    """An item as somebody sees it. `place`: its number on the agenda, 0 where that is not out; `on`: there is time.

    `frozen`: its meeting has begun. `may_change`, `may_drop` and `may_lead` say what they may do with it.
    """

    item: AgendaItem
    series: Series
    people: Mapping[int, Person]
    voters: Sequence[int] = ()
    comments: Sequence[AgendaComment] = ()
    heading: Words = NOTHING
    place: int = 0
    on: bool = False
    frozen: bool = False
    voted: bool = False
    may_change: bool = False
    may_drop: bool = False
    may_lead: bool = False
    agree: Press | None = None
    """What makes an action item of it."""


def item_card(shown: Shown, said: Words = NOTHING) -> Card:
    """`said`: what has just happened goes first."""
    row = shown.item
    parts: list[Part] = [text(said)] if said else []
    if row.state == "dropped":
        parts.append(text(_dropped(shown)))
    if note := words_of(row.note) if row.note else NOTHING:
        parts.append(text(note))
    parts.append(Facts(facts=_facts(shown)))
    parts += _said_of_it(shown)
    if shown.frozen:
        parts.append(SmallPrint(words=T("Its meeting has begun, so nothing about it changes any more.")))
    rows = (_everybodys(shown), _around(shown), _leading(shown))
    parts += [Buttons(buttons=some) for some in rows if some]
    return Card(title=words_of(row.title), parts=tuple(parts))


def _dropped(shown: Shown) -> Words:
    by, reason = _name(shown.item.dropped_by, shown), shown.item.reason
    if by:
        return T("{who} has dropped it: “{reason}”", who=by, reason=reason)
    return T("It was dropped: “{reason}”", reason=reason)


def _facts(shown: Shown) -> tuple[Fact, ...]:
    row = shown.item
    found = [Fact(label=T("Where"), value=_where(shown))]
    found.append(Fact(label=T("Time"), value=T("{minutes} min", minutes=row.minutes)))
    if owner := _name(row.owner, shown):
        found.append(Fact(label=T("Owner"), value=verbatim(owner)))
    if by := _name(row.added_by, shown):
        found.append(Fact(label=T("Added by"), value=verbatim(by)))
    elif shown.heading:
        found.append(Fact(label=T("Comes from"), value=shown.heading))
    found.append(Fact(label=T("Votes"), value=_votes(shown)))
    return tuple(found)


def _where(shown: Shown) -> Words:
    name = verbatim(shown.series.name)
    if shown.item.state == "dropped":
        return T("{name}, dropped", name=name)
    if shown.on:
        return T("{name}, number {place}", name=name, place=shown.place)
    if shown.place:
        return T("{name}, number {place}: there is no time for it", name=name, place=shown.place)
    if shown.frozen:
        return name
    return T("{name}, waits for the next agenda", name=name)


def _votes(shown: Shown) -> Words:
    names = [name for each in shown.voters if (name := _name(each, shown))]
    if not names:
        return T("none so far")
    some = Listing(items=tuple(names[:MOST_NAMED]))
    if more := len(names) - MOST_NAMED if len(names) > MOST_NAMED else 0:
        return TN(
            "{total}: {names} and one more", "{total}: {names} and {count} more", more, total=len(names), names=some
        )
    return T("{total}: {names}", total=len(names), names=some)


def _name(person: int | None, shown: Shown) -> str:
    found = shown.people.get(person) if person is not None else None
    return found.name if found is not None else ""


def _said_of_it(shown: Shown) -> list[Part]:
    if not shown.comments:
        return []
    found: list[Part] = [heading(T("Comments"))]
    if earlier := max(0, len(shown.comments) - MOST_COMMENTS):
        words = TN("One earlier comment is not shown.", "{count} earlier comments are not shown.", earlier)
        found.append(SmallPrint(words=words))
    return found + [text(_comment(each, shown)) for each in shown.comments[-MOST_COMMENTS:]]


def _comment(row: AgendaComment, shown: Shown) -> Words:
    who = _name(row.person, shown) or T("somebody who has left")
    return T("**{who}**, {when} – {text}", who=who, when=When(at=row.moment), text=row.text)


def _everybodys(shown: Shown) -> tuple[Button, ...]:
    number = shown.item.id or 0
    found: list[Button] = []
    open_ = not shown.frozen and shown.item.state == "on"
    if open_ and shown.voted:
        found.append(button(T("Take my vote back"), Vote(item=number, wanted=False)))
    elif open_:
        found.append(button(T("Vote for it"), Vote(item=number), style="primary"))
    if open_:
        found.append(button(T("Comment"), Comment(item=number)))
    if open_ and shown.may_change:
        found.append(button(T("Change"), ChangeItem(item=number)))
    if shown.frozen:
        found.append(button(T("Add for the next one"), AddItem(series=shown.series.id or 0)))
    return tuple(found)


def _around(shown: Shown) -> tuple[Button, ...]:
    """What it leads to, and where it comes from: in a row of their own, as Teams cuts what is too long for one."""
    found: list[Button] = []
    if shown.agree is not None and shown.item.state == "on":
        found.append(Button(label=T("Make an action item"), press=shown.agree))
    found += whence(shown.item)
    found.append(button(T("All items"), ShowAgenda(series=shown.series.id or 0, anew=True)))
    return tuple(found)


def whence(row: AgendaItem) -> tuple[Button, ...]:
    """What shows where an item comes from."""
    label = T("Where it comes from")
    if row.opens:
        return (Button(label=label, press=Press.model_validate_json(row.opens)),)
    return link(label, row.url)


def _leading(shown: Shown) -> tuple[Button, ...]:
    number = shown.item.id or 0
    if shown.frozen:
        return ()
    if shown.item.state == "dropped":
        return (button(T("Bring it back"), BringBack(item=number)),) if shown.may_drop else ()
    found: list[Button] = []
    if shown.may_lead and shown.place:
        found.append(button(T("First"), MoveItem(item=number, step="first")))
        found.append(button(T("Earlier"), MoveItem(item=number, step="earlier")))
        found.append(button(T("Later"), MoveItem(item=number, step="later")))
        if shown.item.position is not None:
            found.append(button(T("Order by votes again"), OrderByVotes(item=number)))
    if shown.may_drop:
        found.append(button(T("Drop..."), DropItem(item=number)))
    return tuple(found)
