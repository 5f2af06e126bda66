"""A timetable that is being published, or was just: how far it is, and what came of it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.views.data import DeskChoice
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About
from locales import Texts
from missions.timetables.overview import ShownDraft
from missions.timetables.publish_state import Todo
from storage.tables import CardKind, TimetableState


def view(_: Texts, shown: ShownDraft) -> Screen:
    """How far it is; or what came of it, and how many delegates are told."""
    return live(_view(_, shown), About(CardKind.DRAFT, shown.row.id))


def _view(_: Texts, shown: ShownDraft) -> Screen:
    row = shown.row
    todo = Todo.from_json(row.publishing)
    home = [[button(_.plain("‹ Timetable"), DeskChoice(to="timetable"))]]
    if row.state is TimetableState.PUBLISHING:
        lines = [
            _("📤 <b>Publishing: {done} of {total}</b>", done=_.number(todo.done), total=_.number(todo.total)),
            _("Everyone receives their agenda once all of it is published."),
        ]
        return Markup("\n").join(lines), inline(_, home)
    lines = [_("📤 <b>Published</b>"), *counts(_, todo.set, todo.moved, todo.cancelled), *left_out(_, todo.left_out)]
    return Markup("\n").join([*lines, *_told(_, shown)]), inline(_, home)


def _told(_: Texts, shown: ShownDraft) -> list[Markup]:
    audience = shown.audience
    if audience is None:
        return []
    if shown.row.told_at is None:
        lines = [_.ngettext("👥 Notifying {n} person", "👥 Notifying {n} people", audience.told)]
    else:
        lines = [_.ngettext("👥 {n} person has been notified", "👥 {n} people have been notified", audience.told)]
    if audience.out_of_reach:
        n = audience.out_of_reach
        lines.append(_.ngettext("🔕 {n} person cannot be reached here", "🔕 {n} people cannot be reached here", n))
    return lines


def counts(_: Texts, new: int, moved: int, lost: int) -> list[Markup]:
    lines = [_.ngettext("🆕 {n} new meeting", "🆕 {n} new meetings", new)]
    if moved:
        lines.append(_.ngettext("🔀 {n} meeting moves", "🔀 {n} meetings move", moved))
    if lost:
        lines.append(_.ngettext("✖️ {n} meeting is cancelled", "✖️ {n} meetings are cancelled", lost))
    return lines


def left_out(_: Texts, n: int) -> list[Markup]:
    return [_.ngettext("↩️ {n} no longer fits: left out", "↩️ {n} no longer fit: left out", n)] if n else []
