"""Who may meet whom, by delegation and kind: the rules, and a new one in a few taps."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk.data import RuleAct, RuleDraft
from handlers.views import labels
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, columns, inline
from handlers.views.message import Rows
from locales import N_, Texts
from missions.directory import roster
from missions.errors import Refusal
from missions.people import access
from missions.rules import meeting_rules
from missions.rules.meeting_rules import MeetingRule
from missions.rules.who_may_meet import Side
from storage.tables import Delegation, Mission, OrganisationKind

ANY_DELEGATION, ANY_KIND = "0", "any"
QUESTIONS = (
    N_("First side: which delegation?"),
    N_("First side: which kind of organisation?"),
    N_("Second side: which delegation?"),
    N_("Second side: which kind of organisation?"),
)
Delegations = Mapping[str, Delegation]
"""Of a mission, by what buttons call them."""


def router() -> Router:
    rules = Router(name="desk rules")
    rules.callback_query.register(show, RuleAct.filter(F.act == "show"))
    rules.callback_query.register(set_within, RuleAct.filter(F.act.in_({"within", "apart"})))
    rules.callback_query.register(ask_whether, RuleAct.filter(F.act == "drop"))
    rules.callback_query.register(drop, RuleAct.filter(F.act == "dropped"))
    rules.callback_query.register(ask, RuleDraft.filter(F.act == "ask"))
    rules.callback_query.register(add, RuleDraft.filter(F.act.in_({"may", "never"})))
    return rules


async def show(_query: CallbackQuery, callback_data: RuleAct, turn: Turn) -> None:
    await _show(turn, await access.require_organiser(turn.session, turn.person, callback_data.mission))


async def _show(turn: Turn, mission: Mission) -> None:
    _ = turn._
    sides = await _delegations(turn, mission)
    rows: Rows = []
    for rule in meeting_rules.rules_of(mission):
        label = _.plain("🗑 {rule}", rule=_rule(_, sides, rule))
        rows.append([button(label, RuleAct(act="drop", mission=mission.id, rule=rule.key))])
    rows.append([button(_.plain("➕ Add a rule"), RuleDraft(act="ask", mission=mission.id))])
    if mission.within_delegation:
        within = button(_.plain("👪 Forbid meetings within a delegation"), RuleAct(act="apart", mission=mission.id))
    else:
        within = button(_.plain("👪 Allow meetings within a delegation"), RuleAct(act="within", mission=mission.id))
    rows += [[within], [button(_.plain("‹ Back"), DeskChoice(to="matching"))]]
    await turn.show(Markup("\n\n").join(await _told(turn, mission, sides)), inline(_, rows))


async def _told(turn: Turn, mission: Mission, sides: Delegations) -> list[Markup]:
    _ = turn._
    rules = meeting_rules.rules_of(mission)
    allowed = [_("• {rule}", rule=_rule(_, sides, rule)) for rule in rules if not rule.never]
    apart = [_("• {rule}", rule=_rule(_, sides, rule)) for rule in rules if rule.never]
    parts = [_("🚦 <b>Who may meet whom</b>")]
    if allowed:
        parts.append(Markup("\n").join([_("✅ Only these may meet:"), *allowed]))
    elif mission.within_delegation:
        parts.append(_("Everyone may meet everyone, even within a delegation."))
    else:
        parts.append(_("Everyone may meet everyone from another delegation."))
    if apart:
        parts.append(Markup("\n").join([_("⛔ These may not meet:"), *apart]))
    parts.append(_("<i>Your manual pairings override these rules. Colleagues from one organisation never meet.</i>"))
    alone = await meeting_rules.left_alone(turn.session, mission)
    if alone:
        parts.append(_.ngettext("⚠️ {n} delegate has no one to meet.", "⚠️ {n} delegates have no one to meet.", alone))
    return parts


async def set_within(query: CallbackQuery, callback_data: RuleAct, turn: Turn) -> None:
    within = callback_data.act == "within"
    mission = await meeting_rules.set_within(turn.session, turn.person, callback_data.mission, within=within)
    await _noted(query, turn, mission)


async def ask_whether(_query: CallbackQuery, callback_data: RuleAct, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person, callback_data.mission)
    rule = meeting_rules.find(mission, callback_data.rule)
    _ = turn._
    rows = [
        [button(_.plain("🗑 Yes, remove"), RuleAct(act="dropped", mission=mission.id, rule=rule.key))],
        [button(_.plain("‹ Back"), RuleAct(act="show", mission=mission.id))],
    ]
    sides = await _delegations(turn, mission)
    await turn.show(_("Remove this rule?\n<b>{rule}</b>", rule=_rule(_, sides, rule)), inline(_, rows))


async def drop(query: CallbackQuery, callback_data: RuleAct, turn: Turn) -> None:
    mission = await meeting_rules.drop(turn.session, turn.person, callback_data.mission, callback_data.rule)
    await _noted(query, turn, mission)


async def ask(_query: CallbackQuery, callback_data: RuleDraft, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person, callback_data.mission)
    sides = await _delegations(turn, mission)
    said = _read(callback_data.said, sides)
    _ = turn._
    lines = [_("🚦 <b>New rule</b>")]
    if len(said) >= 2:
        lines.append(_("{side} ↔ …", side=_side(_, sides, said[:2])))
    if len(said) == len(QUESTIONS):
        lines, rows = await _whether(turn, mission, sides, said)
    else:
        lines.append(_(QUESTIONS[len(said)]))
        choices = _kinds(_) if len(said) % 2 else _sides(_, sides)
        rows = columns(
            [button(label, _draft(mission, [*said, value])) for value, label in choices], 2 if len(said) % 2 else 1
        )
    back = _draft(mission, said[:-1]) if said else RuleAct(act="show", mission=mission.id)
    await turn.show(Markup("\n").join(lines), inline(_, [*rows, [button(_.plain("‹ Back"), back)]]))


async def _whether(turn: Turn, mission: Mission, sides: Delegations, said: list[str]) -> tuple[list[Markup], Rows]:
    """Both sides are said: may they meet, and what comes of it?"""
    _ = turn._
    lines = [_("🚦 <b>{rule}</b>", rule=_rule(_, sides, _made(sides, said)))]
    rows = []
    for act, label, never in (
        ("may", N_("✅ Only these may meet"), False),
        ("never", N_("⛔ These may not meet"), True),
    ):
        alone = await meeting_rules.left_alone(turn.session, mission, [_made(sides, said, never=never)])
        left = _.ngettext(
            "{n} delegate is left with no one to meet", "{n} delegates are left with no one to meet", alone
        )
        lines.append(_("{answer}: {left}", answer=_.plain(label), left=left))
        rows.append([button(_.plain(label), RuleDraft(act=act, mission=mission.id, said=".".join(said)))])
    if any(not rule.never for rule in meeting_rules.rules_of(mission)):
        lines.append(_("<i>“Only these” adds to the pairs that are already allowed.</i>"))
    return lines, rows


async def add(query: CallbackQuery, callback_data: RuleDraft, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person, callback_data.mission)
    sides = await _delegations(turn, mission)
    said = _read(callback_data.said, sides)
    if len(said) != len(QUESTIONS):
        raise Refusal(meeting_rules.UNKNOWN)
    rule = _made(sides, said, never=callback_data.act == "never")
    await _noted(query, turn, await meeting_rules.add(turn.session, turn.person, mission.id, rule))


async def _noted(_query: CallbackQuery, turn: Turn, mission: Mission) -> None:
    await turn.toast(turn._.plain("Saved. The suggestions will be updated in a moment."))
    await _show(turn, mission)


async def _delegations(turn: Turn, mission: Mission) -> Delegations:
    return {str(each.id): each for each, _n in await roster.delegations(turn.session, mission.id)}


def _read(said: str, sides: Delegations) -> list[str]:
    """What was said so far.

    Raises:
        Refusal: there is no such delegation or kind in the mission.
    """
    parts = said.split(".") if said else []
    known = ({ANY_DELEGATION, *sides}, {ANY_KIND, *OrganisationKind})
    if len(parts) > len(QUESTIONS) or any(part not in known[place % 2] for place, part in enumerate(parts)):
        raise Refusal(meeting_rules.UNKNOWN)
    return parts


def _made(sides: Delegations, said: list[str], *, never: bool = False) -> MeetingRule:
    one, other = (
        Side(sides[delegation].key if delegation in sides else "", "" if kind == ANY_KIND else kind)
        for delegation, kind in (said[:2], said[2:])
    )
    return MeetingRule(one, other, never)


def _draft(mission: Mission, said: list[str]) -> RuleDraft:
    return RuleDraft(act="ask", mission=mission.id, said=".".join(said))


def _sides(_: Texts, sides: Delegations) -> list[tuple[str, str]]:
    every = [(ANY_DELEGATION, _.plain("Any delegation"))]
    return [*every, *((value, _.choose(delegation.title)) for value, delegation in sides.items())]


def _kinds(_: Texts) -> list[tuple[str, str]]:
    return [(ANY_KIND, _.plain("Any kind")), *((kind.value, labels.kind(_, kind)) for kind in OrganisationKind)]


def _rule(_: Texts, sides: Delegations, rule: MeetingRule) -> str:
    titles = {each.key: _.choose(each.title) for each in sides.values()}
    return _.plain("{one} ↔ {other}", one=_named(_, titles, rule.one), other=_named(_, titles, rule.other))


def _side(_: Texts, sides: Delegations, said: list[str]) -> str:
    titles = {each.key: _.choose(each.title) for each in sides.values()}
    return _named(_, titles, _made(sides, [*said, ANY_DELEGATION, ANY_KIND]).one)


def _named(_: Texts, titles: Mapping[str, str], side: Side) -> str:
    kind = labels.kind(_, OrganisationKind(side.kind)) if side.kind else ""
    delegation = titles.get(side.delegation, side.delegation)
    if kind and delegation:
        return _.plain("{kind} ({delegation})", kind=kind, delegation=delegation)
    return kind or delegation or _.plain("Everyone")
