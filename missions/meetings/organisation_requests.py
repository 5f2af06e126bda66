"""Use cases of a request to an organisation: one of its people, or the desk, gives it to someone who will meet.

Given, it is a meeting request like any other, whose time is found when it is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from locales import N_
from missions import jobs
from missions.audit import record
from missions.errors import Refusal
from missions.meetings import openings, requests
from missions.meetings.notices import OrganisationAnswered, OrganisationAsked
from missions.meetings.states import NOT_TAKING_PART, AlreadyOpen
from missions.meetings.transitions import ORGANISATION_REQUESTS, MayAct, MeetingAct
from missions.notices import Notice
from missions.people import access
from missions.people.reach import has_chat, speakers
from missions.rules import who_may_meet
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    Delegate,
    DelegateStatus,
    Meeting,
    Mission,
    Organisation,
    OrganisationRequest,
    OrganisationRequestState,
    Person,
    Slot,
)
from storage.upsert import insert_missing

NO_ONE = N_("No one from this organisation can meet you in this mission.")
ASKED_ALREADY = N_("You have asked this organisation already. The answer will come here.")
NOT_YOURS = N_("This request is not for your organisation.")
NOT_THEIRS = N_("This person does not represent the organisation.")
ANSWERED = N_("This request has been answered already.")
AT_ONCE = jobs.CHUNK // 4
"""Requests that one look closes: each makes a notice, more where organisers answer."""
OVER = N_("This mission has no meeting times left.")


@dataclass(frozen=True, slots=True)
class OrganisationRequestDone:
    """What became of a request to an organisation, and the notices to post."""

    request: OrganisationRequest
    notices: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class OrganisationRequestDetails:
    """A request to an organisation with all that is shown of it."""

    request: OrganisationRequest
    mission: Mission
    organisation: Organisation
    requester: Delegate
    requester_organisation: Organisation
    given_to: Delegate | None


async def people_of_organisation(session: UnitSession, organisation_id: int) -> Sequence[Delegate]:
    """Its delegates who take part, by name."""
    rows = await session.exec(
        select(Delegate)
        .where(Delegate.organisation_id == organisation_id, Delegate.status == DelegateStatus.APPROVED)
        .order_by(col(Delegate.name_key), col(Delegate.id))
    )
    return rows.all()


async def can_be_asked(session: UnitSession, requester: Delegate, organisation_id: int) -> Organisation:
    """An organisation of which this delegate may meet someone.

    Raises:
        Refusal: there is no such organisation, or no one in it.
    """
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None or organisation.mission_id != requester.mission_id:
        raise Refusal(NO_ONE)
    if organisation.id == requester.organisation_id:
        raise Refusal(who_may_meet.OWN_ORGANISATION)
    for each in await people_of_organisation(session, organisation.id):
        if await who_may_meet.forbids(session, requester, each) is None:
            return organisation
    raise Refusal(NO_ONE)


async def ask(
    session: UnitSession, requester: Delegate, organisation_id: int, note: str = ""
) -> OrganisationRequestDone:
    """Ask an organisation for a meeting; its people are notified, or the desk where none has a chat.

    Raises:
        Refusal: no one there may meet this delegate, or it is asked already.
    """
    organisation = await can_be_asked(session, requester, organisation_id)
    values = {
        "mission_id": requester.mission_id,
        "requester_id": requester.id,
        "organisation_id": organisation.id,
        "note": note,
        "state": OrganisationRequestState.OPEN,
        "requested_at": session.now,
        "expires_at": await _until(session, requester.mission_id),
    }
    if not await insert_missing(session, OrganisationRequest, values):
        raise Refusal(ASKED_ALREADY)
    asked = (
        await session.exec(
            select(OrganisationRequest).where(
                OrganisationRequest.requester_id == requester.id,
                OrganisationRequest.organisation_id == organisation.id,
                OrganisationRequest.state == OrganisationRequestState.OPEN,
            )
        )
    ).one()
    people = await people_of_organisation(session, organisation.id)
    reached = [each.person_id for each in people if each.person_id and await has_chat(session, each)]
    readers = reached or [each.id for each in await access.organisers(session, requester.mission_id)]
    notices = [OrganisationAsked(to=each, request_id=asked.id, other_id=requester.id) for each in readers]
    return OrganisationRequestDone(asked, notices)


async def _until(session: UnitSession, mission_id: int) -> datetime:
    """As long as any request is held, and not beyond the last time to meet.

    Raises:
        Refusal: there is none.
    """
    mission = await session.get_one(Mission, mission_id)
    to_come = select(Slot.starts_at).where(Slot.mission_id == mission_id, Slot.starts_at > session.now)
    last = (await session.exec(to_come.order_by(col(Slot.starts_at).desc()).limit(1))).first()
    if last is None:
        raise Refusal(OVER)
    return min(session.now + timedelta(hours=mission.request_hours), last)


async def give(session: UnitSession, person: Person, request_id: int, delegate_id: int) -> OrganisationRequestDone:
    """Give a request to one of the organisation's people: it becomes a request to them.

    Raises:
        Refusal: it is answered already, it is not this person's to give, or the two cannot meet.
    """
    asked = await _take_up(session, person, request_id, MeetingAct.GIVE)
    delegate = await session.get(Delegate, delegate_id)
    if delegate is None or delegate.organisation_id != asked.organisation_id:
        raise Refusal(NOT_THEIRS)
    requester = await session.get_one(Delegate, asked.requester_id)
    if requester.status is not DelegateStatus.APPROVED:
        raise Refusal(NOT_TAKING_PART, name=requester.name)
    try:
        done = await requests.request(session, requester, delegate.id, openings.ANY_TIME, asked.note)
        meeting_id, told = done.meeting.id, list(done.notices)
    except AlreadyOpen as standing:
        meeting_id, told = standing.meeting_id, []
    asked.state, asked.meeting_id = OrganisationRequestState.GIVEN, meeting_id
    record(session, person, asked.mission_id, "organisation_request.give", _subject(asked), delegate=delegate.id)
    told += await _answered(session, asked, requester, delegate_id=delegate.id)
    # Who takes it reads it on their screen.
    return OrganisationRequestDone(asked, [each for each in told if each.to != person.id])


async def decline(session: UnitSession, person: Person, request_id: int) -> OrganisationRequestDone:
    """Say no for the organisation.

    Raises:
        Refusal: as give says.
    """
    asked = await _take_up(session, person, request_id, MeetingAct.DECLINE)
    asked.state = OrganisationRequestState.DECLINED
    record(session, person, asked.mission_id, "organisation_request.decline", _subject(asked))
    requester = await session.get_one(Delegate, asked.requester_id)
    return OrganisationRequestDone(asked, await _answered(session, asked, requester))


async def withdraw(session: UnitSession, person: Person, request_id: int) -> OrganisationRequestDone:
    """Take one's request back; the cards of the organisation's people follow.

    Raises:
        Refusal: it is answered already, or another's.
    """
    asked = await _take_up(session, person, request_id, MeetingAct.WITHDRAW)
    asked.state = OrganisationRequestState.WITHDRAWN
    return OrganisationRequestDone(asked, [])


async def may_see(session: UnitSession, person: Person, asked: OrganisationRequest) -> bool:
    """Whether it is this person's request, for their organisation, or in a mission that they organise."""
    return await _asks(session, person, asked) or await _gives(session, person, asked)


