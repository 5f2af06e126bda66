"""What delegates read of a freed place."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.refills.view import heading, view
from handlers.views.data import MenuChoice
from handlers.views.keyboards import button
from handlers.views.message import NeutralMessage
from missions.refills.notices import RefillLost, RefillOff, RefillOffered
from missions.refills.shown import ShownOffer, shown
from storage.tables import Lane, RefillOffer


async def offered(notice: RefillOffered, reader: Reader) -> Said:
    found = await _shown(notice.offer_id, reader)
    if found is None:
        return []
    text, keyboard = view(reader._, found)
    message = NeutralMessage(
        text=text, buttons=keyboard.rows, about=keyboard.about, lane=Lane.REMINDER, expires_at=found.offer.expires_at
    )
    return [message]


async def lost(notice: RefillLost, reader: Reader) -> Said:
    _ = reader._
    found = await _shown(notice.offer_id, reader)
    if found is None:
        return []
    said = _("Others accepted first. You can still ask {name} for another time.", name=found.other.called)
    return [_message(reader, heading(_, found, _("🔁 <b>This place is taken</b>")), said)]


async def off(notice: RefillOff, reader: Reader) -> Said:
    _ = reader._
    found = await _shown(notice.offer_id, reader)
    if found is None:
        return []
    said = _("{name} did not take this place. You can still ask for another time.", name=found.other.called)
    return [_message(reader, heading(_, found, _("🔁 <b>No meeting in this place</b>")), said)]


def _message(reader: Reader, first: Markup, said: Markup) -> NeutralMessage:
    people = button(reader._.plain("🤝 People to meet"), MenuChoice(to="people"))
    return NeutralMessage(text=Markup("\n").join([first, said]), buttons=[[people]], lane=Lane.REMINDER)


async def _shown(offer_id: int, reader: Reader) -> ShownOffer | None:
    return await shown(reader.session, await reader.session.get_one(RefillOffer, offer_id))
