"""Log: one JSON line an event on standard output, a constant snake_case name first, then fields.

What is no process of the desk (a command, a bench) never calls configure: its standard output is its own, and lines go to standard error.
Ids are bound once (request_bind) and appear in every line of the same task.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import cast

import msgspec
import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.typing import FilteringBoundLogger, WrappedLogger

from quantdesk.runtime.clock import now_us


def configure(process: str, level: str = "info") -> None:
    """Sets the form of every line of this process. level: debug, info, warning or error."""

    def stamp(_: WrappedLogger, method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
        name = event.pop("event", "")
        return {"event": name, "ts_us": now_us(), "level": method, "process": process, **event}

    structlog.configure(
        processors=[merge_contextvars, structlog.processors.format_exc_info, stamp, _line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=False,
    )


def get(**bound: object) -> FilteringBoundLogger:
    """A logger with these fields in every line."""
    return cast(FilteringBoundLogger, structlog.get_logger(**bound))


def request_bind(**ids: object) -> None:
    """Binds ids (request_id, account, order_id, seq) to every later line of this task."""
    bind_contextvars(**ids)


def request_clear() -> None:
    """Forgets what request_bind bound."""
    clear_contextvars()


def _line(_: WrappedLogger, __: str, event: MutableMapping[str, object]) -> bytes:
    return _ENCODER.encode(event)


_ENCODER = msgspec.json.Encoder(enc_hook=repr)

structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
