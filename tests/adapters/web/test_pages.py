"""The pages that Teams links to from the app's description."""

from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from adapters.clock import MovableClock
from adapters.web.pages import routes


@pytest.mark.parametrize(("path", "words"), [("/privacy", "anonymous"), ("/terms", "MIT licence")])
async def test_each_page_says_it_in_plain_words(path: str, words: str) -> None:
    app = Starlette(routes=routes(MovableClock(datetime(2027, 1, 4, 9, tzinfo=UTC))))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://truce.example") as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert words in answer.text
