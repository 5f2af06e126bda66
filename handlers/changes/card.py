"""A change as its organisers see it: who has seen it, and whom to phone."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.changes.data import ChangeCard, ChangesStep
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.place import said
from locales import Texts
from missions import changes
from missions.changes import Touched
from missions.changes.interpreters_touched import InterpreterToCall
from missions.changes.preview import pairs_in
from missions.people.reach import Reach
from storage.database import UnitSession
from storage.tables import Person

LISTED = 20


def router() -> Router:
    card = Router(name="card of a change")
    card.callback_query.register(refresh, ChangeCard.filter())
    return card


async def refresh(_query: CallbackQuery, callback_data: ChangeCard, turn: Turn) -> None:
    _ = turn._
    text, keyboard = await view(turn.session, turn.person, callback_data.change, _)
    if not await turn.show(text, keyboard):
        await turn.toast(_.plain("Nothing has changed."))


async def view(session: UnitSession, person: Person, change_id: int, _: Texts) -> tuple[Markup, Keyboard]:
    """The card of a change, for an organiser of its mission.

    Raises:
        Refusal: they are none, or there is no such change.
    """
    report = await changes.report(session, person, change_id)
    pairs = await pairs_in(session, [report.change.detail])
    zone = report.mission.time_zone
    made = report.change.made_at
    lines = [
        _("🔀 <b>{change}</b>", change=said(_, report.change.detail, pairs)),
        _("{day}, {time}", day=_.day(made, zone), time=_.time(made, zone)),
        Markup(),
    ]
    if report.total:
        seen, total = _.number(report.seen), _.number(report.total)
        lines.append(_("👁 <b>Seen by {seen} of {total}</b>", seen=seen, total=total))
    elif not report.sessions:
        lines.append(_("No meeting was affected: no one had to be notified."))
    if n := report.sessions:
        lines.append(
            _.ngettext(
                "📋 {n} session moved with it: see “Changes so far”.",
                "📋 {n} sessions moved with it: see “Changes so far”.",
                n,
            )
        )
    if report.unseen:
        lines += [Markup(), _("Not seen yet:"), *(_unseen(_, each) for each in report.unseen[:LISTED])]
    if len(report.unseen) > LISTED:
        n = len(report.unseen) - LISTED
        lines.append(_.ngettext("… and {n} more", "… and {n} more", n))
    if report.interpreters:
        lines += [Markup(), _("<b>Interpreters to call</b>"), *(interpreter(_, each) for each in report.interpreters)]
    lines += [Markup(), _("<i>As of {time}, mission time</i>", time=_.time(session.now, zone))]
    rows = [
        [button(_.plain("🔄 Refresh"), ChangeCard(change=change_id))],
        [
            button(_.plain("🕘 Changes so far"), ChangesStep(to="recent")),
            button(_.plain("‹ Back"), DeskChoice(to="changes")),
        ],
    ]
    return Markup("\n").join(lines), inline(_, rows)


def _unseen(_: Texts, each: Touched) -> Markup:
    who = _("{name}, {organisation}", name=each.delegate.called, organisation=each.organisation)
    return _to_call(_, who, each.delegate.phone, each.reach)


def interpreter(_: Texts, each: InterpreterToCall) -> Markup:
    """A line with the number to call."""
    return _to_call(_, _("🗣 {name}", name=each.interpreter.name), each.interpreter.phone, each.reach)


def _to_call(_: Texts, who: Markup, phone: str, reach: Reach) -> Markup:
    if phone:
        who = _("{who}, 📞 {phone}", who=who, phone=phone)
    if reach is Reach.WITHOUT_CHAT:
        return _("• {who} (✉️ not in the chat yet)", who=who)
    if reach is Reach.UNREACHABLE:
        return _("• {who} (🔕 unreachable)", who=who)
    return _("• {who}", who=who)
