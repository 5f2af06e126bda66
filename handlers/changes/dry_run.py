"""The dry run of a change: what moves, whom it touches; and carrying it out."""

from __future__ import annotations

from collections import Counter

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.changes import card
from handlers.changes.data import Confirm, Propose, proposal
from handlers.changes.names import named
from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.place import from_to, said, when
from locales import Texts
from missions import changes
from missions.changes import Broken, ChangePlan, Closed
from missions.changes.preview import Preview, preview
from missions.people import access
from missions.people.reach import Reach

BROKEN = 6
"""Rules that are named of those which would not hold."""

Screen = tuple[Markup, Keyboard]


def router() -> Router:
    dry_run = Router(name="dry run of a change")
    dry_run.callback_query.register(propose, Propose.filter())
    dry_run.callback_query.register(confirm, Confirm.filter())
    return dry_run


async def propose(_query: CallbackQuery, callback_data: Propose, turn: Turn) -> None:
    await turn.state.set_state(None)
    await turn.show(*await view(turn, callback_data))


async def confirm(_query: CallbackQuery, callback_data: Confirm, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    wanted = proposal(callback_data, await turn.state.get_data())
    done = await changes.apply(turn.session, turn.person, mission, wanted, callback_data.fingerprint)
    if isinstance(done, ChangePlan):
        text, keyboard = _plan(_, callback_data, await preview(turn.session, mission, done))
        warning = _("⚠️ Something has changed in the meantime. Please check again.")
        await turn.show(Markup("\n\n").join([warning, text]), keyboard)
        return
    await turn.state.clear()
    await tell(turn.box, done.notices)
    await turn.show(*await card.view(turn.session, turn.person, done.change.id, _))
    n = done.people
    await turn.toast(_.plain_ngettext("Done. Notifying {n} person.", "Done. Notifying {n} people.", n))


async def view(turn: Turn, choice: Propose) -> Screen:
    """What a change would do now, with the button that does it.

    Raises:
        Refusal: not for this person, or it cannot be done.
    """
    mission = await access.require_organiser(turn.session, turn.person)
    plan = await changes.foresee(turn.session, mission, proposal(choice, await turn.state.get_data()))
    return _plan(turn._, choice, await preview(turn.session, mission, plan))


def _plan(_: Texts, choice: Propose | Confirm, shown: Preview) -> Screen:
    plan = shown.plan
    lines = [
        _("🔎 <b>Preview: nothing has changed yet</b>"),
        Markup(),
        _("<b>{change}</b>", change=said(_, plan.detail, shown.pairs)),
    ]
    if plan.moves and plan.detail["kind"] in {"meeting-moved", "venue-corrected"}:
        lines.append(from_to(_, plan.moves[0].before, plan.moves[0].after, shown.mission))
    lines += [
        _("⚠️ {label} already exists there: this table will be called {new}.", label=label, new=new)
        for label, new in sorted(plan.relabelled.items())[:20]
    ]
    lines += [Markup(), *_touches(_, shown), *_breaks(_, shown)]
    sure = Confirm(what=choice.what, subject=choice.subject, target=choice.target, fingerprint=plan.fingerprint)
    notifies = plan.touched or any(each.people for each in plan.sessions)
    label = _.plain("✅ Confirm and notify") if notifies else _.plain("✅ Confirm")
    rows = [[button(label, sure)], [button(_.plain("‹ Back"), DeskChoice(to="changes"))]]
    return Markup("\n").join(lines), inline(_, rows)


def _touches(_: Texts, shown: Preview) -> list[Markup]:
    plan, people = shown.plan, shown.people
    if not plan.moves and not plan.sessions:
        return [_("No meeting is affected: no one needs to be notified.")]
    reach = Counter(each.reach for each in people)
    lines = [_("<b>This affects</b>")]
    if plan.sessions:
        lines.append(_.ngettext("📋 {n} session", "📋 {n} sessions", len(plan.sessions)))
        signed_up = sum(each.people for each in plan.sessions)
        lines.append(_.ngettext("✅ {n} person signed up", "✅ {n} people signed up", signed_up))
    if plan.moves:
        lines.append(_.ngettext("🤝 {n} meeting", "🤝 {n} meetings", len(plan.moves)))
        lines.append(_.ngettext("👥 {n} person", "👥 {n} people", len(people)))
        lines.append(_("<i>{names}</i>", names=named(_, [each.delegate.called for each in people])))
    if shown.interpreters:
        lines.append(_("🗣 Interpreters: {names}", names=named(_, shown.interpreters)))
    if n := reach[Reach.WITHOUT_CHAT]:
        lines.append(_.ngettext("✉️ {n} of them not in the chat yet", "✉️ {n} of them not in the chat yet", n))
    if n := reach[Reach.UNREACHABLE]:
        lines.append(_.ngettext("🔕 {n} of them unreachable", "🔕 {n} of them unreachable", n))
    return lines


def _breaks(_: Texts, shown: Preview) -> list[Markup]:
    """Which rules of the timetable would not hold any more, the first few of them."""
    plan = shown.plan
    if not plan.broken:
        return []
    lines = [Markup(), _("⚠️ <b>What this would break</b>")]
    lines += [_("• {line}", line=_broken(_, shown, each)) for each in plan.broken[:BROKEN]]
    if len(plan.broken) > BROKEN:
        lines.append(_("… (+{n})", n=_.number(len(plan.broken) - BROKEN)))
    lines.append(_("You can confirm anyway, then repair the timetable: /desk → 🧩"))
    return lines


def _broken(_: Texts, shown: Preview, each: Broken) -> str:
    mission, zone = shown.mission, shown.mission.time_zone
    if isinstance(each, Closed):
        return _.plain("{venue} is closed then: {when}", venue=each.place.title, when=when(_, each.place, mission))
    return _.plain(
        "{name}, {day}: {first} until {end}, {then} from {begin}, {minutes} min to get there",
        name=shown.hurried[each.interpreter, each.who],
        day=_.brief_day(each.first.starts_at, zone),
        first=each.first.title,
        end=_.time(each.first.ends_at, zone),
        then=each.then.title,
        begin=_.time(each.then.starts_at, zone),
        minutes=_.number(each.minutes),
    )
