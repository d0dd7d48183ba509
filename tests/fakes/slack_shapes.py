"""The parts from which slack_checks is put together: what one field of a payload may hold.

A `Check` takes a value, the report of the payload, and the JSON pointer at which the value stands.
"""

import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any, "Report", str], None]


class Report:
    """Collects problems while one payload is walked, and what must be unique or is counted across it."""

    def __init__(self, surface: str):
        self.surface = surface
        self.problems: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.markdown = 0

    def __call__(self, at: str, problem: str) -> None:
        self.problems.append(f"[ERROR] {problem} [json-pointer:{at}]")

    def unique(self, at: str, kind: str, value: str) -> None:
        if (kind, value) in self.seen:
            self(at, f"`{kind.split('/', maxsplit=1)[0]}` {value} already exists")
        self.seen.add((kind, value))


def string(high: int, low: int = 1, pattern: str = "") -> Check:
    def check(value: Any, report: Report, at: str) -> None:
        if not isinstance(value, str):
            report(at, "must be a string")
        elif len(value) > high:
            report(at, f"must be less than {high + 1} characters")
        elif len(value) < low:
            report(at, f"must be more than {low - 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            report(at, f"must match the pattern {pattern}")

    return check


def one_of(*values: Any) -> Check:
    def check(value: Any, report: Report, at: str) -> None:
        if value not in values:
            report(at, f"must be one of {', '.join(map(str, values))}")

    return check


def boolean(value: Any, report: Report, at: str) -> None:
    if not isinstance(value, bool):
        report(at, "must be a boolean")


def integer(low: int, high: int) -> Check:
    def check(value: Any, report: Report, at: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            report(at, f"must be an integer from {low} to {high}")

    return check


def number(value: Any, report: Report, at: str) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        report(at, "must be a number")


def listed(item: Check, low: int, high: int) -> Check:
    def check(value: Any, report: Report, at: str) -> None:
        if not isinstance(value, list):
            report(at, "must be an array")
            return
        if len(value) > high:
            report(at, f"no more than {high} items allowed")
        if len(value) < low:
            report(at, f"no less than {low} items allowed")
        for index, part in enumerate(value):
            item(part, report, f"{at}/{index}")

    return check


def fields(required: str = "", **known: Check) -> Check:
    """Check an object: the required fields are there, each field is known and passes its own check."""

    def check(value: Any, report: Report, at: str) -> None:
        if not isinstance(value, dict):
            report(at, "must be an object")
            return
        for name in required.split():
            if name not in value:
                report(at, f"missing required field: {name}")
        for name, part in value.items():
            if name == "type":
                continue
            if name in known:
                known[name](part, report, f"{at}/{name}")
            else:
                report(f"{at}/{name}", "unknown field")

    return check


def kinds(table: dict[str, Check], *allowed: str) -> Check:
    """Check an object by the table entry that its `type` names; only the allowed types, where some are named."""

    def check(value: Any, report: Report, at: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table or (allowed and kind not in allowed):
            report(at, f"unsupported type: {kind}")
            return
        table[kind](value, report, at)

    return check


def text(high: int, *types: str) -> Check:
    plain_fields = fields("text", text=string(high), emoji=boolean)
    mrkdwn_fields = fields("text", text=string(high), verbatim=boolean)
    return kinds({"plain_text": plain_fields, "mrkdwn": mrkdwn_fields}, *types)


def plain(high: int) -> Check:
    return text(high, "plain_text")


def anything(value: Any, report: Report, at: str) -> None:
    """Take whatever is there."""


def action_id(value: Any, report: Report, at: str) -> None:
    string(255)(value, report, at)
    report.unique(at, "action_id/" + block_of(at), str(value))


def block_of(at: str) -> str:
    """Return the pointer of the block in which `at` lies: an action_id is unique within its block."""
    found = re.match(r".*?/blocks/\d+", at)
    return found.group() if found else ""


def either(inner: Check, *names: str) -> Check:
    """Check an object that needs at least one of the named fields."""

    def check(value: Any, report: Report, at: str) -> None:
        inner(value, report, at)
        if isinstance(value, dict) and not any(name in value for name in names):
            report(at, f"needs {' or '.join(names)}")

    return check
