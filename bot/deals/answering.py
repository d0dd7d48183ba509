"""Answers to what was asked about money. What is said here is a word like any other: a later one of the CRM wins."""

from babel.numbers import list_currencies

from bot.conversation.cards import note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Whisper
from bot.conversation.words import Day, T, Words
from bot.deals.actions import SayCurrency, SetRate, ShowQuestions
from bot.deals.money import currency_code, plain
from bot.deals.question_cards import questions_card, say_currency_form, set_rate_form
from bot.deals.rates import bad_rate, set_rate
from bot.deals.recording import record
from bot.deals.told import DealTold
from bot.deals.words_of import after_all
from bot.rights import ForbiddenError, Right
from bot.work import Work
from storage.deals import Deal, Deals

GONE = Whisper(card=note(T("This deal is not here any more.")))


def say_currency(action: SayCurrency, work: Work) -> Form | Reply:
    """The form."""
    deal = _mine(action, work)
    if deal is None:
        return GONE
    if deal.currency:
        return Whisper(card=note(T("Somebody was faster: it is {currency}.", currency=deal.currency)))
    return say_currency_form(action, deal, work)


def said_currency(action: SayCurrency, values: Values, work: Work) -> Reply:
    deal = _mine(action, work)
    if deal is None:
        return GONE
    currency = currency_code(values["currency"])
    if problem := bad_currency(currency):
        return FormErrors(errors={"currency": problem})
    told = DealTold(system=deal.system, external=deal.external, at=after_all(deal, work), currency=currency)
    record(told, work)
    return Whisper(card=note(T("Thank you. I take {name} to be in {currency}.", name=named(deal), currency=currency)))


def bad_currency(code: str) -> Words | None:
    if code in list_currencies():
        return None
    return T("{currency} is not a currency code; try USD or EUR.", currency=code or "-")


def named(deal: Deal) -> str:
    return deal.name or deal.external


def _mine(action: SayCurrency, work: Work) -> Deal | None:
    deal = work[Deals].deal(action.deal)
    if deal is not None and deal.owner != work.person_id and not work.may(Right.TEND_DEALS):
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
    deals = work[Deals]
    rows = deals.unsettled()
    about = deals.some_deals([each.deal for each in rows])
    everything = work.may(Right.TEND_DEALS)
    currencies = [
        about[each.deal]
        for each in rows
        if each.kind == "currency" and (everything or about[each.deal].owner == work.person_id)
    ]
    rates = [about[each.deal] for each in rows if each.kind == "rate"] if work.may(Right.CONNECT_SYSTEMS) else []
    return Whisper(card=questions_card(currencies, rates, work))
