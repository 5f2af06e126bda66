"""The buttons under a freed place."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.refills.data import RefillAct, RefillPress
from handlers.refills.view import outcome, view
from missions.refills import answering
from missions.refills.answering import Answered
from missions.refills.shown import shown
from storage.tables import ASKED_STATES


def router() -> Router:
    refills = Router(name="refills")
    refills.callback_query.register(accept, RefillPress.filter(F.act == RefillAct.ACCEPT))
    refills.callback_query.register(decline, RefillPress.filter(F.act == RefillAct.DECLINE))
    return refills


async def accept(_query: CallbackQuery, callback_data: RefillPress, turn: Turn) -> None:
    await _answered(turn, await answering.accept(turn.session, turn.person, callback_data.id))


async def decline(_query: CallbackQuery, callback_data: RefillPress, turn: Turn) -> None:
    await _answered(turn, await answering.decline(turn.session, turn.person, callback_data.id))


async def _answered(turn: Turn, answered: Answered) -> None:
    """The offer as it reads now; what came of it for others is told to them."""
    found = await shown(turn.session, answered.offer)
    if found is not None:
        if answered.offer.state in ASKED_STATES:
            await turn.show(*view(turn._, found))
        else:
            said = outcome(turn._, found)
            await turn.toast(str(said.unescape()))
            await turn.show(said)
    await tell(turn.box, answered.notices)
