"""All that a session would say of itself, before it is saved, and who would lose their place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.programme import desk as desk_screens
from handlers.programme import invited
from handlers.programme.data import AddAct, AddPress, DeskAct, DeskSession, DetailAct, DetailPress
from handlers.views import labels
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Screen, button, columns, inline
from handlers.views.message import Rows
from handlers.views.session import SIGNS, when, where
from locales import N_, Texts
from missions.people import access
from missions.sessions import desk, invitation
from missions.sessions.describing import SessionDetails
from storage.tables import Mission, SessionKind, Venue

NAMED = 20
"""People who lose their place by name: a screen keeps its size."""
PARTS = {
    DetailAct.TITLE: N_("✏️ Title"),
    DetailAct.DESCRIPTION: N_("📝 Description"),
    DetailAct.SPEAKERS: N_("🎤 Speakers"),
    DetailAct.LANGUAGES: N_("🌐 Languages"),
    DetailAct.INTERPRETATION: N_("🎧 Interpretation"),
    DetailAct.INVITED: N_("✉️ Who may sign up"),
}


async def view(turn: Turn, data: dict[str, Any], draft: SessionDetails) -> Screen:
    """Of a session that is there, or of one being added."""
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    if "session" in data:
        _mission, counted = await desk.find(turn.session, turn.person, data["session"])
        changed = bool(draft.changed_from(SessionDetails.of(data["was"])))
        heading = _("🔎 <b>Not saved yet</b>") if changed else _("✏️ <b>What do you want to change?</b>")
        kind, facts = counted.row.kind, []
        saving = [button(_.plain("✅ Save"), DetailPress(act=DetailAct.SAVE))] if changed else []
        back = button(_.plain("‹ Back"), DeskSession(act=DeskAct.SHOW, id=counted.row.id))
        losing = await _losing(turn, data["session"], draft)
    else:
        heading = _("🔎 <b>Not in the programme yet</b>")
        kind, facts = SessionKind(data["kind"]), await _frame(turn, mission, data)
        saving, losing = [button(_.plain("✅ Add it"), AddPress(act=AddAct.SAVE))], []
        back = button(_.plain("‹ Programme"), DeskChoice(to="programme"))
    names = await invited.described(_, turn.session, mission, draft.invited)
    lines = [heading, Markup(), *facts, *_lines(_, kind, draft, list(names)), *losing]
    parts = [button(_.plain(label), DetailPress(act=act)) for act, label in PARTS.items()]
    rows: Rows = [*columns(parts, 2), saving, [back]]
    return Markup("\n").join(lines), inline(_, rows)


async def _frame(turn: Turn, mission: Mission, data: dict[str, Any]) -> list[Markup]:
    """When and where it is, and how many places it has."""
    _ = turn._
    starts_at, ends_at = map(datetime.fromisoformat, data["hours"])
    venue = await turn.session.get(Venue, data["venue"]) if data.get("venue") else None
    lines = [
        _("🗓 {when}", when=when(_, starts_at, ends_at, mission)),
        _("📍 {place}", place=where(_, venue.title if venue else {})),
    ]
    if data.get("places"):
        lines.append(_.ngettext("👥 {n} place", "👥 {n} places", data["places"]))
    return lines


def _lines(_: Texts, kind: SessionKind, draft: SessionDetails, names: list[str]) -> list[Markup]:
    lines = [_("{sign} <b>{title}</b>", sign=SIGNS[kind], title=each) for each in draft.title.values()]
    lines += [_("📝 {text}", text=each) for each in draft.description.values()]
    if draft.speakers:
        lines.append(_("🎤 {speakers}", speakers=draft.speakers))
    if draft.languages:
        lines.append(_("🌐 Language: {languages}", languages=labels.languages(_, draft.languages)))
    if draft.interpretation:
        lines.append(_("🎧 Interpretation: {languages}", languages=labels.languages(_, draft.interpretation)))
    if not names:
        return [*lines, _("✉️ Open to everyone")]
    shown = _.list(names[:NAMED])
    lines.append(_("✉️ By invitation: {names}", names=shown))
    if len(names) > NAMED:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", len(names) - NAMED))
    return lines


async def _losing(turn: Turn, session_id: int, draft: SessionDetails) -> list[Markup]:
    _ = turn._
    out = await invitation.losing(turn.session, session_id, draft.invited)
    if not out:
        return []
    lines = [
        Markup(),
        _.ngettext(
            "⚠️ <b>{n} person who signed up is no longer invited</b>, loses the place and is notified:",
            "⚠️ <b>{n} people who signed up are no longer invited</b>, lose their place and are notified:",
            len(out),
        ),
    ]
    lines += [desk_screens.line(_, each) for each in out[:NAMED]]
    if len(out) > NAMED:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", len(out) - NAMED))
    return lines
