"""How one action item looks: to its owner, with the buttons to answer, and to everybody else."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.action_items.actions import Accept, AnotherDay, Decline, Drop, Finish, GiveTo, SettleDay, ShowItem
from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, link, text
from bot.conversation.words import NOTHING, TN, Day, T, When, Words, verbatim
from storage.action_items import NOT_OVER, OPEN, ActionItem
from storage.people import Person

Occasion = Literal["", "before", "day", "late"]
MOST_SHOWN: Final = 160


@dataclass(frozen=True)
class View:
    """An action item as somebody sees it, whose day it is `today`.

    `mine`: they answer for it, for `owner`, or for somebody who is `away` or has left. `deciding`: they may say when it
    is due, who does it, and that it is dropped. `series`: of which meeting it is.
    """

    item: ActionItem
    owner: Person | None
    asker: Person | None
    today: date
    mine: bool = False
    is_owner: bool = False
    deciding: bool = False
    away: bool = False
    series: str = ""

    @property
    def number(self) -> int:
        return self.item.id or 0

    @property
    def late(self) -> bool:
        return self.item.state in OPEN and self.item.due < self.today

    @property
    def gone(self) -> bool:
        """Nobody is left to do it."""
        return self.owner is None or self.owner.left

    @property
    def own_wish(self) -> bool:
        """Whoever is to do it has set it for themselves."""
        return self.item.asked_by is None or self.item.asked_by == self.item.owner


def item_card(view: View, occasion: Occasion = "", said: Words = NOTHING) -> Card:
    """`said`: what a click has just changed."""
    what = text(T("**{what}**", what=verbatim(view.item.what)))
    parts: list[Part] = [*([text(said)] if said else []), what, text(_standing(view)), *_more(view)]
    rows = (_proposed(view), _buttons(view), (*_others(view), *link(T("Where it comes from"), view.item.url)))
    return Card(
        title=_title(view, occasion),
        parts=(*parts, *(Buttons(buttons=tuple(row)) for row in rows if row)),
        summary=T("{title}: {what}", title=_title(view, occasion), what=_short(view.item.what)),
    )


def _short(what: str) -> str:
    return what if len(what) <= MOST_SHOWN else f"{what[:MOST_SHOWN]}…"


def _title(view: View, occasion: Occasion) -> Words:
    if view.item.state not in OPEN:
        return T("Action item")
    match occasion:
        case "before":
            return T("Action item, due {due}", due=Day(day=view.item.due))
        case "day":
            return T("Action item: its day has come")
        case "late":
            return T("Action item: still open")
    if view.mine and not view.gone and view.item.state == "asked":
        return T("You are asked to do something")
    return T("Your action item") if view.is_owner else T("Action item")


def _standing(view: View) -> Words:
    """Who does it by when, and how that stands, in a sentence."""
    item, due = view.item, Day(day=view.item.due)
    who = view.owner.name if view.owner is not None else T("Nobody")
    match item.state:
        case "done" if item.words:
            return T("{who} has done it: “{note}”", who=who, note=item.words)
        case "done":
            return T("{who} has done it.", who=who)
        case "dropped":
            return T("It was dropped: “{why}”", why=item.words)
        case "declined":
            return T("{who} can't do it: “{why}” Nobody does it so far.", who=who, why=item.words)
    if view.is_owner:
        return _own(view)
    if view.owner is None:
        return T("Nobody does it so far. It is due {due}.", due=due)
    if item.state == "asked":
        words = T("{who} is asked to do it by {due}, and has not answered yet.", who=who, due=due)
        late = T("{who} was asked to do it by {due}, and has not answered yet.", who=who, due=due)
        return late if view.late else words
    late = T("{who} was to do it by {due}, and has not said that it is done.", who=who, due=due)
    return late if view.late else T("{who} does it by {due}.", who=who, due=due)


def _own(view: View) -> Words:
    due = Day(day=view.item.due)
    if view.item.state == "asked" and view.asker is not None:
        asks = T("{who} asks you to do it by {due}.", who=view.asker.name, due=due)
        return T("{who} asked you to do it by {due}.", who=view.asker.name, due=due) if view.late else asks
    if view.late:
        days = (view.today - view.item.due).days
        return TN("It was due {due}, one day ago.", "It was due {due}, {count} days ago.", days, due=due)
    return T("It is due today.") if view.item.due == view.today else T("You do it by {due}.", due=due)


def _more(view: View) -> list[Part]:
    """What else there is to know."""
    item, found = view.item, []
    if item.state in OPEN and item.proposed is not None:
        day = Day(day=item.proposed)
        yours = T("You proposed {day} instead, which waits for an answer.", day=day)
        theirs = T("{who} proposes {day} instead.", who=view.owner.name if view.owner else "", day=day)
        found.append(yours if view.is_owner else theirs)
    if view.owner is not None and item.state in OPEN and not view.is_owner:
        if view.owner.left:
            found.append(T("{who} has left. Please say who does it now.", who=view.owner.name))
        elif view.away and view.owner.away_until is not None:
            until = When(at=view.owner.away_until, style="day")
            words = T("{who} is out of office until {until}.", who=view.owner.name, until=until)
            stands_in = T("{who} is out of office until {until}; you stand in.", who=view.owner.name, until=until)
            found.append(stands_in if view.mine else words)
    asked = view.asker.name if view.asker is not None and not view.own_wish else ""
    if view.series and asked:
        found.append(T("From {series}; {who} wrote it down.", series=verbatim(view.series), who=asked))
    elif view.series:
        found.append(T("From {series}.", series=verbatim(view.series)))
    elif asked and not (view.is_owner and item.state == "asked"):
        found.append(T("{who} asked for it.", who=asked))
    return [SmallPrint(words=each) for each in found]


def _is_open(view: View) -> bool:
    return view.item.state in OPEN and (view.mine or view.deciding)


def _buttons(view: View) -> list[Button]:
    """What whoever does it may do, the likeliest first."""
    number, row = view.number, list[Button]()
    if not _is_open(view) or view.gone:
        return row
    asked = view.mine and view.item.state == "asked"
    if asked:
        row.append(button(T("I'll do it"), Accept(item=number), style="primary"))
    style: Literal["plain", "primary"] = "primary" if view.mine and not asked else "plain"
    row.append(button(T("Done..."), Finish(item=number), style=style))
    row.append(button(T("Another day..."), AnotherDay(item=number)))
    if asked and not view.own_wish:
        row.append(button(T("I can't..."), Decline(item=number)))
    return row


def _others(view: View) -> list[Button]:
    """That somebody else does it, or nobody."""
    row = list[Button]()
    if view.deciding and view.item.state in NOT_OVER:
        row.append(_give(view.number))
    if (view.deciding and view.item.state in NOT_OVER) or (_is_open(view) and view.item.state == "accepted"):
        row.append(_drop(view.number))
    return row


def _give(number: int) -> Button:
    return button(T("Somebody else..."), GiveTo(item=number))


def _drop(number: int) -> Button:
    return button(T("Drop it..."), Drop(item=number))


def _proposed(view: View) -> list[Button]:
    """Whether the other day will do."""
    day = view.item.proposed
    if day is None or not _is_open(view) or not view.deciding or (view.is_owner and not view.own_wish):
        return []
    agree = SettleDay(item=view.number, day=day.isoformat(), agreed=True)
    keep = SettleDay(item=view.number, day=day.isoformat(), agreed=False)
    return [
        button(T("Agree to {day}", day=Day(day=day)), agree, style="primary"),
        button(T("Keep {day}", day=Day(day=view.item.due)), keep),
    ]


def line_of(view: View) -> Words:
    """An action item in one line: who does what by when, and how it stands."""
    item, due = view.item, Day(day=view.item.due)
    who, what = (view.owner.name if view.owner is not None else T("Nobody")), verbatim(_short(item.what))
    match item.state:
        case "done":
            return T("**{who}** – {what}: done", who=who, what=what)
        case "dropped":
            return T("**{who}** – {what}: dropped", who=who, what=what)
        case "declined":
            return T("**{who}** – {what}: declined, nobody does it so far", who=who, what=what)
    if view.late:
        return T("**{who}** – {what}: overdue, it was due {due}", who=who, what=what, due=due)
    if item.state == "asked":
        return T("**{who}** – {what}, by {due} (not agreed yet)", who=who, what=what, due=due)
    return T("**{who}** – {what}, by {due}", who=who, what=what, due=due)


def own_line_of(view: View) -> Words:
    """An open one, in one line to whoever does it: what by when."""
    what, due = verbatim(_short(view.item.what)), Day(day=view.item.due)
    if view.late:
        return T("**{what}**: overdue, it was due {due}", what=what, due=due)
    if view.item.state == "asked":
        return T("**{what}**, by {due} (you have not answered yet)", what=what, due=due)
    return T("**{what}**, by {due}", what=what, due=due)


def post_card(view: View) -> Card:
    """In a channel, where everybody reads it: whoever may do something opens it."""
    line, show = line_of(view), Buttons(buttons=(button(T("Open it"), ShowItem(item=view.number)),))
    return Card(title=T("Action item"), summary=line, parts=(text(line), show))
