"""What a change says of a delegate's meetings, for as long as it is true."""

from __future__ import annotations

from markupsafe import Markup

from handlers.changes import session_notices, shift_notices
from handlers.changes.notices import told_of
from handlers.changes.unseen import WARNING, warning
from handlers.core.notices import Reader
from handlers.core.turn import BELOW
from handlers.views.keyboards import Screen, unchanged
from handlers.views.meeting import CLOSED
from locales import N_
from missions.changes import Place, still_true
from missions.changes.session_moves import is_of_session
from missions.changes.shift_told import is_of_shift
from missions.changes.standing import standing
from storage.tables import Change, ChangeReceipt, LiveCard, Meeting, Mission

CHANGED_AGAIN = N_("➡️ Changed again: see below")


async def receipt(card: LiveCard, reader: Reader) -> Screen | None:
    found = await reader.session.get(ChangeReceipt, card.thing_id)
    if found is None:
        return None
    if card.day >= WARNING:
        return await warning(card, found, reader)
    if is_of_shift(found):
        return await shift_notices.card(card, found, reader)
    if is_of_session(found):
        return await session_notices.card(found, card.truth, reader)
    told = await still_true(reader.session, found)
    if not told:
        return unchanged(card.truth) if _is_over(found, reader) else None
    change = await reader.session.get_one(Change, found.change_id)
    mission = await reader.session.get_one(Mission, change.mission_id)
    return next(iter(told_of(reader._, found, told, mission, reader.session.now)[card.day :]), None)


def _is_over(receipt: ChangeReceipt, reader: Reader) -> bool:
    return all(Place.from_json(move["after"]).ends_at <= reader.session.now for move in receipt.moves)


async def changed_again(card: LiveCard, reader: Reader) -> Markup:
    found = await reader.session.get(ChangeReceipt, card.thing_id)
    moves = [move for move in found.moves if "meeting" in move] if found else []
    if found is not None and await standing(reader.session, found):
        return reader._(BELOW)
    meetings = [await reader.session.get(Meeting, move["meeting"]) for move in moves]
    states = {each.state for each in meetings if each is not None}
    if len(states) == 1 and (state := states.pop()) in CLOSED:
        return reader._(CLOSED[state])
    return reader._(CHANGED_AGAIN)
