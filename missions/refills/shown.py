"""An offer with all that is shown of it."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import UnitSession
from storage.tables import Delegate, MeetingTable, Mission, Organisation, RefillOffer, Slot, Venue


@dataclass(frozen=True, slots=True)
class ShownOffer:
    offer: RefillOffer
    mission: Mission
    delegate: Delegate
    other: Delegate
    organisation: Organisation
    """The other's."""
    slot: Slot
    table: MeetingTable
    venue: Venue


async def shown(session: UnitSession, offer: RefillOffer) -> ShownOffer | None:
    """None where the slot or the table is gone."""
    slot, table = await session.get(Slot, offer.slot_id), await session.get(MeetingTable, offer.table_id)
    if slot is None or table is None:
        return None
    other = await session.get_one(Delegate, offer.other_id)
    return ShownOffer(
        offer=offer,
        mission=await session.get_one(Mission, slot.mission_id),
        delegate=await session.get_one(Delegate, offer.delegate_id),
        other=other,
        organisation=await session.get_one(Organisation, other.organisation_id),
        slot=slot,
        table=table,
        venue=await session.get_one(Venue, table.venue_id),
    )
