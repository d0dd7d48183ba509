"""The command line as people meet it: what they type, what is printed, and the exit code."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from adapters.cli import main
from bot.settings import Settings
from storage.database import Database


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Truce = Callable[..., Ran]

NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture
def truce(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Truce]:
    """Runs `truce ...` in an empty folder, with these settings and no others."""
    for name in os.environ:
        if name.upper() in {each.upper() for each in NAMES}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def run(*words: str, **settings: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["truce", *words])
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            try:
                main()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Ran(code, printed.out, printed.err)

    yield run
    structlog.reset_defaults()
    root.handlers[:], level = before
    root.setLevel(level)


@pytest.fixture
def url(sqlite_database: Database) -> str:
    """A database that is ready, as DATABASE_URL has it."""
    return sqlite_database.url
