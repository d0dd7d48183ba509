"""The checker takes what Slack takes and refuses what Slack refuses, each limit at its edge."""

from typing import Any

import pytest
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    ExternalDataSelectElement,
    HeaderBlock,
    ImageBlock,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from tests.fakes.slack_checks import check_message, check_view
from tests.fakes.slack_world import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str = "Go", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), **more}


def option(text: str = "One", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def options(count: int) -> list[Json]:
    return [option(value=str(number)) for number in range(count)]


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def field(element: Json, label: str = "Label") -> Json:
    return {"type": "input", "label": plain(label), "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


def rows(count: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * count}


def chart(series: int, categories: int = 2) -> Json:
    labels = [f"week {number}" for number in range(categories)]
    points = [{"label": label, "value": 3.5} for label in labels]
    return {
        "type": "data_visualization",
        "title": "Pulse",
        "chart": {
            "type": "line",
            "series": [{"name": f"side {number}", "data": points} for number in range(series)],
            "axis_config": {"categories": labels},
        },
    }


def radio(count: int) -> Json:
    return {"type": "radio_buttons", "options": options(count)}


def select(count: int, **more: Any) -> Json:
    return {"type": "static_select", "placeholder": plain("Pick"), "options": options(count), **more}


def image(**fields: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", **fields}


def text_input(**fields: Any) -> Json:
    return {"type": "plain_text_input", **fields}


# what it is, the most that Slack takes, the least that it refuses
EDGES: list[tuple[str, Json, Json]] = [
    ("section text", section("x" * 3000), section("x" * 3001)),
    ("empty text", section("x"), section("")),
    ("header", {"type": "header", "text": plain("x" * 150)}, {"type": "header", "text": plain("x" * 151)}),
    (
        "fields",
        {"type": "section", "fields": [plain("x" * 2000)] * 10},
        {"type": "section", "fields": [plain("x")] * 11},
    ),
    ("a field", {"type": "section", "fields": [plain("x" * 2000)]}, {"type": "section", "fields": [plain("x" * 2001)]}),
    ("actions", actions(*[button(action_id=str(n)) for n in range(25)]), actions(*[button()] * 26)),
    ("no actions", actions(button()), actions()),
    ("button text", actions(button("x" * 75)), actions(button("x" * 76))),
    ("button value", actions(button(value="x" * 2000)), actions(button(value="x" * 2001))),
    ("button style", actions(button(style="danger")), actions(button(style="warning"))),
    ("action_id", actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256))),
    ("same action_id", actions(button(action_id="a")), actions(button(action_id="a"), button(action_id="a"))),
    ("block_id", section(block_id="x" * 255), section(block_id="x" * 256)),
    ("radio buttons", actions(radio(10)), actions(radio(11))),
    ("options", actions(select(100)), actions(select(101))),
    (
        "initial option",
        actions(select(2, initial_option=option(value="1"))),
        actions(select(2, initial_option=option("9"))),
    ),
    (
        "overflow",
        actions({"type": "overflow", "options": options(5)}),
        actions({"type": "overflow", "options": options(6)}),
    ),
    ("context", {"type": "context", "elements": [plain("x")] * 10}, {"type": "context", "elements": [plain("x")] * 11}),
    ("image", image(alt_text="A chart"), image()),
    ("table rows", rows(100, 20), rows(101, 1)),
    ("table columns", rows(1, 20), rows(1, 21)),
    ("chart series", chart(12), chart(13)),
    ("chart categories", chart(1, 20), chart(1, 21)),
    ("markdown", {"type": "markdown", "text": "x" * 12_000}, {"type": "markdown", "text": "x" * 12_001}),
    ("label", field(text_input(), "x" * 2000), field(text_input(), "x" * 2001)),
    ("placeholder", field(text_input(placeholder=plain("x" * 150))), field(text_input(placeholder=plain("x" * 151)))),
    (
        "date",
        field({"type": "datepicker", "initial_date": "2026-11-22"}),
        field({"type": "datepicker", "initial_date": "soon"}),
    ),
    (
        "number",
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": "0.5"}),
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": 0.5}),
    ),
    ("number kind", field({"type": "number_input", "is_decimal_allowed": False}), field({"type": "number_input"})),
    ("element in its place", section(accessory=button()), section(accessory=text_input())),
    ("unknown field", section(), section(colour="red")),
    ("unknown block", {"type": "divider"}, {"type": "hr"}),
    ("option text", actions(select(1)), actions({"type": "static_select", "options": [option("x" * 76)]})),
    (
        "option value",
        actions({"type": "static_select", "options": [option(value="x" * 150)]}),
        actions({"type": "static_select", "options": [option(value="x" * 151)]}),
    ),
    (
        "confirm",
        actions(
            button(confirm={"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes"), "deny": plain("No")})
        ),
        actions(button(confirm={"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes")})),
    ),
]


