"""Deals in chat: one's own or everybody's, logged, changed, won and lost; the top ten, and rates.

A deal is for its owner and for managers; what a click names is looked up, and refused to everybody else.
"""

from typing import Literal

from bot.conversation.cards import Card
from bot.conversation.events import Act
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, OpenForm, Reply, Update, Whisper
from bot.conversation.words import T, Words
from bot.deals import top_cards
from bot.deals.actions import (
    ChangeDeal,
    EndDeal,
    LogDeal,
    SetRate,
    ShowDeal,
    ShowDeals,
    ShowQuestions,
    ShowTop,
)
from bot.deals.answering import show_questions
from bot.deals.deal_cards import PAGE, deal_card, list_card, logged_hint
from bot.deals.deal_forms import deal_form, said
from bot.deals.gathering import booked, pipeline, today
from bot.deals.recording import record
from bot.deals.reports import reports
from bot.deals.rooms import here
from bot.deals.subjects import BusinessRecords
from bot.deals.told import DealTold
from bot.deals.words_of import after_all
from bot.rights import ForbiddenError, Right
from bot.work import Work
from storage.deals import Deal, Deals
from storage.people import Person

_GONE = Whisper(card=logged_hint())


def command(rest: str, work: Work) -> Reply:
    """`/truce deals`, or with one of its ways behind it."""
    match rest.strip().lower().split():
        case ["log" | "new", *_]:
            return OpenForm(form=log_form(LogDeal(), work))
        case ["top", *more]:
            return Whisper(card=_top("booked" in more or "won" in more, work))
        case ["questions", *_]:
            return show_questions(ShowQuestions(), work)
        case ["reports", *_]:
            return reports(work)
        case ["rates", *_]:
            return Whisper(card=_rates(work))
        case ["all", *_]:
            return Whisper(card=_list(ShowDeals(everybody=True), work))
        case ["here", *_]:
            return here(rest.strip()[len("here") :], work, comes=True)
        case ["not", "here", *_]:
            return here(" ".join(rest.split()[2:]), work, comes=False)
    return Whisper(card=_list(ShowDeals(), work))


def show_deals(action: ShowDeals, work: Work) -> Reply:
    return Update(card=_list(action, work))


def _list(action: ShowDeals, work: Work) -> Card:
    if action.everybody:
        work.require(Right.TEND_DEALS)
    owner, may_see_all = None if action.everybody else work.person_id, work.may(Right.TEND_DEALS)
    count = work[Deals].count_open(owner)
    page = min(max(action.page, 0), max(0, (count - 1) // PAGE))
    shown = work[Deals].open_deals(owner, skip=page * PAGE, most=PAGE)
    return list_card(shown, count, action.model_copy(update={"page": page}), work, may_see_all=may_see_all)


def show_deal(action: ShowDeal, work: Work) -> Reply:
    deal = _mine(action.deal, work)
    return Whisper(card=_card(deal, work)) if deal else _GONE


def _card(deal: Deal, work: Work, thanks: Words | None = None) -> Card:
    subject = BusinessRecords().get("deal", deal.id or 0, work)
    return deal_card(deal, subject, may_change=True, thanks=thanks) if subject else logged_hint()


def _mine(number: int, work: Work) -> Deal | None:
    """The deal, if whoever acts owns it or may see all."""
    deal = work[Deals].deal(number)
    if deal is not None and deal.owner != work.person_id and not work.may(Right.TEND_DEALS):
        raise ForbiddenError(Right.TEND_DEALS)
    return deal


# Logging and changing


def log_form(action: LogDeal, work: Work) -> Form:
    return deal_form(action, None, work)


def log_deal(_: LogDeal, values: Values, work: Work) -> Reply:
    owner = _owner(values, work)
    if isinstance(owner, FormErrors):
        return owner
    told = DealTold(system="truce", external=work.event.key, at=work.now, **said(values, None, owner, work))
    number = record(told, work)
    return _done(work[Deals].deal(number or 0), owner, T("Logged. Thank you."), work)


def change_form(action: ChangeDeal, work: Work) -> Form | Reply:
    deal = _mine(action.deal, work)
    return deal_form(action, deal, work) if deal else _GONE


def change_deal(action: ChangeDeal, values: Values, work: Work) -> Reply:
    deal = _mine(action.deal, work)
    if deal is None:
        return _GONE
    owner = _owner(values, work)
    if isinstance(owner, FormErrors):
        return owner
    changes = said(values, deal, owner, work)
    if changes:
        record(DealTold(system=deal.system, external=deal.external, at=after_all(deal, work), **changes), work)
    return _done(deal, owner, T("Saved.") if changes else T("That is how it was already."), work)


def end_deal(action: EndDeal, work: Work) -> Reply:
    deal = _mine(action.deal, work)
    if deal is None:
        return _GONE
    if deal.state != action.state:
        told = DealTold(system=deal.system, external=deal.external, at=after_all(deal, work), state=action.state)
        record(told, work)
    return Update(card=_card(deal, work))


def _owner(values: Values, work: Work) -> Person | FormErrors | None:
    if values["owner"] is None:
        return None
    owner = work.people.get(values["owner"])
    if owner is None or owner.left:
        return FormErrors(errors={"owner": T("Please pick somebody who is here.")})
    return owner


def _done(deal: Deal | None, owner: Person | None, thanks: Words, work: Work) -> Reply:
    if deal is None:
        return _GONE
    if owner is not None and deal.owner is None:  # somebody without an address owns it, too
        deal.owner = owner.id
        work[Deals].add(deal)
    return _shown(_card(deal, work, thanks), work)


def _shown(card: Card, work: Work) -> Reply:
    return Update(card=card) if isinstance(work.event, Act) and work.event.message else Whisper(card=card)


# What counts, and by which rates


def show_top(action: ShowTop, work: Work) -> Reply:
    return Update(card=_top(action.booked, work))


def _top(won: bool, work: Work) -> Card:
    work.require(Right.TEND_DEALS)
    ranking = booked(work) if won else pipeline(work)
    accounts = work[Deals].some_accounts([each.account for each in ranking.accounts])
    by: Literal["booked", "pipeline"] = "booked" if won else "pipeline"
    names = {number: account.name for number, account in accounts.items()}
    return top_cards.top_card(ranking, names, by, work.organisation.currency)


def _rates(work: Work) -> Card:
    work.require(Right.TEND_DEALS)
    home = work.organisation.currency
    known = work[Deals].newest_rates(home, today(work))
    may_set = work.may(Right.CONNECT_SYSTEMS)
    return top_cards.rates_card(list(known.values()), home, SetRate() if may_set else None)
