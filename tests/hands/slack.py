"""A person at Slack: signed payloads in, what the fake was sent out."""

import copy
import html
from collections.abc import Iterator, Mapping
from typing import Any, Self

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_hands import interactive
from tests.fakes.slack_requests import SlackRequest
from tests.fakes.slack_world import Channel, Message, User, View
from tests.hands.base import Hand, Pressable, Shown, pressable, pressables, texts

NOT_SHOWN = frozenset({"value", "confirm"})


class OnSlack(Hand):
    def __init__(self, slack: FakeSlack, user: User, settle: Any, channel: Channel | None = None) -> None:
        self.slack, self.user, self._settle, self._channel = slack, user, settle, channel

    def at(self, channel: Channel) -> Self:
        return type(self)(self.slack, self.user, self._settle, channel)

    def messages(self) -> list[Shown]:
        said = [*self.slack.messages(self._channel or self.user), *self.slack.whispers(self.user)]
        return [_shown(each) for each in sorted(said, key=lambda each: each.ts)[-self.looks_back :]]

    async def says(self, text: str) -> None:
        if self._channel is not None:
            await self._do(self.slack.mention(self.user, self._channel, text))
        else:
            await self._do(self.slack.direct_message(self.user, text))

    async def writes(self, text: str) -> None:
        assert self._channel is not None, "in a direct message there are no others"
        self.slack.written(self.user, self._channel, text)

    async def points(self, label: str, words: str) -> None:
        there = self.slack.messages(self._channel or self.user, by_everyone=True)
        (message,) = [each for each in there if words in _shown(each).text][-1:]
        await self._do(self.slack.points(self.user, message, label))

    async def runs(self, command: str) -> None:
        await self._do(self.slack.command(self.user, f"/truce {command}", where=self._channel))

    async def clicks_on(self, shown: Shown, label: str) -> None:
        await self._do(self.slack.click(self.user, shown.native, pressable(_pressables(shown.native), label).key))

    async def answers(self, shown: Shown, question: str, label: str) -> None:
        key = pressable(_pressables(shown.native), label, question).key
        await self._do(self.slack.click(self.user, shown.native, key))

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
    return Shown(_bare(words), _buttons(message), copy.deepcopy(message))


def _bare(mrkdwn: str) -> str:
    return html.unescape(mrkdwn.replace("*", ""))


def _buttons(container: Message | View) -> tuple[str, ...]:
    return tuple(each.name for each in _pressables(container))


def _pressables(container: Message | View) -> list[Pressable]:
    return pressables(_read(container))


def _read(container: Message | View) -> Iterator[tuple[str, str]]:
    actions = interactive(container)
    for block in container.blocks:
        if block["type"] == "section" and "text" in block:
            yield _bare(block["text"]["text"]), ""
        for of, element in actions:
            if of is block and element["type"] == "button":
                yield element["text"]["text"], element["action_id"]
