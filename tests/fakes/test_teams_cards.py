"""The checks of cards, dialogs and answers: one good card with everything in it, and every way to spoil it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.teams_cards import advise_card
from tests.fakes.teams_checks import check_activity, check_card, check_invoke_response, check_task_module

Json = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
DOT = "data:image/png;base64,iVBORw0KGgo="


def good() -> Json:
    choices = [{"title": "Agree", "value": "5"}, {"title": "Disagree", "value": "1"}]
    send = {
        "type": "Action.Execute",
        "title": "Send",
        "id": "send",
        "verb": "rate",
        "data": {"wave": 7},
        "fallback": {"type": "Action.Submit", "title": "Send", "id": "send", "data": {"wave": 7}},
    }
    dialog = {"type": "Action.Submit", "title": "Open", "data": {"msteams": {"type": "task/fetch"}}}
    shown = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "More"}]}
    cell = {"type": "TableCell", "items": [{"type": "TextBlock", "text": "4.2"}]}
    name = {"type": "Input.Text", "id": "name", "label": "Name", "isRequired": True, "errorMessage": "Please fill in"}
    people = {"type": "Data.Query", "dataset": "people"}
    body: list[Json] = [
        {"type": "TextBlock", "text": "<at>Alice</at>, how was it?", "wrap": True, "weight": "Bolder", "size": "large"},
        name,
        {"type": "Input.ChoiceSet", "id": "score", "label": "Score", "style": "expanded", "choices": choices},
        {
            "type": "Input.ChoiceSet",
            "id": "who",
            "label": "Who",
            "style": "filtered",
            "choices": [],
            "choices.data": people,
        },
        {"type": "Input.Number", "id": "amount", "label": "Amount", "min": 0, "max": 9.5},
        {"type": "Input.Date", "id": "day", "label": "Day", "value": "2026-11-22"},
        {"type": "Input.Time", "id": "time", "label": "Time", "value": "09:30"},
        {"type": "Input.Toggle", "id": "sure", "label": "Sure", "title": "I am sure"},
        {"type": "Image", "url": DOT, "altText": "A dot", "msteams": {"allowExpand": True}},
        {"type": "FactSet", "facts": [{"title": "By", "value": "Friday"}]},
        {
            "type": "ColumnSet",
            "columns": [{"width": "stretch", "items": []}, {"type": "Column", "width": 2, "items": []}],
        },
        {"type": "Container", "style": "emphasis", "items": [{"type": "ActionSet", "actions": [dialog]}]},
        {"type": "RichTextBlock", "inlines": ["plain ", {"type": "TextRun", "text": "bold", "weight": "bolder"}]},
        {
            "type": "Table",
            "columns": [{"width": 1}, {"width": 2}],
            "rows": [{"type": "TableRow", "cells": [cell, copy.deepcopy(cell)]}],
            "firstRowAsHeaders": False,
        },
        {"type": "Chart.Line", "data": [], "fallback": {"type": "Image", "url": DOT, "altText": "The chart"}},
    ]
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": body,
        "actions": [
            send,
            {"type": "Action.OpenUrl", "title": "Read", "url": "https://truce.example"},
            {"type": "Action.ShowCard", "title": "More", "card": shown},
        ],
        "refresh": {"action": {"type": "Action.Execute", "verb": "refresh", "data": {}}, "userIds": ["29:1abc"]},
        "msteams": {
            "width": "Full",
            "entities": [
                {"type": "mention", "text": "<at>Alice</at>", "mentioned": {"id": "29:1abc", "name": "Alice"}}
            ],
        },
    }


def element(card: Json, kind: str) -> Json:
    return next(one for one in card["body"] if one["type"] == kind)


def test_the_good_card_is_good() -> None:
    assert check_card(good()) == []


SPOILT: list[tuple[str, Callable[[Json], Any], str]] = [
    ("no version", lambda c: c.pop("version"), "version None"),
    ("a later version", lambda c: c.update(version="1.6"), "version '1.6'"),
    ("no $schema", lambda c: c.pop("$schema"), "$schema"),
    ("schema without $", lambda c: c.update(schema="x"), "unknown key 'schema'"),
    ("empty", lambda c: (c["body"].clear(), c["actions"].clear()), "neither body nor actions"),
    ("no text", lambda c: element(c, "TextBlock").pop("text"), "TextBlock needs text"),
    ("text is a number", lambda c: element(c, "TextBlock").update(text=3), "wrong type"),
    ("unknown element", lambda c: c["body"].append({"type": "Input.Person"}), "not an element"),
    ("unknown key", lambda c: element(c, "TextBlock").update(bold=True), "unknown key 'bold'"),
    ("unknown size", lambda c: element(c, "TextBlock").update(size="huge"), "none of"),
    ("wrap is a text", lambda c: element(c, "TextBlock").update(wrap="yes"), "wrong type"),
    ("input without id", lambda c: element(c, "Input.Date").pop("id"), "needs id"),
    ("input without label", lambda c: element(c, "Input.Date").pop("label"), "needs label"),
    ("required, no reason", lambda c: element(c, "Input.Text").pop("errorMessage"), "isRequired without errorMessage"),
    ("an id twice", lambda c: element(c, "Input.Date").update(id="name"), "used twice"),
    ("no choices", lambda c: element(c, "Input.ChoiceSet").update(choices=[]), "neither choices nor"),
    ("value not offered", lambda c: element(c, "Input.ChoiceSet").update(value="3"), "not among the choices"),
    ("choice as number", lambda c: element(c, "Input.ChoiceSet")["choices"][0].update(value=5), "are texts"),
    ("dynamic, compact", lambda c: c["body"][3].update(style="compact"), "style filtered only"),
    ("dynamic, no dataset", lambda c: c["body"][3]["choices.data"].pop("dataset"), "Data.Query and dataset"),
    ("a day in words", lambda c: element(c, "Input.Date").update(value="Friday"), "not like"),
    ("25 o'clock", lambda c: element(c, "Input.Time").update(value="25:00"), "not like"),
    ("number as text", lambda c: element(c, "Input.Number").update(value="3"), "wrong type"),
    ("toggle without title", lambda c: element(c, "Input.Toggle").pop("title"), "needs title"),
    ("no altText", lambda c: element(c, "Image").pop("altText"), "needs altText"),
    ("plain http image", lambda c: element(c, "Image").update(url="http://truce.example/a.png"), "not like"),
    ("fact too much", lambda c: element(c, "FactSet")["facts"][0].update(note="x"), "title and value"),
    ("column of no width", lambda c: element(c, "ColumnSet")["columns"][0].update(width="wide"), "neither auto"),
    ("a cell too many", lambda c: element(c, "Table")["columns"].pop(), "2 cells in 1 columns"),
    ("a bare cell", lambda c: element(c, "Table")["rows"][0]["cells"][0].pop("type"), "not a TableCell"),
    ("chart without fallback", lambda c: element(c, "Chart.Line").pop("fallback"), "needs a fallback"),
    ("execute without verb", lambda c: c["actions"][0].pop("verb"), "needs verb"),
    ("execute without fallback", lambda c: c["actions"][0].pop("fallback"), "needs a fallback"),
    ("bad fallback", lambda c: c["actions"][0]["fallback"].pop("title"), "needs title"),
    ("button without title", lambda c: c["actions"][1].pop("title"), "needs title"),
    ("data is a text", lambda c: c["actions"][0].update(data="7"), "must be an object"),
    ("seven buttons", lambda c: c["actions"].extend(copy.deepcopy(c["actions"][1]) for _ in range(4)), "7 visible"),
    ("unknown action", lambda c: c["actions"].append({"type": "Action.Http", "title": "x"}), "not an action"),
    ("unknown msteams type", lambda c: submit(c).update(type="task/open"), "type is none of"),
    ("61 refreshers", lambda c: c["refresh"].update(userIds=["29:1"] * 61), "61 userIds"),
    ("refresh by e-mail", lambda c: c["refresh"].update(userIds=["a@b.example"]), "Teams ids"),
    ("mention without entity", lambda c: c["msteams"].pop("entities"), "has no entity"),
    ("entity without mention", lambda c: element(c, "TextBlock").update(text="Hello"), "in no text"),
    ("too big", lambda c: element(c, "TextBlock").update(text="<at>Alice</at>" + "x" * 60_000), "in UTF-16"),
    ("a list for an object", lambda c: c.update(refresh=[]), "wrong"),
]  # fmt: skip


def submit(card: Json) -> Json:
    action: Json = element(card, "Container")["items"][0]["actions"][0]
    return action["data"]["msteams"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(("spoil", "expected"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_spoilt_card_is_found(spoil: Callable[[Json], Any], expected: str) -> None:
    card = good()
    spoil(card)
    assert [problem for problem in check_card(card) if expected in problem]


@given(
    where=st.integers(0, 14),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
)
def test_no_nonsense_breaks_the_check(where: int, value: Any) -> None:
    card = good()
    card["body"][where] = value
    assert check_card(card)
    assert check_card(value)


def test_seven_actions_fit_when_one_is_in_the_overflow_menu() -> None:
    card = good()
    card["actions"] += [copy.deepcopy(card["actions"][1]) for _ in range(4)]
    card["actions"][6]["mode"] = "secondary"
    assert check_card(card) == []


def test_a_card_over_28_kilobytes_is_advised_against() -> None:
    card = good()
    assert advise_card(card) == []
    card["body"][1]["placeholder"] = "x" * 30_000
    assert (len(advise_card(card)), check_card(card)) == (1, [])


def dialog(card: Json, **more: Any) -> Json:
    return {"task": {"type": "continue", "value": {"title": "Form", "card": attachment(card), **more}}}


def attachment(card: Json) -> Json:
    return {"contentType": ADAPTIVE, "content": card}


def form() -> Json:
    card = good()
    card["actions"] = [{"type": "Action.Submit", "title": "Save", "data": {"form": 1}}]
    card["body"] = [card["body"][0], card["body"][1]]
    return card


def test_dialogs() -> None:
    assert check_task_module(dialog(form(), height="medium", width=400)) == []
    assert check_task_module({"task": {"type": "message", "value": "Saved"}}) == []
    for wrong, expected in [
        ({}, "needs a task"),
        ({"task": {"type": "message", "value": ""}}, "needs a text"),
        ({"task": {"type": "show"}}, "neither continue nor message"),
        (dialog(form(), height="huge"), "neither small"),
        (dialog(form(), url="https://truce.example"), "not both"),
        (dialog(good()), "does nothing in a dialog"),
        (dialog({}), "not AdaptiveCard"),
    ]:
        assert [p for p in check_task_module(wrong) if expected in p], wrong


def test_answers_to_invokes() -> None:
    fine = {"statusCode": 200, "type": ADAPTIVE, "value": good()}
    said = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Done"}
    error = {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"code": "x", "message": "y"}}
    for body in (fine, said, error):
        assert check_invoke_response("adaptiveCard/action", 200, body) == []
    assert check_invoke_response("adaptiveCard/action", 500, fine)
    assert check_invoke_response("adaptiveCard/action", 200, {**fine, "type": "card"})
    assert check_invoke_response("adaptiveCard/action", 200, good())
    assert check_invoke_response("task/submit", 200, None) == []
    assert check_invoke_response("task/fetch", 200, None)
    assert check_invoke_response("application/search", 200, {"results": []})


def test_activities() -> None:
    assert check_activity({"type": "typing"}) == []
    assert check_activity({"type": "message", "text": "hello", "textFormat": "markdown"}) == []
    assert check_activity({"type": "message", "attachments": [attachment(good())]}) == []
    assert check_activity({"type": "message"})
    assert check_activity({"type": "event", "name": "x"})
    assert check_activity({"type": "message", "text": "hi", "textFormat": "html"})
    assert check_activity({"type": "message", "text": "hi", "from": {"id": "29:1"}}, "28:app")
    mention = {"type": "mention", "text": "<at>Al</at>", "mentioned": {"id": "29:1", "name": "Al"}}
    assert check_activity({"type": "message", "text": "hi <at>Al</at>", "entities": [mention]}) == []
    assert check_activity({"type": "message", "text": "hi", "entities": [mention]})
