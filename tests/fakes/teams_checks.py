"""What Teams would refuse or spoil, as pure checks: activities, dialogs and answers to invokes; cards in teams_cards.

Each check returns what is wrong as sentences with the place, and an empty list when nothing is.
"""

from typing import Any

from tests.fakes.teams_cards import check_card, utf16_bytes
from tests.fakes.teams_tenant import ADAPTIVE

__all__ = ["check_activity", "check_card", "check_invoke_response", "check_task_module"]

ACTIVITY_MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
SEARCH_RESPONSE = "application/vnd.microsoft.search.searchResponse"
MOST_BYTES = 100 * 1024
SIZES = {"small", "medium", "large"}
Json = dict[str, Any]


def check_activity(activity: Any, bot_id: str = "") -> list[str]:
    """An activity that the bot sends or updates: message or typing."""
    if not isinstance(activity, dict):
        return ["activity: not an object"]
    if activity.get("type") == "typing":
        return []
    if activity.get("type") != "message":
        return [f"activity: type {activity.get('type')!r} can't be sent to Teams"]
    text, attachments = activity.get("text"), activity.get("attachments")
    if text is not None and not isinstance(text, str):
        return ["activity.text: not a text"]
    if attachments is not None and not isinstance(attachments, list):
        return ["activity.attachments: not a list"]
    problems = [] if text or attachments else ["activity: neither text nor attachments"]
    if activity.get("textFormat") not in {None, "markdown", "plain", "xml"}:
        problems.append(f"activity.textFormat: {activity['textFormat']!r} is unknown")
    for number, attachment in enumerate(attachments or []):
        problems += _attachment(attachment, f"attachments[{number}]")
    problems += _mentions(activity.get("entities") or [], text or "", "activity")
    sender = (activity.get("from") or {}).get("id")
    if bot_id and sender and sender.removeprefix("28:") != bot_id.removeprefix("28:"):
        problems.append("activity.from: not the bot")
    return problems


def _attachment(attachment: Any, path: str) -> list[str]:
    if not isinstance(attachment, dict):
        return [f"{path}: not an object"]
    kind, content = attachment.get("contentType"), attachment.get("content")
    if kind == ADAPTIVE:
        return [f"{path}: {problem}" for problem in check_card(content)]
    if isinstance(kind, str) and kind.startswith("image/"):
        address = str(attachment.get("contentUrl"))
        return [] if address.startswith(("https://", "data:image/")) else [f"{path}.contentUrl: not https or data"]
    if isinstance(kind, str) and kind.startswith("application/vnd.microsoft.") and content is not None:
        return []
    return [f"{path}.contentType: {kind!r} is unknown"]


def _mentions(entities: list[Any], text: str, path: str) -> list[str]:
    problems = []
    for number, entity in enumerate(entities):
        if isinstance(entity, dict) and entity.get("type") == "mention":
            who = entity.get("mentioned") or {}
            if not who.get("id") or not who.get("name"):
                problems.append(f"{path}.entities[{number}].mentioned: needs id and name")
            if str(entity.get("text")) not in text:
                problems.append(f"{path}.entities[{number}].text: not in the text")
    return problems


def check_task_module(body: Any) -> list[str]:
    """The body that answers task/fetch or task/submit."""
    if not isinstance(body, dict) or not isinstance(body.get("task"), dict):
        return ["dialog: the body needs a task"]
    task = body["task"]
    unknown = [f"dialog: unknown key {key!r}" for key in task.keys() - {"type", "value"}]
    if task.get("type") == "message":
        fine = isinstance(task.get("value"), str) and task["value"]
        return unknown if fine else [*unknown, "dialog.value: a message needs a text"]
    if task.get("type") != "continue":
        return [*unknown, f"dialog.type: {task.get('type')!r} is neither continue nor message"]
    value = task.get("value")
    if not isinstance(value, dict):
        return [*unknown, "dialog.value: not an object"]
    return unknown + _dialog_value(value)


def _dialog_value(value: Json) -> list[str]:
    known = {"title", "height", "width", "card", "url", "fallbackUrl", "completionBotId"}
    problems = [f"dialog.value: unknown key {key!r}" for key in value.keys() - known]
    if not isinstance(value.get("title"), str) or not value["title"]:
        problems.append("dialog.value.title: missing")
    for side in ("height", "width"):
        size = value.get(side)
        if size is not None and size not in SIZES and (isinstance(size, bool) or not isinstance(size, int | float)):
            problems.append(f"dialog.value.{side}: {size!r} is neither small, medium, large nor a number")
    if ("card" in value) == ("url" in value):
        problems.append("dialog.value: needs a card or a url, not both")
    if "card" in value:
        card = value["card"]
        if not isinstance(card, dict) or card.get("contentType") != ADAPTIVE:
            problems.append("dialog.value.card: needs contentType and content of an Adaptive Card")
        else:
            problems += [f"dialog.value.card: {problem}" for problem in check_card(card.get("content"), dialog=True)]
    return problems


def check_invoke_response(name: str, status: int, body: Any) -> list[str]:
    """The HTTP answer to an invoke; Teams shows people an error for anything but 200 and the right body."""
    if status != 200:
        return [f"{name}: answered with HTTP {status}, not 200"]
    if name == "adaptiveCard/action":
        return _card_action(body)
    if name in {"task/submit", "composeExtension/submitAction"} and body in (None, "", {}):
        return []
    if name in {"task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction"}:
        return check_task_module(body)
    if name == "application/search":
        return _search(body)
    return []


def _card_action(body: Any) -> list[str]:
    if not isinstance(body, dict):
        return ["adaptiveCard/action: the body is not an object"]
    problems = [f"adaptiveCard/action: unknown key {key!r}" for key in body.keys() - {"statusCode", "type", "value"}]
    status, kind, value = body.get("statusCode"), body.get("type"), body.get("value")
    if status == 200 and kind == ADAPTIVE:
        return problems + [f"value: {problem}" for problem in check_card(value)]
    if status == 200 and kind == ACTIVITY_MESSAGE:
        return problems if isinstance(value, str) and value else [*problems, "value: a message needs a text"]
    if status in {400, 412, 500} and kind == ERROR:
        fine = isinstance(value, dict) and {"code", "message"} <= value.keys()
        return problems if fine else [*problems, "value: an error needs code and message"]
    return [*problems, f"adaptiveCard/action: statusCode {status!r} with type {kind!r} is not an answer"]


def _search(body: Any) -> list[str]:
    if not isinstance(body, dict) or body.get("statusCode") != 200 or body.get("type") != SEARCH_RESPONSE:
        return [f"application/search: needs statusCode 200 and type {SEARCH_RESPONSE}"]
    results = (body.get("value") or {}).get("results")
    if not isinstance(results, list):
        return ["application/search: value.results is not a list"]
    right = {"title", "value"}
    problems = [f"results[{n}]: needs title and value" for n, r in enumerate(results) if not right <= set(r)]
    if len(results) > 15:
        problems.append("application/search: more than 15 results")
    if utf16_bytes(body) > MOST_BYTES:
        problems.append("application/search: over 100 KB")
    return problems
