"""Places that become free: the offer, and its end; reminders of sessions."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.programme import card
from handlers.views.first_line import Spot, Who, first_line, soon
from handlers.views.hours import hour
from handlers.views.message import NeutralMessage
from handlers.views.reminder import IN_MINUTES, reminding
from handlers.views.session import where
from locales import N_
from missions.sessions.notices import PlaceLapsed, PlaceLost, PlaceOffered
from missions.sessions.programme import ListedSession, listed
from missions.sessions.reminders import SessionReminder
from storage.tables import Delegate, Loss, Mission, SignUp, SignUpState

LOST = {
    Loss.INVITATION: N_(
        "The organisers made this session by invitation, and you are not on the list. Your place is free."
    ),
    Loss.PLACES: N_("The organisers had to reduce the number of places. You are on the waiting list, among the first."),
}


async def place_offered(notice: PlaceOffered, reader: Reader) -> Said:
    """The card of the session, with the offer on top."""
    _, session = reader._, reader.session
    sign_up = await session.get(SignUp, notice.sign_up_id)
    if sign_up is None or sign_up.state is not SignUpState.OFFERED:
        return []
    delegate, found = await _listed(reader, sign_up)
    mission = await session.get_one(Mission, found.row.mission_id)
    heading = first_line(
        _,
        _("🎟 <b>A place is free</b>"),
        soon(_, found.row.starts_at, mission, session.now),
        who=Who(_.choose(found.row.title)),
    )
    text, keyboard = await card.view(_, session, delegate, found, heading)
    until = sign_up.offered_until
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=until)]


async def place_lapsed(notice: PlaceLapsed, reader: Reader) -> Said:
    _ = reader._
    sign_up = await reader.session.get(SignUp, notice.sign_up_id)
    if sign_up is None or sign_up.state is not SignUpState.LEFT:
        return []
    delegate, found = await _listed(reader, sign_up)
    mission = await reader.session.get_one(Mission, found.row.mission_id)
    first = first_line(
        _,
        _("⌛ <b>Place passed on</b>"),
        soon(_, found.row.starts_at, mission, reader.session.now),
        who=Who(_.choose(found.row.title)),
    )
    heading = Markup("\n").join([first, _("No answer came in time: the place is offered to the next person.")])
    text, keyboard = await card.view(_, reader.session, delegate, found, heading)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=found.row.starts_at)]


async def place_lost(notice: PlaceLost, reader: Reader) -> Said:
    """The card of the session, with what took the place on top."""
    _, session = reader._, reader.session
    sign_up = await session.get(SignUp, notice.sign_up_id)
    if sign_up is None or sign_up.loss is None or sign_up.state not in (SignUpState.LEFT, SignUpState.WAITING):
        return []
    delegate, found = await _listed(reader, sign_up)
    mission = await session.get_one(Mission, found.row.mission_id)
    first = first_line(
        _,
        _("⚠️ <b>Your place</b>"),
        soon(_, found.row.starts_at, mission, session.now),
        who=Who(_.choose(found.row.title)),
    )
    text, keyboard = await card.view(_, session, delegate, found, Markup("\n").join([first, _(LOST[sign_up.loss])]))
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=found.row.starts_at)]


async def remind(notice: SessionReminder, reader: Reader) -> Said:
    """The card of the session, with the minutes left on top."""
    _, session = reader._, reader.session
    delegate = await session.get_one(Delegate, notice.delegate_id)
    found = next(iter(await listed(session, delegate, notice.session_id)), None)
    if found is None or found.row.cancelled_at is not None or found.state is not SignUpState.SIGNED_UP:
        return []
    mission = await session.get_one(Mission, found.row.mission_id)
    minutes = -(-(notice.starts_at - session.now) // timedelta(minutes=1))
    moment = soon(_, found.row.starts_at, mission, session.now)
    what = _("⏰ <b>Your session</b>")
    if minutes <= IN_MINUTES:
        what = _.ngettext("⏰ <b>Starts in {n} minute</b>", "⏰ <b>Starts in {n} minutes</b>", minutes)
        moment = hour(_, found.row.starts_at, mission.time_zone)
    spot = Spot(where(_, found.venue.title if found.venue else {}))
    heading = first_line(_, what, moment, spot, Who(_.choose(found.row.title)))
    text, keyboard = await card.view(_, session, delegate, found, heading)
    return [reminding(text, keyboard, notice.once, notice.starts_at)]


async def _listed(reader: Reader, sign_up: SignUp) -> tuple[Delegate, ListedSession]:
    delegate = await reader.session.get_one(Delegate, sign_up.delegate_id)
    (found,) = await listed(reader.session, delegate, sign_up.session_id)
    return delegate, found
