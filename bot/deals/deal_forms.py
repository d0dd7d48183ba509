"""The form of a deal, and what whoever filled it in has said: only what is different is a word."""

from decimal import Decimal
from typing import Any, Final

from bot.conversation.forms import DateField, Field, Form, MoneyField, NumberField, PersonField, TextField, Values
from bot.conversation.payloads import Action, press
from bot.conversation.words import T
from bot.deals.money import plain
from bot.work import Work
from storage.deals import Deal, Deals
from storage.people import Person

LONGEST: Final = 150
_TEXTS: Final = ("name", "account", "stage", "region", "segment", "product")
LABELS: Final = {
    "name": T("Name"),
    "account": T("Account"),
    "amount": T("Amount"),
    "stage": T("Stage"),
    "probability": T("Probability in per cent"),
    "discount": T("Discount in per cent"),
    "owner": T("Owner"),
    "region": T("Region"),
    "segment": T("Segment"),
    "product": T("Product"),
    "close_date": T("Closing date"),
}
"""What the fields are called, in whichever form."""


def deal_form(action: Action, row: Deal | None, work: Work) -> Form:
    """`row` is what is changed; None: a new deal."""
    owner = work.people.get(row.owner) if row and row.owner else None if row else work.person
    fields: list[Field] = [
        TextField(
            key="name",
            label=LABELS["name"],
            hint=T("Such as “Acme renewal”."),
            initial=_name(row),
            longest=LONGEST,
        ),
        _text("account", row, work),
        MoneyField(
            key="amount",
            label=LABELS["amount"],
            hint=T("With its currency, such as 2,100,000 EUR."),
            initial=_amount(row),
            currency=row.currency if row else "",
            optional=True,
        ),
        _text("stage", row, work),
        NumberField(
            key="discount",
            label=LABELS["discount"],
            initial=row.discount.normalize() + 0 if row and row.discount is not None else None,
            least=Decimal(0),
            most=Decimal(100),
            whole=False,
            optional=True,
        ),
        DateField(key="close_date", label=LABELS["close_date"], initial=row.close_date if row else None, optional=True),
        _text("region", row, work),
        _text("segment", row, work),
        _text("product", row, work),
        PersonField(
            key="owner",
            label=LABELS["owner"],
            initial=owner.id if owner else None,
            initial_name=owner.name if owner else "",
            optional=True,
        ),
    ]
    return Form(
        title=T("Change a deal") if row else T("Log a deal"),
        fields=tuple(fields),
        submit=T("Save") if row else T("Log it"),
        press=press(action),
    )


def _name(row: Deal | None) -> str:
    return row.name[:LONGEST] if row else ""


def _amount(row: Deal | None) -> str:
    if row is None or row.amount is None:
        return ""
    return f"{plain(row.amount)} {row.currency}".strip()


def _text(key: str, row: Deal | None, work: Work) -> TextField:
    return TextField(
        key=key, label=LABELS[key], initial=_held(key, row, work)[:LONGEST], optional=True, longest=LONGEST
    )


def _held(key: str, row: Deal | None, work: Work) -> str:
    if row is None:
        return ""
    if key == "account":
        account = work[Deals].account(row.account) if row.account else None
        return account.name if account else ""
    return str(getattr(row, key))


def said(values: Values, row: Deal | None, owner: Person | None, work: Work) -> dict[str, Any]:
    """What differs from what is held, as `DealTold` takes it."""
    found: dict[str, Any] = {
        key: typed for key in _TEXTS if (typed := values[key] or "") != _held(key, row, work)[:LONGEST]
    }
    amount, currency = values["amount"] or (None, "")
    if amount != (row.amount if row else None):
        found["amount"] = amount
    if currency and currency != (row.currency if row else ""):
        found["currency"] = currency
    for key in ("discount", "close_date"):
        if values[key] != (getattr(row, key) if row else None):
            found[key] = values[key]
    if (owner.id if owner else None) != (row.owner if row else None):
        found["owner_email"] = owner.email or "" if owner else ""
    return found
