"""Matching in figures: who has few good proposals and why, supply and demand, pairs made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk import supply
from handlers.desk.data import LackingPage, PairAct, PairsOf, RuleAct
from handlers.views import reasons
from handlers.views.data import DeskChoice, ProfileCard
from handlers.views.keyboards import button, inline
from handlers.views.meeting import when
from handlers.views.message import Button, Rows
from locales import N_, Texts
from missions.directory import roster
from missions.errors import Refusal
from missions.meetings.details import details
from missions.meetings.states import open_between
from missions.operations import desk_jobs
from missions.people import access
from missions.proposals import report
from missions.proposals.report import Lacking, MatchingReport
from missions.rules import who_may_meet
from storage.tables import DeskJobKind, Meeting, MeetingState, Mission, PairWish

PAGE, FOUND = 8, 8

WHY = {
    "empty": N_("the profile is empty"),
    "half": N_("only the offer or the need is filled in"),
    "vague": N_("no topic found in the text"),
    "rare": N_("a rare field in this mission"),
    "language": N_("no common language with most people"),
    "rules": N_("the rules exclude everyone"),
    "few": N_("few people match"),
}
ACTS = {"must": PairWish.MUST, "never": PairWish.NEVER, "none": None}


class Pairing(StatesGroup):
    """An organiser looks for a delegate to pair with this one."""

    words = State()


def router() -> Router:
    matching = Router(name="desk matching")
    matching.callback_query.register(show, DeskChoice.filter(F.to == "matching"))
    matching.callback_query.register(show_lacking, LackingPage.filter())
    matching.callback_query.register(draw, DeskChoice.filter(F.to == "supply"))
    matching.callback_query.register(show_pairs, PairsOf.filter())
    matching.callback_query.register(pair, PairAct.filter(F.act.in_(ACTS)))
    matching.message.register(search, Pairing.words, F.text & ~F.text.startswith("/"))
    return matching


async def show(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    stands = await report.standing(turn.session, mission.id)
    rows = [
        [button(_.plain("🔄 Refresh"), DeskChoice(to="matching")), button(_.plain("‹ Desk"), DeskChoice(to="home"))]
    ]
    rows.insert(0, [button(_.plain("🚦 Who may meet whom"), RuleAct(act="show", mission=mission.id))])
    if stands.made_at is None:
        await turn.show(_(supply.NO_LISTS), inline(_, rows))
        return
    rows.insert(0, [button(_.plain("📊 Supply and demand"), DeskChoice(to="supply"))])
    if stands.few:
        label = _.plain("🙋 Few good suggestions ({n})", n=_.number(stands.few_in_all))
        rows.insert(0, [button(label, LackingPage(offset=0))])
    lines = _head(_, mission, stands)
    said = await report.refusals(turn.session, mission.id)
    if said:
        lines += [Markup(), _("✖️ <b>Why suggestions were “Not for me”</b>")]
        lines += [_("• {reason} {n}", reason=reasons.told(_, reason), n=_.number(n)) for reason, n in said]
    await turn.show(Markup("\n").join(lines), inline(_, rows))


def _head(_: Texts, mission: Mission, stands: MatchingReport) -> list[Markup]:
    made_at = stands.made_at
    lines = [
        _("🧲 <b>Suggestions</b>"),
        _.ngettext("{n} delegate is in the lists.", "{n} delegates are in the lists.", stands.people),
        _.ngettext(
            "{n} of them has fewer than three good suggestions.",
            "{n} of them have fewer than three good suggestions.",
            stands.few_in_all,
        ),
    ]
    if not stands.encoded:
        lines.append(_("⚠️ Based on topics only: text comparison is not available."))
    if made_at is not None:
        day, time = _.day(made_at, mission.time_zone), _.time(made_at, mission.time_zone)
        lines.append(_("<i>Updated {day}, {time}</i>", day=day, time=time))
    return lines


async def show_lacking(_query: CallbackQuery, callback_data: LackingPage, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    few = (await report.standing(turn.session, mission.id)).few
    offset = max(0, min(callback_data.offset, (len(few) - 1) // PAGE * PAGE))
    shown = few[offset : offset + PAGE]
    lines = [_("🙋 <b>Few good suggestions</b>\nA few more words in a profile often help: ask for them."), Markup()]
    lines += [_lacking(_, each) for each in shown]
    rows = [[_profile(_, each)] for each in shown]
    turning = []
    if offset > 0:
        turning.append(button(_.plain("‹ Previous"), LackingPage(offset=offset - PAGE)))
    if offset + PAGE < len(few):
        turning.append(button(_.plain("Next ›"), LackingPage(offset=offset + PAGE)))
    rows += [turning, [button(_.plain("‹ Back"), DeskChoice(to="matching"))]]
    await turn.show(Markup("\n").join(lines), inline(_, rows))


def _lacking(_: Texts, each: Lacking) -> Markup:
    good = _.plain_ngettext("{n} good suggestion", "{n} good suggestions", each.good)
    return _(
        "• <b>{name}</b>, {organisation}: {good} – {why}",
        name=each.name,
        organisation=each.organisation,
        good=good,
        why=_.plain(WHY[each.why]),
    )


def _profile(_: Texts, each: Lacking) -> Button:
    text = _.plain("{name} · {organisation}", name=each.name, organisation=each.organisation)
    return button(text, ProfileCard(delegate=each.delegate_id))


async def draw(_query: CallbackQuery, turn: Turn) -> None:
    """Drawn aside, and sent in a moment."""
    mission = await access.require_organiser(turn.session, turn.person)
    if not (await report.standing(turn.session, mission.id)).tags:
        raise Refusal(supply.NO_LISTS)
    desk_jobs.ask(turn.session, turn.person, mission, DeskJobKind.SUPPLY)
    await turn.toast(turn._.plain("Coming in a moment."))


async def show_pairs(_query: CallbackQuery, callback_data: PairsOf, turn: Turn) -> None:
    await _pairs(turn, callback_data.delegate)


async def _pairs(turn: Turn, delegate_id: int) -> None:
    """The wishes about this delegate; a typed name is looked up."""
    profile = await roster.profile(turn.session, turn.person, delegate_id)
    _ = turn._
    await turn.state.set_state(Pairing.words)
    await turn.state.update_data(pairing=delegate_id)
    lines = [
        _("📌 <b>{name}</b>: manual pairings", name=profile.delegate.called),
        _("Type a name or an organisation: who must this person meet, or never meet?"),
    ]
    rows: Rows = []
    for each in await report.wishes(turn.session, delegate_id):
        sign = "📌" if each.wish is PairWish.MUST else "⛔"
        lines.append(_("{sign} {name}, {organisation}", sign=sign, name=each.name, organisation=each.organisation))
        undo = PairAct(act="none", one=delegate_id, other=each.other_id)
        rows.append([button(_.plain("✖️ Undo: {name}", name=each.name), undo)])
    rows.append([button(_.plain("‹ Back"), ProfileCard(delegate=delegate_id))])
    await turn.show(Markup("\n").join(lines), inline(_, rows))


async def search(message: Message, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    delegate_id = int(await turn.state.get_value("pairing") or 0)
    found = [
        each
        for each in await roster.search(turn.session, mission.id, message.text or "")
        if each.delegate_id != delegate_id
    ]
    rows: list[Sequence[Button]] = []
    for each in found[:FOUND]:
        must = PairAct(act="must", one=delegate_id, other=each.delegate_id)
        never = PairAct(act="never", one=delegate_id, other=each.delegate_id)
        rows.append([button(_.plain("📌 Must meet {name}", name=each.name), must), button(_.plain("⛔ Never"), never)])
    rows.append([button(_.plain("‹ Back"), PairsOf(delegate=delegate_id))])
    if found:
        text = _("📌 “Must meet” puts the two first in each other’s suggestions; “Never” keeps them apart.")
    else:
        text = _("No one found. Try another word of the name or the organisation.")
    await turn.say(text, inline(_, rows))


async def pair(_query: CallbackQuery, callback_data: PairAct, turn: Turn) -> None:
    await who_may_meet.curate(
        turn.session, turn.person, callback_data.one, callback_data.other, ACTS[callback_data.act]
    )
    meeting = await open_between(turn.session, callback_data.one, callback_data.other)
    if callback_data.act == "never" and meeting is not None and meeting.state is MeetingState.CONFIRMED:
        await turn.alert(await _still_meet(turn, meeting))
    else:
        await turn.toast(turn._.plain("Saved. The suggestions will be updated in a moment."))
    await _pairs(turn, callback_data.one)


async def _still_meet(turn: Turn, meeting: Meeting) -> str:
    """A wish does not undo what both have agreed on."""
    found = await details(turn.session, meeting)
    return turn._.plain(
        "Saved. They still have a meeting, {when}: cancel it if it should not take place.",
        when=when(turn._, found.slot, found.mission),
    )
