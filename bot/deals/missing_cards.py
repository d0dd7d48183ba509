"""What people are asked about a deal: what is not known of it, in a message and a form; what they said, read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.conversation.cards import Buttons, Card, Facts, Part, SmallPrint, button, text
from bot.conversation.forms import DateField, Field, Form, MoneyField, NumberField, PersonField, TextField, Values
from bot.conversation.payloads import Action, press
from bot.conversation.words import TN, Command, Listing, T, Words, number
from bot.deals.actions import SayMissing
from bot.deals.deal_forms import LABELS, LONGEST
from bot.deals.money import LONGEST_CODE, currency_code
from bot.deals.subjects import BusinessRecords
from bot.work import Work
from storage.deals import Deal, Deals
from storage.people import Person

SHOWN: Final = 8
"""So many are asked in one message."""
FIELDS: Final[Mapping[str, Words]] = {
    "name": T("name"),
    "account": T("account"),
    "amount": T("amount"),
    "currency": T("currency"),
    "stage": T("stage"),
    "probability": T("probability"),
    "discount": T("discount"),
    "owner": T("owner"),
    "region": T("region"),
    "segment": T("segment"),
    "product": T("product"),
    "close_date": T("closing date"),
}
"""What may be missing, in the order in which a form asks it."""
_ONLY_CURRENCY: Final = ("currency",)


@dataclass(frozen=True)
class Lacks:
    """A deal, and the fields of it that are asked for."""

    deal: Deal
    fields: tuple[str, ...]

    @property
    def is_about_money(self) -> bool:
        """An amount stands there without its currency, and nothing else is asked."""
        return self.fields == _ONLY_CURRENCY and self.deal.amount is not None


def missing_card(lacks: Sequence[Lacks], work: Work) -> Card:
    """Asked of the owner: of one deal, or of very many at once."""
    money = all(each.is_about_money for each in lacks)
    why = _why_currency(len(lacks)) if money else _why(len(lacks))
    parts: list[Part] = [text(why), *missing_parts(lacks, work)]
    if len(lacks) == 1 and not money:
        subject = BusinessRecords().get("deal", lacks[0].deal.id or 0, work)
        parts += [Facts(facts=subject.shown)] if subject and subject.shown else []
    summary = what_is_missing(lacks[0], work)
    if len(lacks) > 1:
        summary = T("Which currencies are these deals in?") if money else T("Some deals lack something.")
    title = T("Which currency is it?") if money else T("Something is missing")
    return Card(title=title, parts=tuple(parts), summary=summary)


def _why_currency(count: int) -> Words:
    return TN(
        "This deal has an amount and no currency. Until you say it, no rule about amounts can look at the deal.",
        "These deals have an amount and no currency. Until you say it, no rule about amounts can look at them.",
        count,
    )


def _why(count: int) -> Words:
    return TN(
        "A rule asks for this, and can't look at the deal before somebody says it.",
        "Rules ask for this, and can't look at these deals before somebody says it.",
        count,
    )


def missing_parts(lacks: Sequence[Lacks], work: Work) -> list[Part]:
    """Each deal with what is asked about it, and the way to answer."""
    parts: list[Part] = []
    for each in lacks[:SHOWN]:
        label = T("Say the currency") if each.is_about_money else T("Fill it in")
        parts.append(text(what_is_missing(each, work)))
        parts.append(Buttons(buttons=(button(label, SayMissing(deal=each.deal.id or 0), style="primary"),)))
    return [*parts, *more(len(lacks))]


def what_is_missing(lacks: Lacks, work: Work) -> Words:
    deal = lacks.deal
    account = work[Deals].account(deal.account) if deal.account else None
    name = deal.name or (account.name if account else "") or deal.external
    other = account.name if account is not None and account.name != name else ""
    told: dict[str, Any] = {"name": name, "account": other}
    if lacks.is_about_money:
        told["amount"] = number(deal.amount or 0, 0 if deal.amount == int(deal.amount or 0) else 2)
        if other:
            return T("Which currency is {amount} of **{name}** ({account})?", **told)
        del told["account"]
        return T("Which currency is {amount} of **{name}**?", **told)
    told["fields"] = Listing(items=tuple(FIELDS[each] for each in lacks.fields))
    if other:
        return T("What I don't know of **{name}** ({account}): {fields}", **told)
    del told["account"]
    return T("What I don't know of **{name}**: {fields}", **told)


def more(count: int) -> list[Part]:
    """Where the others are that one message has no room for."""
    if count <= SHOWN:
        return []
    questions = Command(text="deals questions")
    words = TN(
        "One more is behind these: {command}",
        "{count} more are behind these: {command}",
        count - SHOWN,
        command=questions,
    )
    return [SmallPrint(words=words)]


# The form


def missing_form(action: Action, lacks: Lacks, work: Work) -> Form:
    """Exactly what is missing. Where that is several things, some of them may wait."""
    optional = len(lacks.fields) > 1
    return Form(
        title=T("Which currency is it?") if lacks.is_about_money else T("Something is missing"),
        intro=(what_is_missing(lacks, work),),
        fields=tuple(_field(each, lacks.deal.currency, optional=optional) for each in lacks.fields),
        submit=T("Save"),
        press=press(action),
    )


def _field(key: str, currency: str, *, optional: bool) -> Field:
    match key:
        case "amount":
            hint = T("With its currency, such as 2,100,000 EUR.")
            return MoneyField(key=key, label=LABELS[key], hint=hint, currency=currency, optional=optional)
        case "currency":
            hint = T("Three letters, such as USD or EUR.")
            return TextField(key=key, label=T("Currency"), hint=hint, longest=LONGEST_CODE, optional=optional)
        case "probability" | "discount":
            most = Decimal(100)
            return NumberField(key=key, label=LABELS[key], least=Decimal(0), most=most, whole=False, optional=optional)
        case "close_date":
            return DateField(key=key, label=LABELS[key], optional=optional)
        case "owner":
            return PersonField(key=key, label=LABELS[key], optional=optional)
    return TextField(key=key, label=LABELS[key], longest=LONGEST, optional=optional)


def said(values: Values, fields: Sequence[str], owner: Person | None) -> dict[str, Any]:
    """What was filled in, as `DealTold` takes it."""
    given = {key: value for key in fields if (value := values.get(key)) not in {None, ""}}
    if "amount" in given:
        given["amount"], given["currency"] = given["amount"]
    elif "currency" in given:
        given["currency"] = currency_code(given["currency"])
    if given.pop("owner", None) is not None and owner is not None:
        given["owner_email"] = owner.email or ""
    return given
