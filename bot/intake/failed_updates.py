"""What intake does about an update that was refused or that failed: says so, and keeps what failed."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import structlog
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import ReplyParameters
from sqlmodel import col, select

from bot.courier import outcomes
from bot.courier.telegram_api import ApiError
from bot.intake.updates import RawUpdate, press, sender, trace
from handlers.core.outbox import Outbox
from handlers.core.voice import LAST_RESORT, voice
from handlers.notices import RENDERERS
from locales import N_, Texts, catalogues
from missions.errors import Refusal
from missions.people import person as people
from storage.database import Database, Transaction, UnitSession
from storage.errors import is_passing
from storage.tables import FailedUpdate

log = structlog.get_logger()

_ROOT = f"{Path(__file__).parents[2]}/"

SORRY = N_(
    "Sorry, something went wrong on our side and this was not done. It has been recorded; "
    "please try again in a few minutes."
)


def describe(error: BaseException) -> dict[str, Any]:
    """An error without anything that a person may have written: its kind, where it was raised, Telegram's words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    told: dict[str, Any] = {"error": type(error).__name__, "place": _place(error)}
    if isinstance(error, ApiError):
        told["said"] = outcomes.shown(error)
    return told


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_ROOT) and "site-packages" not in frame.filename]
    ours = ours or list(frames)
    return f"{ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno}" if ours else "?"


async def answer_refusal(transaction: Transaction, bot: Bot, raw: RawUpdate, refusal: Refusal) -> None:
    """Tell the person why what they asked was not done."""
    async with transaction.unit(trace(raw)) as session:
        await _tell(session, bot, raw, refusal)


async def keep(transaction: Transaction, bot: Bot, raw: RawUpdate, error: Exception) -> None:
    """Keep the update for `wasl failed`, and tell the person that it was not done."""
    told = describe(error)
    async with transaction.unit(trace(raw)) as session:
        session.add(
            FailedUpdate(
                bot_id=bot.id,
                update_id=raw["update_id"],
                payload=raw,
                error=f"{told['error']} at {told['place']}",
            )
        )
    try:
        await answer_refusal(transaction, bot, raw, Refusal(SORRY))
    except Exception as trouble:
        if is_passing(trouble):
            raise
        # The update is kept; it may be of any shape, without a sender to tell.
        log.warning("nobody was told of it", update_id=raw["update_id"], **describe(trouble))


async def failed(database: Database) -> list[FailedUpdate]:
    """The updates that failed and were not replayed since, oldest first."""
    async with database.reading() as session:
        rows = await session.exec(
            select(FailedUpdate).where(col(FailedUpdate.replayed_at).is_(None)).order_by(col(FailedUpdate.id))
        )
        return list(rows.all())


async def _tell(session: UnitSession, bot: Bot, raw: RawUpdate, refusal: Refusal) -> None:
    who = sender(raw)
    query, message = raw.get("callback_query"), raw.get("message")
    if not who or not (query or message):
        return
    box = Outbox(session, bot, RENDERERS)
    box.reader_id = who["id"]
    # What failed is said, however often it was tapped.
    box.press = "" if refusal.msgid == SORRY else press(raw)
    _ = await _voice(session, who)
    box.right_to_left = _.language.rtl
    if query:
        text = _.plain_message(refusal)
        await box.post(AnswerCallbackQuery(callback_query_id=query["id"], text=text, show_alert=True))
    elif message and message["chat"]["type"] == "private":
        about = ReplyParameters(message_id=message["message_id"], allow_sending_without_reply=True)
        await box.post(SendMessage(chat_id=who["id"], text=_.message(refusal), reply_parameters=about))


async def _voice(session: UnitSession, who: dict[str, Any]) -> Texts:
    person = await people.find(session, who["id"])
    if person is not None:
        return await voice(session, person)
    return catalogues().texts(catalogues().pick(who.get("language_code"), LAST_RESORT))
