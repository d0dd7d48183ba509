"""What is logged: one line of JSON an event (for people, at a terminal), and never an answer, a name or a text.

Our own lines say what happened by type, place and opaque id. Libraries put whatever they handle into their messages,
payloads and tokens too: of theirs only the sentence without its values is kept, and where it came from.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog

OURS: Final = ("truce", "adapters", "bot", "storage")
HARMLESS: Final = ("uvicorn.error", "apscheduler", "alembic")
"""Libraries that only ever speak of themselves."""
QUIET: Final[Mapping[str, int]] = {
    "uvicorn.error": logging.WARNING,
    "uvicorn.access": logging.CRITICAL,
    "apscheduler.scheduler": logging.ERROR,  # it warns of a look left out because another one is about to begin
}

_SECRET: Final = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|\bBearer\s+\S+|\beyJ[\w-]+\.[\w.-]+|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)|(?<=\bcode: )\S+",
    re.IGNORECASE,
)

Fields = MutableMapping[str, Any]


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Log to `stream`, by default standard error, for the whole program."""
    out = stream or sys.stderr
    people = out.isatty()
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            failure_by_type,
            without_secrets,
            structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Through()]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name, at_least in QUIET.items():
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(at_least)


class _Through(logging.Handler):
    """What was logged the standard way, by us or a library, as a line of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, Any] = {"logger": record.name}
        if record.exc_info:
            fields["exc_info"] = record.exc_info
        if not belongs(record.name, OURS):
            fields["where"] = f"{record.filename}:{record.lineno}"
        structlog.get_logger("truce.library").log(record.levelno, _sentence(record), **fields)


def _sentence(record: logging.LogRecord) -> str:
    if belongs(record.name, OURS) or belongs(record.name, HARMLESS):
        return record.getMessage()
    return str(record.msg) if record.args else "a library reported something"


def belongs(name: str, families: tuple[str, ...]) -> bool:
    return any(name == family or name.startswith(f"{family}.") for family in families)


def failure_by_type(_: Any, __: str, fields: Fields) -> Fields:
    """An exception by its type and place: its text and traceback may hold what somebody said."""
    told = fields.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told if isinstance(told, BaseException) else told[1] if isinstance(told, tuple) else None
    if error is not None:
        fields.setdefault("error", type(error).__name__)
        fields.setdefault("where", _place(error.__traceback__))
    return fields


def without_secrets(_: Any, __: str, fields: Fields) -> Fields:
    for name, value in fields.items():
        if isinstance(value, str):
            fields[name] = _SECRET.sub("***", value)
    return fields


def _place(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
