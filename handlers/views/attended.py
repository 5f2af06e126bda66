"""How a session that one attends reads among one's meetings."""

from __future__ import annotations

from markupsafe import Markup

from handlers.views.hours import hours_entity
from handlers.views.session import SIGNS, where
from locales import Texts
from missions.sessions.of_person import AttendedSession
from storage.tables import Mission, SignUpState


def line_of(_: Texts, found: AttendedSession, mission: Mission) -> Markup:
    """When, what and where, and whether the place waits for an answer."""
    line = _(
        "{sign} {hours} · <b>{title}</b>\n📍 {place}",
        sign=SIGNS[found.kind],
        hours=hours_entity(_, found.starts_at, found.ends_at, mission.time_zone),
        title=found.title,
        place=where(_, found.venue_title),
    )
    asked = [_("📨 Waiting for your answer")] if found.state is SignUpState.OFFERED else []
    return Markup("\n").join([line, *asked])
