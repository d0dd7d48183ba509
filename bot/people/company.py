"""What is true for the whole company: its time zone, holidays, language, and how much Truce may ask of people."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import list_currencies

from bot.conversation.cards import Buttons, Card, Fact, Facts, SmallPrint, button, text
from bot.conversation.forms import Form, NumberField, TextField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import Command, T, Words, verbatim
from bot.people.actions import EditCompany
from bot.rights import Right
from bot.timing import country_of_zone
from bot.work import Work
from bot.zones import nearest, zone

LEAST_GROUP, MOST_GROUP = 3, 50
MOST_ASKED = 20

WhenCurrencyChanges = Callable[[], Sequence[Callable[[Work], None]]]
"""Who must know that the company counts in another currency from now on."""


def company(_: str, work: Work) -> Reply:
    """The command."""
    return Whisper(card=company_card(work))


def company_card(work: Work) -> Card:
    row = work.organisation
    country = row.country or country_of_zone(row.zone) or ""
    return Card(
        title=T("How I know {name}", name=row.name),
        parts=(
            Facts(
                facts=(
                    Fact(label=T("Time zone"), value=verbatim(row.zone)),
                    Fact(label=T("Public holidays of"), value=_country(country, work)),
                    Fact(label=T("Language"), value=verbatim(row.language)),
                    Fact(label=T("Currency"), value=verbatim(row.currency)),
                    Fact(label=T("Smallest group to show"), value=T("{count} people", count=row.minimum_group)),
                    Fact(
                        label=T("Messages nobody asked for"),
                        value=T("{count} a person and week, at most", count=row.attention_budget),
                    ),
                )
            ),
            Buttons(buttons=(button(T("Change"), EditCompany(), style="primary"),)),
            SmallPrint(words=T("People who have said their own time zone or language keep it.")),
        ),
    )


def _country(code: str, work: Work) -> Words:
    if not code:
        return T("no country yet")
    language = Locale.parse(work.organisation.language.split("-")[0])
    return verbatim(str(language.territories.get(code.partition("-")[0], code)))


def build_company(_: EditCompany, work: Work) -> Form:
    work.require(Right.CHANGE_COMPANY)
    row = work.organisation
    return Form(
        title=T("Your company"),
        fields=(
            TextField(key="name", label=T("Name"), initial=row.name, longest=100),
            TextField(key="zone", label=T("Time zone"), hint=T("Such as Europe/Vienna."), initial=row.zone, longest=60),
            TextField(
                key="country",
                label=T("Country of the public holidays"),
                hint=T("Two letters, such as AT. Left empty: the country of the time zone."),
                initial=row.country,
                optional=True,
                longest=60,
            ),
            TextField(
                key="language", label=T("Language"), hint=T("Such as en or de-AT."), initial=row.language, longest=12
            ),
            TextField(
                key="currency",
                label=T("Currency"),
                hint=T("Three letters, such as EUR. Rules compare amounts in it; others need a rate: deals rates"),
                initial=row.currency,
                optional=True,
                longest=3,
            ),
            NumberField(
                key="minimum",
                label=T("Smallest group to show"),
                hint=T("Nothing is shown about fewer people. From {least} on.", least=LEAST_GROUP),
                initial=Decimal(row.minimum_group),
                least=Decimal(LEAST_GROUP),
                most=Decimal(MOST_GROUP),
            ),
            NumberField(
                key="budget",
                label=T("Messages nobody asked for, a person and week"),
                initial=Decimal(row.attention_budget),
                least=Decimal(1),
                most=Decimal(MOST_ASKED),
            ),
        ),
        submit=T("Save"),
        press=press(EditCompany()),
    )


def save_company_with(tell: WhenCurrencyChanges) -> Callable[[EditCompany, Values, Work], Reply]:
    """The form's handler, with whoever must know of another currency."""

    def save_company(_: EditCompany, values: Values, work: Work) -> Reply:
        return _save(values, tell, work)

    return save_company


def _save(values: Values, tell: WhenCurrencyChanges, work: Work) -> Reply:
    work.require(Right.CHANGE_COMPANY)
    row = work.organisation
    errors = {
        key: problem
        for key, problem in (
            ("zone", bad_zone(values["zone"])),
            ("country", bad_country(values["country"])),
            ("language", bad_language(values["language"])),
            ("currency", bad_currency(values["currency"] or row.currency)),
        )
        if problem
    }
    if errors:
        return FormErrors(errors=errors)
    row.name, row.zone, row.language = values["name"], zone(values["zone"]), values["language"]
    row.country = (values["country"] or "").upper()
    row.minimum_group, row.attention_budget = int(values["minimum"]), int(values["budget"])
    work.people.session.add(row)
    if not set_currency(values["currency"] or row.currency, tell, work):
        return Update(card=company_card(work))
    card = company_card(work)
    return Update(card=card.model_copy(update={"parts": (*card.parts, text(rates_needed(work)))}))


def set_currency(typed: str, tell: WhenCurrencyChanges, work: Work) -> bool:
    """Count in this currency from now on; whether that is another than before."""
    row = work.organisation
    if row.currency == typed.strip().upper():
        return False
    row.currency = typed.strip().upper()
    work.people.session.add(row)
    for each in tell():
        each(work)
    return True


def rates_needed(work: Work) -> Words:
    """What to do after a change of the currency."""
    return T(
        "From now on amounts count in {currency}, and so do the numbers in your rules: please look at these. Deals in "
        "other currencies need rates into {currency}: {rates}",
        currency=work.organisation.currency,
        rates=Command(text="deals rates"),
    )


def bad_currency(typed: str) -> Words | None:
    if typed.strip().upper() in list_currencies():
        return None
    return T("{currency} is not a currency code; try USD or EUR.", currency=typed.strip().upper())


def bad_zone(typed: str) -> Words | None:
    if zone(typed):
        return None
    if near := nearest(typed):
        return T("I don't know this time zone. Did you mean {zone}?", zone=near)
    return T("I don't know this time zone. Write it like Europe/Vienna.")


def bad_country(typed: str | None) -> Words | None:
    known = get_global("territory_aliases").keys() | Locale("en").territories.keys()
    if not typed or (len(typed) == 2 and typed.upper() in known):
        return None
    return T("Please write the two letters of the country, such as AT.")


def bad_language(typed: str) -> Words | None:
    try:
        Locale.parse(typed.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return T("Please write the language like en or de-AT.")
    return None
