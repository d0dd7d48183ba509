"""`truce serve` and `truce demo` as programs of their own: starting, stopping, and refusing to start."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.serving import listening
from storage.database import Database
from tests.adapters.cli.conftest import NAMES, Truce
from tests.fakes.slack import FakeSlack

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `truce ...` in an empty folder; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []
    clean = {name: value for name, value in os.environ.items() if name not in NAMES and name != "DISPLAY"}

    def run(*words: str, **settings: str) -> "subprocess.Popen[str]":
        program = [sys.executable, "-c", "from adapters.cli import main; main()", *words]
        environment = clean | settings | {"PYTHONPATH": str(Path.cwd()), "PYTHONWARNINGS": "ignore"}
        process = subprocess.Popen(  # noqa: S603  our own program
            program, cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def ready(process: "subprocess.Popen[str]") -> str:
    """The address that it listens at, once it does."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"at (http://\S+)", line)
    if found is None:
        process.kill()
        raise AssertionError(f"{line!r}, {process.communicate()}")
    return found[1]


def fetch(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  our own address
        return str(answer.read().decode())


def free_port() -> str:
    with listening("127.0.0.1", 0) as sock:
        return str(sock.getsockname()[1])


def test_serve_with_nothing_configured_says_what_to_set(truce: Truce) -> None:
    told = truce("serve")
    assert told.code == 2
    for words in ("SLACK_BOT_TOKEN", "MicrosoftAppId", "https://api.slack.com/apps", "truce demo"):
        assert words in told.err


def test_serve_with_half_of_it_says_which_half_is_missing(truce: Truce) -> None:
    told = truce("serve", SLACK_BOT_TOKEN="xoxb-1")
    assert (told.code, "SLACK_APP_TOKEN" in told.err, "SLACK_SIGNING_SECRET" in told.err) == (2, True, True)
    told = truce("serve", PORT="many", PUBLIC_URL="truce")
    assert "PORT must be a number" in told.err
    assert "PUBLIC_URL must be an address" in told.err


def test_serve_on_an_older_postgresql_leaves_the_upgrade_to_a_person(truce: Truce, postgresql_url: str) -> None:
    told = truce("serve", DATABASE_URL=postgresql_url, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="x")
    assert (told.code, "truce db upgrade" in told.err) == (2, True)


def test_serve_runs_until_it_is_told_to_stop(start: Start, truce: Truce, tmp_path: Path) -> None:
    with FakeSlack(limits=False).in_thread() as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.url,
            "PORT": free_port(),
        }
        server = start("serve", **settings)
        address = ready(server)
        assert '"ready"' in fetch(f"{address}/readyz")

        second = truce("serve", **settings | {"PORT": free_port()})
        assert (second.code, f"process {server.pid}" in second.err) == (2, True)
        taken = truce("serve", **settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"})
        assert (taken.code, "choose another one (PORT)" in taken.err) == (2, True)

        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
        assert server.returncode == 0
        assert '"stopping"' in errors
        assert slack.bot_token not in errors

        wrong = truce("serve", **settings | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
        assert (wrong.code, "SLACK_BOT_TOKEN (invalid_auth)" in " ".join(wrong.err.split())) == (2, True)


def test_the_playground_opens_and_remembers(start: Start, tmp_path: Path) -> None:
    first = start("demo", "--no-open", "--port", free_port())
    address = ready(first)
    assert "Truce playground" in fetch(address)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    database = Database(f"sqlite:///{tmp_path / '.truce' / 'demo.db'}")
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE organisation SET name = 'Renamed'")

    second = start("demo", "--no-open", "--fresh", "--port", free_port())
    ready(second)
    with database.read() as session:
        assert session.connection().exec_driver_sql("SELECT name FROM organisation").scalars().all() != ["Renamed"]
    database.close()


def test_the_playground_keeps_away_from_a_real_company(truce: Truce, sqlite_database: Database, url: str) -> None:
    truce("admin", "add", "eva@example.com", DATABASE_URL=url)
    told = truce("demo", "--fresh", "--no-open", DATABASE_URL=url)
    assert (told.code, "company's own database" in " ".join(told.err.split())) == (2, True)
    with sqlite_database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one() == 1
