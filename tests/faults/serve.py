"""Truce as `truce serve` runs it, but on the shared clock: `python -m tests.faults.serve CLOCK`.

The lease is longer than a send ever takes here, as it is in earnest: six seconds of the wall's time.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import uvicorn

from adapters.logs import set_up
from adapters.postman import LAG, Patience
from adapters.serving import listening, running
from bot.settings import Settings
from storage import migrating
from storage.database import Database
from storage.lock import alone
from tests.faults.clock import SPEED, SharedClock

PATIENCE = Patience(lease=timedelta(seconds=6) * SPEED, lag=LAG, idle=timedelta(seconds=0.1) * SPEED, speed=SPEED)


async def serve(settings: Settings, database: Database, clock: SharedClock) -> None:
    with listening(settings.host, settings.port) as sock:
        async with running(settings, database, clock, patience=PATIENCE) as app:
            config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
            await uvicorn.Server(config).serve(sockets=[sock])


def main() -> None:
    set_up()
    settings = Settings.read(env_file=None)
    settings.require()
    database = Database(settings.database_url)
    with alone(database):
        migrating.upgrade(database)
        asyncio.run(serve(settings, database, SharedClock(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
