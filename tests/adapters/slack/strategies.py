"""Cards and forms of all shapes, absurd ones too, within what the core's own types allow."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

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
from bot.conversation.words import T, When, Who, Words, verbatim

TRICKS = ["<!channel>", "<@U1>", "*b*", "_i_", "~s~", "`c`", "> q", ":smile:", "&amp;", "|", "\n", "\u200b", "```"]
typed: SearchStrategy[str] = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.sampled_from(TRICKS), max_size=6).map("".join),
    st.builds(
        lambda text, times: text * times, st.sampled_from(["word ", "x", "&", "*_~`", "a\n"]), st.integers(0, 700)
    ),
)
people = st.builds(
    Who,
    name=typed,
    accounts=st.just((Account(platform="slack", workspace="T0HOME", user="U0BOB"),)),
    notify=st.booleans(),
)
words: SearchStrategy[Words] = st.one_of(
    typed.map(verbatim),
    st.builds(
        lambda a, b: T("**{a}** and _{b}_ see [it]({url})", a=a, b=b, url="https://x.example/?a=1&b=2"), typed, people
    ),
    st.builds(
        lambda at: T("By {at}.", at=When(at=at)),
        st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),  # noqa: DTZ001  as hypothesis asks
    ),
    st.just(T("")),
)
codes = st.one_of(st.just("a:1:{}"), st.text('ab"\\{é', min_size=1, max_size=1900))
presses = st.builds(Press, code=codes, name=st.sampled_from(["pulse.rate", "join"]), opens_form=st.booleans())
few_presses = st.lists(presses, min_size=1, max_size=11).map(tuple)
buttons = st.builds(
    Button,
    label=words,
    press=presses,
    style=st.sampled_from(["plain", "primary", "danger"]),
    confirm=words,
)
options = st.builds(Option, label=words, press=presses)
short_options = st.integers(6, 250).map(
    lambda count: tuple(
        Option(label=verbatim(f"Topic {n}"), press=Press(code=f"p:1:{n}", name="p")) for n in range(count)
    )
)
numbers = st.floats(20, 100).map(lambda value: round(value, 1))
charts = st.builds(
    Chart,
    kind=st.sampled_from(["bars", "dots"]),
    title=words,
    low=st.just(20.0),
    high=st.just(100.0),
    series=st.just((T("Total"),)),
    rows=st.lists(st.builds(Row, label=words, values=st.tuples(numbers)), max_size=2).map(tuple),
)
rows = st.lists(words, max_size=25).map(tuple)
parts: SearchStrategy[Part] = st.one_of(
    st.builds(Text, words=words, style=st.sampled_from(["plain", "heading"])),
    st.builds(SmallPrint, words=words),
    st.just(Divider()),
    st.builds(Facts, facts=st.lists(st.builds(Fact, label=words, value=words), max_size=12).map(tuple)),
    st.builds(Buttons, buttons=st.lists(buttons, max_size=30).map(tuple)),
    st.builds(
        Scale,
        statement=words,
        presses=few_presses,
        low=words,
        high=words,
        first=st.integers(0, 1),
        answered=st.booleans(),
    ),
    st.builds(
        Choices,
        label=words,
        options=st.one_of(short_options, st.lists(options, max_size=12).map(tuple)),
        answered=st.booleans(),
    ),
    st.builds(
        Table,
        headings=rows,
        rows=st.one_of(
            st.lists(rows, max_size=4).map(tuple),
            st.integers(0, 300).map(lambda count: ((T("cell"), T("")),) * count),
        ),
        numeric=st.lists(st.integers(0, 30), max_size=3).map(tuple),
    ),
    st.builds(Image, chart=charts, alt=words),
    st.builds(File, name=st.just("people.csv"), media_type=st.just("text/csv"), content=st.just("a,b")),
)
cards = st.builds(
    Card,
    title=words,
    parts=st.one_of(
        st.lists(parts, max_size=6).map(tuple),
        st.builds(lambda part, times: (part,) * times, parts, st.integers(1, 60)),
    ),
    summary=words,
)

keys = st.sampled_from(["what", "count", "money", "by", "who", "kind", "rate"])
form_options = st.integers(0, 250).map(
    lambda count: tuple(FormOption(value=str(n), label=verbatim(f"Option {n} " + "x" * n)) for n in range(count))
)
fields: SearchStrategy[Field] = st.one_of(
    st.builds(
        TextField,
        key=keys,
        label=words,
        hint=words,
        optional=st.booleans(),
        initial=typed,
        multiline=st.booleans(),
        longest=st.integers(1, 10_000),
    ),
    st.builds(
        NumberField,
        key=keys,
        label=words,
        initial=st.none() | st.decimals(0, 100, places=2),
        least=st.none() | st.just(Decimal("-1E+3")),
        most=st.none() | st.just(Decimal("1E+3")),
        whole=st.booleans(),
    ),
    st.builds(MoneyField, key=keys, label=words, initial=typed, currency=st.sampled_from(["", "EUR"])),
    st.builds(DateField, key=keys, label=words, initial=st.none() | st.dates(date(1000, 1, 1))),
    st.builds(PersonField, key=keys, label=words, initial=st.none() | st.integers(1, 10**9), initial_name=typed),
    st.builds(
        ChoiceField,
        key=keys,
        label=words,
        options=form_options,
        many=st.booleans(),
        initial=st.lists(st.sampled_from(["0", "1", "200", "gone"]), max_size=3).map(tuple),
    ),
    st.builds(
        ScaleField,
        key=keys,
        label=words,
        low=words,
        high=words,
        first=st.integers(0, 1),
        last=st.integers(5, 12),
        initial=st.none() | st.integers(1, 5),
    ),
)
forms = st.builds(
    Form,
    title=words,
    intro=st.lists(words, max_size=2).map(tuple),
    fields=st.lists(fields, max_size=7, unique_by=lambda field: field.key).map(tuple),
    submit=words,
    press=presses,
)