@pytest.mark.parametrize(("taken", "refused"), [edge[1:] for edge in EDGES], ids=[edge[0] for edge in EDGES])
def test_a_limit_holds_at_its_edge(taken: Json, refused: Json) -> None:
    assert check_message({"blocks": [taken]}) == []
    assert check_message({"blocks": [refused]}) != []


def test_a_message_has_fifty_blocks_and_a_view_a_hundred() -> None:
    assert check_message({"blocks": [section()] * 50}) == []
    assert check_message({"blocks": [section()] * 51}) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert check_view(modal(*[section()] * 100)) == []
    assert check_view(modal(*[section()] * 101)) != []


def test_block_ids_are_unique_and_action_ids_only_within_their_block() -> None:
    assert check_message({"blocks": [actions(button(action_id="go"))] * 2}) == []
    assert check_message({"blocks": [section(block_id="same")] * 2}) == [
        "[ERROR] `block_id` same already exists [json-pointer:/blocks/1/block_id]"
    ]


def test_some_blocks_are_counted_across_a_message() -> None:
    assert check_message({"blocks": [rows(1, 1), rows(1, 1)]}) != []
    assert check_message({"blocks": [chart(1)] * 2}) == []
    assert check_message({"blocks": [chart(1)] * 3}) != []
    assert check_message({"blocks": [{"type": "markdown", "text": "x" * 7000}] * 2}) != []


def test_a_chart_names_every_category_in_every_series() -> None:
    broken = chart(2)
    broken["chart"]["axis_config"]["categories"] = ["week 0", "week 9"]
    assert check_message({"blocks": [broken]}) != []


def test_the_frame_of_a_form() -> None:
    assert check_view(modal(title=plain("x" * 24), close=plain("x" * 24), private_metadata="x" * 3000)) == []
    assert check_view(modal(title=plain("x" * 25))) != []
    assert check_view(modal(submit=plain("x" * 25))) != []
    assert check_view(modal(close=plain("x" * 25))) != []
    assert check_view(modal(private_metadata="x" * 3001)) != []
    assert check_view({"type": "modal", "title": plain("No way to send"), "blocks": [field(text_input())]}) != []
    assert check_view({"type": "home", "blocks": [section()], "title": plain("Home has none")}) != []
    assert check_view({"type": "wizard", "blocks": []}) != []


def test_some_blocks_are_for_messages_only() -> None:
    assert check_view(modal(rows(1, 1))) != []
    assert check_view({"type": "home", "blocks": [{"type": "markdown", "text": "x"}]}) != []


@pytest.mark.parametrize("nonsense", [None, 7, "text", [], {"type": ["section"]}, {"type": "section", "text": "bare"}])
def test_nonsense_is_a_problem_and_no_crash(nonsense: Any) -> None:
    assert check_message({"blocks": [nonsense]}) != []
    assert check_message({"blocks": [actions(nonsense)]}) != []
    assert check_view(modal(nonsense)) != []


def test_what_slacks_own_models_build_is_taken() -> None:
    two = [Option(text="One", value="1"), Option(text="Two", value="2")]
    sure = ConfirmObject(title="Sure?", text="Really", confirm="Yes", deny="No")
    blocks = [
        HeaderBlock(text="Pulse"),
        SectionBlock(
            text=MarkdownTextObject(text="*Hello*"),
            fields=["a", "b"],
            accessory=OverflowMenuElement(action_id="more", options=two),
        ),
        DividerBlock(),
        ContextBlock(elements=[MarkdownTextObject(text="by Friday")]),
        ImageBlock(image_url="https://example.com/a.png", alt_text="A chart", title="Chart"),
        ActionsBlock(
            elements=[
                ButtonElement(text="Go", action_id="go", value="1", style="primary", confirm=sure),
                StaticSelectElement(placeholder="Pick", action_id="pick", options=two, initial_option=two[0]),
                ExternalDataSelectElement(placeholder="Find", action_id="find", min_query_length=2),
                UserSelectElement(placeholder="Who", action_id="who"),
                DatePickerElement(placeholder="When", action_id="when", initial_date="2026-11-22"),
            ]
        ),
    ]
    inputs = [
        InputBlock(label="Rate", element=RadioButtonsElement(action_id="rate", options=two)),
        InputBlock(label="Which", element=CheckboxesElement(action_id="which", options=two), optional=True),
        InputBlock(label="Why", element=PlainTextInputElement(action_id="why", multiline=True), hint="Short is fine"),
        InputBlock(label="How many", element=NumberInputElement(action_id="many", is_decimal_allowed=False)),
    ]
    view = View(type="modal", title="Form", submit="Send", blocks=[*blocks, *inputs])
    assert check_message({"text": "Pulse", "blocks": [block.to_dict() for block in blocks]}) == []
    assert check_view(view.to_dict()) == []
