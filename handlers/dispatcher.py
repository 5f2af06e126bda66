"""All journeys put together, in the order in which they are asked whether an update is theirs."""

from __future__ import annotations

from aiogram import Dispatcher
from aiogram.fsm.storage.base import BaseStorage

from handlers import basics, deciding, fallback, joining, membership, menu, pins, privacy, profile
from handlers.announcing import router as announcing
from handlers.changing import router as changing
from handlers.desk import router as desk
from handlers.directory import router as directory
from handlers.journeys import Journeys
from handlers.meeting import agenda, requests
from handlers.meeting import request as meeting_request
from handlers.meeting import router as meetings
from handlers.notices import joining as _joining_notices  # noqa: F401 - registers its renderers
from handlers.notices import operating as _operating  # noqa: F401 - likewise
from handlers.notices import reminders as _reminders  # noqa: F401 - registers what the clock's jobs are said with
from handlers.person import PersonMiddleware
from handlers.proposing import router as proposals
from handlers.timetabling import router as timetabling
from handlers.turn import TurnMiddleware


def build(storage: BaseStorage, *, default_language: str) -> Dispatcher:
    """The dispatcher of a process.

    Each update is fed with `session` (its unit of work) and `outbox`; handlers are given these,
    `person` and `_` by name.
    """
    dispatcher = Dispatcher(storage=storage)
    dispatcher.update.outer_middleware(PersonMiddleware(default_language))
    dispatcher.update.outer_middleware(TurnMiddleware())
    # Commands that hold at any step come first, but for /cancel of a draft; whoever does not understand comes last.
    dispatcher.include_router(
        Journeys(
            announcing.router(),
            basics.router(),
            menu.router(),
            desk.router(),
            changing.router(),
            timetabling.router(),
            pins.router(),
            privacy.router(),
            profile.router(),
            deciding.router(),
            membership.router(),
            joining.router(),
            proposals.router(),
            directory.router(),
            meeting_request.router(),
            meetings.router(),
            requests.router(),
            agenda.router(),
            fallback.router(),
        )
    )
    return dispatcher
