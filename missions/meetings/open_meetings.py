"""The open meetings of a delegate, and the requests that a person asked, answers, or answers for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from missions.meetings.companions import meetings_of
from missions.meetings.details import Details, details_of
from missions.meetings.organisation_requests import OrganisationRequestDetails, open_for
from missions.people import access
from missions.people.home import home_of
from missions.people.reach import reachable
from storage.database import UnitSession
from storage.tables import LIVE_STATES, OPEN_STATES, Delegate, Meeting, Mission, Person, Slot

Seen = tuple[Details, int]
"""A meeting, and the id of the delegate as whom it is seen."""


@dataclass(frozen=True, slots=True)
class Requests:
    """Open requests: those to answer, those asked, and those to answer on behalf of delegates out of reach."""

    mission: Mission
    delegate: Delegate | None
    """As whom the person asks and answers; None for an organiser who takes no part."""
    to_answer: Sequence[Seen]
    asked: Sequence[Seen]
    on_behalf: Sequence[Seen]
    organisations: Sequence[OrganisationRequestDetails]
    """To organisations, not given to anyone yet."""


async def requests_of(session: UnitSession, person: Person) -> Requests:
    """The open requests of a person in the mission that they mean, those nearest in time first.

    Raises:
        Refusal: the person is neither a delegate nor an organiser.
    """
    home = await home_of(session, person)
    delegate, mission = home.delegate, home.mission
    if mission is None or (delegate is None and not home.organises):
        raise await access.no_delegate(session, person)
    own: Sequence[Seen] = []
    if delegate is not None:
        own = [
            (each, delegate.id)
            for each in await open_meetings_of(session, meetings_of(delegate.id))
            if each.meeting.awaits_id is not None
        ]
    return Requests(
        mission=mission,
        delegate=delegate,
        to_answer=[seen for seen in own if seen[0].meeting.awaits_id == seen[1]],
        asked=[seen for seen in own if seen[0].meeting.awaits_id != seen[1]],
        on_behalf=await _on_behalf(session, mission) if home.organises else [],
        organisations=await open_for(session, mission, delegate, organises=home.organises),
    )


async def open_meetings_of(session: UnitSession, theirs: ColumnElement[bool]) -> Sequence[Details]:
    """Someone's open requests and meetings, and those that were held, in order of time. theirs: which are."""
    found = await session.exec(
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(theirs, col(Meeting.state).in_(LIVE_STATES))
        .order_by(col(Slot.starts_at), col(Meeting.id))
    )
    return await details_of(session, found.all())


async def _on_behalf(session: UnitSession, mission: Mission) -> Sequence[Seen]:
    """Requests to delegates of the mission who have no chat."""
    found = await session.exec(
        select(Meeting)
        .join(Delegate, col(Delegate.id) == col(Meeting.awaits_id))
        .join(Person, col(Person.id) == col(Delegate.person_id), isouter=True)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            Meeting.mission_id == mission.id,
            col(Meeting.state).in_(OPEN_STATES),
            ~and_(*reachable()),
        )
        .order_by(col(Slot.starts_at), col(Meeting.id))
    )
    return [(each, each.meeting.awaits_id or 0) for each in await details_of(session, found.all())]
