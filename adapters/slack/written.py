"""Messages as they were written a moment ago: after a rating, many people are shown the same next question.

Comes in: a reply and its reader. Goes out: the content of a message. It is found again by everything that it depends
on: each word of the reply, and how its reader reads. So nobody gets what was written for a card that says more or less.
"""

from typing import Final

from adapters.slack.api import Content
from adapters.slack.render_card import message
from bot.conversation.reading import Reader
from bot.conversation.replies import Say, Update, Whisper

KNOWN: Final = 256
"""Messages that are kept: the twenty questions of an assessment, in a few languages and time zones."""


class Written:
    """For cards without pictures, which are another file each time. Nothing is kept for longer than it is of use."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Content] = {}
        self._minute: object = None

    def content(self, reply: Say | Update | Whisper, reader: Reader) -> Content:
        minute = reader.now.replace(second=0, microsecond=0)  # no words tell the time more closely
        if minute != self._minute:
            self._kept.clear()
            self._minute = minute
        reads = reader.language, reader.zone, reader.workspace, *reader.catalogues.items()
        key = (reply.stored, *reads)
        content = self._kept.get(key)
        if content is None:
            if len(self._kept) >= KNOWN:
                del self._kept[next(iter(self._kept))]
            content = self._kept[key] = Content(message(reply.card, reader))
        return content
