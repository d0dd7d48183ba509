"""Every card and form that Truce can make is one that Slack, Teams and the playground take, whatever is in it."""

from zlib import crc32

import pytest
from nicegui import Client, ui
from nicegui.page import page

from adapters.web.playground.cards import Showing, draw
from adapters.web.playground.forms import FormDialog
from bot.conversation.cards import Buttons, Card, Chart, Facts, Image, Table
from bot.conversation.forms import Form, read
from bot.conversation.model import Platform
from bot.conversation.payloads import LONGEST
from bot.conversation.reading import Reader
from bot.conversation.words import Words
from tests.contract import looks
from tests.contract.examples import all_examples, shown
from tests.contract.finding import Maker, calls_of, makers
from tests.contract.stage import Theatre, Tone

EXAMPLES = all_examples()
PLATFORMS: tuple[Platform, ...] = ("slack", "teams", "web")
MISSING = """Something that people see has no example, so nobody knows whether Slack and Teams take it:

{makers}

Add a function to tests/contract/examples/ (the file of its capability, or a new one, named in examples/__init__.py)
that takes a `Stage` and gives what this makes, from the stage's own names and numbers:

    def answer(stage: Stage) -> Card:
        return cards.answer(stage.who("Alice Ober"), stage.text("Pricing"))
"""


def make(theatre: Theatre, name: str, tone: Tone, platform: Platform) -> tuple[Card | Form, Reader]:
    with theatre.stage(tone, platform) as stage:
        return shown(EXAMPLES[name](stage)), stage.reader()


def test_whatever_people_see_has_an_example(theatre: Theatre) -> None:
    def calls(name: str, tone: Tone) -> set[Maker]:
        return calls_of(lambda: make(theatre, name, tone, "slack"))

    demanded = set(makers())
    assert len(demanded) > 40
    ordinary = {name: calls(name, "ordinary") for name in EXAMPLES}
    missing = demanded.difference(*ordinary.values())
    files = {each.file for each in missing}
    for name in sorted(EXAMPLES, key=lambda name: files.isdisjoint(each.file for each in ordinary[name])):
        if missing:  # some are made in extremes only: most likely by what calls their neighbours, which come first
            missing -= calls(name, "extreme")
    assert not missing, MISSING.format(makers="\n".join(f"    {each}" for each in sorted(missing)))


def test_a_new_maker_would_be_found() -> None:
    found = set(makers())
    assert Maker("pulse/cards.py", "invitation") in found  # a card
    assert Maker("people/overview.py", "build_edit") in found  # a form, or else a reply
    assert Maker("people/overview.py", "waiting_troubles") in found  # parts of a card
    assert Maker("home/handlers.py", "home_with.<locals>.home") in found  # inside another
    assert Maker("home/handlers.py", "home_with") not in found  # makes the maker only


@pytest.mark.parametrize("name", EXAMPLES)
def test_slack_takes_it(name: str, theatre: Theatre) -> None:
    made, reader = make(theatre, name, "ordinary", "slack")
    _assert_slack_takes(made, reader, "ordinary")
    assert _carelessness(made, reader) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_teams_takes_it(name: str, theatre: Theatre) -> None:
    _assert_teams_takes(*make(theatre, name, "ordinary", "teams"), "ordinary")


@pytest.mark.parametrize("name", EXAMPLES)
async def test_the_playground_draws_it(name: str, theatre: Theatre) -> None:
    _assert_the_playground_draws(*make(theatre, name, "ordinary", "web"))


@pytest.mark.parametrize("name", EXAMPLES)
async def test_all_of_them_take_it_in_extremes(name: str, theatre: Theatre) -> None:
    """Made once: whatever differs from platform to platform is in the ordinary ones."""
    platform = PLATFORMS[crc32(name.encode()) % len(PLATFORMS)]
    with theatre.stage("extreme", platform) as stage:
        made = shown(EXAMPLES[name](stage))
        _assert_slack_takes(made, stage.reader("slack"), "extreme")
        _assert_teams_takes(made, stage.reader("teams"), "extreme")
        _assert_the_playground_draws(made, stage.reader("web"))


def _assert_slack_takes(made: Card | Form, reader: Reader, tone: Tone) -> None:
    for what, content, problems in looks.on_slack(made, reader):
        assert problems == [], what
        assert looks.formats_on_slack(content) == [], what
        _assert_nothing_is_missing(made, reader, tone, what, content)


