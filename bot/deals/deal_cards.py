"""Deals in chat: a list, and one with what can be done about it."""

from collections.abc import Sequence
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Facts, Part, SmallPrint, button, link, note, text
from bot.conversation.words import TN, Command, Day, T, Words, verbatim
from bot.deals.actions import ChangeDeal, EndDeal, LogDeal, ShowDeal, ShowDeals, ShowTop
from bot.deals.subjects import amount_words
from bot.ports.records import Subject
from bot.work import Work
from storage.deals import Deal, Deals

PAGE: Final = 8
_STATES: Final = {
    "won": T("This deal is won."),
    "lost": T("This deal is lost."),
    "removed": T("This deal was removed where it came from."),
}


def list_card(deals: Sequence[Deal], count: int, action: ShowDeals, work: Work, *, may_see_all: bool) -> Card:
    """A page of open deals; `count`: how many there are."""
    accounts = work[Deals].some_accounts({each.account for each in deals if each.account is not None})
    parts: list[Part] = [text(_about(count, everybody=action.everybody))]
    for deal in deals:
        account = accounts[deal.account].name if deal.account is not None and deal.account in accounts else ""
        parts.append(text(_line(deal, account, work)))
        parts.append(Buttons(buttons=(button(T("Open"), ShowDeal(deal=deal.id or 0)),)))
    below: list[Button] = [button(T("Log a deal"), LogDeal(), style="primary")]
    if action.page:
        below.append(button(T("Back"), action.model_copy(update={"page": action.page - 1})))
    if (action.page + 1) * PAGE < count:
        below.append(button(T("More"), action.model_copy(update={"page": action.page + 1})))
    if may_see_all:
        other = T("My deals") if action.everybody else T("Everybody's deals")
        below += [button(other, ShowDeals(everybody=not action.everybody)), button(T("Top ten"), ShowTop())]
    parts.append(Buttons(buttons=tuple(below)))
    return Card(title=T("Everybody's open deals") if action.everybody else T("Your open deals"), parts=tuple(parts))


def _about(count: int, *, everybody: bool) -> Words:
    if not count:
        return T("No open deal is known here.") if everybody else T("No open deal is known to be yours.")
    return TN("One deal is open.", "{count} deals are open, those that close first at the top.", count)


def _line(deal: Deal, account: str, work: Work) -> Words:
    name, day = deal.name or deal.external, deal.close_date
    first = (
        T("**{name}** ({account})", name=name, account=account)
        if account and account != name
        else T("**{name}**", name=name)
    )
    amount = amount_words(deal, work) or T("amount not known")
    closes = T("closes {day}", day=Day(day=day)) if day else T("no closing date")
    if deal.stage:
        return T(
            "{first}\n{amount}; {closes}; {stage}",
            first=first,
            amount=amount,
            closes=closes,
            stage=verbatim(deal.stage),
        )
    return T("{first}\n{amount}; {closes}", first=first, amount=amount, closes=closes)


def deal_card(deal: Deal, subject: Subject, *, may_change: bool, thanks: Words | None = None) -> Card:
    """A deal; `thanks` goes first, after somebody has changed it."""
    parts: list[Part] = [text(thanks)] if thanks else []
    if deal.state in _STATES:
        parts.append(text(_STATES[deal.state]))
    parts.append(Facts(facts=subject.shown) if subject.shown else text(T("Nothing more is known about it.")))
    if deal.system != "truce":
        parts.append(SmallPrint(words=_whence(deal)))
    if may_change:
        parts.append(Buttons(buttons=_buttons(deal)))
    return Card(title=verbatim(subject.name), parts=tuple(parts))


def _whence(deal: Deal) -> Words:
    known = {"hubspot": "HubSpot", "salesforce": "Salesforce", "pipedrive": "Pipedrive"}
    if deal.system in known:
        return T(
            "From {system}. What you change here holds until it is changed there; it is not written back.",
            system=known[deal.system],
        )
    return T("From a file or another program: what comes from there later is taken, too.")


def _buttons(deal: Deal) -> tuple[Button, ...]:
    number = deal.id or 0
    found = [button(T("Change"), ChangeDeal(deal=number), style="primary")]
    if deal.state == "open":
        sure = T("Then nobody need be involved any more, and what is open about it is cancelled.")
        found.append(button(T("Won"), EndDeal(deal=number, state="won"), confirm=sure))
        found.append(button(T("Lost"), EndDeal(deal=number, state="lost"), confirm=sure))
    elif deal.state in {"won", "lost"}:
        found.append(button(T("Open again"), EndDeal(deal=number, state="open")))
    found += link(T("Open it there"), deal.url)
    return tuple(found)


def logged_hint() -> Card:
    """Where there is nothing to show."""
    return note(T("This deal is not here any more. {deals} shows what is.", deals=Command(text="deals")))
