"""How a job of the desk is done: read, made outside of any transaction, answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from handlers.documents.typesetting import Typeset
from handlers.views.message import NeutralMessage
from locales import Texts
from storage.database import Database, UnitSession
from storage.tables import DeskJob

Fetch = Callable[[str], Awaitable[bytes]]
"""Downloads a file by Telegram's id of it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a job is made with beside the event loop."""

    fetch: Fetch
    typeset: Typeset


@dataclass(frozen=True, slots=True)
class DeskWork:
    """read: what it takes, as plain values. make: with these, beside the event loop. answer: writes, and says, what
    came of it; it deletes the job, or leaves it without due_at until the organiser confirms. finish: what is written in
    many small transactions, between the two; it can be done again.

    read and answer may raise Refusal, which is then the answer.
    """

    read: Callable[[UnitSession, DeskJob, Texts], Awaitable[Any]]
    make: Callable[[Any, Means], Awaitable[Any]]
    answer: Callable[[UnitSession, DeskJob, Texts, Any], Awaitable[NeutralMessage]]
    finish: Callable[[Database, Any], Awaitable[Any]] | None = None
