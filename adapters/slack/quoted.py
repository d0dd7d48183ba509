"""Somebody's message, to which a shortcut points. In: the message as Slack sends it. Out: what it says, and its link.

The link is put together, not asked for: that takes no call, and there are three seconds only.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

Json = Mapping[str, Any]

_SHOWN: Final = ("text", "elements", "fields", "title", "label", "alt_text")
_GOVERNMENT: Final = "slack-gov.com"


def text_of(message: Json) -> str:
    """What somebody wrote, or what an app's message shows, in Slack's own notation; empty where there are no words."""
    if text := str(message.get("text") or "").strip():
        return text
    shown = "\n".join(_lines(message.get("blocks")))
    for each in message.get("attachments") or []:
        shown += "\n" + str(each.get("fallback") or each.get("text") or each.get("title") or "")
    named = ", ".join(str(file.get("title") or file.get("name") or "") for file in message.get("files") or [])
    return shown.strip() or named


def link_to(domain: str, channel: str, ts: str, thread: str = "", *, base_url: str = "") -> str:
    """Where a message can be read again; empty where Slack does not say which workspace it is.

    `base_url` is where the Web API is: the government's Slack has its own site.
    """
    if not domain or not ts:
        return ""
    site = _GOVERNMENT if _GOVERNMENT in base_url else "slack.com"
    link = f"https://{domain}.{site}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?{urlencode({'thread_ts': thread, 'cid': channel})}" if thread and thread != ts else link


def _lines(shown: Any) -> Iterator[str]:
    """The texts of blocks, in reading order."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, list):
        for each in shown:
            yield from _lines(each)
    elif isinstance(shown, Mapping):
        for key in _SHOWN:
            yield from _lines(shown.get(key))