async def may_give(session: UnitSession, person: Person, asked: OrganisationRequest) -> bool:
    """Whether this person may say who meets."""
    return asked.state is OrganisationRequestState.OPEN and await _gives(session, person, asked)


async def _asks(session: UnitSession, person: Person, asked: OrganisationRequest) -> bool:
    requester = await session.get_one(Delegate, asked.requester_id)
    return requester.person_id == person.id


async def _gives(session: UnitSession, person: Person, asked: OrganisationRequest) -> bool:
    people = await people_of_organisation(session, asked.organisation_id)
    if person.id in {each.person_id for each in people}:
        return True
    return person.id in {each.id for each in await access.organisers(session, asked.mission_id)}


async def _take_up(session: UnitSession, person: Person, request_id: int, act: MeetingAct) -> OrganisationRequest:
    found = await session.exec(
        select(OrganisationRequest)
        .where(OrganisationRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    asked = found.first()
    if asked is None or not await may_see(session, person, asked):
        raise Refusal(NOT_YOURS)
    allowed = ORGANISATION_REQUESTS.get((asked.state.value, act))
    if allowed is None or asked.expires_at <= session.now:
        raise Refusal(ANSWERED)
    may = _asks if allowed.may is MayAct.REQUESTER else _gives
    if not await may(session, person, asked):
        raise Refusal(NOT_YOURS)
    return asked


async def _answered(
    session: UnitSession, asked: OrganisationRequest, requester: Delegate, delegate_id: int | None = None
) -> list[Notice]:
    """To who asked; also where an organiser answers for them."""
    return [
        OrganisationAnswered(to=each.id, request_id=asked.id, side_id=requester.id, other_id=delegate_id)
        for each in await speakers(session, requester)
    ]


async def lapsed(session: UnitSession) -> Sequence[Notice]:
    """Clock job: close requests to organisations that no one took up in time."""
    due = (
        select(OrganisationRequest)
        .where(
            OrganisationRequest.state == OrganisationRequestState.OPEN,
            OrganisationRequest.expires_at <= session.now,
        )
        .order_by(col(OrganisationRequest.expires_at))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    notices: list[Notice] = []
    for asked in await quarantine.rows(session, OrganisationRequest, due):
        with quarantine.blaming(OrganisationRequest, asked.id):
            asked.state = OrganisationRequestState.EXPIRED
            notices += await _answered(session, asked, await session.get_one(Delegate, asked.requester_id))
    return notices


async def details_of_request(session: UnitSession, asked: OrganisationRequest) -> OrganisationRequestDetails:
    """The rows that are shown of a request."""
    requester = await session.get_one(Delegate, asked.requester_id)
    given_to = None
    if asked.meeting_id is not None:
        meeting = await session.get_one(Meeting, asked.meeting_id)
        other = meeting.invitee_id if meeting.requester_id == requester.id else meeting.requester_id
        given_to = await session.get_one(Delegate, other)
    return OrganisationRequestDetails(
        request=asked,
        mission=await session.get_one(Mission, asked.mission_id),
        organisation=await session.get_one(Organisation, asked.organisation_id),
        requester=requester,
        requester_organisation=await session.get_one(Organisation, requester.organisation_id),
        given_to=given_to,
    )


async def open_for(
    session: UnitSession, mission: Mission, delegate: Delegate | None, *, organises: bool
) -> Sequence[OrganisationRequestDetails]:
    """Open requests to organisations: that this delegate asked, or may give to one of theirs; to the desk, all."""
    mine = OrganisationRequest.mission_id == mission.id
    if not organises and delegate is not None:
        mine = OrganisationRequest.requester_id == delegate.id
        if delegate.id in {each.id for each in await people_of_organisation(session, delegate.organisation_id)}:
            mine |= OrganisationRequest.organisation_id == delegate.organisation_id
    rows = await session.exec(
        select(OrganisationRequest)
        .where(mine, OrganisationRequest.state == OrganisationRequestState.OPEN)
        .order_by(col(OrganisationRequest.expires_at), col(OrganisationRequest.id))
    )
    return [await details_of_request(session, each) for each in rows]


def _subject(asked: OrganisationRequest) -> str:
    return f"organisation_request:{asked.id}"
