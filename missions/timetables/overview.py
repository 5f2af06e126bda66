"""What organisers are shown of timetables: what is wished and what there is; and one draft with its names."""

from __future__ import annotations

from dataclasses import dataclass

from missions.timetables import drafts, publish, summary
from missions.timetables.audience import Audience, audience
from missions.timetables.draft_plan import TimetableDraft
from missions.timetables.publish import Publication
from missions.timetables.summary import Names, WishCounts
from storage.database import UnitSession
from storage.tables import Mission, Timetable, TimetableState


@dataclass(frozen=True, slots=True)
class Overview:
    """The mission's wishes, the timetable published last, and the latest one of any state."""

    mission: Mission
    wished: WishCounts
    published: Timetable | None
    latest: Timetable | None


async def overview(session: UnitSession, mission: Mission) -> Overview:
    """What there is in a mission now."""
    wished = await summary.wished(session, mission)
    published = await drafts.published(session, mission.id)
    return Overview(mission, wished, published, await drafts.latest(session, mission.id))


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A timetable with what its state has to say: names while it is ready or failed, and what publishing would do."""

    row: Timetable
    draft: TimetableDraft | None = None
    names: Names | None = None
    publication: Publication | None = None
    audience: Audience | None = None
    """To how many delegates a published one is told."""


async def shown(session: UnitSession, row: Timetable) -> ShownDraft:
    """A timetable as it is now."""
    if row.state is TimetableState.PUBLISHED:
        return ShownDraft(row, audience=await audience(session, row))
    if row.state is not TimetableState.READY and not (row.state is TimetableState.FAILED and row.plan):
        return ShownDraft(row)
    mission = await session.get_one(Mission, row.mission_id)
    draft, names = TimetableDraft.from_json(row.plan), await summary.names(session, mission)
    ready = row.state is TimetableState.READY
    return ShownDraft(row, draft, names, await publish.foresee(session, mission, row) if ready else None)
