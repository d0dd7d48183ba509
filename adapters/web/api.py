"""The pages that machines ask for: is it alive, is it ready, its numbers, and files by signed link."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.files import FileLinks, LinkError
from adapters.web.metrics import Metrics

Check = Callable[[], str]
"""Says in a sentence what is not right, without any secret; empty when all is well. May block."""


def routes(checks: Sequence[Check], metrics: Metrics, links: FileLinks | None = None) -> list[Route]:
    """The routes to mount. `checks` decide whether this program is ready to take events."""
    found = [
        Route("/healthz", _alive),
        Route("/readyz", _ready(checks)),
        Route("/metrics", _numbers(metrics)),
    ]
    if links is not None:
        found.append(Route("/files/{token}", _file(links)))
    return found


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "alive"})


def _ready(checks: Sequence[Check]) -> Callable[[Request], Awaitable[Response]]:
    async def ready(_: Request) -> Response:
        told = await asyncio.gather(*(asyncio.to_thread(_ask, check) for check in checks))
        reasons = [each for each in told if each]
        body = {"status": "not ready" if reasons else "ready", "reasons": reasons}
        return JSONResponse(body, 503 if reasons else 200)

    return ready


def _ask(check: Check) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  a check that can't be made is a reason, and may hold no secret
        return f"A check failed with {type(error).__name__}."


def _numbers(metrics: Metrics) -> Callable[[Request], Awaitable[Response]]:
    async def numbers(_: Request) -> Response:
        return Response(await asyncio.to_thread(metrics.text), headers={"content-type": CONTENT_TYPE_LATEST})

    return numbers


def _file(links: FileLinks) -> Callable[[Request], Awaitable[Response]]:
    async def file(request: Request) -> Response:
        try:
            found = await asyncio.to_thread(links.follow, request.path_params["token"])
        except LinkError as error:
            return PlainTextResponse(str(error), 404)
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "x-content-type-options": "nosniff",
            "cache-control": "private, no-store",
        }
        return Response(found.content.encode(), media_type=found.media_type, headers=headers)

    return file
