"""Is this message or view one that Slack would take? Pure functions, used by the fake and by contract tests.

`check_message(payload)` and `check_view(view)` return what is wrong, in the form of Slack's own
`response_metadata.messages`; an empty list means that Slack takes it. Limits are those of the Block Kit reference;
blocks that Truce has no use for (video, file, card, carousel, ...) are refused as unsupported.
Over 300 lines because it is one table: each block and element, its fields, and the check that each field must pass.
"""

from typing import Any

from tests.fakes.slack_shapes import (
    Check,
    Report,
    action_id,
    anything,
    boolean,
    either,
    fields,
    integer,
    kinds,
    listed,
    number,
    one_of,
    plain,
    string,
    text,
)

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
TEXT_LIMIT = 40_000
MARKDOWN_LIMIT = 12_000


def check_message(payload: dict[str, Any]) -> list[str]:
    """Check `text` and `blocks` of a message; problems in Slack's words, none when it is fine."""
    report = Report("message")
    if "text" in payload:
        string(TEXT_LIMIT, low=0)(payload["text"], report, "/text")
    blocks = payload.get("blocks") or []
    listed(block, 0, BLOCKS_IN_MESSAGE)(blocks, report, "/blocks")
    there = types_of(blocks)
    for kind, most in AT_MOST_IN_MESSAGE.items():
        if there.count(kind) > most:
            report("/blocks", f"no more than {most} {kind} blocks are allowed in a message")
    return report.problems


def types_of(blocks: Any) -> list[Any]:
    return [b.get("type") for b in blocks if isinstance(b, dict)] if isinstance(blocks, list) else []


def check_view(view: dict[str, Any]) -> list[str]:
    """Check a modal or a home tab; problems in Slack's words, none when it is fine."""
    kind = view.get("type")
    if kind not in VIEWS:
        return ["[ERROR] must be a modal or home view [json-pointer:/view/type]"]
    report = Report(str(kind))
    VIEWS[str(kind)](view, report, "/view")
    if kind == "modal" and "input" in types_of(view.get("blocks")) and not view.get("submit"):
        report("/view", "missing required field: submit (the view has an input block)")
    return report.problems


# -- composition objects

URL = string(3000)
CONFIRM = fields(
    "title text confirm deny",
    title=plain(100),
    text=text(300),
    confirm=plain(30),
    deny=plain(30),
    style=one_of("primary", "danger"),
)
OPTION = fields("text value", text=plain(75), value=string(150), description=plain(75))
LINK_OPTION = fields("text value", text=plain(75), value=string(150), description=plain(75), url=URL)
RICH_OPTION = fields("text value", text=text(75), value=string(150), description=text(75))
OPTION_GROUP = fields("label options", label=plain(75), options=listed(OPTION, 1, 100))
FILTER = fields(
    include=listed(one_of("im", "mpim", "private", "public"), 1, 4),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
)
DISPATCH = fields(trigger_actions_on=listed(one_of("on_enter_pressed", "on_character_entered"), 1, 2))
SLACK_FILE = fields(id=string(255), url=URL)

# -- elements

PLACED = {"action_id": action_id, "placeholder": plain(150), "focus_on_load": boolean, "confirm": CONFIRM}
TYPED = {
    "action_id": action_id,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
SEVERAL: dict[str, Check] = {"max_selected_items": integer(1, 1000)}
LENGTHS = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}
DATE = string(10, pattern=r"\d{4}-\d\d-\d\d")
CLOCK_TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
NUMBER = string(50, pattern=r"-?\d+(\.\d+)?")
USER = string(20, pattern=r"[UW][A-Z0-9]+")
CONVERSATION = string(20, pattern=r"[CDGUW][A-Z0-9]+")


def with_options(inner: Check) -> Check:
    """Check a menu that has either `options` or `option_groups`, whose initial choice must be one of them."""

    def check(value: Any, report: Report, at: str) -> None:
        inner(value, report, at)
        if not isinstance(value, dict):
            return
        if ("options" in value) == ("option_groups" in value):
            report(at, "needs either options or option_groups")
        groups = [g for g in value.get("option_groups") or [] if isinstance(g, dict)]
        offered = list(value.get("options") or []) + [o for g in groups for o in g.get("options") or []]
        chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options") or []
        if any(option not in offered for option in chosen):
            report(at, "the initial choice must be one of the options")
        values = [o.get("value") for o in offered if isinstance(o, dict)]
        if len(set(values)) < len(values):
            report(at, "the values of options must be unique")

    return check


