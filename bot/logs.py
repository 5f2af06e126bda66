"""Structured logs on standard error: what happened and to which row, never names, texts, numbers or tokens."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

import structlog

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Formatter(logging.Formatter):
    """For what libraries log: an error's kind and where it came from, without its text, which may be anyone's."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        frames = traceback.extract_tb(ei[2])
        places = (f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        return "\n".join([*places, ei[0].__name__ if ei[0] else ""])


def configure(level: str) -> None:
    """One line an event. Libraries speak only when something is wrong, and never of what people wrote."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for noisy in ("aiogram", "httpx", "telegram", "apscheduler", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            # "trace", which an update and all that comes of it share.
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event", "trace"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
