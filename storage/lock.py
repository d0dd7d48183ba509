"""One server a SQLite file. The lock is the operating system's: it ends with its process, however that ends.

PostgreSQL is made for several servers, and an in-memory database has only one: neither needs a lock.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from storage.database import Database


class InUseError(Exception):
    """Another program serves this database; the text says so, for people."""


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Be the only one that serves, or changes the shape of, this database. Raises InUseError."""
    file = make_url(database.url).database if database.is_sqlite else None
    if not file or file == ":memory:":
        yield
        return
    path = Path(f"{file}.lock")
    with path.open("a+", encoding="utf-8") as held:
        if not _take(held):
            held.seek(0)
            process = held.read().strip()
            told = f" (process {process})" if process else ""
            raise InUseError(
                f"A running Truce{told} uses {file}. A SQLite file serves one at a time: stop that one first, "
                "or use PostgreSQL (DATABASE_URL) to run several."
            )
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        try:
            yield
        finally:
            held.truncate(0)  # the file stays: removing it would let two others hold different files of this name


if sys.platform == "win32":
    import msvcrt

    _BYTE = 1 << 30  # beyond what is written: Windows doesn't let others read a locked byte

    def _take(held: IO[str]) -> bool:
        held.seek(_BYTE)
        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(held: IO[str]) -> bool:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