OPTIONS: dict[str, Check] = {"options": listed(OPTION, 1, 100), "option_groups": listed(OPTION_GROUP, 1, 100)}
ELEMENTS: dict[str, Check] = {
    "button": fields(
        "text",
        text=plain(75),
        action_id=action_id,
        url=URL,
        value=string(2000),
        style=one_of("primary", "danger"),
        confirm=CONFIRM,
        accessibility_label=string(75),
    ),
    "image": fields("alt_text", image_url=URL, slack_file=SLACK_FILE, alt_text=string(2000)),
    "overflow": fields("options", action_id=action_id, options=listed(LINK_OPTION, 1, 5), confirm=CONFIRM),
    "static_select": with_options(fields("", **PLACED, **OPTIONS, initial_option=OPTION)),
    "multi_static_select": with_options(
        fields("", **PLACED, **OPTIONS, **SEVERAL, initial_options=listed(OPTION, 1, 100))
    ),
    "external_select": fields("", **PLACED, initial_option=OPTION, min_query_length=integer(0, 100)),
    "multi_external_select": fields(
        "", **PLACED, **SEVERAL, initial_options=listed(OPTION, 1, 100), min_query_length=integer(0, 100)
    ),
    "users_select": fields("", **PLACED, initial_user=USER),
    "multi_users_select": fields("", **PLACED, **SEVERAL, initial_users=listed(USER, 1, 100)),
    "conversations_select": fields(
        "",
        **PLACED,
        initial_conversation=CONVERSATION,
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=FILTER,
    ),
    "multi_conversations_select": fields(
        "",
        **PLACED,
        **SEVERAL,
        initial_conversations=listed(CONVERSATION, 1, 100),
        default_to_current_conversation=boolean,
        filter=FILTER,
    ),
    "channels_select": fields("", **PLACED, initial_channel=CONVERSATION, response_url_enabled=boolean),
    "multi_channels_select": fields("", **PLACED, **SEVERAL, initial_channels=listed(CONVERSATION, 1, 100)),
    "radio_buttons": with_options(
        fields(
            "options",
            action_id=action_id,
            options=listed(RICH_OPTION, 1, 10),
            initial_option=RICH_OPTION,
            confirm=CONFIRM,
            focus_on_load=boolean,
        )
    ),
    "checkboxes": with_options(
        fields(
            "options",
            action_id=action_id,
            options=listed(RICH_OPTION, 1, 10),
            initial_options=listed(RICH_OPTION, 1, 10),
            confirm=CONFIRM,
            focus_on_load=boolean,
        )
    ),
    "datepicker": fields("", **PLACED, initial_date=DATE),
    "timepicker": fields("", **PLACED, initial_time=CLOCK_TIME, timezone=string(255)),
    "datetimepicker": fields(
        "", action_id=action_id, initial_date_time=integer(10**9, 10**10 - 1), confirm=CONFIRM, focus_on_load=boolean
    ),
    "plain_text_input": fields("", **TYPED, **LENGTHS, initial_value=string(3000), multiline=boolean),
    "email_text_input": fields("", **TYPED, initial_value=string(3000)),
    "url_text_input": fields("", **TYPED, initial_value=string(3000)),
    "number_input": fields(
        "is_decimal_allowed",
        **TYPED,
        is_decimal_allowed=boolean,
        initial_value=NUMBER,
        min_value=NUMBER,
        max_value=NUMBER,
    ),
    "rich_text_input": fields("", **TYPED, initial_value=anything),
    "file_input": fields("", action_id=action_id, filetypes=listed(string(20), 1, 100), max_files=integer(1, 10)),
}
ONE_CHOICE = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
CHOICES = (*ONE_CHOICE, *(f"multi_{kind}" for kind in ONE_CHOICE), "radio_buttons", "checkboxes")
PICKERS = ("datepicker", "timepicker")
INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input")

# -- rich text

STYLE = fields(bold=boolean, italic=boolean, strike=boolean, code=boolean, underline=boolean)
INLINE = kinds(
    {
        "text": fields("text", text=string(12_000), style=STYLE),
        "link": fields("url", url=URL, text=string(3000), style=STYLE, unsafe=boolean),
        "user": fields("user_id", user_id=USER, style=STYLE),
        "usergroup": fields("usergroup_id", usergroup_id=string(20), style=STYLE),
        "channel": fields("channel_id", channel_id=CONVERSATION, style=STYLE),
        "emoji": fields("name", name=string(100), unicode=string(100), style=STYLE),
        "broadcast": fields("range", range=one_of("here", "channel", "everyone"), style=STYLE),
        "date": fields(
            "timestamp format",
            timestamp=integer(0, 10**11),
            format=string(255),
            url=URL,
            fallback=string(255),
            style=STYLE,
        ),
    }
)
SECTION_OF_RICH_TEXT = fields("elements", elements=listed(INLINE, 0, 1000))
RICH_PARTS: dict[str, Check] = {
    "rich_text_section": SECTION_OF_RICH_TEXT,
    "rich_text_quote": fields("elements", elements=listed(INLINE, 0, 1000), border=integer(0, 1)),
    "rich_text_preformatted": fields("elements", elements=listed(INLINE, 0, 1000), border=integer(0, 1)),
    "rich_text_list": fields(
        "elements style",
        elements=listed(kinds({"rich_text_section": SECTION_OF_RICH_TEXT}), 1, 1000),
        style=one_of("bullet", "ordered"),
        indent=integer(0, 8),
        offset=integer(0, 10_000),
        border=integer(0, 1),
    ),
}

