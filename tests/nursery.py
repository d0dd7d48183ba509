"""Programs of the tests in processes of their own, which begin at once: forked from one that has imported everything.

To import Truce takes longer than most of these programs live. One process a test worker does so, when the first program
is wanted; each program is a fork of it, with arguments, an environment and outputs of its own, and can be killed.
"""

import importlib
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

_FORKS = multiprocessing.get_context("forkserver")
_PROGRAMS = ["tests.browser.serve", "tests.faults.serve", "tests.faults.slack"]
_LATER = ["matplotlib.figure", "matplotlib.backends.backend_agg"]  # what they would import at the first picture
_FORKS.set_forkserver_preload([*_PROGRAMS, *_LATER])


class Program:
    """`python -m module *arguments`, begun at once. Leaving the `with` kills it.

    If it speaks, `line` reads what it prints; otherwise that goes where its complaints go.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        *,
        speaks: bool = True,
    ) -> None:
        self._reader, writer = _FORKS.Pipe(duplex=False)
        told = dict(os.environ if environment is None else environment)
        self._process = _FORKS.Process(
            target=_live, args=(module, [*arguments], told, log, writer if speaks else None), daemon=True
        )
        self._process.start()
        writer.close()

    def line(self) -> str:
        """The next line that it prints; "" when it has ended."""
        read = bytearray()
        while (byte := os.read(self._reader.fileno(), 1)) not in {b"", b"\n"}:
            read += byte
        return read.decode()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """As `kill -9`; returns when it is gone."""
        self._process.kill()
        self._process.join()
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.kill()


def _live(
    module: str, arguments: list[str], environment: dict[str, str], log: Path | None, output: Connection | None
) -> None:
    """The program's whole life."""
    os.environ.clear()
    os.environ.update(environment)
    if log is not None:
        with log.open("a") as file:
            os.dup2(file.fileno(), 2)
    os.dup2(2 if output is None else output.fileno(), 1)
    sys.argv = [module, *arguments]
    importlib.import_module(module).main()
