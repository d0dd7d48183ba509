"""The switch on a message: as it looks here, or as the JSON that Slack or Teams would get."""

import json
from collections.abc import Callable
from typing import Any, Literal

from nicegui import ui

from adapters.slack import render_card as slack
from adapters.teams import render as teams
from adapters.web.playground.tags import tag, text
from bot.conversation.cards import Card
from bot.conversation.reading import Reader

View = Literal["here", "slack", "teams"]
VIEWS: tuple[tuple[View, str], ...] = (("here", "As here"), ("slack", "Block Kit"), ("teams", "Adaptive Card"))


def switch(chosen: View, choose: Callable[[View], None]) -> None:
    """Three small buttons."""
    with tag("div", "as-sent", role="group", aria_label="Show this message as"):
        for view, label in VIEWS:
            made = tag("button", "as-sent-choice", type="button", aria_pressed=str(view == chosen).lower())
            with made:
                text(label)
            made.on("click", lambda view=view: choose(view))


def show(card: Card, reader: Reader, view: View) -> None:
    """The JSON of a card for a platform."""
    content: Any = slack.message(card, reader) if view == "slack" else teams.card(card, reader)
    where = "Slack takes this as blocks" if view == "slack" else "Teams takes this as an attachment"
    with tag("div", "as-sent-json"):
        text(f"{where}, made from the very same card.", "as-sent-note", "p")
        ui.code(json.dumps(content, indent=2, ensure_ascii=False), language="json").classes("as-sent-code")