# -- charts

CHART_POINT = fields("label value", label=string(20), value=number)
SERIES = fields("name data", name=string(50), data=listed(CHART_POINT, 1, 20))
AXIS = fields("categories", categories=listed(string(20), 1, 20), x_label=string(50), y_label=string(50))


def plotted(value: Any, report: Report, at: str) -> None:
    """Check a bar, area or line chart: named series, each with one point for each category."""
    fields("series axis_config", series=listed(SERIES, 1, 12), axis_config=AXIS)(value, report, at)
    if report.problems:
        return
    names = [series["name"] for series in value["series"]]
    if len(set(names)) < len(names):
        report(f"{at}/series", "the names of series must be unique")
    for index, series in enumerate(value["series"]):
        if [point["label"] for point in series["data"]] != value["axis_config"]["categories"]:
            report(f"{at}/series/{index}", "needs one point for each category, in their order")


CHARTS: dict[str, Check] = {
    "pie": fields("segments", segments=listed(CHART_POINT, 1, 12)),
    "bar": plotted,
    "area": plotted,
    "line": plotted,
}

# -- blocks


def block_id(value: Any, report: Report, at: str) -> None:
    string(255)(value, report, at)
    report.unique(at, "block_id", str(value))


def markdown_text(value: Any, report: Report, at: str) -> None:
    string(MARKDOWN_LIMIT)(value, report, at)
    report.markdown += len(value) if isinstance(value, str) else 0
    if report.markdown > MARKDOWN_LIMIT >= len(str(value)):
        report(at, f"all markdown blocks together must be less than {MARKDOWN_LIMIT + 1} characters")


CELL = kinds(
    {
        "raw_text": fields("text", text=string(3000, low=0)),
        "raw_number": fields("value", value=anything, text=string(3000)),
        "rich_text": fields("elements", elements=listed(kinds(RICH_PARTS), 1, 100), block_id=block_id),
    }
)
COLUMN = fields(align=one_of("left", "center", "right"), is_wrapped=boolean)
ACCESSORIES = ("button", "image", "overflow", *CHOICES, *PICKERS)
IMAGE_FIELDS = {"image_url": URL, "slack_file": SLACK_FILE, "alt_text": string(2000), "title": plain(2000)}
BLOCKS: dict[str, Check] = {
    "section": either(
        fields(
            block_id=block_id,
            text=text(3000),
            fields=listed(text(2000), 1, 10),
            accessory=kinds(ELEMENTS, *ACCESSORIES),
            expand=boolean,
        ),
        "text",
        "fields",
    ),
    "header": fields("text", block_id=block_id, text=plain(150)),
    "divider": fields(block_id=block_id),
    "context": fields(
        "elements",
        block_id=block_id,
        elements=listed(
            kinds({"image": ELEMENTS["image"], "plain_text": plain(3000), "mrkdwn": text(3000, "mrkdwn")}), 1, 10
        ),
    ),
    "actions": fields(
        "elements",
        block_id=block_id,
        elements=listed(kinds(ELEMENTS, "button", "overflow", *CHOICES, *PICKERS, "datetimepicker"), 1, 25),
    ),
    "input": fields(
        "label element",
        block_id=block_id,
        label=plain(2000),
        element=kinds(ELEMENTS, *CHOICES, *PICKERS, "datetimepicker", *INPUTS),
        hint=plain(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "image": either(fields("alt_text", block_id=block_id, **IMAGE_FIELDS), "image_url", "slack_file"),
    "rich_text": fields("elements", block_id=block_id, elements=listed(kinds(RICH_PARTS), 1, 100)),
    "markdown": fields("text", block_id=block_id, text=markdown_text),
    "table": fields(
        "rows",
        block_id=block_id,
        rows=listed(listed(CELL, 1, 20), 1, 100),
        column_settings=listed(COLUMN, 1, 20),
    ),
    "data_visualization": fields("title chart", block_id=block_id, title=string(50), chart=kinds(CHARTS)),
}
ONLY_IN_MESSAGES = {"markdown", "table", "data_visualization"}
AT_MOST_IN_MESSAGE = {"table": 1, "data_visualization": 2}


def block(value: Any, report: Report, at: str) -> None:
    kinds(BLOCKS)(value, report, at)
    kind = str(value.get("type")) if isinstance(value, dict) else ""
    if kind in ONLY_IN_MESSAGES and report.surface != "message":
        report(at, f"{kind} blocks are not allowed in a {report.surface} view")


COMMON = {
    "blocks": listed(block, 0, BLOCKS_IN_VIEW),
    "private_metadata": string(3000, low=0),
    "callback_id": string(255, low=0),
    "external_id": string(255, low=0),
}
VIEWS: dict[str, Check] = {
    "home": fields("blocks", **COMMON),
    "modal": fields(
        "title blocks",
        **COMMON,
        title=plain(24),
        submit=plain(24),
        close=plain(24),
        clear_on_close=boolean,
        notify_on_close=boolean,
        submit_disabled=boolean,
    ),
}
