"""The forms with which something is handed in: a piece of collateral, a campaign, a special price."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.conversation.forms import ChoiceField, DateField, Field, Form, FormOption, NumberField, TextField
from bot.conversation.payloads import Action, press
from bot.conversation.words import NOTHING, T, Words, verbatim
from bot.deals.handing_actions import Handed
from storage.deals import Deal, Submission

LONGEST_NAME: Final = 150
LONGEST_LINK: Final = 1000
LONGEST_NOTE: Final = 1000
MOST_DEALS: Final = 99

TITLES: Final[Mapping[Handed, Words]] = {
    "collateral": T("Hand in collateral"),
    "campaign": T("Hand in a campaign"),
    "price": T("Ask for a special price"),
}
_NAMES: Final[Mapping[Handed, tuple[Words, Words]]] = {
    "collateral": (T("What is it?"), T("Such as “Acme case study, two pages”.")),
    "campaign": (T("Which campaign?"), T("Such as “Spring webinar series”.")),
    "price": (T("What is the price for?"), T("Such as “Acme, three years instead of one”.")),
}
_DAYS: Final[Mapping[Handed, tuple[Words, Words]]] = {
    "collateral": (T("Print date"), T("Or the day on which it goes out.")),
    "campaign": (T("First day"), T("The day on which the campaign starts.")),
    "price": (T("Wanted by"), T("The day on which the customer needs an answer.")),
}


def handing_form(action: Action, kind: Handed, row: Submission | None, deals: Sequence[Deal], *, today: date) -> Form:
    """`row` is what was handed in before, if it is a change; `deals`: those that a price may be for."""
    name, day = _NAMES[kind], _DAYS[kind]
    fields: list[Field] = [
        TextField(key="name", label=name[0], hint=name[1], initial=row.name if row else "", longest=LONGEST_NAME)
    ]
    if kind == "price":
        fields += _price_fields(row, deals)
    else:
        fields.append(
            TextField(
                key="link",
                label=T("Link"),
                hint=T("Where it can be seen, beginning with https://"),
                initial=row.link if row else "",
                longest=LONGEST_LINK,
            )
        )
    fields += [
        _place("segment", T("Segment"), T("Its reviewers are asked. Such as Manufacturing; empty: all."), row),
        _place("region", T("Region"), T("Such as DACH; empty: everywhere."), row),
        _place("product", T("Product"), T("Left empty: all products."), row),
        DateField(
            key="due",
            label=day[0],
            hint=day[1],
            initial=row.due if row else None,
            earliest=min(today, row.due) if row and row.due else today,
        ),
        TextField(
            key="note",
            label=T("What should they know?"),
            initial=row.note if row else "",
            optional=True,
            multiline=True,
            longest=LONGEST_NOTE,
        ),
    ]
    again = T("Whoever approved it is asked again, since it is something else then.")
    return Form(
        title=T("Change it") if row else TITLES[kind],
        intro=(again,) if row else (),
        fields=tuple(fields),
        submit=T("Save") if row else T("Hand in"),
        press=press(action),
    )


def _price_fields(row: Submission | None, deals: Sequence[Deal]) -> list[Field]:
    options = tuple(FormOption(value=str(deal.id), label=verbatim(deal.name or deal.external)) for deal in deals)
    deal = ChoiceField(
        key="deal",
        label=T("Deal"),
        hint=T("One of your open deals."),
        options=options,
        initial=(str(row.deal),) if row and row.deal and any(each.id == row.deal for each in deals) else (),
        optional=True,
    )
    discount = NumberField(
        key="discount",
        label=T("Discount, in per cent"),
        initial=row.discount if row else None,
        least=Decimal(0),
        most=Decimal(100),
        whole=False,
    )
    return [deal, discount] if options else [discount]


def _place(field: str, label: Words, hint: Words, row: Submission | None) -> TextField:
    return TextField(
        key=field, label=label, hint=hint, initial=getattr(row, field) if row else "", optional=True, longest=100
    )


def wrong_link(link: str) -> Words:
    """What is wrong with a link; nothing if it can be opened."""
    if link.startswith(("https://", "http://")) and "." in link and not any(each.isspace() for each in link):
        return NOTHING
    return T("Please give a link that begins with https://, so that reviewers can open it.")


def said(values: Mapping[str, Any], deal: Deal | None) -> dict[str, Any]:
    """What the form says, as a sender tells it."""
    found: dict[str, Any] = {
        field: values.get(field) or "" for field in ("name", "link", "segment", "region", "product", "note")
    }
    found["due"] = values["due"]
    if "discount" in values:
        found |= {"discount": values["discount"], "deal_external": deal.external if deal else ""}
    return found
