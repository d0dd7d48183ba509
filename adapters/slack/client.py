"""Slack for the postman: sends cards, and says how it went in the core's terms.

Comes in: targets and cards. Goes out: messages, and `Outcome`s. A message carries its delivery's id as metadata, so
that after a lost answer one can look whether it is there before it is sent again.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from adapters.platform import Outgoing, RosterError, Target
from adapters.slack.api import Api, Content
from adapters.slack.errors import RefusedError
from adapters.slack.render_card import message
from adapters.slack.roster import Pause, Roster
from bot.clock import Clock
from bot.conversation.cards import Card, File, Image
from bot.conversation.events import Happened
from bot.conversation.model import Platform
from bot.conversation.reading import Reader
from bot.delivery import SLACK, Outcome, Pace, Retry, Sent

EVENT_TYPE: Final = "truce"
MARGIN: Final = timedelta(minutes=2)  # Slack's clock and ours may differ
PAGE: Final = 200
PICTURE: Final = 1_000_000  # bytes
SECOND_TRY: Final = timedelta(seconds=2)  # what is older has been tried before
SEVERAL: Final = ","
"""Stands between the ids of people who are written to together."""
NOT_THERE: Final = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"})


class SlackClient:
    """The `Client` of Slack (see adapters/platform.py)."""

    platform: Platform = "slack"

    def __init__(self, api: Api, clock: Clock, pause: Pause = asyncio.sleep, *, pace: Pace = SLACK) -> None:
        self.api = api
        self.pace = pace
        self._clock = clock
        self._roster = Roster(api, clock, pause)

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        target = _to_person(target)
        try:
            external = out.uploads.get("message") or await self._post(target, out)
            out.uploads["message"] = external
            await self._share_files(target, external, out)
        except RefusedError as no:
            return no.outcome
        return Sent(external)

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        """Never in a thread: Slack shows a whisper there only to those who have that thread open already."""
        target = _to_person(target)
        if not target.channel or any(isinstance(part, File) for part in out.card.parts):
            return await self._directly(target, out)
        try:
            content = await self._content(target.workspace, out)
            answer = await self.api.call(
                target.workspace,
                "chat.postEphemeral",
                channel=target.channel,
                user=target.user,
                content=content,
            )
        except RefusedError as no:
            return await self._directly(target, out) if no.error in NOT_THERE else no.outcome
        return Sent(f"{target.channel}/{answer.get('message_ts', '')}")

    async def _directly(self, target: Target, out: Outgoing) -> Outcome:
        """Say it in a direct message instead, which, unlike a whisper, can be looked for on a second try."""
        direct = Target(workspace=target.workspace, user=target.user)
        if self._clock.now() > out.since + SECOND_TRY:
            found = await self.find(direct, out)
            if found is not None:
                return found
        return await self.post(direct, out)

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:  # noqa: ARG002
        channel, _, ts = external.partition("/")
        try:
            content = await self._content(workspace, out)
            await self.api.call(workspace, "chat.update", channel=channel, ts=ts, content=content)
        except RefusedError as no:
            return no.outcome
        return Sent(external)

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:
        target = _to_person(target)
        try:
            external = await self._look(target, out)
            if external is None:
                return None
            out.uploads["message"] = external
            await self._share_files(target, external, out)
        except RefusedError as no:
            return no.outcome
        return Sent(external)

    def roster(self, workspace: str) -> AsyncIterator[Happened]:
        return self._read(workspace)

    async def member(self, target: Target) -> AsyncIterator[Happened]:  # noqa: ARG002
        """Nothing: Slack's list shows everybody, and those who are gone as such."""
        return
        yield

    async def _read(self, workspace: str) -> AsyncIterator[Happened]:
        try:
            async for event in self._roster.read(workspace):
                yield event
        except RefusedError as no:
            raise RosterError(no.outcome) from no

    async def group(self, workspace: str, group: str, key: str, at: datetime) -> Happened | None:
        """One user group as it is now; RefusedError if Slack won't say."""
        return await self._roster.group(workspace, group, key, at)

    async def close(self) -> None:
        await self.api.close()

    # -- sending

    async def _content(self, workspace: str, out: Outgoing) -> Content:
        """What a message holds: written once for all who get the same, except where pictures are in it."""
        content: Content | None = out.shared.get("slack")
        if content is None:
            pictures = await self.pictures(workspace, out.card, out.reader, out.uploads)
            content = Content(message(out.card, out.reader, uploads=pictures))
            if not pictures:
                out.shared["slack"] = content
        return content

    async def _post(self, target: Target, out: Outgoing) -> str:
        content = await self._content(target.workspace, out)
        channel = target.channel or target.user
        if SEVERAL in channel:
            channel = await self._opened(target)
        answer = await self.api.call(
            target.workspace,
            "chat.postMessage",
            channel=channel,
            thread_ts=thread_ts(target.thread),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": out.id}},
            unfurl_links=False,
            unfurl_media=False,
            content=content,
        )
        return f"{answer['channel']}/{answer['ts']}"

    async def pictures(
        self, workspace: str, card: Card, reader: Reader, uploads: dict[str, str] | None = None
    ) -> dict[str, str]:
        """The Slack file of each picture, by the index of its part; draws and uploads those that Slack has not got.

        `uploads` remembers them by what they show, since a delivery may carry a newer card on its next try.
        """
        known = {} if uploads is None else uploads
        found: dict[str, str] = {}
        for index, part in enumerate(card.parts):
            if not isinstance(part, Image):
                continue
            key = f"picture {_digest(part.model_dump_json(), reader.language, reader.zone)}"
            if key not in known:
                known[key] = await self._upload_picture(workspace, part, reader)
            found[str(index)] = known[key]
        return found

    async def _upload_picture(self, workspace: str, part: Image, reader: Reader) -> str:
        from adapters.charts import png  # noqa: PLC0415  drawing takes a second to load, and few cards need it

        content = await asyncio.to_thread(partial(png, part.chart, reader, limit=PICTURE))
        file = await self.api.upload(workspace, "chart.png", content, reader.plain(part.alt)[:1000])
        title = reader.plain(part.chart.title)[:200] or "chart"
        await self.api.call(workspace, "files.completeUploadExternal", files=[{"id": file, "title": title}])
        return file

    @staticmethod
    def _files(out: Outgoing) -> Sequence[tuple[int, File]]:
        """The card's files, by the index of their part: looked for once for all who get the same."""
        found: list[tuple[int, File]] | None = out.shared.get("slack files")
        if found is None:
            parts = enumerate(out.card.parts)
            found = out.shared["slack files"] = [(index, part) for index, part in parts if isinstance(part, File)]
        return found

    async def _share_files(self, target: Target, external: str, out: Outgoing) -> None:
        """Show the card's files under its message. What is noted in `uploads` is not shown twice."""
        channel, _, ts = external.partition("/")
        thread = thread_ts(target.thread) or ts
        for index, part in self._files(out):
            begun = f"file {index} {_digest(part.name, part.content)}"
            done = f"shared {begun}"
            if done in out.uploads:
                continue
            again = begun in out.uploads
            if not again:
                out.uploads[begun] = await self.api.upload(target.workspace, part.name, part.content.encode() or b"\n")
            file = {"id": out.uploads[begun], "title": part.name}
            try:
                await self.api.call(
                    target.workspace,
                    "files.completeUploadExternal",
                    files=[file],
                    channel_id=channel,
                    thread_ts=thread,
                )
            except RefusedError as no:
                if not (again and no.error == "file_not_found"):  # an earlier attempt got through after all
                    raise
            out.uploads[done] = external

    # -- looking for what may have been sent

    async def _look(self, target: Target, out: Outgoing) -> str | None:
        if target.channel:
            found = await self._search(target.workspace, target.channel, target.thread, out)
            if found or not target.user:
                return found
        return await self._search(target.workspace, await self._opened(target), "", out)

    async def _opened(self, target: Target) -> str:
        """The conversation with somebody, or with several people together."""
        opened = await self.api.call(target.workspace, "conversations.open", users=target.user)
        return str(opened["channel"]["id"])

    async def _search(self, workspace: str, channel: str, thread: str, out: Outgoing) -> str | None:
        method = "conversations.replies" if thread else "conversations.history"
        cursor: str | None = None
        while True:
            try:
                page = await self.api.call(
                    workspace,
                    method,
                    channel=channel,
                    ts=thread_ts(thread),
                    oldest=f"{(out.since - MARGIN).timestamp():.6f}",
                    include_all_metadata="true",
                    limit=str(PAGE),
                    cursor=cursor,
                )
            except RefusedError as no:
                if no.error in {"thread_not_found", "channel_not_found", "not_in_channel"}:
                    return None
                raise
            for each in page.get("messages", []):
                if _carries(each, out.id):
                    return f"{channel}/{each['ts']}"
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                if page.get("has_more"):
                    raise RefusedError(Retry(f"{method}: Slack gave only a part of the history"))
                return None


def _carries(said: dict[str, Any], delivery: str) -> bool:
    told = said.get("metadata") or {}
    return told.get("event_type") == EVENT_TYPE and (told.get("event_payload") or {}).get("id") == delivery


def _to_person(target: Target) -> Target:
    """Somebody's own id may stand for the direct message with them, where an event names no channel of ours."""
    if target.channel[:1] in {"U", "W"}:
        return replace(target, channel="", user=target.channel, thread="")
    return target


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def thread_ts(thread: str) -> str | None:
    """A thread is named by its first message, as "channel/ts" or by the ts alone."""
    return thread.rpartition("/")[2] or None
