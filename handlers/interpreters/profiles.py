"""A meeting as its interpreter reads it: hours, table, who the two are, and the terms in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.views import labels
from handlers.views.hours import hours_entity
from handlers.views.meeting import place
from locales import Texts
from missions.interpreters.terms import languages_between, terms
from missions.meetings.details import Details
from missions.people.languages import spoken
from storage.tables import Delegate, Interpreter

SHORT = 140
"""Characters of what a delegate offers or looks for: two lines on a phone."""


def hours_and_place(_: Texts, found: Details) -> Markup:
    hours = hours_entity(_, found.slot.starts_at, found.slot.ends_at, found.mission.time_zone)
    if found.venue is None or found.table is None:
        return _("<b>{hours}</b>", hours=hours)
    return _("<b>{hours}</b> · {place}", hours=hours, place=place(_, found.venue, found.table))


def profiles(_: Texts, found: Details, interpreter: Interpreter) -> Markup:
    """The two sides, and the terms of their topics side by side."""
    lines = [line for side in _seated(found) for line in _profile(_, found, side)]
    return Markup("\n").join([*lines, *_terms(_, found, interpreter)])


def _seated(found: Details) -> Sequence[Delegate]:
    """The two, and who has joined them."""
    return [found.requester, *found.others(found.requester.id)]


def _profile(_: Texts, found: Details, side: Delegate) -> Sequence[Markup]:
    firm = found.organisation(side).name
    spoke = labels.languages(_, sorted(spoken(side)))
    lines = [_("👤 <b>{name}</b>, {organisation} ({languages})", name=side.called, organisation=firm, languages=spoke)]
    if side.position:
        lines.append(_("💼 {position}", position=side.position))
    if side.offer:
        lines.append(_("🎁 {offer}", offer=_short(side.offer)))
    if side.need:
        lines.append(_("🔎 {need}", need=_short(side.need)))
    return lines


def _terms(_: Texts, found: Details, interpreter: Interpreter) -> Sequence[Markup]:
    languages = languages_between(interpreter, found.requester, found.invitee)
    if languages is None:
        return []
    one, other = (labels.language(_, code) for code in languages)
    pairs = terms(found.mission, found.requester, found.invitee, languages)
    lines = [_("• {one} ↔ {other}", one=pair.one, other=pair.other) for pair in pairs if pair.one != pair.other]
    return [_("💬 {one} ↔ {other}", one=one, other=other), *lines]


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= SHORT else f"{said[: SHORT - 1].rstrip()}…"
