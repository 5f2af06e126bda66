"""A draft on the screen: how far it is; then what it has, who fares how, what has no seat and why, and who moves."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.timetables import published, words
from handlers.views.data import DeskChoice, DraftAct
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, Button, Rows
from handlers.views.place import from_to
from locales import N_, Texts
from missions.timetables import drafts, publish, summary
from missions.timetables.draft_plan import TimetableDraft
from missions.timetables.overview import ShownDraft, shown
from missions.timetables.publish import Publication
from storage.tables import CardKind, Timetable, TimetableKind, TimetableState

PAGE = 8
CONFLICTS = 3
ERRORS = {
    drafts.DIED: N_("⚠️ <b>No timetable could be made</b>: the search failed several times."),
    drafts.INFEASIBLE: N_("⚠️ <b>No timetable is possible</b>: existing meetings break a rule."),
    drafts.EMPTY: N_("⚠️ <b>Nothing to schedule</b>: no meeting is wanted yet, or none is possible."),
}
STAGES = {
    "musts": N_("the organisers’ choices"),
    "wishes": N_("as many meetings as possible"),
    "served": N_("a meeting for everyone"),
    "worst_share": N_("the fewest meetings first"),
    "next_worst": N_("the fewest meetings first"),
    "kept": N_("as few changes as possible"),
    "moved": N_("as few changes as possible"),
    "gaps": N_("few gaps between meetings"),
    "most_gaps": N_("few gaps between meetings"),
    "venue_changes": N_("short walks"),
    "walking": N_("short walks"),
}


def router() -> Router:
    draft = Router(name="timetable draft")
    draft.callback_query.register(show, DraftAct.filter(F.act == "show"))
    draft.callback_query.register(people, DraftAct.filter(F.act == "people"))
    draft.callback_query.register(person, DraftAct.filter(F.act == "person"))
    draft.callback_query.register(unplaced, DraftAct.filter(F.act == "unplaced"))
    draft.callback_query.register(moves, DraftAct.filter(F.act == "moves"))
    return draft


async def show(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    row, _mission = await drafts.find(turn.session, turn.person, callback_data.id)
    if not await turn.show(*view(turn._, await shown(turn.session, row))):
        await turn.toast(turn._.plain("Nothing has changed."))


async def people(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    """A page of who fares how, the worst served first."""
    _ = turn._
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    names, fares = await summary.names(turn.session, mission), TimetableDraft.from_json(row.plan).served
    first = min(callback_data.arg, max(0, len(fares) - 1)) // PAGE * PAGE
    rows = [
        [
            button(
                _.plain(
                    "{placed} of {wished} · {name}",
                    placed=_.number(placed),
                    wished=_.number(wished),
                    name=names.delegates.get(who, "?"),
                ),
                DraftAct(act="person", id=row.id, arg=who),
            )
        ]
        for who, wished, placed in fares[first : first + PAGE]
    ]
    rows.append(_turning(_, row, "people", first, len(fares)))
    text = _("👥 <b>By person</b>\nMeetings placed, out of those wanted; fewest first. Choose one to see why.")
    await turn.show(text, inline(_, [*rows, _back(_, row)]))


async def person(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    """What one delegate gets, and what not and why."""
    _ = turn._
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    names = await summary.names(turn.session, mission)
    found = summary.fares(TimetableDraft.from_json(row.plan), {callback_data.arg})
    lines = [_("👤 <b>{name}</b>", name=names.delegates.get(callback_data.arg, "?"))]
    for fare in found:
        lines += [
            _("✅ {pair}\n{seat}", pair=words.pair(_, names, seat.pair), seat=words.seat(_, names, seat))
            for seat in fare.seats
        ]
        for pair, whys in fare.unplaced.items():
            lines.append(_("✖️ {pair}", pair=words.pair(_, names, pair)))
            lines += words.reasons(_, names, whys)
    if not found:
        lines.append(_("No meeting with this person is wanted."))
    back = [button(_.plain("‹ Back"), DraftAct(act="people", id=row.id))]
    await turn.show(words.fitted(lines), inline(_, [back]))


async def unplaced(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    """A page of what has no seat, and why."""
    _ = turn._
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    names, draft = await summary.names(turn.session, mission), TimetableDraft.from_json(row.plan)
    first = min(callback_data.arg, max(0, len(draft.unplaced) - 1)) // PAGE * PAGE
    lines = [_("❔ <b>Not placed, and why</b>")]
    for pair, whys in list(draft.unplaced.items())[first : first + PAGE]:
        lines += [Markup(), _("<b>{pair}</b>", pair=words.pair(_, names, pair)), *words.reasons(_, names, whys)]
    rows = [_turning(_, row, "unplaced", first, len(draft.unplaced)), _back(_, row)]
    await turn.show(words.fitted(lines), inline(_, rows))


async def moves(_query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    """A page of who moves, from where to where; and of what has no seat any more."""
    _ = turn._
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    names = await summary.names(turn.session, mission)
    publication = await publish.foresee(turn.session, mission, row)
    blocks = _moved(_, names, publication)
    first = min(callback_data.arg, max(0, len(blocks) - 1)) // PAGE * PAGE
    lines = [_("🔀 <b>What changes</b>"), *blocks[first : first + PAGE]]
    rows = [_turning(_, row, "moves", first, len(blocks)), _back(_, row)]
    await turn.show(words.fitted(lines), inline(_, rows))


def _moved(_: Texts, names: summary.Names, publication: Publication) -> list[Markup]:
    lost = [
        _("✖️ <b>{pair}</b>\nNo longer fits and is cancelled.", pair=words.pair(_, names, meeting.pair))
        for meeting in publication.lost
    ]
    moved = [
        _(
            "<b>{pair}</b>\n{change}",
            pair=words.pair(_, names, "-".join(map(str, move.delegates))),
            change=from_to(_, move.before, move.after, names.mission),
        )
        for move in publication.moves
    ]
    return [*lost, *moved]


def view(_: Texts, shown: ShownDraft) -> Screen:
    """The draft as it is now, and what can be done with it."""
    return live(_view(_, shown), About(CardKind.DRAFT, shown.row.id))


def _view(_: Texts, shown: ShownDraft) -> Screen:
    row = shown.row
    match row.state:
        case TimetableState.MAKING:
            return _making(row, _), inline(_, [[button(_.plain("⏹ Stop"), DraftAct(act="stop", id=row.id))]])
        case TimetableState.READY:
            return _ready(_, shown)
        case TimetableState.FAILED:
            return _failed(_, shown)
        case TimetableState.PUBLISHING:
            return published.view(_, shown)
        case _:
            home = [button(_.plain("‹ Timetable"), DeskChoice(to="timetable"))]
            return _(drafts.STATES[row.state]), inline(_, [home])


def _making(row: Timetable, _: Texts) -> Markup:
    if row.kind is TimetableKind.MENDED:
        lines = [_("⏳ <b>Repairing the timetable…</b>")]
    else:
        lines = [_("⏳ <b>Making a timetable…</b>")]
    told = row.progress
    if told:
        numbers = {name: _.number(told[name]) for name in ("placed", "wished", "bound")}
        lines.append(_("{placed} of {wished} placed; at most {bound} are possible.", **numbers))
        stage = STAGES.get(told["stage"])
        seconds = round(told["seconds"])
        lines.append(_.ngettext("🕓 {n} second", "🕓 {n} seconds", seconds))
        if stage is not None:
            lines.append(_("Current step: {stage}", stage=_.plain(stage)))
    lines.append(_("No one is notified before you publish."))
    return Markup("\n").join(lines)


def _ready(_: Texts, shown: ShownDraft) -> Screen:
    row, draft, names, publication = shown.row, shown.draft, shown.names, shown.publication
    if draft is None or names is None or publication is None:
        raise ValueError("a draft that is ready has all of these")
    lines = [_("🔎 <b>Draft: nothing is published yet</b>"), Markup(), words.placed(_, draft)]
    without = [who for who, _wished, placed in draft.served if not placed]
    if without:
        lines.append(_.ngettext("🙋 {n} person without a meeting", "🙋 {n} people without a meeting", len(without)))
    elif draft.served:
        lines.append(_("🙋 Everyone with a request gets a meeting."))
    if draft.served and draft.served[0][2] < draft.served[0][1]:
        who, wished, placed = draft.served[0]
        worst = {"placed": _.number(placed), "wished": _.number(wished), "name": names.delegates.get(who, "?")}
        lines.append(_("Fewest meetings: {name}, {placed} of {wished}.", **worst))
    lines += words.levels(_, draft)
    lines += _changes(_, publication)
    lines += _conflicts(_, names, draft)
    if publication.outdated:
        lines += [Markup(), _("⚠️ Requests or meetings have changed since this draft was made.")]
    return Markup("\n").join(lines), inline(_, _rows(_, row, draft, publication))


def _changes(_: Texts, publication: Publication) -> list[Markup]:
    lines = []
    if publication.moves:
        n = len(publication.moves)
        lines.append(_.ngettext("🔀 {n} meeting moves", "🔀 {n} meetings move", n))
    if publication.lost:
        n = len(publication.lost)
        lines.append(_.ngettext("✖️ {n} meeting is cancelled", "✖️ {n} meetings are cancelled", n))
    return lines


def _conflicts(_: Texts, names: summary.Names, draft: TimetableDraft) -> list[Markup]:
    """Which rules stand in the way of what must be."""
    lines = []
    for pairs, whys in draft.conflicts[:CONFLICTS]:
        listed = _.list([words.pair(_, names, each) for each in pairs])
        lines += [Markup(), _("❗ <b>Not possible</b>: {pairs}", pairs=listed)]
        lines += words.reasons(_, names, whys, at_most=6)
    return lines


def _rows(_: Texts, row: Timetable, draft: TimetableDraft, publication: Publication) -> Rows:
    def act(label: str, name: str) -> Button:
        return button(label, DraftAct(act=name, id=row.id))

    rows = [[act(_.plain("👥 By person"), "people"), act(_.plain("🖼 View the picture"), "picture")]]
    if draft.unplaced:
        rows.append([act(_.plain("❔ Not placed ({n})", n=_.number(len(draft.unplaced))), "unplaced")])
    if publication.moves or publication.lost:
        rows.append([act(_.plain("🔀 View changes"), "moves")])
    rows.append([act(_.plain("📤 Publish…"), "check"), act(_.plain("🗑 Discard"), "discard")])
    rows.append([button(_.plain("🔁 Redo"), DraftAct(act=words.AGAIN[row.kind]))])
    rows.append([button(_.plain("‹ Timetable"), DeskChoice(to="timetable"))])
    return rows


def _failed(_: Texts, shown: ShownDraft) -> Screen:
    row = shown.row
    lines = [_(ERRORS.get(row.error, ERRORS[drafts.DIED]))]
    if shown.names and shown.draft:
        lines += _conflicts(_, shown.names, shown.draft)
    rows = [[button(_.plain("🔁 Redo"), DraftAct(act="make"))]]
    if row.error == drafts.INFEASIBLE:
        rows.insert(0, [button(_.plain("🛠 Repair with few changes"), DraftAct(act="mend"))])
    rows.append([button(_.plain("‹ Timetable"), DeskChoice(to="timetable"))])
    return Markup("\n").join(lines), inline(_, rows)


def _turning(_: Texts, row: Timetable, act: str, first: int, count: int) -> list[Button]:
    ways = []
    if first > 0:
        ways.append(button(_.plain("‹ Previous"), DraftAct(act=act, id=row.id, arg=first - PAGE)))
    if first + PAGE < count:
        ways.append(button(_.plain("Next ›"), DraftAct(act=act, id=row.id, arg=first + PAGE)))
    return ways


def _back(_: Texts, row: Timetable) -> list[Button]:
    return [button(_.plain("‹ Draft"), DraftAct(act="show", id=row.id))]
