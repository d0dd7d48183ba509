"""What is asked about money: in which currency an amount is, and what a currency is worth."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.conversation.cards import Buttons, Card, Part, SmallPrint, button, heading, note, text
from bot.conversation.forms import DateField, Form, NumberField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import TN, Command, T, Words, number
from bot.deals.actions import SayCurrency, SetRate, ShowQuestions
from bot.deals.gathering import today
from bot.deals.money import LONGEST_CODE
from bot.work import Work
from storage.deals import Deal, Deals

SHOWN: Final = 8
"""So many are asked in one message."""


def currency_card(deals: Sequence[Deal], work: Work) -> Card:
    """Asked of the owner."""
    parts: list[Part] = [text(_why_currency(len(deals))), *_currency_parts(deals, work)]
    summary = _which(deals[0], work) if len(deals) == 1 else T("Which currencies are these deals in?")
    return Card(title=T("Which currency is it?"), parts=tuple(parts), summary=summary)


def _why_currency(count: int) -> Words:
    return TN(
        "This deal has an amount and no currency. Until you say it, no rule about amounts can look at the deal.",
        "These deals have an amount and no currency. Until you say it, no rule about amounts can look at them.",
        count,
    )


def _currency_parts(deals: Sequence[Deal], work: Work) -> list[Part]:
    parts: list[Part] = []
    for deal in deals[:SHOWN]:
        parts.append(text(_which(deal, work)))
        parts.append(Buttons(buttons=(button(T("Say the currency"), SayCurrency(deal=deal.id or 0), style="primary"),)))
    return [*parts, *_more(len(deals))]


def _which(deal: Deal, work: Work) -> Words:
    amount = number(deal.amount or 0, 0 if deal.amount == int(deal.amount or 0) else 2)
    account = work[Deals].account(deal.account) if deal.account else None
    name = deal.name or (account.name if account else "") or deal.external
    if account is not None and account.name and account.name != name:
        return T(
            "Which currency is {amount} of **{name}** ({account})?", amount=amount, name=name, account=account.name
        )
    return T("Which currency is {amount} of **{name}**?", amount=amount, name=name)


def _more(count: int) -> list[Part]:
    if count <= SHOWN:
        return []
    questions = Command(text="deals questions")
    more = TN(
        "One more is behind these: {command}",
        "{count} more are behind these: {command}",
        count - SHOWN,
        command=questions,
    )
    return [SmallPrint(words=more)]


def rate_card(deals: Sequence[Deal], work: Work) -> Card:
    """Asked of the administrators."""
    parts = [
        text(T("Until there is a rate, no rule about amounts can look at these deals.")),
        *_rate_parts(deals, work),
    ]
    return Card(title=T("A rate is missing"), parts=tuple(parts))


def _rate_parts(deals: Sequence[Deal], work: Work) -> list[Part]:
    counted = Counter(each.currency for each in deals)
    parts: list[Part] = []
    for currency, count in sorted(counted.items())[:SHOWN]:
        words = TN(
            "How many {home} is one **{currency}**? One deal is in {currency}.",
            "How many {home} is one **{currency}**? {count} deals are in {currency}.",
            count,
            home=work.organisation.currency,
            currency=currency,
        )
        parts.append(text(words))
        parts.append(Buttons(buttons=(button(T("Set the rate"), SetRate(currency=currency), style="primary"),)))
    return [*parts, *_more(len(counted))]


def settled_card() -> Card:
    """In place of a question that is answered."""
    return note(T("This is settled: the deals are worked out. Thank you."))


def waiting_parts(currencies: Sequence[Deal], rates: Sequence[Deal], work: Work) -> list[Part]:
    """In the home of whoever must answer."""
    parts: list[Part] = []
    if currencies:
        parts += [heading(T("Which currency is it?")), *_currency_parts(currencies, work)]
    if rates:
        parts += [heading(T("A rate is missing")), *_rate_parts(rates, work)]
    return parts


def questions_card(currencies: Sequence[Deal], rates: Sequence[Deal], work: Work) -> Card:
    """All that is not known about deals, for those who may see them."""
    parts = waiting_parts(currencies, rates, work)
    if not parts:
        return note(T("Nothing is open: what each deal is worth is known."))
    parts.append(Buttons(buttons=(button(T("Look again"), ShowQuestions()),)))
    return Card(title=T("Open questions about deals"), parts=tuple(parts))


# The forms


def say_currency_form(action: SayCurrency, deal: Deal, work: Work) -> Form:
    return Form(
        title=T("Which currency is it?"),
        intro=(_which(deal, work),),
        fields=(
            TextField(
                key="currency",
                label=T("Currency"),
                hint=T("Three letters, such as USD or EUR."),
                longest=LONGEST_CODE,
            ),
        ),
        submit=T("Save"),
        press=press(action),
    )


def set_rate_form(action: SetRate, work: Work) -> Form:
    home = work.organisation.currency
    return Form(
        title=T("A rate"),
        intro=(
            T(
                "What one of a currency is worth in {home}, from a day on. Deals that are worked out already keep the "
                "rate of their own day.",
                home=home,
            ),
        ),
        fields=(
            TextField(
                key="currency",
                label=T("Currency"),
                hint=T("Three letters, such as EUR."),
                initial=action.currency,
                longest=LONGEST_CODE,
            ),
            NumberField(key="rate", label=T("One of it is how many {home}?", home=home), whole=False),
            DateField(key="day", label=T("From which day on?"), initial=today(work)),
        ),
        submit=T("Save"),
        press=press(action),
    )
