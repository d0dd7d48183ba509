"""What is asked of the administrators: what a currency is worth. And all that is open about deals."""

from collections import Counter
from collections.abc import Sequence

from bot.conversation.cards import Buttons, Card, Part, button, heading, note, text
from bot.conversation.forms import DateField, Form, NumberField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import TN, T
from bot.deals.actions import SetRate, ShowQuestions
from bot.deals.gathering import today
from bot.deals.missing_cards import SHOWN, Lacks, missing_parts, more
from bot.deals.money import LONGEST_CODE
from bot.work import Work
from storage.deals import Deal


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
    return [*parts, *more(len(counted))]


def settled_card() -> Card:
    """In place of a question that is answered."""
    return note(T("This is settled: there is nothing left for you to say. Thank you."))


def waiting_parts(lacks: Sequence[Lacks], rates: Sequence[Deal], work: Work) -> list[Part]:
    """In the home of whoever must answer."""
    parts: list[Part] = []
    if lacks:
        parts += [heading(T("Something is missing")), *missing_parts(lacks, work)]
    if rates:
        parts += [heading(T("A rate is missing")), *_rate_parts(rates, work)]
    return parts


def questions_card(lacks: Sequence[Lacks], rates: Sequence[Deal], work: Work) -> Card:
    """All that is not known about deals, for those who may see them."""
    parts = waiting_parts(lacks, rates, work)
    if not parts:
        return note(T("Nothing is open: of each deal all is known that rules ask for, and what it is worth."))
    parts.append(Buttons(buttons=(button(T("Look again"), ShowQuestions()),)))
    return Card(title=T("Open questions about deals"), parts=tuple(parts))


# The form


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
