"""Requests that organisers answer for others: in a burst, the card about the first becomes the list of them."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, or_, select

from handlers.core.card_message import CardMessage
from handlers.core.gathering import lately
from handlers.core.notices import Reader
from handlers.core.standing import redrawn
from handlers.meetings import requests
from handlers.views.message import NeutralMessage
from missions.meetings import open_meetings
from storage.tables import CardKind, Delegate, Lane, LiveCard, Meeting, MeetingState


async def open_card(reader: Reader, meeting: Meeting) -> tuple[LiveCard, CardMessage] | None:
    """The newest card of the reader about requests to others, where it came lately and shows them still."""
    waiting = select(Meeting.id).where(
        Meeting.mission_id == meeting.mission_id,
        Meeting.state == MeetingState.REQUESTED,
        col(Meeting.id) != meeting.id,
    )
    others = select(Delegate.id).where(
        Delegate.mission_id == meeting.mission_id,
        or_(col(Delegate.person_id).is_(None), col(Delegate.person_id) != reader.person.id),
    )
    kind = col(LiveCard.kind)
    of_one = (kind == CardKind.MEETING) & col(LiveCard.thing_id).in_(waiting) & col(LiveCard.side_id).in_(others)
    return await lately(reader, of_one | (kind == CardKind.REQUESTS))


async def add(reader: Reader, card: LiveCard, message: CardMessage) -> NeutralMessage:
    """The message reads as the list of the reader's open requests from now on, and follows it."""
    found = await open_meetings.requests_of(reader.session, reader.person)
    screen = requests.view(reader._, found)
    if (about := screen[1].about) is not None:
        card.kind, card.thing_id, card.side_id, card.stale = about.kind, about.thing_id, about.side_id, False
    listed = [each.meeting for part in (found.to_answer, found.asked, found.on_behalf) for each, _side in part]
    naming = {f"delegate:{side}" for each in listed for side in (each.requester_id, each.invitee_id)}
    return replace(redrawn(card, message, screen, Lane.REMINDER), naming=naming)
