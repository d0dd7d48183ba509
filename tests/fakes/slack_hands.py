"""A person's hands on the fake Slack: click a button, choose from a menu, fill in a form and submit it.

What is clicked is looked up in the blocks that the app really sent, so a button that is not there cannot be clicked;
the payload is built from them as Slack builds it, and what somebody chose is kept as `state` until it is submitted.
"""

import re
from typing import Any

from tests.fakes.manifests import slack_shortcut
from tests.fakes.slack_requests import Requests, SlackRequest
from tests.fakes.slack_world import Json, Message, User, View

# element type -> the key under which Slack sends its value
VALUE_KEYS = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
}


class CannotDoError(AssertionError):
    """What the test wants a person to do is not possible on the screen that the app sent."""


def interactive(container: Message | View) -> list[tuple[Json, Json]]:
    """Return every (block, element) of a message or view that a person can act on, in reading order."""
    found: list[tuple[Json, Json]] = []
    for block in container.blocks:
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        found += [(block, e) for e in elements if isinstance(e, dict) and "action_id" in e]
    return found


def words(block: Json, element: Json) -> set[str]:
    """Return all by which a person, or a test, may call an element: its text, label, placeholder, ids."""
    texts = [element.get("text"), element.get("placeholder")]
    if block["type"] == "input":
        texts.append(block["label"])
    named = {t["text"] for t in texts if isinstance(t, dict)}
    if block.get("accessory") is element and isinstance(block.get("text"), dict):
        named.add(block["text"]["text"])
    return named | {str(element["action_id"]), str(block["block_id"])}


def find(container: Message | View, which: str) -> tuple[Json, Json]:
    """Find what `which` names; CannotDoError lists what there is instead."""
    every = interactive(container)
    for block, element in every:
        if which in words(block, element):
            return block, element
    there = sorted({word for block, element in every for word in words(block, element)})
    raise CannotDoError(f"nothing called {which!r} to click or fill in; there is: {there}")


def chosen(element: Json, choice: Any) -> Any:
    """Turn what a test says (an option's text or value, a list of them, a date, a text) into Slack's value."""
    if isinstance(choice, list):
        return [chosen(element, one) for one in choice]
    if not VALUE_KEYS.get(element["type"], "").startswith("selected_option") or isinstance(choice, dict):
        return str(choice) if element["type"] == "number_input" else choice
    groups = element.get("option_groups", [])
    offered = element.get("options", []) + [option for group in groups for option in group["options"]]
    for option in offered:
        if choice in {option["text"]["text"], option["value"]}:
            return option
    raise CannotDoError(f"no option {choice!r}; there is: {[option['text']['text'] for option in offered]}")


def state_values(container: Message | View) -> Json:
    """Return `state.values`: what each menu and field holds now, from the person or from its initial value."""
    values: Json = {}
    for block, element in interactive(container):
        key = VALUE_KEYS.get(element["type"])
        if key is None:
            continue
        many = key.endswith("s")
        initial = element.get("initial_" + re.sub(r"^(selected|rich_text)_", "", key), [] if many else None)
        untouched = {"type": element["type"], key: initial}
        held = container.state.get(block["block_id"], {}).get(element["action_id"], untouched)
        values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


