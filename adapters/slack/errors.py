"""What Slack's refusals mean: try again, mend something first, or never. One table, in Slack's own error names."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.delivery import Outcome, Permanent, Retry, Wait

TROUBLE = (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, OSError, json.JSONDecodeError)
"""What a call may raise because of Slack or the network."""

NOT_INSTALLED = "The app is not installed in this workspace: install it, then send this again."

_AGAIN = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
_LIMITED = {"ratelimited", "rate_limited"}

_MEND_WORKSPACE: Mapping[str, str] = {
    "invalid_auth": "Slack does not know the app's token: install the app again, or set SLACK_BOT_TOKEN.",
    "not_authed": "The app has no token: install the app, or set SLACK_BOT_TOKEN.",
    "token_revoked": "The app's token was revoked: install the app again.",
    "token_expired": "The app's token has expired: install the app again.",
    "account_inactive": "The app was removed from this workspace: install it again.",
    "access_denied": "The workspace does not let the app in: ask its administrator.",
    "team_access_not_granted": "The app was not granted this workspace: ask its administrator.",
    "org_login_required": "The workspace is being moved into an organisation: wait until that is done.",
    "message_limit_exceeded": "The workspace has reached its limit of messages: ask its administrator.",
}
_MEND: Mapping[str, str] = {
    "not_in_channel": "The app is not in this channel: type /invite @Truce there.",
    "is_archived": "This channel is archived: unarchive it, or choose another one.",
    "channel_is_limited_access": "Only some may write in this channel: let the app, or choose another one.",
    "restricted_action": "The workspace does not let the app write here: ask its administrator.",
    "restricted_action_read_only_channel": "This channel is read-only: let the app write, or choose another one.",
    "restricted_action_thread_only_channel": "Only threads take messages in this channel: choose another one.",
    "no_permission": "The app lacks a permission: install it again with the current manifest.",
    "ekm_access_denied": "The workspace's administrator has suspended access to its messages.",
}
_NEVER: Mapping[str, str] = {
    "channel_not_found": "Slack knows no such channel, or the app can't see it.",
    "user_not_found": "Slack knows no such person.",
    "user_disabled": "This person's account is deactivated: nothing is to be done, unless they come back.",
    "user_not_visible": "The app can't see this person.",
    "cannot_dm_bot": "This is a bot, which can't be written to.",
    "messages_tab_disabled": "The app's messages tab is off: switch it on in the manifest.",
    "message_not_found": "The message is no longer there.",
    "cant_update_message": "The message is not the app's own.",
    "msg_too_long": "Slack says that the message is too long.",
    "msg_blocks_too_long": "Slack says that the message is too long.",
}


class RefusedError(Exception):
    """A call that did not work. `error` is Slack's own name for it, empty when there was none."""

    def __init__(self, outcome: Outcome, error: str = "") -> None:
        super().__init__(error or type(outcome).__name__)
        self.outcome = outcome
        self.error = error


def refused(problem: BaseException, method: str, *, repeatable: bool) -> RefusedError:
    """What became of a call. `repeatable`: doing it twice does no harm, so nobody needs to look first."""
    if isinstance(problem, SlackApiError):
        return _answered(problem.response, method, repeatable=repeatable)
    never_left = isinstance(problem, aiohttp.ClientConnectorError)
    what = "took too long to answer" if isinstance(problem, TimeoutError) else "did not answer"
    return RefusedError(Retry(f"Slack {what} ({method}).", maybe_sent=not (repeatable or never_left)))


def _answered(response: Any, method: str, *, repeatable: bool) -> RefusedError:
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    answer: Mapping[str, Any] = data if isinstance(data, dict) else {}
    error = str(answer.get("error") or "")
    if status == 429 or error in _LIMITED:
        after = _seconds(getattr(response, "headers", {}))
        return RefusedError(Retry(f"Slack asks for a pause ({method}).", after=after), "ratelimited")
    if not error or error in _AGAIN or status >= 500:
        said = error or f"HTTP {status}"
        return RefusedError(Retry(f"Slack is out of order ({method}: {said}).", maybe_sent=not repeatable), error)
    return RefusedError(_meaning(error, answer, method), error)


def _meaning(error: str, answer: Mapping[str, Any], method: str) -> Outcome:
    if error in _MEND_WORKSPACE:
        return Wait(_MEND_WORKSPACE[error], whole_workspace=True)
    if error == "missing_scope":
        needed = answer.get("needed") or "a scope"
        return Wait(f"The app lacks {needed} for {method}: install it again with the current manifest.")
    if error in _MEND:
        return Wait(_MEND[error])
    details = "; ".join(str(each) for each in (answer.get("response_metadata") or {}).get("messages", []))
    if error.startswith("invalid_blocks") and "slack file" in details.replace("_", " ").lower():
        return Retry("Slack is still taking in the picture", after=2)
    said = _NEVER.get(error, f"Slack refuses {method}: {error}")
    return Permanent(f"{said} {details}"[:500].strip())


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return max(1.0, float(headers.get("Retry-After", 1)))
    except ValueError:
        return 1.0
