"""Answers by response URL: they reach the person after the acknowledgement, within half an hour and five times."""

import asyncio
import logging
from typing import Final

import aiohttp
from aiohttp import BytesPayload

from adapters.slack.roster import Pause

JSON: Final = {"Content-Type": "application/json"}
PAUSES = (0.5, 2.0)  # seconds before the second and the third try

log = logging.getLogger(__name__)


async def respond(
    session: aiohttp.ClientSession, url: str, content: bytes, *, repeatable: bool, pause: Pause = asyncio.sleep
) -> bool:
    """Post JSON to a response URL, again where that does no harm; says whether Slack took it.

    Never raises for the network. A replacement is `repeatable` at will. Something new is repeated only if it surely did
    not arrive.
    """
    for wait in (*PAUSES, None):
        try:
            async with session.post(url, data=BytesPayload(content), headers=JSON) as answer:
                if answer.status == 200:
                    return True
                said, again = f"HTTP {answer.status}", answer.status == 429 or (answer.status >= 500 and repeatable)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            said, again = type(problem).__name__, repeatable or isinstance(problem, aiohttp.ClientConnectorError)
        if not again or wait is None:
            break
        await pause(wait)
    log.warning("Slack did not take an answer by response URL: %s", said)
    return False