class Hands(Requests):
    """What people do with what the app showed them; each returns the request that Slack then sends."""

    def click(self, who: str | User, container: Message | View, which: str) -> SlackRequest:
        """Click a button, called by its text, action_id or block_id."""
        block, element = find(container, which)
        if element["type"] != "button":
            raise CannotDoError(f"{which!r} is a {element['type']}, not a button: use choose()")
        action: Json = {"text": element["text"]}
        action |= {key: element[key] for key in ("value", "style") if key in element}
        return self._act(who, container, block, element, action)

    def choose(self, who: str | User, container: Message | View, which: str, choice: Any) -> SlackRequest:
        """Choose in a menu, radio group, check boxes or picker: an option's text or value, a date, an id."""
        block, element = find(container, which)
        key = "selected_option" if element["type"] == "overflow" else VALUE_KEYS[element["type"]]
        value = element_option(element, choice) if element["type"] == "overflow" else chosen(element, choice)
        if element["type"] != "overflow":
            self._hold(container, block, element, value)
        return self._act(who, container, block, element, {key: value})

    def points(self, who: str | User, message: Message, label: str) -> SlackRequest:
        """Use a shortcut from the menu of anybody's message, called by its name in the manifest."""
        user = self.user(who)
        try:
            shortcut = slack_shortcut(self.manifest, label)
        except KeyError:
            raise CannotDoError(f"no {label!r} in the menu of a message") from None
        channel = self.channel(message.channel)
        name = "directmessage" if channel.user else "privategroup" if channel.private else channel.name
        payload = self._who("message_action", user) | {
            "action_ts": self.new_ts(),
            "channel": {"id": channel.id, "name": name},
            "callback_id": shortcut,
            "trigger_id": self.new_trigger(user.id),
            "response_url": self.new_response_url(user, channel.id),
            "message_ts": message.ts,
            "message": message.payload(),
        }
        return self.interaction(payload)

    def fill_in(self, view: View, values: dict[str, Any]) -> None:
        """Fill in fields, called by label, action_id or block_id, without submitting."""
        for which, choice in values.items():
            block, element = find(view, which)
            self._hold(view, block, element, chosen(element, choice))

    def submit(self, view: View, values: dict[str, Any] | None = None) -> SlackRequest:
        """Fill in and submit. CannotDoError where Slack would not let it go: a required field empty, text too long."""
        self.fill_in(view, values or {})
        if "submit" not in view.content:
            raise CannotDoError("this view has no submit button")
        state = state_values(view)
        for block, element in interactive(view):
            if block["type"] == "input":
                held = state[block["block_id"]][element["action_id"]][VALUE_KEYS[element["type"]]]
                refuse_unfit(block, element, held)
        return self._view_payload("view_submission", view, {"response_urls": [], "trigger_id": self._trigger(view)})

    def dismiss(self, view: View) -> None:
        """Close a view without the app hearing of it; the whole stack goes where it has `clear_on_close`."""
        gone = self.views(view.user) if view.content.get("clear_on_close") else [view]
        for each in gone:
            each.open = False

    def close(self, view: View) -> SlackRequest:
        """Close a view of which the app wants to hear (`notify_on_close`); for others CannotDoError, use `dismiss`."""
        if not view.content.get("notify_on_close"):
            raise CannotDoError("Slack does not tell the app when this view is closed: use dismiss()")
        self.dismiss(view)
        return self._view_payload("view_closed", view, {"is_cleared": bool(view.content.get("clear_on_close"))})

    def suggest(self, who: str | User, container: Message | View, which: str, typed: str) -> SlackRequest:
        """Type into an external select, which asks the app for options."""
        block, element = find(container, which)
        if len(typed) < int(element.get("min_query_length", 3)):
            raise CannotDoError(f"Slack asks the app from {element.get('min_query_length', 3)} characters on")
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        payload = self._who("block_suggestion", self.user(who)) | asked | self._where(container)
        return self.interaction(payload)

    # -- how the payloads are made

    def _hold(self, container: Message | View, block: Json, element: Json, value: Any) -> None:
        held = {"type": element["type"], VALUE_KEYS[element["type"]]: value}
        container.state.setdefault(block["block_id"], {})[element["action_id"]] = held

    def _trigger(self, view: View) -> str:
        return self.new_trigger(view.user, view.id)

    def _who(self, kind: str, user: User) -> Json:
        team = self.workspaces[user.team_id]
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
            "api_app_id": self.app_id,
            "token": "unused-verification-token",
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _where(self, container: Message | View) -> Json:
        if isinstance(container, View):
            shown = container.payload(self.app_id, self.workspaces[container.team_id].bot_id)
            shown["state"] = {"values": state_values(container)}
            return {"container": {"type": "view", "view_id": container.id}, "view": shown}
        channel = self.channel(container.channel)
        hidden = bool(container.ephemeral_to)
        place: Json = {"type": "message", "message_ts": container.ts, "channel_id": channel.id, "is_ephemeral": hidden}
        if container.thread_ts:
            place["thread_ts"] = container.thread_ts
        name = "directmessage" if channel.user else channel.name
        where: Json = {"container": place, "channel": {"id": channel.id, "name": name}}
        return where if hidden else where | {"message": container.payload()}

    def _act(self, who: str | User, container: Message | View, block: Json, element: Json, more: Json) -> SlackRequest:
        user = self.user(who)
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        payload = self._who("block_actions", user) | self._where(container)
        payload["trigger_id"] = self.new_trigger(user.id, container.id if isinstance(container, View) else "")
        payload["actions"] = [action | more | {"action_ts": self.new_ts()}]
        if isinstance(container, Message):
            payload["state"] = {"values": state_values(container)}
            payload["response_url"] = self.new_response_url(user, container.channel, container.ts)
        return self.interaction(payload)

    def _view_payload(self, kind: str, view: View, more: Json) -> SlackRequest:
        shown = self._where(view)["view"]
        return self.interaction(self._who(kind, self.user(view.user)) | {"view": shown} | more)


def element_option(element: Json, choice: Any) -> Json:
    for option in element["options"]:
        if choice in {option["text"]["text"], option["value"]}:
            found: Json = option
            return found
    raise CannotDoError(f"no option {choice!r} in the menu")


def refuse_unfit(block: Json, element: Json, held: Any) -> None:
    label = block["label"]["text"]
    if held in (None, "", []):
        if not block.get("optional"):
            raise CannotDoError(f"{label!r} is required and empty")
        return
    if element["type"] == "plain_text_input":
        low, high = element.get("min_length", 0), element.get("max_length", 3000)
        if not low <= len(held) <= high:
            raise CannotDoError(f"{label!r} must have {low} to {high} characters")
    if element["type"] == "number_input":
        _refuse_bad_number(label, element, str(held))


def _refuse_bad_number(label: str, element: Json, held: str) -> None:
    try:
        number = float(held) if element["is_decimal_allowed"] else int(held)
    except ValueError:
        raise CannotDoError(f"{label!r} takes a number, not {held!r}") from None
    if not float(element.get("min_value", "-inf")) <= number <= float(element.get("max_value", "inf")):
        raise CannotDoError(f"{label!r}: {held} is out of range")
