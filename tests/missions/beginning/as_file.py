"""A mission that was begun in the chat, as the text of the file that says the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.exports.blocks import blocks
from missions.loading.plan.settings import settings_of
from missions.loading.plan.values import MissionSettings, SlotBlock
from storage.tables import Delegation, MeetingTable, Mission, Slot, Venue


async def toml_of(session: AsyncSession, mission: Mission) -> str:
    """Settings, delegations, venues with their tables, and slots."""
    parts = [_section("[mission]", _settings(mission))]
    sides = select(Delegation).where(Delegation.mission_id == mission.id).order_by(col(Delegation.id))
    parts += [
        _section("[[delegations]]", {"key": row.key, "title": row.title, "country": row.country})
        for row in await session.exec(sides)
    ]
    venues = (await session.exec(select(Venue).where(Venue.mission_id == mission.id).order_by(col(Venue.id)))).all()
    parts += [_section("[[venues]]", await _venue(session, venue)) for venue in venues]
    keys = {venue.id: venue.key for venue in venues}
    rows = await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at)))
    parts += [_section("[[slots]]", _block(each)) for each in blocks(rows.all(), keys, ZoneInfo(mission.time_zone))]
    return "\n".join(parts)


def _settings(mission: Mission) -> dict[str, object]:
    """Those that say something else than a file that leaves them out."""
    found: dict[str, object] = {}
    for name, _kind, default in settings_of(MissionSettings):
        value = getattr(mission, name)
        plain = [*default] if isinstance(default, tuple) else default
        if value != plain or name in ("key", "title", "default_language", "starts_on", "ends_on", "time_zone"):
            found[name] = value
    return found


async def _venue(session: AsyncSession, venue: Venue) -> dict[str, object]:
    labels = select(MeetingTable.label).where(MeetingTable.venue_id == venue.id).order_by(col(MeetingTable.id))
    found: dict[str, object] = {"key": venue.key, "title": venue.title}
    if venue.address:
        found["address"] = venue.address
    if venue.latitude is not None:
        found |= {"latitude": venue.latitude, "longitude": venue.longitude}
    return {**found, "tables": list(await session.exec(labels))}


def _block(block: SlotBlock) -> dict[str, object]:
    found: dict[str, object] = {"date": block.day, "from": block.begins, "to": block.ends, "minutes": block.minutes}
    if block.pause_minutes:
        found["pause_minutes"] = block.pause_minutes
    return found | ({"venue": block.venue} if block.venue else {})


def _section(head: str, values: Mapping[str, object]) -> str:
    return "\n".join([head, *(f"{name} = {_value(value)}" for name, value in values.items()), ""])


def _value(value: object) -> str:
    """As TOML has it: its strings are those of JSON, its days and hours those of ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_value(each)}' for name, each in value.items())} }}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, datetime):
        raise TypeError(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Iterable):
        return f"[{', '.join(_value(each) for each in value)}]"
    return f"{value}"
