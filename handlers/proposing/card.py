"""A counterpart as a card: who, what they offer and look for, why, and what one can do."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup
from markupsafe import Markup

from handlers import labels
from handlers.keyboards import button, inline
from handlers.meeting.data import AskAct, AskPress, CardAct, CardPress
from handlers.meeting.text import who
from handlers.menu import MenuChoice
from handlers.proposing.why import why
from locales import N_, Texts
from missions.proposals import Proposed
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, Organisation, ProposalAnswer

LONGEST = 700
"""Signs of an offer or a need on a card; what is longer is cut."""

ANSWERS = {
    ProposalAnswer.INTERESTED: N_("⭐ You are interested."),
    ProposalAnswer.LATER: N_("🕓 Kept for later."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands in the list: its number from 1, of how many, and its neighbours' ids."""

    number: int
    many: int
    before: int | None
    after: int | None


async def text(
    session: UnitSession, _: Texts, delegate: Delegate, other: Delegate, *, proposed: Proposed, place: Place
) -> Markup:
    """The card of another delegate, as this one reads it."""
    organisation = await session.get_one(Organisation, other.organisation_id)
    delegation = await session.get_one(Delegation, other.delegation_id)
    head = [
        _("<i>{number} of {many}</i>", number=_.number(place.number), many=_.number(place.many)),
        who(_, other, organisation),
        _kind(_, organisation, delegation),
    ]
    parts = [Markup("\n").join(head)]
    if other.offer:
        parts.append(_("<b>Offers</b>\n{offer}", offer=_cut(other.offer)))
    if other.need:
        parts.append(_("<b>Looks for</b>\n{need}", need=_cut(other.need)))
    parts.append(_("<b>Why</b>\n{why}", why=_reasons(_, delegate, other, proposed)))
    if proposed.answer in ANSWERS:
        parts.append(_(ANSWERS[proposed.answer]))
    return Markup("\n\n").join(parts)


def keyboard(_: Texts, other: Delegate, proposed: Proposed, place: Place) -> InlineKeyboardMarkup:
    answers = []
    if proposed.answer is not ProposalAnswer.INTERESTED:
        answers.append(button(_.plain("⭐ Interested"), CardPress(act=CardAct.INTERESTED, id=other.id)))
    if proposed.answer is not ProposalAnswer.LATER:
        answers.append(button(_.plain("🕓 Later"), CardPress(act=CardAct.LATER, id=other.id)))
    ways = []
    if place.before is not None:
        ways.append(button(_.plain("‹ Previous"), CardPress(act=CardAct.SHOW, id=place.before)))
    if place.after is not None:
        ways.append(button(_.plain("Next ›"), CardPress(act=CardAct.SHOW, id=place.after)))
    return inline(
        _,
        [
            [button(_.plain("🤝 Ask for a meeting"), AskPress(act=AskAct.WHEN, id=other.id))],
            answers,
            [button(_.plain("✖️ Not for me"), CardPress(act=CardAct.REFUSE, id=other.id))],
            ways,
            [button(_.plain("‹ Menu"), MenuChoice(to="menu"))],
        ],
    )


def _reasons(_: Texts, delegate: Delegate, other: Delegate, proposed: Proposed) -> Markup:
    reasons = why(_, proposed.suggestion)
    if delegate.days and other.days and not set(delegate.days) & set(other.days):
        return Markup("\n").join((reasons, _("• You are not there on the same days.")))
    return reasons


def _kind(_: Texts, organisation: Organisation, delegation: Delegation) -> Markup:
    country = _.language.locale.territories.get(delegation.country)
    kind = labels.kind(_, organisation.kind)
    if country is None:
        return _("{kind} · {delegation}", kind=kind, delegation=delegation.title)
    return _("{kind} · {delegation} ({country})", kind=kind, delegation=delegation.title, country=country)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
