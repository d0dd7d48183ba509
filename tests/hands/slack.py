"""A person at Slack: signed payloads in, what the fake was sent out."""

import copy
import html
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_hands import interactive
from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Message, User
from tests.hands.base import Hand, Shown, texts

NOT_SHOWN = frozenset({"value", "confirm"})


class OnSlack(Hand):
    def __init__(self, slack: FakeSlack, user: User, settle: Any) -> None:
        self.slack, self.user, self._settle = slack, user, settle

    def messages(self) -> list[Shown]:
        said = [*self.slack.messages(self.user), *self.slack.whispers(self.user)]
        return [_shown(each) for each in sorted(said, key=lambda each: each.ts)]

    async def says(self, text: str) -> None:
        await self._do(self.slack.direct_message(self.user, text))

    async def runs(self, command: str) -> None:
        await self._do(self.slack.command(self.user, f"/truce {command}"))

    async def clicks_on(self, shown: Shown, label: str) -> None:
        await self._do(self.slack.click(self.user, shown.native, label))

    async def repeats_click(self, shown: Shown, label: str) -> None:
        await self.clicks_on(shown, label)

    def form(self) -> str:
        views = [view for view in self.slack.views(self.user) if view.open and view.content["type"] == "modal"]
        if not views:
            return ""
        return "\n".join([*texts(views[-1].content), *(str(each) for each in views[-1].errors.values())])

    async def submits(self, values: Mapping[str, Any]) -> None:
        chosen = {label: list(value) if isinstance(value, tuple) else value for label, value in values.items()}
        await self._do(self.slack.submit(self.slack.view(self.user), chosen))

    async def opens_home(self) -> Shown:
        await self._do(self.slack.home_opened(self.user))
        view = self.slack.home_view(self.user)
        assert view is not None, "no home was published"
        return Shown("\n".join(texts(view.content, NOT_SHOWN)), _buttons(view), view)

    async def files(self) -> list[str]:
        channel = self.slack.channel(self.user).id
        mine = [file for file in self.slack.files() if channel in file.channels and file.content]
        return [(file.content or b"").decode() for file in mine if file.name.endswith(".csv")]

    async def _do(self, request: SlackRequest) -> None:
        answer = await self.slack.deliver(request)
        assert answer.status == 200, f"Slack got {answer.status}: {answer.text}"
        await self._settle()


def _shown(message: Message) -> Shown:
    words = "\n".join([message.text, *texts(message.blocks, NOT_SHOWN)])
    return Shown(html.unescape(words.replace("*", "")), _buttons(message), copy.deepcopy(message))


def _buttons(container: Any) -> tuple[str, ...]:
    return tuple(element["text"]["text"] for _, element in interactive(container) if element["type"] == "button")