def _assert_teams_takes(made: Card | Form, reader: Reader, tone: Tone) -> None:
    for what, content, problems in looks.on_teams(made, reader):
        assert problems == [], what
        assert looks.formats_on_teams(content) == [], what
        _assert_nothing_is_missing(made, reader, tone, what, content)


def _assert_nothing_is_missing(made: Card | Form, reader: Reader, tone: Tone, what: str, content: object) -> None:
    assert tone == "extreme" or not looks.is_cut(content), f"{what}: it does not fit"
    assert looks.names_somebody(_plain(made, reader)) <= looks.names_somebody(looks.all_text(content)), what


def _assert_the_playground_draws(made: Card | Form, reader: Reader) -> None:
    client = Client(page("/contract"))
    try:
        with client:
            if isinstance(made, Card):
                draw(made, Showing(reader, press=_nothing, picture=str))
            else:
                FormDialog(made, reader, [("1", "Alice Ober")], _no_errors)
        for element in client.elements.values():
            if isinstance(element, ui.html):
                assert looks.formats_on_the_web(element.content) == []
    finally:
        client.delete()


def _carelessness(made: Card | Form, reader: Reader) -> list[str]:
    """What is wrong with it on every platform."""
    return _form_faults(made, reader) if isinstance(made, Form) else _card_faults(made, reader)


def _card_faults(card: Card, reader: Reader) -> list[str]:
    faults: list[str] = []
    if card.parts and not reader.plain(card.notification).strip():
        faults.append("a notification of it would be empty: give it a summary or a title")
    if reader.plain(card.title).endswith("."):
        faults.append("the title ends in a full stop")
    for part in card.parts:
        match part:
            case Buttons():
                labels = [reader.plain(each.label) for each in part.buttons]
                faults += [f"the label is longer than a phone shows: {each}" for each in labels if len(each) > 30]
                if sum(each.style == "primary" for each in part.buttons) > 1:
                    faults.append(f"two of these want to be clicked first: {labels}")
                if not labels or len(labels) > 6:
                    faults.append(f"none, or more buttons in a row than Teams shows: {labels}")
            case Facts(facts=()) | Table(rows=()):
                faults.append("a list of nothing")
            case Table():
                widths = {len(row) for row in (part.headings, *part.rows)}
                faults += [f"the rows of a table have different widths: {widths}"] if len(widths) > 1 else []
            case Image():
                faults += _chart_faults(part.chart, reader.plain(part.alt))
    return faults


def _chart_faults(chart: Chart, alt: str) -> list[str]:
    faults = [] if alt else ["a picture without words"]
    values = [value for row in chart.rows for value in row.values if value is not None]
    faults += [f"{value} lies outside the chart" for value in values if not chart.low <= value <= chart.high]
    if any(len(row.values) != len(chart.series) for row in chart.rows):
        faults.append("a row without a value for each series")
    return faults


def _form_faults(form: Form, reader: Reader) -> list[str]:
    faults: list[str] = []
    title = reader.plain(form.title)
    keys = [field.key for field in form.fields]
    if not title or len(title) > 24:
        faults.append(f"a modal of Slack shows a title of 24 characters: {title!r}")
    if not keys or len(set(keys)) < len(keys):
        faults.append(f"no fields, or two with one key: {keys}")
    if len(reader.plain(form.submit)) > 24:
        faults.append("the button that sends it is too long for Slack")
    if len(form.press.code) > LONGEST:
        faults.append("its payload is too long")
    taken = {field.key: _as_typed(field) for field in form.fields}
    mended = read(form, taken)
    wrong = mended if isinstance(mended, dict) else {}
    filled = {field.key for field in form.fields if taken[field.key]}
    return faults + [
        f"what stands in it at first is refused: {key}: {reader.plain(wrong[key])}" for key in wrong if key in filled
    ]


def _as_typed(field: object) -> str | tuple[str, ...]:
    initial = getattr(field, "initial", None)
    if isinstance(initial, tuple):
        return initial
    return "" if initial is None else str(initial)


def _plain(made: Card | Form, reader: Reader) -> str:
    """What it says, before any platform."""
    if isinstance(made, Form):
        return " ".join(reader.plain(each) for each in (made.title, *made.intro, *(f.label for f in made.fields)))
    return " ".join([reader.plain(made.title), *(reader.plain(p.words) for p in made.parts if hasattr(p, "words"))])


async def _nothing(_: str, __: str) -> None:
    pass


async def _no_errors(_: object) -> dict[str, Words]:
    return {}
