"""How a session of the programme reads: what, when, where, who speaks, in which languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from markupsafe import Markup

from handlers.views import labels
from handlers.views.data import SessionAct, SessionPress
from handlers.views.hours import hours
from handlers.views.keyboards import button
from handlers.views.message import About, Button, MapPin
from handlers.views.venue_pin import truth_of
from locales import N_, Texts
from missions.changes.session_moves import SessionAt
from storage.tables import CardKind, Mission, ProgrammeSession, SessionKind, Venue

SIGNS = {
    SessionKind.PLENARY: "🏛",
    SessionKind.SEMINAR: "📊",
    SessionKind.COURSE: "🎓",
    SessionKind.VISIT: "🏭",
    SessionKind.BUS: "🚌",
    SessionKind.MEAL: "🍽",
}
KINDS = {
    SessionKind.PLENARY: N_("Plenary session"),
    SessionKind.SEMINAR: N_("Seminar"),
    SessionKind.COURSE: N_("Course"),
    SessionKind.VISIT: N_("Visit"),
    SessionKind.BUS: N_("Bus"),
    SessionKind.MEAL: N_("Meal"),
}


def when(_: Texts, starts_at: datetime, ends_at: datetime, mission: Mission) -> str:
    """Day and hours in the mission's time."""
    both = hours(_, starts_at, ends_at, mission.time_zone)
    return _.plain("{day}, {hours}", day=_.day(starts_at, mission.time_zone), hours=both)


def where(_: Texts, title: Mapping[str, str]) -> str:
    """The venue in the reader's language."""
    return _.choose(title) if title else _.plain("place to be announced")


def head(_: Texts, row: ProgrammeSession) -> Markup:
    """The session's name under its sign."""
    return _("{sign} <b>{title}</b>", sign=SIGNS[row.kind], title=row.title)


def facts(_: Texts, row: ProgrammeSession, venue: Venue | None, mission: Mission) -> Iterator[Markup]:
    """A line for each thing that is known of it."""
    yield _("🗓 {when}", when=when(_, row.starts_at, row.ends_at, mission))
    yield _("📍 {place}", place=where(_, venue.title if venue else {}))
    if venue and venue.address:
        yield _("<i>{address}</i>", address=venue.address)
    if row.speakers:
        yield _("🎤 {speakers}", speakers=row.speakers)
    if row.languages:
        yield _("🌐 Language: {languages}", languages=labels.languages(_, row.languages))
    if row.interpretation:
        yield _("🎧 Interpretation: {languages}", languages=labels.languages(_, row.interpretation))
    if row.capacity:
        yield _.ngettext("👥 {n} place", "👥 {n} places", row.capacity)


def map_button(_: Texts, row: ProgrammeSession, venue: Venue | None) -> list[Button]:
    """The button that sends the pin; none where nobody knows where the place is on the map."""
    if venue is None or venue.latitude is None:
        return []
    return [button(_.plain("📍 Map"), SessionPress(act=SessionAct.PIN, id=row.id))]


def pin(_: Texts, there: SessionAt | Venue, session_id: int) -> MapPin | None:
    """Where a session is, on the map; nothing where nobody knows. It goes when the session is elsewhere."""
    if there.latitude is None or there.longitude is None:
        return None
    about = About(CardKind.SESSION_PIN, session_id, truth=truth_of(there))
    return MapPin(_.choose(there.title), there.address, there.latitude, there.longitude, about)
