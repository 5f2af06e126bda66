"""What intake does about an update that was refused or that failed: says so, and keeps what failed."""

from __future__ import annotations

import traceback
from typing import Any

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, SendMessage
from sqlmodel import col, select

from handlers.outbox import Outbox
from locales import N_, Texts, catalogues
from missions import people
from missions.errors import Refusal
from storage.database import Database, Transaction, UnitSession
from storage.tables import FailedUpdate

TOAST_LIMIT = 200
"""Characters that answerCallbackQuery takes."""

SORRY = N_("Sorry, something went wrong on our side and this was not done. It is noted; please try again in a while.")


def describe(error: BaseException) -> dict[str, str]:
    """An error without anything that a person may have written: its kind, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or list(frames)
    place = f"{ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno}" if ours else "?"
    return {"error": type(error).__name__, "place": place}


async def answer_refusal(transaction: Transaction, bot: Bot, raw: dict[str, Any], refusal: Refusal) -> None:
    """Tell the person why what they asked was not done."""
    async with transaction.unit() as session:
        await _tell(session, bot, raw, refusal)


async def keep(transaction: Transaction, bot: Bot, raw: dict[str, Any], error: Exception) -> None:
    """Keep the update for `wasl failed`, and tell the person that it was not done."""
    async with transaction.unit() as session:
        told = describe(error)
        session.add(
            FailedUpdate(
                bot_id=bot.id,
                update_id=raw.get("update_id"),
                payload=raw,
                error=f"{told['error']} at {told['place']}",
            )
        )
        await _tell(session, bot, raw, Refusal(SORRY))


async def failed(database: Database) -> list[FailedUpdate]:
    """The updates that failed and were not replayed since, oldest first."""
    async with database.reading() as session:
        rows = await session.exec(
            select(FailedUpdate).where(col(FailedUpdate.replayed_at).is_(None)).order_by(col(FailedUpdate.id))
        )
        return list(rows.all())


async def _tell(session: UnitSession, bot: Bot, raw: dict[str, Any], refusal: Refusal) -> None:
    box = Outbox(session, bot)
    query = raw.get("callback_query")
    event = query or raw.get("message")
    if not isinstance(event, dict) or "from" not in event:
        return
    _ = await _voice(session, event["from"])
    if isinstance(query, dict):
        text = _.plain_message(refusal)
        await box.post(
            AnswerCallbackQuery(callback_query_id=query["id"], text=text[:TOAST_LIMIT], show_alert=True),
            chat_id=event["from"]["id"],
        )
    else:
        await box.post(SendMessage(chat_id=event["from"]["id"], text=_.message(refusal)))


async def _voice(session: UnitSession, sender: dict[str, Any]) -> Texts:
    person = await people.find(session, sender["id"])
    code = person.language if person else catalogues().pick(sender.get("language_code"), "en")
    return catalogues().texts(code)
