"""Cards and forms of every kind, as hypothesis makes them: short, long, and full of what Teams might act on."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from bot.conversation.cards import (
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
    Text,
)
from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    FormOption,
    MoneyField,
    NumberField,
    PersonField,
    ScaleField,
    TextField,
)
from bot.conversation.model import Account
from bot.conversation.payloads import Press
from bot.conversation.reading import Reader
from bot.conversation.words import NOTHING, T, When, Who, number, verbatim

TENANT = "8a1f2c3d-1111-4222-8333-9e8d7c6b5a40"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
READER = Reader(NOON, zone="Europe/Berlin", workspace=("teams", TENANT))

NASTY = (
    "",
    " ",
    "<at>Bob</at>",
    "**bold** _it_ [x](https://evil.example)",
    "{{DATE(2027-01-01T00:00:00Z, SHORT)}}",
    "# no heading\n- no list\n1. nor this",
    "https://evil.example www.evil.example",
    "\x00\x1b[1m",
    "a, b, c",
    "😀" * 50,
    "x" * 20_000,
    "ъ" * 9_000,
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))


def press(code: str = "pulse.rate:1:{}", *, opens_form: bool = False) -> Press:
    return Press(code=code, name=code.partition(":")[0] or "press", opens_form=opens_form)


def anna() -> Who:
    account = Account(platform="teams", workspace=TENANT, user="0b7c1f7e-0000-4000-8000-000000000001")
    return Who(name="Anna <at>Berg</at> *", accounts=(account,), notify=True)


words = st.one_of(
    texts.map(verbatim),
    st.builds(lambda text: T("**{text}** by {when}: [look]({url})", text=text, when=When(at=NOON), url=text), texts),
    st.builds(lambda text: T("{who} says _{text}_", who=anna(), text=text), texts),
    st.just(T("{share} of them", share=number(Decimal("0.5"), percent=True))),
    st.just(NOTHING),
)
presses = st.builds(
    lambda code, opens: Press(code=f"pulse.rate:1:{code}", name="pulse.rate", opens_form=opens),
    st.one_of(st.text(max_size=30), st.just("c" * 1880)),
    st.booleans(),
)
buttons = st.builds(
    Button,
    label=words,
    press=st.one_of(st.none(), presses),
    url=st.sampled_from(("", "https://truce.example/x", "javascript:alert(1)")),
    style=st.sampled_from(("plain", "primary", "danger")),
    confirm=st.one_of(st.just(NOTHING), words),
)
tables = st.builds(
    Table,
    headings=st.lists(words, max_size=4).map(tuple),
    rows=st.lists(st.lists(words, max_size=5).map(tuple), max_size=8).map(tuple),
    numeric=st.lists(st.integers(0, 4), max_size=2).map(tuple),
)
charts = Chart(
    kind="bars", title=T("Means"), low=1, high=5, series=(T("Sales"),), rows=(Row(label=T("1"), values=(3.0,)),)
)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, words=words, style=st.sampled_from(("plain", "heading"))),
    st.builds(SmallPrint, words=words),
    st.just(Divider()),
    st.builds(Facts, facts=st.lists(st.builds(Fact, label=words, value=words), max_size=6).map(tuple)),
    st.builds(Buttons, buttons=st.lists(buttons, max_size=14).map(tuple)),
    st.builds(
        Scale,
        statement=words,
        presses=st.lists(presses, min_size=5, max_size=11).map(tuple),
        low=words,
        high=words,
        first=st.integers(0, 1),
        answered=st.booleans(),
    ),
    st.builds(
        Choices,
        label=words,
        options=st.lists(st.builds(Option, label=words, press=presses), min_size=1, max_size=30).map(tuple),
        answered=st.booleans(),
    ),
    tables,
    st.builds(Image, chart=st.just(charts), alt=words),
    st.builds(File, name=texts, media_type=st.just("text/csv"), content=texts),
)
cards = st.builds(Card, title=words, parts=st.lists(parts, max_size=12).map(tuple), summary=words)

_common = {"label": words, "hint": words, "optional": st.booleans()}


def _keyed(made: list[Field]) -> tuple[Field, ...]:
    return tuple(each.model_copy(update={"key": f"key{number}"}) for number, each in enumerate(made))


_options = st.lists(
    st.builds(FormOption, value=st.text(min_size=1, max_size=10), label=words), min_size=1, max_size=30
).map(tuple)
fields: st.SearchStrategy[Field] = st.one_of(
    st.builds(TextField, key=st.just(""), initial=texts, multiline=st.booleans(), **_common),
    st.builds(
        NumberField,
        key=st.just(""),
        initial=st.one_of(st.none(), st.decimals(-1000, 1000, places=2)),
        least=st.one_of(st.none(), st.just(Decimal("-1.5"))),
        most=st.one_of(st.none(), st.just(Decimal(7))),
        **_common,
    ),
    st.builds(MoneyField, key=st.just(""), initial=texts, currency=st.sampled_from(("", "EUR")), **_common),
    st.builds(
        DateField,
        key=st.just(""),
        initial=st.one_of(st.none(), st.dates()),
        earliest=st.one_of(st.none(), st.just(date(2027, 1, 1))),
        **_common,
    ),
    st.builds(
        PersonField, key=st.just(""), initial=st.one_of(st.none(), st.integers(1)), initial_name=texts, **_common
    ),
    st.builds(ChoiceField, key=st.just(""), options=_options, many=st.booleans(), **_common),
    st.builds(
        ScaleField,
        key=st.just(""),
        low=words,
        high=words,
        first=st.integers(0, 1),
        last=st.integers(5, 10),
        initial=st.one_of(st.none(), st.integers(1, 5)),
        **_common,
    ),
)
forms = st.builds(
    Form,
    title=words,
    intro=st.lists(words, max_size=3).map(tuple),
    fields=st.lists(fields, min_size=1, max_size=22).map(_keyed),
    submit=words,
    press=presses,
)
