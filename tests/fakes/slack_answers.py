"""Deliver a request to the app, and do with its answer what Slack does: close a view, show errors, post a reply."""

import json
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_checks import RICH_OPTION, check_message, check_view
from tests.fakes.slack_hands import Hands
from tests.fakes.slack_methods import add_message, add_view, replace_view
from tests.fakes.slack_requests import SlackRequest, post
from tests.fakes.slack_shapes import Report, listed
from tests.fakes.slack_socket import Socket
from tests.fakes.slack_world import Json, View


class BadAnswerError(AssertionError):
    """The app answered something that Slack would not take; the person would see an error."""


@dataclass
class Answer:
    status: int
    text: str

    @property
    def json(self) -> Json:
        """The answer as an object, empty where there is no body."""
        return dict(json.loads(self.text)) if self.text else {}


class Answers(Hands):
    """Knows the app under test: `connect` it once, then `deliver` what Slack sends."""

    target: Any = None
    socket: Socket

    def connect(self, target: Any) -> None:
        """Name the app: an ASGI app, a base URL, or `"socket"` for the app's Socket Mode connection."""
        self.target = target

    async def deliver(self, request: SlackRequest, to: Any = None, *, within: float = 30.0) -> Answer:
        """Send a request to the app and act on the answer. `within` real seconds; TimeoutError without an answer."""
        answer = await self._send(request, to if to is not None else self.target, within)
        if answer.status == 200:
            self._act_on(request, answer)
        return answer

    async def _send(self, request: SlackRequest, target: Any, within: float) -> Answer:
        if target == "socket":
            payload = await self.socket.send(request, within)
            return Answer(200, json.dumps(payload) if payload else "")
        response = await post(target, request, within=within)
        return Answer(response.status_code, response.text)

    def _act_on(self, request: SlackRequest, answer: Answer) -> None:
        if request.kind == "slash_commands":
            self._command_answered(request.payload, answer.text)
        elif request.payload["type"] == "view_submission":
            self._submission_answered(request.payload, answer.json)
        elif request.payload["type"] == "block_suggestion":
            self._suggestion_answered(answer.json)

    def _command_answered(self, command: Json, text: str) -> None:
        if not text:
            return
        content = json.loads(text) if text.startswith("{") else {"text": text}
        if problems := check_message(content):
            raise BadAnswerError(f"the answer to {command['command']} is no message: {problems}")
        whisper = "" if content.get("response_type") == "in_channel" else command["user_id"]
        if content.get("text") or content.get("blocks"):
            team = self.workspaces[command["team_id"]]
            add_message(self, team, command["channel_id"], content, ephemeral_to=whisper)

    def _submission_answered(self, submission: Json, answer: Json) -> None:
        team = self.workspaces[submission["team"]["id"]]
        view = team.views[submission["view"]["id"]]
        action = answer.get("response_action")
        if action == "errors":
            self._show_errors(view, answer["errors"])
        elif action in {"update", "push"}:
            if problems := check_view(answer["view"]):
                raise BadAnswerError(f"the view in response_action={action} is not valid: {problems}")
            if action == "update":
                replace_view(self, view, answer["view"])
            else:
                add_view(self, team, view.user, answer["view"], below=view)
        elif action == "clear":
            for other in self.views(view.user):
                other.open = False
        elif action is None:
            view.open = False
        else:
            raise BadAnswerError(f"Slack knows no response_action {action!r}")

    def _show_errors(self, view: View, errors: Json) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not errors or set(errors) - inputs:
            raise BadAnswerError(f"errors must name input blocks of the view, {sorted(inputs)}; got {errors}")
        view.errors = errors

    def _suggestion_answered(self, answer: Json) -> None:
        report = Report("options")
        groups = answer.get("option_groups") or []
        options = answer.get("options", []) + [option for group in groups for option in group["options"]]
        listed(RICH_OPTION, 0, 100)(options, report, "/options")
        if report.problems:
            raise BadAnswerError(f"these options are not valid: {report.problems}")
