"""The two pages that app stores and Teams ask every app for: what becomes of people's words, and on what terms."""

import html
from collections.abc import Awaitable, Callable, Iterable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.conversation.cards import Card, Text, text
from bot.conversation.reading import Reader
from bot.conversation.words import T
from bot.pulse.anonymity import DEFAULT_MINIMUM
from bot.pulse.privacy_cards import privacy

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.6 system-ui, sans-serif; max-width: 38em; margin: 12vh auto; padding: 0 1.5em; color: #1c2733 }}
h1 {{ font-size: 1.5em; line-height: 1.25 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #14191f; color: #dfe6ee }} }}
</style>
<h1>{title}</h1>
{paragraphs}
</html>
"""

TERMS = Card(
    title=T("Truce, on your company's own terms"),
    parts=(
        text(T("Truce is free software under the MIT licence. Your company runs it; nobody else gets your data.")),
        text(T("What it may be used for at your company, whoever administers it there can tell you.")),
    ),
)


def routes(clock: Clock) -> list[Route]:
    return [
        Route("/privacy", _page(privacy(DEFAULT_MINIMUM), clock)),
        Route("/terms", _page(TERMS, clock)),
    ]


def _page(card: Card, clock: Clock) -> Callable[[Request], Awaitable[Response]]:
    async def page(_: Request) -> Response:
        reader = Reader(now=clock.now())
        told = _PAGE.format(title=_safe(reader.plain(card.title)), paragraphs="\n".join(_paragraphs(card, reader)))
        return HTMLResponse(told)

    return page


def _paragraphs(card: Card, reader: Reader) -> Iterable[str]:
    return (f"<p>{_safe(reader.plain(part.words))}</p>" for part in card.parts if isinstance(part, Text))


def _safe(words: str) -> str:
    return html.escape(words)
