"""Who may sign up for a session, as organisers choose it: everyone, delegations, kinds of organisations, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from handlers.programme.data import DetailAct, DetailPress
from handlers.views import labels
from handlers.views.keyboards import Screen, button, columns, inline
from handlers.views.message import Rows
from locales import N_, Texts
from missions.errors import Refusal
from missions.sessions.invitation import GUEST
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, Mission, Organisation, OrganisationKind

Entries = list[dict[str, Any]]
NO_SUCH = N_("This choice is not available.")
MOST = 60
"""Entries of one invitation: as many as one screen has buttons for."""
TOO_MANY = N_("This invitation is full. Invite a delegation or a kind of organisation instead.")
_KINDS = tuple(OrganisationKind)


async def view(_: Texts, session: UnitSession, mission: Mission, invited: Entries) -> Screen:
    """The choices, those that are chosen ticked."""
    delegations = await _delegations(session, mission)
    rows: Rows = [[button(_.plain("{mark} Everyone", mark="▫️" if invited else "☑️"), DetailPress(act=DetailAct.OPEN))]]
    rows += columns(
        (
            button(
                _.plain("{mark} {value}", mark=_mark({"delegation": each.key, "kind": ""}, invited), value=each.title),
                DetailPress(act=DetailAct.DELEGATION, arg=each.id),
            )
            for each in delegations
        ),
        2,
    )
    rows += columns(
        (
            button(
                _.plain(
                    "{mark} {value}",
                    mark=_mark({"delegation": "", "kind": each.value}, invited),
                    value=labels.kind(_, each),
                ),
                DetailPress(act=DetailAct.KIND, arg=place),
            )
            for place, each in enumerate(_KINDS)
        ),
        2,
    )
    names = await described(_, session, mission, invited)
    rows += [
        [button(_.plain("✖️ {value}", value=name), DetailPress(act=DetailAct.REMOVE, arg=place))]
        for place, (name, each) in enumerate(zip(names, invited, strict=True))
        if not _is_single(each)
    ]
    rows.append([button(_.plain("➕ Invite a person"), DetailPress(act=DetailAct.SEARCH))])
    rows.append([button(_.plain("‹ Done"), DetailPress(act=DetailAct.REVIEW))])
    return _("✉️ <b>Who may sign up?</b>\nChoose one or more: each person in any of them may."), inline(_, rows)


async def described(_: Texts, session: UnitSession, mission: Mission, invited: Entries) -> Sequence[str]:
    """What each entry is called."""
    delegations = {each.key: each for each in await _delegations(session, mission)}
    people = await _people(session, [each[GUEST] for each in invited if GUEST in each])

    def name(each: Mapping[str, Any]) -> str:
        if GUEST in each:
            return people.get(each[GUEST]) or _.plain("a person whose data were deleted")
        delegation = delegations.get(str(each.get("delegation") or ""))
        parts = [_.choose(delegation.title)] if delegation else []
        if each.get("kind"):
            parts.append(labels.kind(_, OrganisationKind(each["kind"])))
        return " · ".join(parts) or str(each.get("delegation") or "")

    return [name(each) for each in invited]


async def changed(session: UnitSession, mission: Mission, invited: Entries, press: DetailPress) -> Entries:
    """The entries after a press.

    Raises:
        Refusal: there is no such choice.
    """
    if press.act is DetailAct.OPEN:
        return []
    if press.act is DetailAct.REMOVE:
        return [each for place, each in enumerate(invited) if place != press.arg]
    if press.act is DetailAct.KIND:
        return _toggled(invited, {"delegation": "", "kind": _KINDS[press.arg % len(_KINDS)].value})
    delegation = await session.get(Delegation, press.arg)
    if delegation is None or delegation.mission_id != mission.id:
        raise Refusal(NO_SUCH)
    return _toggled(invited, {"delegation": delegation.key, "kind": ""})


def with_guest(invited: Entries, delegate_id: int) -> Entries:
    """The entries with this person."""
    entry = {GUEST: delegate_id}
    return invited if entry in invited else _toggled(invited, entry)


def _toggled(invited: Entries, entry: dict[str, Any]) -> Entries:
    if entry in invited:
        return [each for each in invited if each != entry]
    if len(invited) >= MOST:
        raise Refusal(TOO_MANY)
    return [*invited, entry]


def _mark(entry: Mapping[str, Any], invited: Entries) -> str:
    return "☑️" if entry in invited else "▫️"


def _is_single(entry: Mapping[str, Any]) -> bool:
    """Whether the entry has a box to untick: a delegation, or a kind."""
    return GUEST not in entry and bool(entry.get("delegation")) != bool(entry.get("kind"))


async def _delegations(session: UnitSession, mission: Mission) -> Sequence[Delegation]:
    found = select(Delegation).where(Delegation.mission_id == mission.id).order_by(col(Delegation.id))
    return (await session.exec(found)).all()


async def _people(session: UnitSession, ids: Sequence[int]) -> Mapping[int, str]:
    found = (
        select(Delegate.id, Delegate.name, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(col(Delegate.id).in_(ids))
    )
    return {key: f"{name} · {organisation}" for key, name, organisation in (await session.exec(found)).all()}
