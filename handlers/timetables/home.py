"""The timetable at the desk: what is wished, what is published, and the latest draft."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.timetables import draft as drawn
from handlers.timetables import words
from handlers.timetables.data import LossPress, Thing
from handlers.views.data import DeskChoice, DraftAct
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Rows
from locales import N_, Texts
from missions.people import access
from missions.timetables import drafts, notices
from missions.timetables.overview import Overview, overview, shown
from storage.tables import Mission, Timetable, TimetableState

WHAT_STAYS = N_("🧩 keeps everything where it is and places the rest around it. 🛠 moves only what has to move.")


def router() -> Router:
    home = Router(name="timetable")
    home.callback_query.register(show, DeskChoice.filter(F.to == "timetable"))
    home.callback_query.register(begin, DraftAct.filter(F.act.in_(words.KINDS)))
    home.callback_query.register(stop, DraftAct.filter(F.act == "stop"))
    home.callback_query.register(discard, DraftAct.filter(F.act == "discard"))
    return home


async def show(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.finish()
    await turn.show(*view(turn._, await overview(turn.session, mission)))


async def begin(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    """Starts a background search; one message below shows its progress."""
    mission = await access.require_organiser(turn.session, turn.person)
    made = await drafts.begin(turn.session, mission, words.KINDS[callback_data.act], by=turn.person)
    await turn.show(*view(turn._, await overview(turn.session, mission)))
    text, keyboard = drawn.view(turn._, await shown(turn.session, made))
    made.progress_row_id, made.shown = await turn.say(text, keyboard), notices.told_of(made)


async def stop(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    await drafts.stop(turn.session, turn.person, callback_data.id)
    await turn.toast(turn._.plain("Stopping. The best result so far is kept."))


async def discard(query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    await drafts.discard(turn.session, turn.person, callback_data.id)
    await turn.toast(turn._.plain("Draft discarded."))
    await show(query, turn)


def view(_: Texts, there: Overview) -> Screen:
    """What is wished and set, and the ways to make a timetable."""
    wished = there.wished
    lines = [
        _("🧩 <b>Timetable</b>"),
        Markup(),
        _("❗ Wanted by the organisers: {n}", n=_.number(wished.musts)),
        _("🤝 Wanted by both: {n}", n=_.number(wished.mutual)),
        _("🙋 Wanted by one: {n}", n=_.number(wished.one_sided)),
        _("✅ Of these, already set: {n}", n=_.number(wished.stand)),
    ]
    if wished.waits:
        lines.append(_("⏳ Of these, not yet accepted by both: {n}", n=_.number(wished.waits)))
    lines.append(Markup())
    lines.append(_published(_, there.mission, there.published))
    if wished.stand:
        lines += [Markup(), _(WHAT_STAYS)]
    if wished.waits:
        lines.append(_("🔄 keeps only what both have accepted."))
    rows = _rows(_, there.latest, standing=wished.stand > 0, waiting=wished.waits > 0)
    rows.append([button(_.plain("🛠 Report a problem…"), LossPress(act="kinds", thing=Thing.TABLE))])
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    return Markup("\n").join(lines), inline(_, rows)


def _published(_: Texts, mission: Mission, timetable: Timetable | None) -> Markup:
    if timetable is None or timetable.published_at is None:
        return _("Nothing published yet.")
    at, zone = timetable.published_at, mission.time_zone
    return _("📤 Last published {day}, {time}.", day=_.day(at, zone), time=_.time(at, zone))


def _rows(_: Texts, latest: Timetable | None, *, standing: bool, waiting: bool) -> Rows:
    make = [button(_.plain("🧩 Make a timetable"), DraftAct(act="make"))]
    mend = [button(_.plain("🛠 Repair with few changes"), DraftAct(act="mend"))]
    afresh = [button(_.plain("🔄 Rebuild"), DraftAct(act="afresh"))]
    making = [make, *([afresh] if waiting else []), *([mend] if standing else [])]
    if latest is None:
        return making
    match latest.state:
        case TimetableState.MAKING:
            return [[button(_.plain("⏳ Making it…"), DraftAct(act="show", id=latest.id))]]
        case TimetableState.PUBLISHING:
            return [[button(_.plain("📤 Publishing…"), DraftAct(act="show", id=latest.id))]]
        case TimetableState.READY:
            return [[button(_.plain("🔎 View the draft"), DraftAct(act="show", id=latest.id))], *making]
        case _:
            return [[button(_.plain("⚠️ The last attempt failed"), DraftAct(act="show", id=latest.id))], *making]
