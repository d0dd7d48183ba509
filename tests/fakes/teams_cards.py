"""Adaptive Cards 1.5 as Teams hosts them: `check_card` says what Teams would refuse, drop or spoil.

Written from the public schema (adaptivecards.io/schemas/1.5.0/adaptive-card.json) and Teams' own documentation. It is
stricter than the schema where people would notice: an input without label, an image without altText, Action.Execute
without a fallback for clients that don't know it, more than six visible actions in a set (Teams drops the seventh;
those with mode "secondary" go to the overflow menu and are not counted), a chart without a fallback. In a dialog only
Action.Submit comes back, so Action.Execute and Action.ShowCard are refused there.

One table a kind of thing; longer than other files because the schema is.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 100 * 1024  # UTF-16, with everything in it: Teams' limit for a bot's message
ADVISED_BYTES = 28 * 1024
MOST_ACTIONS = 6
MOST_REFRESHERS = 60
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
Json = dict[str, Any]

COLOURS = {"default", "dark", "light", "accent", "good", "warning", "attention"}
SIZES = {"default", "small", "medium", "large", "extraLarge"}
WEIGHTS = {"default", "lighter", "bolder"}
ALIGN = {"left", "center", "right"}
VALIGN = {"top", "center", "bottom"}
STYLES = {"default", "emphasis", "good", "attention", "warning", "accent"}
SPACING = {"default", "none", "small", "medium", "large", "extraLarge", "padding"}

# What a value must be: a set of words, a type, or a pattern.
TEXT, FLAG, NUMBER, ANY = str, bool, (int, float), object
ADDRESS = re.compile(r"https://\S+|data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=]+")
LINK = re.compile(r"(https|http|mailto|tel|msteams):\S+")
DAY, CLOCK = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"([01]\d|2[0-3]):[0-5]\d")
PIXELS = re.compile(r"\d+px")

COMMON: Json = {
    "type": TEXT, "id": TEXT, "isVisible": FLAG, "separator": FLAG, "spacing": SPACING, "height": {"auto", "stretch"},
    "fallback": ANY, "requires": dict, "targetWidth": TEXT, "lang": TEXT,
}  # fmt: skip
INPUT: Json = COMMON | {"label": TEXT, "isRequired": FLAG, "errorMessage": TEXT}
ACTION: Json = {
    "type": TEXT, "id": TEXT, "title": TEXT, "iconUrl": TEXT, "style": {"default", "positive", "destructive"},
    "fallback": ANY, "tooltip": TEXT, "isEnabled": FLAG, "mode": {"primary", "secondary"}, "requires": dict,
}  # fmt: skip
BOX: Json = {
    "selectAction": dict, "style": STYLES, "bleed": FLAG, "minHeight": PIXELS, "rtl": FLAG,
    "verticalContentAlignment": VALIGN, "backgroundImage": ANY,
}  # fmt: skip
FONT: Json = {
    "color": COLOURS, "fontType": {"default", "monospace"}, "isSubtle": FLAG, "size": SIZES, "weight": WEIGHTS,
}  # fmt: skip
CHART: Json = COMMON | {
    "title": TEXT, "data": list, "colorSet": TEXT, "color": TEXT, "xAxisTitle": TEXT, "yAxisTitle": TEXT,
    "showBarValues": FLAG, "showTitle": FLAG, "showLegend": FLAG, "displayMode": TEXT, "stacked": FLAG, "min": NUMBER,
    "max": NUMBER, "yMin": NUMBER, "yMax": NUMBER, "value": NUMBER, "subLabel": TEXT, "segments": list,
    "valueFormat": TEXT, "showMinMax": FLAG, "maxWidth": PIXELS,
}  # fmt: skip

ELEMENTS: dict[str, Json] = {
    "TextBlock": COMMON | FONT | {
        "text": TEXT, "wrap": FLAG, "maxLines": NUMBER, "horizontalAlignment": ALIGN,
        "style": {"default", "heading", "columnHeader"},
    },
    "RichTextBlock": COMMON | {"inlines": list, "horizontalAlignment": ALIGN},
    "Image": COMMON | {
        "url": ADDRESS, "altText": TEXT, "backgroundColor": TEXT, "horizontalAlignment": ALIGN, "selectAction": dict,
        "size": {"auto", "stretch", "small", "medium", "large"}, "style": {"default", "person"}, "width": PIXELS,
        "height": re.compile(r"\d+px|auto|stretch"), "msteams": dict,
    },
    "ImageSet": COMMON | {"images": list, "imageSize": {"auto", "stretch", "small", "medium", "large"}},
    "Media": COMMON | {"sources": list, "poster": TEXT, "altText": TEXT, "captionSources": list},
    "Container": COMMON | BOX | {"items": list},
    "ColumnSet": COMMON | BOX | {"columns": list, "horizontalAlignment": ALIGN},
    "Column": COMMON | BOX | {"items": list, "width": ANY},
    "FactSet": COMMON | {"facts": list},
    "ActionSet": COMMON | {"actions": list},
    "Table": COMMON | {
        "columns": list, "rows": list, "firstRowAsHeader": FLAG, "firstRowAsHeaders": FLAG, "showGridLines": FLAG,
        "gridStyle": STYLES, "horizontalCellContentAlignment": ALIGN, "verticalCellContentAlignment": VALIGN,
    },
    "Input.Text": INPUT | {
        "value": TEXT, "placeholder": TEXT, "maxLength": NUMBER, "isMultiline": FLAG, "regex": TEXT,
        "style": {"text", "tel", "url", "email", "password"}, "inlineAction": dict,
    },
    "Input.Number": INPUT | {"value": NUMBER, "placeholder": TEXT, "min": NUMBER, "max": NUMBER},
    "Input.Date": INPUT | {"value": DAY, "placeholder": TEXT, "min": DAY, "max": DAY},
    "Input.Time": INPUT | {"value": CLOCK, "placeholder": TEXT, "min": CLOCK, "max": CLOCK},
    "Input.Toggle": INPUT | {"title": TEXT, "value": TEXT, "valueOn": TEXT, "valueOff": TEXT, "wrap": FLAG},
    "Input.ChoiceSet": INPUT | {
        "choices": list, "choices.data": dict, "value": TEXT, "placeholder": TEXT, "isMultiSelect": FLAG, "wrap": FLAG,
        "style": {"compact", "expanded", "filtered"},
    },
    **{f"Chart.{kind}": CHART for kind in (
        "Line", "VerticalBar", "VerticalBar.Grouped", "HorizontalBar", "HorizontalBar.Stacked", "Donut", "Pie", "Gauge",
    )},
}  # fmt: skip
ACTIONS: dict[str, Json] = {
    "Action.Execute": ACTION | {"verb": TEXT, "data": ANY, "associatedInputs": {"auto", "none"}},
    "Action.Submit": ACTION | {"data": ANY, "associatedInputs": {"auto", "none"}},
    "Action.OpenUrl": ACTION | {"url": LINK},
    "Action.ShowCard": ACTION | {"card": dict},
    "Action.ToggleVisibility": ACTION | {"targetElements": list},
}
CARD: Json = {
    "type": TEXT, "$schema": TEXT, "version": TEXT, "body": list, "actions": list, "fallbackText": TEXT, "speak": TEXT,
    "lang": TEXT, "selectAction": dict, "minHeight": PIXELS, "rtl": FLAG, "verticalContentAlignment": VALIGN,
    "backgroundImage": ANY, "refresh": dict, "authentication": dict, "msteams": dict, "metadata": dict,
}  # fmt: skip
PARTS: dict[str, Json] = {
    "TableRow": {
        "type": TEXT, "cells": list, "style": STYLES, "horizontalCellContentAlignment": ALIGN,
        "verticalCellContentAlignment": VALIGN,
    },
    "TableCell": BOX | {"type": TEXT, "items": list},
    "TextRun": FONT | {
        "type": TEXT, "text": TEXT, "highlight": FLAG, "italic": FLAG, "strikethrough": FLAG, "underline": FLAG,
        "selectAction": dict,
    },
}  # fmt: skip
NEEDED = {
    "TextBlock": ("text",), "RichTextBlock": ("inlines",), "TextRun": ("text",), "Image": ("url", "altText"),
    "ImageSet": ("images",), "Media": ("sources",), "Container": ("items",), "ColumnSet": ("columns",),
    "Column": ("items",), "FactSet": ("facts",), "ActionSet": ("actions",), "Table": ("columns", "rows"),
    "TableRow": ("cells",), "TableCell": ("items",), "Input.Toggle": ("title",), "Action.Execute": ("title", "verb"),
    "Action.Submit": ("title",), "Action.OpenUrl": ("title", "url"), "Action.ShowCard": ("title", "card"),
    "Action.ToggleVisibility": ("title", "targetElements"),
}  # fmt: skip


def utf16_bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode("utf-16-le"))


def advise_card(card: Json) -> list[str]:
    """What works but is near an edge: payloads that users report as slow or cut."""
    size = len(json.dumps(card, ensure_ascii=False).encode())
    return [f"card: {size} bytes, over the advised {ADVISED_BYTES}"] if size > ADVISED_BYTES else []


def check_card(card: Any, *, dialog: bool = False) -> list[str]:
    """What is wrong with the card as Teams hosts it, in a message or (`dialog=True`) in a dialog."""
    if not isinstance(card, dict):
        return ["card: not an object"]
    check = _Check(dialog=dialog)
    try:
        check.card(card, "card")
        check.mentions(card)
    except (AttributeError, TypeError, KeyError) as problem:
        # A list where an object belongs, say: the walk can't go on, and the reason is among what was found already.
        check.say("card", f"has the wrong shape ({problem})")
    if utf16_bytes(card) > MOST_BYTES:
        check.problems.append(f"card: {utf16_bytes(card)} bytes in UTF-16, over {MOST_BYTES}")
    return check.problems


class _Check:
    """One walk through one card."""

    def __init__(self, *, dialog: bool) -> None:
        self.dialog = dialog
        self.problems: list[str] = []
        self._ids: set[str] = set()
        self._show_card = 0

    def say(self, path: str, problem: str) -> None:
        self.problems.append(f"{path}: {problem}")

    def card(self, card: Json, path: str) -> None:
        if card.get("type") != "AdaptiveCard":
            self.say(path, f"type {card.get('type')!r} is not AdaptiveCard")
        self.keys(card, CARD, path)
        if not self._show_card:
            if card.get("version") not in {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"}:
                self.say(path, f"version {card.get('version')!r} is not one that Teams shows (1.0 to 1.5)")
            if card.get("$schema") not in {SCHEMA, SCHEMA.replace("http:", "https:")}:
                self.say(path, f"$schema is not {SCHEMA}")
            if not card.get("body") and not card.get("actions"):
                self.say(path, "neither body nor actions")
        self.elements(card.get("body", []), f"{path}.body")
        self.actions(card.get("actions", []), f"{path}.actions")
        self.select(card, path)
        if "refresh" in card:
            self.refresh(card["refresh"], f"{path}.refresh")
        self.host(card.get("msteams", {}), {"width", "entities"}, f"{path}.msteams")
        if card.get("msteams", {}).get("width", "Full") not in {"Full", "full"}:
            self.say(path, "msteams.width can only be Full")

    def keys(self, thing: Json, table: Json, path: str) -> None:
        for key, value in thing.items():
            if key not in table:
                self.say(path, f"unknown key {key!r} in {thing.get('type', 'object')}")
            elif (wrong := _unlike(value, table[key])) is not None:
                self.say(f"{path}.{key}", wrong)
        for key in NEEDED.get(thing.get("type", ""), ()):
            if thing.get(key) in (None, ""):
                self.say(path, f"{thing['type']} needs {key}")

    def elements(self, elements: Any, path: str) -> None:
        for index, element in enumerate(elements if isinstance(elements, list) else []):
            self.element(element, f"{path}[{index}]")

    def element(self, element: Any, path: str) -> None:
        kind = element.get("type") if isinstance(element, dict) else None
        if kind not in ELEMENTS:
            self.say(path, f"{kind!r} is not an element of Adaptive Cards 1.5")
            return
        self.keys(element, ELEMENTS[kind], path)
        self.identify(element, path)
        self.select(element, path)
        self.fallback(element, path, ELEMENTS)
        if kind.startswith("Input."):
            self.input(element, path)
        if kind.startswith("Chart.") and "fallback" not in element:
            self.say(path, f"{kind} needs a fallback for clients that can't draw it")
        if kind == "Image":
            self.host(element.get("msteams", {}), {"allowExpand"}, f"{path}.msteams")
        if kind == "ActionSet":
            self.actions(element.get("actions", []), f"{path}.actions")
        self.inside(kind, element, path)

    def inside(self, kind: str, element: Json, path: str) -> None:
        if kind in {"Container", "Column"}:
            self.elements(element.get("items", []), f"{path}.items")
        if kind == "Table":
            self.table(element, path)
        name, check = {
            "ColumnSet": ("columns", self.column),
            "ImageSet": ("images", self.element),
            "FactSet": ("facts", self.pair),
            "RichTextBlock": ("inlines", self.run),
            "Media": ("sources", self.source),
        }.get(kind, ("", self.element))
        for index, part in enumerate(element.get(name, [])):
            check(part, f"{path}.{name}[{index}]")

    def column(self, column: Any, path: str) -> None:
        # A column may leave its type out: nothing else can stand there.
        self.element({"type": "Column", **column}, path)
        if not re.fullmatch(r"auto|stretch|\d+(\.\d+)?(px)?", str(column.get("width", "auto")), re.IGNORECASE):
            self.say(f"{path}.width", f"{column['width']!r} is neither auto, stretch, a weight nor pixels")

    def run(self, run: Any, path: str) -> None:
        if not isinstance(run, str):
            self.part(run, "TextRun", path)
            self.select(run, path)

    def source(self, source: Any, path: str) -> None:
        if not isinstance(source, dict) or not source.get("url") or not source.get("mimeType"):
            self.say(path, "needs url and mimeType")

    def part(self, part: Any, kind: str, path: str) -> None:
        if not isinstance(part, dict) or part.get("type") != kind:
            self.say(path, f"is not a {kind}")
        else:
            self.keys(part, PARTS[kind], path)

    def pair(self, pair: Any, path: str) -> None:
        if not isinstance(pair, dict) or set(pair) != {"title", "value"}:
            self.say(path, "needs title and value, nothing else")
        elif not all(isinstance(value, str) for value in pair.values()):
            self.say(path, "title and value are texts")

    def table(self, table: Json, path: str) -> None:
        width = len(table.get("columns", []))
        for index, column in enumerate(table.get("columns", [])):
            known = {"type", "width", "horizontalCellContentAlignment", "verticalCellContentAlignment"}
            for key in set(column) - known:
                self.say(f"{path}.columns[{index}]", f"unknown key {key!r}")
        for index, row in enumerate(table.get("rows", [])):
            where = f"{path}.rows[{index}]"
            self.part(row, "TableRow", where)
            cells = row.get("cells", []) if isinstance(row, dict) else []
            if len(cells) > width:
                self.say(where, f"{len(cells)} cells in {width} columns: the last ones are not shown")
            for number, cell in enumerate(cells):
                self.part(cell, "TableCell", f"{where}.cells[{number}]")
                self.elements(cell.get("items", []), f"{where}.cells[{number}].items")

    def input(self, element: Json, path: str) -> None:
        if not element.get("id"):
            self.say(path, f"{element['type']} needs id")
        if not element.get("label"):
            self.say(path, f"{element['type']} needs label")
        if element.get("isRequired") and not element.get("errorMessage"):
            self.say(path, "isRequired without errorMessage: people would not be told why nothing happens")
        if element["type"] == "Input.ChoiceSet":
            self.choices(element, path)
        if "regex" in element:
            try:
                re.compile(element["regex"])
            except re.error:
                self.say(path, "regex can't be read")
        if "inlineAction" in element:
            self.action(element["inlineAction"], f"{path}.inlineAction", untitled=True)

    def choices(self, element: Json, path: str) -> None:
        choices, data = element.get("choices", []), element.get("choices.data")
        for index, choice in enumerate(choices):
            self.pair(choice, f"{path}.choices[{index}]")
        values = [choice.get("value") for choice in choices if isinstance(choice, dict)]
        if len(values) != len(set(values)):
            self.say(path, "two choices have the same value")
        if data is None:
            if not choices:
                self.say(path, "neither choices nor choices.data")
            value = str(element.get("value") or "")
            picked = value.split(",") if element.get("isMultiSelect") else [value]
            if any(one not in values for one in picked if one):
                self.say(path, f"value {element['value']!r} is not among the choices")
        else:
            if data.get("type") != "Data.Query" or not data.get("dataset"):
                self.say(f"{path}.choices.data", "needs type Data.Query and dataset")
            if element.get("style") != "filtered":
                self.say(path, "choices.data works with style filtered only")
        if any("," in str(value) for value in values) and element.get("isMultiSelect"):
            self.say(path, "a value with a comma can't be told apart in a multiple choice")

    def actions(self, actions: Any, path: str) -> None:
        actions = actions if isinstance(actions, list) else []
        for index, action in enumerate(actions):
            self.action(action, f"{path}[{index}]")
        visible = [a for a in actions if isinstance(a, dict) and a.get("mode") != "secondary"]
        if len(visible) > MOST_ACTIONS:
            self.say(path, f"{len(visible)} visible actions: Teams shows {MOST_ACTIONS}")

    def action(self, action: Any, path: str, *, untitled: bool = False) -> None:
        kind = action.get("type") if isinstance(action, dict) else None
        if kind not in ACTIONS:
            self.say(path, f"{kind!r} is not an action that Teams knows")
            return
        self.keys({"title": "-", **action} if untitled else action, ACTIONS[kind], path)
        self.identify(action, path)
        if not untitled:
            self.fallback(action, path, ACTIONS)
        if self.dialog and kind in {"Action.Execute", "Action.ShowCard"}:
            self.say(path, f"{kind} does nothing in a dialog: only Action.Submit comes back")
        if kind == "Action.Execute" and not untitled and (action.get("fallback") or {}) == {}:
            self.say(path, "Action.Execute needs a fallback (Action.Submit) for clients that don't know it")
        if kind in {"Action.Submit", "Action.Execute"} and not isinstance(action.get("data", {}), dict):
            self.say(f"{path}.data", "must be an object: inputs are merged into it")
        if kind == "Action.Submit" and isinstance(action.get("data"), dict) and "msteams" in action["data"]:
            self.msteams_data(action["data"]["msteams"], f"{path}.data.msteams")
        if kind == "Action.ShowCard" and isinstance(action.get("card"), dict):
            if self._show_card:
                self.say(path, "a card shown by a shown card is not displayed")
            self._show_card += 1
            self.card(action["card"], f"{path}.card")
            self._show_card -= 1

    def msteams_data(self, data: Any, path: str) -> None:
        kinds = {"messageBack", "imBack", "signin", "invoke", "task/fetch"}
        if not isinstance(data, dict) or data.get("type") not in kinds:
            self.say(path, f"type is none of {', '.join(sorted(kinds))}")
        elif self.dialog and data["type"] == "task/fetch":
            self.say(path, "task/fetch can't be sent from a dialog")

    def fallback(self, thing: Json, path: str, table: dict[str, Json]) -> None:
        fallback = thing.get("fallback", "drop")
        if fallback == "drop":
            return
        if not isinstance(fallback, dict):
            self.say(f"{path}.fallback", 'is neither "drop" nor an object')
            return
        # What stands in is never shown beside what it replaces, so it may carry the same id.
        inner = {key: value for key, value in fallback.items() if key != "id"}
        if table is ACTIONS:
            self.action(inner, f"{path}.fallback")
        elif str(thing.get("type")).startswith("Input."):
            self.element(fallback, f"{path}.fallback")
        else:
            self.element(inner, f"{path}.fallback")

    def select(self, thing: Json, path: str) -> None:
        if isinstance(thing.get("selectAction"), dict):
            if thing["selectAction"].get("type") == "Action.ShowCard":
                self.say(f"{path}.selectAction", "can't be Action.ShowCard")
            self.action(thing["selectAction"], f"{path}.selectAction", untitled=True)

    def identify(self, thing: Json, path: str) -> None:
        name = thing.get("id")
        if name is None:
            return
        if name in self._ids:
            self.say(path, f"id {name!r} is used twice")
        self._ids.add(name)

    def host(self, extra: Any, known: set[str], path: str) -> None:
        for key in set(extra) - known:
            self.say(path, f"unknown key {key!r}")

    def refresh(self, refresh: Json, path: str) -> None:
        for key in set(refresh) - {"action", "userIds", "expires"}:
            self.say(path, f"unknown key {key!r}")
        action = refresh.get("action") or {}
        if action.get("type") != "Action.Execute" or not action.get("verb"):
            self.say(path, "needs an Action.Execute with a verb")
        people = refresh.get("userIds", [])
        if len(people) > MOST_REFRESHERS:
            self.say(path, f"{len(people)} userIds: Teams takes {MOST_REFRESHERS}")
        if any(not str(one).startswith("29:") for one in people):
            self.say(path, "userIds are Teams ids (29:...)")

    def mentions(self, card: Json) -> None:
        """Every <at> in a text has its entity, and every entity its <at>."""
        entities = (card.get("msteams") or {}).get("entities") or []
        texts = " ".join(_texts(card.get("body", [])))
        named = set()
        for index, entity in enumerate(entities):
            who = entity.get("mentioned") or {}
            if entity.get("type") != "mention" or not who.get("id") or not who.get("name"):
                self.say(f"card.msteams.entities[{index}]", "needs type mention, and mentioned with id and name")
            named.add(entity.get("text"))
            if str(entity.get("text")) not in texts:
                self.say(f"card.msteams.entities[{index}]", f"{entity.get('text')!r} is in no text")
        for tag in re.findall(r"<at>.*?</at>", texts):
            if tag not in named:
                self.say("card", f"{tag} has no entity in msteams.entities")


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        if isinstance(thing.get("text"), str):
            yield thing["text"]
        for value in thing.values():
            yield from _texts(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from _texts(one)


def _unlike(value: Any, wanted: Any) -> str | None:
    """Why a value is not what the table wants, or None."""
    if isinstance(wanted, set):
        # Hosts compare without case, and several SDKs write Capitals.
        fits = isinstance(value, str) and value.lower() in {word.lower() for word in wanted}
        return None if fits else f"{value!r} is none of {', '.join(sorted(wanted))}"
    if isinstance(wanted, re.Pattern):
        fits = isinstance(value, str) and wanted.fullmatch(value) is not None
        shown = value if len(str(value)) < 80 else f"{str(value)[:77]}..."
        return None if fits else f"{shown!r} is not like {wanted.pattern}"
    if wanted is object:
        return None
    if isinstance(value, bool) and wanted is not bool:
        return f"{value!r} is not a {'number' if wanted is NUMBER else 'text'}"
    return None if isinstance(value, wanted) else f"{value!r} has the wrong type"
