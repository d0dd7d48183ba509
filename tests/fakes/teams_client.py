"""What the Teams client does by itself with a card: find a button, gather the inputs around it, refuse bad ones."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]


class NotSentError(AssertionError):
    """The client would not have sent this: no such button, a required input is empty, a choice that isn't there."""


def walk(thing: Any) -> Iterator[Json]:
    """Every object in a card that has a type, outside in, without fallbacks and without cards behind ShowCard."""
    if isinstance(thing, list):
        for one in thing:
            yield from walk(one)
    elif isinstance(thing, dict):
        if "type" in thing:
            yield thing
        for key, value in thing.items():
            if key not in {"fallback", "refresh", "card", "data"}:
                yield from walk(value)


def buttons(card: Json) -> list[str]:
    """The titles that people can click, those behind ShowCard too."""
    return [str(action["title"]) for action, _ in _actions(card, []) if action.get("title")]


def find_action(card: Json, title: str) -> tuple[Json, list[Json]]:
    """The button with this title, id, verb or code, and the cards whose inputs go with it (its own, those around)."""
    for action, cards in _actions(card, []):
        data = action.get("data")
        code = data.get("code") if isinstance(data, dict) else None
        if title in {action.get("title"), action.get("id"), action.get("verb"), code}:
            return action, cards
    raise NotSentError(f"no button {title!r} on this card; there are: {', '.join(buttons(card)) or 'none'}")


def _actions(card: Json, around: list[Json]) -> Iterator[tuple[Json, list[Json]]]:
    cards = [*around, card]
    for thing in walk(card):
        if str(thing["type"]).startswith("Action."):
            yield thing, cards
            if thing["type"] == "Action.ShowCard":
                yield from _actions(thing["card"], cards)


def gather(action: Json, cards: list[Json], given: Mapping[str, Any]) -> Json:
    """What is merged into the action's data: every input's answer as a text, `given` by input id or label."""
    if action.get("associatedInputs") == "none":
        return {}
    fields = [thing for card in cards for thing in walk(card) if str(thing["type"]).startswith("Input.")]
    unknown = set(given) - {name for field in fields for name in (field.get("id"), field.get("label"))}
    if unknown:
        known = ", ".join(str(field.get("label") or field.get("id")) for field in fields)
        raise NotSentError(f"no input {', '.join(sorted(unknown))} on this card; there are: {known or 'none'}")
    answers = {}
    for field in fields:
        answer = _answer(field, given.get(field["id"], given.get(str(field.get("label")))))
        if answer is not None:
            answers[str(field["id"])] = answer
    return answers


def _answer(field: Json, given: Any) -> str | None:
    kind, label = field["type"], field.get("label") or field["id"]
    value = given if given is not None else field.get("value")
    if kind == "Input.Toggle":
        on, off = field.get("valueOn", "true"), field.get("valueOff", "false")
        chosen = {True: on, False: off, None: off}.get(value, value)
        if chosen not in {on, off}:
            raise NotSentError(f"{label}: {value!r} is neither {on!r} nor {off!r}")
        value = None if field.get("isRequired") and chosen == off else chosen
    elif kind == "Input.ChoiceSet" and value not in (None, "", []):
        value = _chosen(field, value, label)
    if value in (None, "", []):
        if field.get("isRequired"):
            raise NotSentError(f"{label}: {field.get('errorMessage') or 'is required'}")
        return "" if kind == "Input.Text" else None
    text = str(value)
    _fits(field, kind, label, text)
    return text


def _chosen(field: Json, value: Any, label: str) -> str:
    wanted = [str(one) for one in (value if isinstance(value, list) else [value])]
    if field.get("isMultiSelect") and not isinstance(value, list):
        wanted = [one for part in wanted for one in part.split(",")]
    titles = {choice["title"]: choice["value"] for choice in field.get("choices", [])}
    picked = [titles.get(one, one) for one in wanted]
    if "choices.data" not in field and any(one not in titles.values() for one in picked):
        raise NotSentError(f"{label}: {value!r} is not offered; there are: {', '.join(titles)}")
    if len(picked) > 1 and not field.get("isMultiSelect"):
        raise NotSentError(f"{label}: takes one choice")
    return ",".join(picked)


def _fits(field: Json, kind: str, label: str, text: str) -> None:
    problem = ""
    if kind == "Input.Number":
        try:
            number = float(text)
        except ValueError:
            raise NotSentError(f"{label}: {text!r} is not a number") from None
        if number < field.get("min", number) or number > field.get("max", number):
            problem = "is out of range"
    if kind in {"Input.Date", "Input.Time"} and not field.get("min", text) <= text <= field.get("max", text):
        problem = "is out of range"
    if kind == "Input.Text" and len(text) > field.get("maxLength", len(text)):
        problem = f"is longer than {field['maxLength']}"
    if kind == "Input.Text" and not re.fullmatch(field.get("regex", r"[\s\S]*"), text):
        problem = field.get("errorMessage") or "doesn't fit its pattern"
    if problem:
        raise NotSentError(f"{label}: {text!r} {problem}")
