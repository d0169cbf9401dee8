"""Logs that can be read by anyone: only allow-listed fields, never what people said or who they are."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "side", "bot", "method", "count", "seconds", "attempts", "reason",
        "error", "where", "job", "case", "action", "setting", "backlog", "version",
    }
)  # fmt: skip


def only_allowed(_logger: Any, _name: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Fields that are not on the list are dropped, and named, so that the gap is seen."""
    dropped = sorted(set(fields) - ALLOWED)
    kept = {name: value for name, value in fields.items() if name in ALLOWED}
    return kept | {"reason": f"dropped fields: {', '.join(dropped)}"} if dropped else kept


class _NamesOnly(logging.Formatter):
    """Libraries' own records carry texts, ids and tokens: only their name and level pass."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return f"{record.levelname.lower()} library={record.name} {error}".rstrip()


class _StandardError(io.TextIOBase, TextIO):
    """Whatever standard error is now. What nobody can read any more, or a full disk, stops no intake."""

    def write(self, words: str) -> int:
        with suppress(OSError, ValueError):
            return sys.stderr.write(words)
        return len(words)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def setup(level: str) -> None:
    """Send our own log and the libraries' to standard error, each in its safe form."""
    structlog.configure(
        processors=[
            only_allowed,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(_NamesOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def trace(error: BaseException) -> str:
    """Where an exception came from, as file:line names; its message may hold somebody's words."""
    frames, step = [], error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno}")
        step = step.tb_next
    return f"{type(error).__name__} at {' > '.join(frames[-4:])}"
