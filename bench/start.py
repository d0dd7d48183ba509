"""Starting: how long a fresh process takes to import and build all of `truce serve`, and how much memory it then has.

Against a process that imports slack-bolt and makes an empty app of it. Each figure is a process of its own.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, NamedTuple

from bench.figures import Figure, Turns, figure, medians

BOLT_ALONE: Final = "importing slack-bolt and making an app"
MEBIBYTE: Final = 1024 * 1024

TRUCE = """
import asyncio, sys
from adapters.clock import SystemClock
from adapters.composing import build
from bot.settings import Settings
from storage.database import Database
async def main():
    settings = Settings.read(env_file=None)
    database = Database(settings.database_url)
    house = build(settings, database, SystemClock())
    assert house.slack and house.routes
    report()
    await house.slack.client.close()
    house.truce.close()
    database.close()
"""
BOLT = """
import asyncio
from slack_bolt.async_app import AsyncApp
async def main():
    app = AsyncApp(token="xoxb-bench", signing_secret="bench", process_before_response=True)
    assert app
    report()
"""
FRAME = """
import json, pathlib, resource, sys, time
def memory():
    status = pathlib.Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux may be the parent's
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
def report():
    print(json.dumps({"memory": memory(), "at": time.time()}))
"""


class Start(NamedTuple):
    """Seconds from the start of the process until all is built, and the most memory it had by then, in bytes."""

    seconds: float
    memory: float


def measure(folder: Path, turns: Turns) -> list[Figure]:
    """Each figure is the median over the rounds, in which both sides take turns."""
    pairs = [(truce(folder), bolt(folder)) for _ in range(turns.rounds)]
    seconds = medians([(ours.seconds, theirs.seconds) for ours, theirs in pairs])
    memory = medians([(ours.memory, theirs.memory) for ours, theirs in pairs])
    return [
        figure("start of truce serve, until all is built", seconds[0], "s", (BOLT_ALONE, seconds[1])),
        figure("memory then", memory[0] / MEBIBYTE, "MiB", (BOLT_ALONE, memory[1] / MEBIBYTE)),
    ]


def truce(folder: Path) -> Start:
    return _run(TRUCE, folder)


def bolt(folder: Path) -> Start:
    return _run(BOLT, folder)


def _run(program: str, folder: Path) -> Start:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'start.db'}",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "bench",
        "TRUCE_SECRET": "a-secret-of-the-bench-that-is-long-enough",
    }
    began = time.time()
    ran = subprocess.run(  # noqa: S603  our own interpreter and the programs above
        [sys.executable, "-c", f"{FRAME}\n{program}\nasyncio.run(main())"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    return Start(told["at"] - began, told["memory"])
