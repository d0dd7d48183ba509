"""The core's reply, handed back as Slack takes it: in the HTTP answer, as a dialog, or by response URL."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from adapters.platform import Handled, Outgoing, Target
from adapters.slack import inbound
from adapters.slack.api import Content, written
from adapters.slack.client import SlackClient
from adapters.slack.errors import RefusedError
from adapters.slack.mrkdwn import clip
from adapters.slack.origin import Origin
from adapters.slack.render_card import home, message
from adapters.slack.render_form import view
from adapters.slack.respond import respond
from adapters.slack.written import Written
from bot.conversation.cards import Card, File, Image, note
from bot.conversation.events import Act, Clicked, Commanded, Pointed, Submitted
from bot.conversation.forms import Form
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, Home, OpenForm, Quiet, Reply, Say, Update, Whisper
from bot.conversation.words import T, Words
from bot.delivery import Retry, Sent

DIALOG_LIFE = 2.7  # seconds; Slack gives a dialog three after the click
PUBLISH_PAUSES = (1.0, 5.0)

CLICK_AGAIN = T("That took a moment too long. Please click again.")
TYPE_AGAIN = T("That took a moment too long. Please type it again.")

Json = dict[str, Any]
Later = Callable[[Coroutine[Any, Any, object]], None]

log = logging.getLogger(__name__)


class Answers:
    """`later` starts what is done after Slack has its answer."""

    def __init__(self, client: SlackClient, later: Later) -> None:
        self._client = client
        self._later = later
        self._written = Written()

    async def to_command(self, body: Json, act: Commanded, handled: Handled) -> Json:
        """The body of the answer: what only the person sees, or nothing."""
        reply, reader = handled.reply, handled.reader
        if isinstance(reply, OpenForm):
            missed = await self._open(body, inbound.commanded_origin(body), reply.form, reader, TYPE_AGAIN)
            return {"response_type": "ephemeral", **message(missed, reader)} if missed else {}
        if not isinstance(reply, Say | Whisper):
            self.home(act, handled)
            return {}
        if _is_plain(reply.card):
            return {"response_type": "ephemeral", **message(reply.card, reader)}
        self._later(self._whisper(act, str(body.get("response_url") or ""), reply, reader))
        return {}

    async def to_click(self, body: Json, act: Clicked, handled: Handled) -> None:
        reply, reader = handled.reply, handled.reader
        url = str(body.get("response_url") or "")
        thread = str((body.get("container") or {}).get("thread_ts") or "")
        if isinstance(reply, OpenForm):
            missed = await self._open(body, inbound.clicked_origin(body), reply.form, reader, CLICK_AGAIN)
            if missed and url:
                self._later(self._whisper(act, url, Whisper(card=missed), reader, thread))
        elif isinstance(reply, Update) and url:
            self._later(self._replace(act, url, reply, reader))
        elif isinstance(reply, Whisper) and url:
            self._later(self._whisper(act, url, reply, reader, thread))
        elif isinstance(reply, Say) and url:
            self._later(self._say(act, url, reply, reader, thread))
        else:
            self.home(act, handled)

    async def to_shortcut(self, body: Json, act: Pointed, handled: Handled) -> None:
        reply, reader = handled.reply, handled.reader
        url = str(body.get("response_url") or "")
        if isinstance(reply, OpenForm):
            missed = await self._open(body, inbound.pointed_origin(body), reply.form, reader, CLICK_AGAIN)
            if missed and url:
                self._later(self._beside(act, url, Whisper(card=missed), reader))
        elif isinstance(reply, Whisper | Say) and url:
            self._later(self._beside(act, url, reply, reader))
        else:
            self.home(act, handled)

    def to_submission(self, body: Json, act: Submitted, handled: Handled) -> Json:
        """The body of the answer: errors, the next form, or nothing, which closes the form."""
        reply, reader = handled.reply, handled.reader
        origin, _ = Origin.unpack(str(body["view"].get("private_metadata") or ""))
        if isinstance(reply, FormErrors):
            errors = _errors(body["view"], reply.errors, reader)
            return {"response_action": "errors", "errors": errors} if errors else {}
        if isinstance(reply, OpenForm):
            return {"response_action": "update", "view": view(reply.form, reader, origin)}
        if isinstance(reply, Update) and origin.url:
            self._later(self._replace(act, origin.url, reply, reader))
        elif isinstance(reply, Whisper | Say) and origin.beside:
            self._later(self._beside(act, origin.beside, reply, reader))
        else:
            self.home(act, handled)
        return {}

    def home(self, act: Act, handled: Handled) -> None:
        if isinstance(handled.reply, Home):
            self._later(self._publish(act, handled.reply.card, handled.reader))
        elif not isinstance(handled.reply, Quiet):
            _strange(handled.reply)

    # -- how each is done

    async def _open(self, body: Json, origin: Origin, form: Form, reader: Reader, otherwise: Words) -> Card | None:
        """Open a dialog; what to say instead if it was too late."""
        shown = view(form, reader, origin)
        workspace = origin.workspace
        try:
            async with asyncio.timeout(DIALOG_LIFE):
                await self._client.api.call(workspace, "views.open", trigger_id=body["trigger_id"], view=shown)
        except TimeoutError:
            log.warning("A dialog did not open in time.")
        except RefusedError as no:
            if no.error == "exchanged_trigger_id":  # a repeat: it is open already
                return None
            log.warning("A dialog did not open: %s", no.error or getattr(no.outcome, "reason", ""))
        else:
            return None
        return note(otherwise)

    async def _replace(self, act: Act, url: str, reply: Update, reader: Reader) -> None:
        content = await self._content(act, reply, reader)
        await respond(self._client.api.session, url, written({"replace_original": True}, content), repeatable=True)

    async def _whisper(self, act: Act, url: str, reply: Say | Whisper, reader: Reader, thread: str = "") -> None:
        if any(isinstance(part, File) for part in reply.card.parts):
            await self._hand_over(act, reply.card, reader)
            return
        await self._add(act, url, reply, reader, "ephemeral", thread)

    async def _beside(self, act: Act, url: str, reply: Say | Whisper, reader: Reader) -> None:
        """For whoever used a shortcut, where they did; to them directly once that is half an hour ago.

        Others don't see it: Truce may not be in their channel, and nobody there has asked it anything.
        """
        thread = "" if act.place.thread == act.message else act.place.thread.partition("/")[2]
        has_file = any(isinstance(part, File) for part in reply.card.parts)
        if has_file or not await self._add(act, url, reply, reader, "ephemeral", thread):
            await self._hand_over(act, reply.card, reader)

    async def _say(self, act: Act, url: str, reply: Say, reader: Reader, thread: str) -> None:
        """For all to see, where only one person saw something before."""
        await self._add(act, url, reply, reader, "in_channel", thread)

    async def _add(self, act: Act, url: str, reply: Say | Whisper, reader: Reader, seen: str, thread: str) -> bool:
        """A message beside what is there, seen by the person or by all; says whether Slack took it."""
        content = await self._content(act, reply, reader)
        given = {"response_type": seen, "replace_original": False, **({"thread_ts": thread} if thread else {})}
        return await respond(self._client.api.session, url, written(given, content), repeatable=False)

    async def _hand_over(self, act: Act, card: Card, reader: Reader) -> None:
        """What can't be whispered, such as a file, goes to the person directly."""
        target = Target(workspace=act.place.workspace, user=act.by.user)
        outcome = await self._client.post(target, Outgoing(id=act.key, card=card, reader=reader, since=act.at))
        if not isinstance(outcome, Sent):
            log.warning("An answer could not be handed over: %s", outcome.reason)

    async def _content(self, act: Act, reply: Say | Update | Whisper, reader: Reader) -> Content:
        """A message with its pictures; without them, in words, if they can't be uploaded."""
        if _is_plain(reply.card):
            return self._written.content(reply, reader)
        pictures: dict[str, str] = {}
        try:
            pictures = await self._client.pictures(act.place.workspace, reply.card, reader)
        except RefusedError as no:
            log.warning("A picture was left out of an answer: %s", getattr(no.outcome, "reason", ""))
        return Content(message(reply.card, reader, uploads=pictures))

    async def _publish(self, act: Act, card: Card, reader: Reader) -> None:
        workspace = act.place.workspace
        uploads: dict[str, str] = {}
        for wait in (*PUBLISH_PAUSES, None):
            try:
                pictures = await self._client.pictures(workspace, card, reader, uploads)
                shown = home(card, reader, uploads=pictures)
                await self._client.api.call(workspace, "views.publish", user_id=act.by.user, view=shown)
            except RefusedError as no:
                if not isinstance(no.outcome, Retry) or wait is None:
                    log.warning("A home was not shown: %s", getattr(no.outcome, "reason", ""))
                    return
                await asyncio.sleep(max(wait, no.outcome.after or 0))
            else:
                return


def _is_plain(card: Card) -> bool:
    return not any(isinstance(part, Image | File) for part in card.parts)


def _errors(shown: Json, errors: dict[str, Words], reader: Reader) -> dict[str, str]:
    """One sentence a block, as Slack wants them; what concerns no field stands at the first one."""
    inputs = [block for block in shown.get("blocks", []) if block.get("type") == "input"]
    blocks = {str(block["element"]["action_id"]): str(block["block_id"]) for block in inputs}
    if not inputs:
        return {}
    found: dict[str, str] = {}
    for field, words in errors.items():
        at = blocks.get(field, str(inputs[0]["block_id"]))
        said = reader.plain(words)
        found[at] = clip(f"{found[at]} {said}" if at in found else said, 2000)
    return found


def _strange(reply: Reply) -> None:
    """The core makes deliveries of replies that can't be carried, so this is a mistake in the program."""
    log.error("There is no way to hand back the reply %s here.", reply.reply)
