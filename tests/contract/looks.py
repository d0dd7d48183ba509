"""A card or form on each platform, and what is wrong with it there."""

import re
from collections.abc import Iterator
from typing import Any

from adapters.slack import render_card, render_form
from adapters.slack.origin import Origin
from adapters.teams import answers, dialogs, render
from bot.conversation.cards import Card, Image
from bot.conversation.forms import Form
from bot.conversation.reading import Reader
from bot.conversation.words import T
from tests.contract.stage import MARKER
from tests.fakes.slack_checks import check_message, check_view
from tests.fakes.teams_checks import check_card, check_task_module

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""A picture, the smallest: how charts are drawn and made small is tried elsewhere."""
CUT = ("did not fit", "This is shortened", "more row", "more column")
"""What an adapter says where it left something out."""


def on_slack(shown: Card | Form, reader: Reader) -> list[tuple[str, Any, list[str]]]:
    """(what it is, its JSON, what Slack would say to it)"""
    if isinstance(shown, Form):
        origin = Origin(workspace="T0HOME", channel="D0123456789", message="1799999999.000100", url="https://x/" * 20)
        view = render_form.view(shown, reader, origin)
        return [("modal", view, check_view(view))]
    uploads = {str(index): f"F{index:08}" for index, part in enumerate(shown.parts) if isinstance(part, Image)}
    message, drawn = render_card.message(shown, reader), render_card.message(shown, reader, uploads=uploads)
    page = render_card.home(shown, reader, uploads=uploads)
    return [
        ("message without pictures", message, check_message(message)),
        ("message", drawn, check_message(drawn)),
        ("home", page, check_view(page)),
    ]


def on_teams(shown: Card | Form, reader: Reader) -> list[tuple[str, Any, list[str]]]:
    """(what it is, its JSON, what Teams would say to it)"""
    if isinstance(shown, Form):
        empty = {field.key: "" for field in shown.fields}
        wrong = {field.key: T("Please fill this in.") for field in shown.fields}
        first = answers._continued(dialogs.title(shown, reader), dialogs.form(shown, reader, message="1"))
        again = answers._continued(
            dialogs.title(shown, reader), dialogs.form(shown, reader, kept=empty, errors=wrong, message="1")
        )
        return [("dialog", first, check_task_module(first)), ("mended dialog", again, check_task_module(again))]
    images = {index: PIXEL for index, part in enumerate(shown.parts) if isinstance(part, Image)}
    card, drawn = render.card(shown, reader), render.card(shown, reader, images=images, file_url=_address)
    dialog = answers._continued("Truce", render.card(shown, reader, images=images, dialog=True))
    return [
        ("card without pictures", card, check_card(card)),
        ("card", drawn, check_card(drawn)),
        ("card in a dialog", dialog, check_task_module(dialog)),
    ]


def _address(_: object) -> str:
    return "https://truce.example/files/1"


# People's text is text

_SLACK_MARKUP = ("<!channel>", "<@U0EVIL>", "*b*", " _i_ ", "~s~", "`c`", "<https://evil")
_TEAMS_MARKUP = ("**bb**", "[l](", " *b* ", " _i_ ", " `c` ")


def formats_on_slack(content: Any) -> list[str]:
    """What of the extreme texts Slack would not show as text."""
    texts = [each["text"] for each in _walk(content) if each.get("type") == "mrkdwn"]
    texts += [content["text"]] if isinstance(content.get("text"), str) else []
    return [
        f"{mark} in {text[:80]!r}" for text in texts for mark in _SLACK_MARKUP if mark in _read_by_slack(mark, text)
    ]


def _read_by_slack(mark: str, text: str) -> str:
    """In a block of code Slack reads mentions and links, and formats nothing."""
    return text if mark.startswith("<") else re.sub(r"```[^`]*```", "", text)


def formats_on_teams(content: Any) -> list[str]:
    """What of the extreme texts Teams would not show as text."""
    every = [
        text
        for each in _walk(content)
        for key, text in each.items()
        if isinstance(text, str) and key not in {"form", "code"} and not _is_typed(each, key)  # which nobody sees
    ]
    found = [f"{mark} in {text[:80]!r}" for text in every for mark in ("<at>Bob", "{{DATE") if mark in text]
    return found + [f"{mark} in {text[:80]!r}" for text in _markdown(content) for mark in _TEAMS_MARKUP if mark in text]


def _is_typed(element: dict[str, Any], key: str) -> bool:
    """What stands in a field to type in is shown as it is."""
    return element.get("type") == "Input.Text" and key == "value"


def _markdown(content: Any) -> Iterator[str]:
    """The texts in which Teams reads Markdown."""
    for each in _walk(content):
        if each.get("type") == "TextBlock":
            yield each["text"]
        if each.get("type") == "FactSet":
            yield from (fact[key] for fact in each["facts"] for key in ("title", "value"))
        if each.get("type") == "Input.ChoiceSet" and each.get("style") == "expanded":
            yield from (choice["title"] for choice in each["choices"])


def formats_on_the_web(page: str) -> list[str]:
    """What of the extreme texts a browser would not show as text."""
    return [
        f"{mark} in {page[:80]!r}" for mark in ("<b>h</b>", "<at>", "<!channel>", 'href="https://evil') if mark in page
    ]


def all_text(content: Any) -> str:
    """Every text of a payload that people see."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return " ".join(map(all_text, content))
    if isinstance(content, dict):
        return " ".join(
            all_text(value) for key, value in content.items() if key not in _UNSEEN or _is_seen(key, content)
        )
    return ""


_UNSEEN = {"data", "value", "private_metadata", "code", "verb", "url", "action_id", "block_id", "form"}


def _is_seen(key: str, content: dict[str, Any]) -> bool:
    """A fact's value and a dialog's card are seen; a button's and an option's are not."""
    return key == "value" and (isinstance(content[key], dict) or set(content) == {"title", "value"})


def is_cut(content: Any) -> bool:
    return any(said in all_text(content) for said in CUT)


def names_somebody(text: str) -> bool:
    return MARKER in text


def _walk(thing: Any) -> Iterator[dict[str, Any]]:
    if isinstance(thing, list):
        for each in thing:
            yield from _walk(each)
    if isinstance(thing, dict):
        yield thing
        for each in thing.values():
            yield from _walk(each)
