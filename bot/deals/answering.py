"""Answers to what was asked about deals. What is said here is a word like any other: a later one of the CRM wins."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import list_currencies

from bot.conversation.cards import note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Whisper
from bot.conversation.words import Day, T, Words
from bot.deals.actions import SayMissing, SetRate, ShowQuestions
from bot.deals.asking import lacks_of, may_say
from bot.deals.missing_cards import Lacks, missing_form, said
from bot.deals.money import currency_code, plain
from bot.deals.question_cards import questions_card, set_rate_form
from bot.deals.rates import bad_rate, set_rate
from bot.deals.recording import record
from bot.deals.settling import RATE, settle
from bot.deals.told import DealTold
from bot.deals.words_of import after_all
from bot.rights import ForbiddenError, Right
from bot.work import Work
from storage.deals import Deal, Deals

GONE = Whisper(card=note(T("This deal is not here any more.")))


def missing_form_of(action: SayMissing, work: Work) -> Form | Reply:
    """The form, with what is missing by now."""
    deal = _mine(action, work)
    if deal is None:
        return GONE
    lacks = _lacks(deal, work)
    if lacks is None:
        return Whisper(card=note(T("Somebody was faster: of {name}, nothing is missing.", name=named(deal))))
    return missing_form(action, lacks, work)


def say_missing(action: SayMissing, values: Values, work: Work) -> Reply:
    deal = _mine(action, work)
    lacks = _lacks(deal, work) if deal is not None else None
    if deal is None or lacks is None:
        return GONE
    owner = work.people.get(values["owner"]) if values.get("owner") else None
    given = said(values, lacks.fields, owner)
    if problem := _bad(given, lacks):
        return problem
    record(DealTold(system=deal.system, external=deal.external, at=after_all(deal, work), **given), work)
    if owner is not None and deal.owner is None:  # somebody without an address owns it, too
        deal.owner = owner.id
        work[Deals].add(deal)
        settle(deal, work)
    return Whisper(card=note(_thanks(deal, lacks, work)))


def _bad(given: Mapping[str, Any], lacks: Lacks) -> FormErrors | None:
    if not given:
        return FormErrors(errors={lacks.fields[0]: T("Please say at least one of these.")})
    problem = bad_currency(given["currency"]) if "currency" in given else None
    return FormErrors(errors={"amount" if "amount" in given else "currency": problem}) if problem else None


def _thanks(deal: Deal, lacks: Lacks, work: Work) -> Words:
    left = _lacks(deal, work)
    if left is not None:
        return T("Thank you. There is still something that I don't know of {name}.", name=named(deal))
    if lacks.is_about_money:
        return T("Thank you. I take {name} to be in {currency}.", name=named(deal), currency=deal.currency)
    return T("Thank you. Rules look at {name} again now.", name=named(deal))


def _lacks(deal: Deal, work: Work) -> Lacks | None:
    """What is asked about a deal now."""
    found = lacks_of(work[Deals].unsettled_of(deal.id or 0), {deal.id or 0: deal})
    return found[0] if found else None


def bad_currency(code: str) -> Words | None:
    if code in list_currencies():
        return None
    return T("{currency} is not a currency code; try USD or EUR.", currency=code or "-")


def named(deal: Deal) -> str:
    return deal.name or deal.external


def _mine(action: SayMissing, work: Work) -> Deal | None:
    deal = work[Deals].deal(action.deal)
    if deal is not None and not may_say(deal, work):
        raise ForbiddenError(Right.TEND_DEALS)
    return deal


def rate_form(action: SetRate, work: Work) -> Form:
    work.require(Right.CONNECT_SYSTEMS)
    return set_rate_form(action, work)


def rate_said(_: SetRate, values: Values, work: Work) -> Reply:
    work.require(Right.CONNECT_SYSTEMS)
    home, currency, rate = work.organisation.currency, currency_code(values["currency"]), values["rate"]
    if problem := bad_rate(currency, home, rate):
        return FormErrors(errors=problem)
    set_rate(currency, home, values["day"], rate, work)
    words = T(
        "Kept: one {currency} is {rate} {home} from {day} on. Deals that waited for it are worked out now.",
        currency=currency,
        rate=plain(rate),
        home=home,
        day=Day(day=values["day"]),
    )
    return Whisper(card=note(words))


def show_questions(_: ShowQuestions, work: Work) -> Reply:
    """What is open, as far as whoever asks may answer it."""
    rows = work[Deals].unsettled()
    about = work[Deals].some_deals([each.deal for each in rows])
    everything = work.may(Right.TEND_DEALS)
    lacks = [each for each in lacks_of(rows, about) if everything or may_say(each.deal, work)]
    rates = [about[each.deal] for each in rows if each.kind == RATE] if work.may(Right.CONNECT_SYSTEMS) else []
    return Whisper(card=questions_card(lacks, rates, work))
