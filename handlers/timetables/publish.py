"""Publishing a draft: asked twice, and only what was shown."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.timetables import home, published, words
from handlers.timetables.data import PublishPress
from handlers.views.data import DraftAct
from handlers.views.keyboards import Keyboard, button, inline
from locales import Texts
from missions.timetables import drafts
from missions.timetables import publish as publishing
from missions.timetables.overview import overview, shown
from missions.timetables.publish import Publication
from storage.tables import Mission, Timetable, TimetableState


def router() -> Router:
    publish = Router(name="timetable publishing")
    publish.callback_query.register(check, DraftAct.filter(F.act == "check"))
    publish.callback_query.register(do, PublishPress.filter())
    return publish


async def check(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    publication = await publishing.foresee(turn.session, mission, row)
    await turn.show(*_question(turn._, row, publication))


async def do(_query: CallbackQuery, callback_data: PublishPress, turn: Turn) -> None:
    """What is small is done now; what is large, the clock goes on with, and one message below tells how far it is."""
    _, session = turn._, turn.session
    done = await publishing.publish(session, turn.person, callback_data.id, callback_data.fingerprint)
    if done is None:
        row, mission = await drafts.ready(session, turn.person, callback_data.id)
        text, keyboard = _question(_, row, await publishing.foresee(session, mission, row))
        warning = _("⚠️ Something has changed in the meantime. Please check again.")
        await turn.show(Markup("\n\n").join([warning, text]), keyboard)
        return
    row, notices = done
    await tell(turn.box, notices)
    if row.state is TimetableState.PUBLISHED:
        await turn.show(*published.view(_, await shown(session, row)))
        await turn.toast(_.plain("Published."))
        return
    mission = await session.get_one(Mission, row.mission_id)
    await turn.show(*home.view(_, await overview(session, mission)))
    publishing.shown_in(row, await turn.say(*published.view(_, await shown(session, row))))
    await turn.toast(_.plain("Publishing."))


def _question(_: Texts, row: Timetable, publication: Publication) -> tuple[Markup, Keyboard]:
    lines = [_("📤 <b>Publish this timetable?</b>"), *_counts(_, publication)]
    lines.append(_("Everyone receives their agenda now and is asked to accept or decline each new meeting."))
    again = DraftAct(act=words.AGAIN[row.kind])
    back = [button(_.plain("‹ Draft"), DraftAct(act="show", id=row.id))]
    if publication.outdated:
        lines.append(_("⚠️ Requests or meetings have changed since this draft was made."))
    lines += published.left_out(_, len(publication.left_out))
    rows = [back]
    if publication.outdated:
        rows.insert(0, [button(_.plain("🔁 Redo"), again)])
    if publication.possible:
        sure = PublishPress(id=row.id, fingerprint=publication.fingerprint)
        label = _.plain("📤 Publish anyway") if publication.outdated else _.plain("📤 Publish and notify")
        rows.insert(0, [button(label, sure)])
    else:
        lines.append(_("It moves meetings that have changed in the meantime: please redo it."))
    return Markup("\n").join(lines), inline(_, rows)


def _counts(_: Texts, publication: Publication) -> list[Markup]:
    return published.counts(_, len(publication.new), len(publication.moves), len(publication.lost))
