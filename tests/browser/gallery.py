"""Everything that a card and a form can hold, as a capability of its own: `/truce gallery`."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from bot.conversation.cards import (
    Band,
    Button,
    Buttons,
    Card,
    Chart,
    Choices,
    Divider,
    Fact,
    Facts,
    File,
    Image,
    Option,
    Part,
    Row,
    Scale,
    SmallPrint,
    Table,
    button,
    heading,
    note,
    text,
)
from bot.conversation.events import Pointed
from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Form,
    FormOption,
    MoneyField,
    NumberField,
    PersonField,
    ScaleField,
    TextField,
    Values,
)
from bot.conversation.payloads import Action, Payload, press
from bot.conversation.replies import Reply, Say, Update, Whisper
from bot.conversation.words import NOTHING, T, When, number, verbatim
from bot.routes import ROUTES
from bot.routing import Command, FormRoute, Routes, Shortcut
from bot.work import Work

LOW, HIGH = T("Strongly disagree"), T("Strongly agree")


class Rated(Action):
    NAME: ClassVar[str] = "gallery.rated"
    rating: int
    of: str = ""


class Invite(Action):
    NAME: ClassVar[str] = "gallery.invite"
    OPENS_FORM: ClassVar[bool] = True


class Later(Payload):
    NAME: ClassVar[str] = "gallery.later"


def gallery(_: str, work: Work) -> Reply:
    work.set_timer(Later(), key="later", due=work.now + timedelta(hours=20))
    return Say(card=_everything(work, answered=False))


def questions(_: str, __: Work) -> Reply:
    return Say(card=_questions(answered=False))


def rated(action: Rated, work: Work) -> Reply:
    return Update(card=_questions(answered=True) if action.of else _everything(work, answered=True))


def later(_: Later, work: Work) -> None:
    for person in work.people.all(sides=["marketing"]):
        card = Card(
            title=T("Good morning, {name}", name=person.name),
            parts=(text(T("Time has passed.")), _scale(answered=False)),
        )
        work.send(person, card, key=f"later:{person.id}")


def whisper(_: str, __: Work) -> Reply:
    return Whisper(card=note(T("Between us: it works.")))


def form(_: Invite, work: Work) -> Form:
    return Form(
        title=T("Start a joint visit"),
        intro=(T("A marketer and a salesperson visit a customer together."),),
        fields=(
            TextField(key="customer", label=T("Customer"), hint=T("The company, as it stands in the CRM.")),
            TextField(key="why", label=T("What do you want to learn?"), multiline=True, optional=True),
            NumberField(key="people", label=T("How many go along?"), least=Decimal(1), most=Decimal(5)),
            MoneyField(key="deal", label=T("Size of the deal"), currency="EUR"),
            DateField(key="day", label=T("Day"), earliest=work.now.date()),
            PersonField(key="host", label=T("Who hosts?")),
            ChoiceField(
                key="side",
                label=T("Who invites?"),
                options=(FormOption(value="s", label=T("Sales")), FormOption(value="m", label=T("Marketing"))),
            ),
            ChoiceField(
                key="topics",
                label=T("Topics"),
                options=tuple(
                    FormOption(value=each, label=verbatim(each)) for each in ("Pricing", "Product", "Rivals")
                ),
                many=True,
                optional=True,
            ),
            ScaleField(key="needed", label=T("We need this visit."), low=LOW, high=HIGH),
        ),
        submit=T("Plan it"),
        press=press(Invite()),
    )


def planned(_: Invite, values: Values, work: Work) -> Reply:
    host = work.people.get(values["host"])
    name = host.name if host else ""
    return Say(
        card=Card(
            title=T("The visit is planned"),
            parts=(
                Facts(
                    facts=(
                        Fact(label=T("Customer"), value=verbatim(values["customer"])),
                        Fact(label=T("Host"), value=verbatim(name)),
                    )
                ),
            ),
        )
    )


def _questions(*, answered: bool) -> Card:
    recommend = Scale(
        statement=T("How likely are you to recommend working with the other side?"),
        presses=tuple(press(Rated(rating=step, of="recommend")) for step in range(11)),
        low=T("Not at all likely"),
        high=T("Extremely likely"),
        first=0,
        answered=answered,
    )
    ways = Choices(
        label=T("Which of these says best how we prepare a launch?"),
        options=tuple(
            Option(label=verbatim(way), press=press(Rated(rating=at, of="ways"))) for at, way in enumerate(WAYS)
        ),
        answered=answered,
    )
    pictures = (
        Image(chart=_over_time(), alt=T("Over a year the total rose from 48.0 to 63.5.")),
        Image(chart=_shares(), alt=T("Together: 42 %. Told late: 30 %. Not at all: 28 %.")),
    )
    return Card(title=T("Two questions"), parts=(recommend, ways, *pictures))


def _scale(*, answered: bool) -> Scale:
    return Scale(
        statement=T("Marketers meet our key customers during the sales process."),
        presses=tuple(press(Rated(rating=step)) for step in range(1, 6)),
        low=LOW,
        high=HIGH,
        answered=answered,
    )


def _everything(work: Work, *, answered: bool) -> Card:
    parts: tuple[Part, ...] = (
        text(T("**Sales** and **Marketing** see this card {when}. _Nothing_ is left out.", when=When(at=work.now))),
        heading(T("Where things stand")),
        Facts(
            facts=(
                Fact(label=T("Open hand-offs"), value=T("{n}", n=12)),
                Fact(label=T("Next meeting"), value=T("{when}", when=When(at=work.now + timedelta(days=1)))),
            )
        ),
        _scale(answered=answered),
        Divider(),
        Choices(
            label=T("Which region?"),
            options=tuple(
                Option(label=verbatim(each), press=press(Rated(rating=1))) for each in ("DACH", "UK", "Americas")
            ),
        ),
        Table(
            headings=(T("Statement"), T("Sales"), T("Marketing")),
            rows=tuple((verbatim(name), T("{n}", n=number(a, 1)), T("{n}", n=number(b, 1))) for name, a, b in ROWS),
            numeric=(1, 2),
        ),
        Image(chart=_chart(), alt=T("Totals of both sides: Sales 48.0, Marketing 63.5.")),
        File(name="results.csv", media_type="text/csv", content="statement,sales,marketing\n"),
        Buttons(
            buttons=(
                Button(label=T("Plan a joint visit"), press=press(Invite()), style="primary"),
                button(T("Close it now"), Rated(rating=1), style="danger", confirm=T("Close it for everybody?")),
                Button(label=T("Read more"), url="https://example.org/"),
            )
        ),
        SmallPrint(words=T("Answers stay anonymous. Day of the count: {day}.", day=verbatim(str(date(2027, 1, 1))))),
    )
    return Card(title=T("Everything a card can hold"), parts=parts, summary=NOTHING)


ROWS = (("No blame when results disappoint", 2.1, 3.8), ("A common language", 2.9, 3.1), ("Joint planning", 3.4, 2.2))


WAYS = (
    "Both sides plan it together, months ahead, and each knows what the other will do and by when",
    "Marketing plans it and tells Sales some weeks before, when little can still be changed",
    "Not at all",
)


def _over_time() -> Chart:
    totals = (48.0, 50.5, 49.0, None, 56.0, 58.5, 61.0, 63.5)
    return Chart(
        kind="lines",
        title=T("A year together"),
        low=20,
        high=100,
        series=(T("Everyone"),),
        rows=tuple(
            Row(
                label=verbatim(f"{month + 1} / 2026"),
                values=(total,),
                ranges=((total - 5, total + 5) if total else None,),
                solid=(month % 3 == 0,),
                position=month * 30.0,
            )
            for month, total in enumerate(totals)
        ),
        bands=_chart().bands,
    )


def _shares() -> Chart:
    rows = tuple(Row(label=verbatim(way), values=(share,)) for way, share in zip(WAYS, (42.0, 30.0, 28.0), strict=True))
    title = T("How we prepare a launch")
    return Chart(kind="bars", title=title, low=0, high=100, series=(T("Everyone"),), rows=rows, decimals=0, unit="%")


def _chart() -> Chart:
    return Chart(
        kind="bars",
        title=T("How Sales and Marketing work together"),
        low=20,
        high=100,
        series=(T("Total"),),
        rows=(Row(label=T("Sales"), values=(48.0,)), Row(label=T("Marketing"), values=(63.5,))),
        bands=(
            Band(start=20, end=40, label=T("undefined")),
            Band(start=40, end=60, label=T("defined")),
            Band(start=60, end=80, label=T("aligned")),
            Band(start=80, end=100, label=T("integrated")),
        ),
    )


def repeat(event: Pointed, _: Work) -> Reply:
    """What somebody pointed to."""
    return Whisper(card=note(T("{author} says: {text}", author=event.author or "Truce", text=event.text)))


def routes_with_gallery() -> Routes:
    """The product's own table of contents, and the gallery."""
    values: dict[str, Any] = {name: getattr(ROUTES, name) for name in ROUTES.__dataclass_fields__}
    values["commands"] = {
        **ROUTES.commands,
        "gallery": Command(gallery, T("see all that a card can hold")),
        "questions": Command(questions, T("see questions of other kinds")),
        "whisper": Command(whisper, T("hear something that only you see")),
    }
    values["clicks"] = {**ROUTES.clicks, Rated: rated}
    values["forms"] = {**ROUTES.forms, Invite: FormRoute(form, planned)}
    values["timers"] = {**ROUTES.timers, Later: later}
    values["shortcuts"] = {**ROUTES.shortcuts, "repeat": Shortcut(repeat, "Repeat it", T("hear what a message says"))}
    return Routes(**values)
