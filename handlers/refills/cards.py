"""Freed places as they read now."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.refills.view import outcome, view
from handlers.views.keyboards import Screen
from locales import N_
from missions.refills.shown import shown
from storage.tables import ASKED_STATES, LiveCard, RefillOffer

GONE = N_("⌛ This offer has expired.")


async def refill(card: LiveCard, reader: Reader) -> Screen | None:
    offer = await reader.session.get(RefillOffer, card.thing_id)
    found = await shown(reader.session, offer) if offer is not None and offer.state in ASKED_STATES else None
    return view(reader._, found) if found is not None else None


async def line(card: LiveCard, reader: Reader) -> Markup:
    offer = await reader.session.get(RefillOffer, card.thing_id)
    found = await shown(reader.session, offer) if offer is not None else None
    return outcome(reader._, found) if found is not None else reader._(GONE)
