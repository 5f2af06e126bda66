"""Loads travel times between venues."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from missions.loading.apply.loading import Loading
from storage.tables import Venue, VenueTravel


async def load_travel(loading: Loading, venues: Mapping[str, Venue]) -> None:
    """Either of two venues may state the time; if both do, they must agree."""
    rows = await _travels(loading, venues)
    said: dict[tuple[str, str], int] = {}
    for venue in loading.plan.venues:
        for other, minutes in venue.travel.items():
            one, two = sorted((venue.key, other))
            if said.setdefault((one, two), minutes) != minutes:
                message = f"{minutes} minutes between {one} and {two} here, {said[one, two]} there: make them one"
                loading.wrong("venues", message, venue.line)
    for (one, two), minutes in said.items():
        first, second = sorted((venues[one].id, venues[two].id))
        row = rows.get((first, second))
        if row is None:
            row = VenueTravel(one_id=first, other_id=second, minutes=minutes)
            loading.ledger.create("travel", f"{one}/{two}", row, {"minutes": minutes})
        else:
            loading.ledger.merge("travel", f"{one}/{two}", row, {"minutes": minutes})
    await loading.session.flush()


async def remove_travel(loading: Loading, venues: Mapping[str, Venue]) -> None:
    rows = await _travels(loading, venues)
    for entry in loading.ledger.gone("travel"):
        known = [venues[key].id for key in entry.key.split("/") if key in venues]
        row = rows.get((min(known), max(known))) if len(known) == 2 else None
        if row is not None:
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()


async def _travels(loading: Loading, venues: Mapping[str, Venue]) -> dict[tuple[int, int], VenueTravel]:
    ids = [venue.id for venue in venues.values()]
    statement = select(VenueTravel).where(col(VenueTravel.one_id).in_(ids))
    return {(row.one_id, row.other_id): row for row in (await loading.session.exec(statement)).all()}
