"""All journeys put together, in the order in which they are asked whether an update is theirs."""

from __future__ import annotations

from aiogram import Dispatcher
from aiogram.fsm.storage.base import BaseStorage

from handlers import privacy, registration, returning, start
from handlers.announcements import router as announcing
from handlers.beginning import router as beginning
from handlers.changes import router as changing
from handlers.core.questions import QuestionMiddleware
from handlers.core.routing import Journeys
from handlers.core.turn import TurnMiddleware
from handlers.day import calendar, phone_zone
from handlers.day import router as my_day
from handlers.desk import decisions
from handlers.desk import router as desk
from handlers.directory import router as directory
from handlers.exports import router as exports
from handlers.interpreters import router as interpreting
from handlers.meetings import agenda, organisation, pin, requests
from handlers.meetings import request as meeting_request
from handlers.meetings import router as meetings
from handlers.menu import fallback, menu
from handlers.programme import router as programme
from handlers.proposals import router as proposals
from handlers.questions import NEUTRAL, QUESTIONS
from handlers.quiet import router as quiet
from handlers.refills import router as refills
from handlers.registration import limits, profile
from handlers.sheets import router as sheets
from handlers.timetables import router as timetabling


def build(storage: BaseStorage, *, default_language: str, public_url: str = "") -> Dispatcher:
    """The dispatcher of a process. public_url: where its pages and feeds are reached, if anywhere.

    Each update is fed with `session` (its unit of work), `outbox` and `speaker` (the person, if they are known);
    handlers are given a `turn` made of these.
    """
    dispatcher = Dispatcher(storage=storage, public_url=public_url)
    dispatcher.update.outer_middleware(TurnMiddleware(default_language, QUESTIONS))
    dispatcher.update.outer_middleware(QuestionMiddleware(QUESTIONS, NEUTRAL))
    # Commands that hold at any step come first, except /cancel of a draft; the fallback comes last.
    dispatcher.include_router(
        Journeys(
            announcing.router(),
            start.router(),
            menu.router(),
            beginning.router(),
            exports.router(),
            desk.router(),
            changing.router(),
            timetabling.router(),
            pin.router(),
            programme.router(),
            sheets.router(),
            privacy.router(),
            profile.router(),
            limits.router(),
            decisions.router(),
            returning.router(),
            registration.router(),
            proposals.router(),
            refills.router(),
            directory.router(),
            meeting_request.router(),
            meetings.router(),
            organisation.router(),
            requests.router(),
            agenda.router(),
            my_day.router(),
            calendar.router(),
            interpreting.router(),
            phone_zone.router(),
            quiet.router(),
            fallback.router(),
        )
    )
    return dispatcher
