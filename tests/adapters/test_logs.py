"""Logs tell what happened, and nothing that somebody said, is called, or keeps secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from adapters.logs import set_up


@pytest.fixture
def lines() -> Iterator[Any]:
    """Reads what was logged so far, as a list of JSON objects."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    out = io.StringIO()
    set_up(out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:], level = before
    root.setLevel(level)


def test_a_line_is_json_with_its_time_and_level(lines: Any) -> None:
    structlog.get_logger("truce.postman").warning("delivery failed", delivery="d1", platform="slack")
    (line,) = lines()
    assert line["event"] == "delivery failed"
    assert (line["level"], line["delivery"], line["platform"]) == ("warning", "d1", "slack")
    assert line["timestamp"].endswith("Z")


def test_a_failure_is_told_by_type_and_place(lines: Any) -> None:
    try:
        int("Alice rated statement 3 with 1")
    except ValueError:
        logging.getLogger("adapters.slack.app").exception("An answer to Slack failed after its acknowledgement.")
    (line,) = lines()
    assert line["event"] == "An answer to Slack failed after its acknowledgement."
    assert line["error"] == "ValueError"
    assert line["where"].startswith("test_logs.py:")
    assert "Alice" not in json.dumps(line)


@pytest.mark.parametrize("library", ["slack_bolt.AsyncApp", "slack_sdk.web.async_client", "aiohttp.server", "asyncio"])
def test_what_libraries_put_into_their_messages_is_left_out(lines: Any, library: str) -> None:
    payload = {"text": "they never listen", "user": {"name": "alice"}, "token": "xoxb-1-2-abc"}
    logging.getLogger(library).warning(f"Unhandled request: {payload}")  # noqa: G004  as libraries do
    logging.getLogger(library).error("Failed to send %s to %s", payload, "alice@example.com")
    first, second = lines()
    assert second["event"] == "Failed to send %s to %s"
    assert first["logger"] == library
    told = json.dumps([first, second])
    assert "listen" not in told
    assert "alice" not in told
    assert "xoxb" not in told


@pytest.mark.parametrize("library", ["httpx", "aiohttp.access", "slack_bolt.AsyncApp", "botbuilder", "urllib3"])
def test_libraries_speak_only_of_trouble(lines: Any, library: str) -> None:
    logging.getLogger(library).info("POST https://hooks.slack.com/actions/T1/2/secret 200")
    assert lines() == []


def test_secrets_that_slip_into_a_line_are_blotted_out(lines: Any) -> None:
    log = structlog.get_logger("truce")
    log.info("a", why="token xoxb-12-34-abc is wrong", other="postgresql://truce:hunter2@db/truce")
    log.info("b", why="Authorization: Bearer eyJhbGciOi.J9.x", app="xapp-1-A-2-b")
    told = json.dumps(lines())
    for secret in ("xoxb-12", "hunter2", "eyJ", "xapp-1"):
        assert secret not in told
    assert "***@db/truce" in told
