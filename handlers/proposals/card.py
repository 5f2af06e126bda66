"""A counterpart as a card: who, what they offer and look for, why, and what one can do."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup
from markupsafe import Markup

from handlers.views import labels
from handlers.views.data import AskAct, AskPress, CardAct, CardPress, MenuChoice
from handlers.views.fit import asked_line, heading, languages_of_two, lines
from handlers.views.keyboards import button, inline
from handlers.views.meeting import who
from handlers.views.message import Button
from locales import N_, Texts
from missions.people.languages import interpreted, shared_languages
from missions.proposals.proposals import Proposed
from missions.rules import colleagues, met_before
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, Mission, Organisation, ProposalAnswer

LONGEST = 700
"""Signs of an offer or a need on a card; what is longer is cut."""

ANSWERS = {
    ProposalAnswer.INTERESTED: N_("⭐ You are interested."),
    ProposalAnswer.LATER: N_("🕓 Kept for later."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands in its list: its number from 1, of how many, and its neighbours' ids."""

    number: int
    many: int
    before: int | None
    after: int | None
    elsewhere: int | None = None
    """The first of the other list, and how many are there."""
    many_elsewhere: int = 0


async def text(
    session: UnitSession, _: Texts, delegate: Delegate, other: Delegate, *, proposed: Proposed, place: Place | None
) -> Markup:
    """The card of another delegate, as this one reads it."""
    organisation = await session.get_one(Organisation, other.organisation_id)
    delegation = await session.get_one(Delegation, other.delegation_id)
    head = [who(_, other, organisation), kind_line(_, organisation, delegation)]
    label = heading(_, proposed.why)
    if place is not None and label is not None:
        number, many = _.number(place.number), _.number(place.many)
        head.insert(0, _("<i>{number} of {many} · {label}</i>", number=number, many=many, label=label))
    parts = [Markup("\n").join(head)]
    if other.offer:
        parts.append(_("<b>Offers</b>\n{offer}", offer=_cut(other.offer)))
    if other.need:
        parts.append(_("<b>Looks for</b>\n{need}", need=_cut(other.need)))
    parts.append(_("<b>Why</b>\n{why}", why=await _reasons(session, _, delegate, other, proposed)))
    if proposed.answer in ANSWERS:
        parts.append(_(ANSWERS[proposed.answer]))
    return Markup("\n\n").join(parts)


def keyboard(
    _: Texts, other: Delegate, proposed: Proposed, place: Place, refused: int | None = None
) -> InlineKeyboardMarkup:
    """refused: the card before, of whom it may be said why not."""
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
            [button(_.plain("💬 Say why not (if you like)"), CardPress(act=CardAct.WHY, id=refused))]
            if refused
            else [],
            ways,
            *([[_elsewhere(_, proposed, place)]] if place.elsewhere is not None else []),
            [button(_.plain("‹ Menu"), MenuChoice(to="menu"))],
        ],
    )


async def _reasons(session: UnitSession, _: Texts, delegate: Delegate, other: Delegate, proposed: Proposed) -> Markup:
    mission = await session.get_one(Mission, delegate.mission_id)
    found = lines(_, mission, proposed.why)
    if not found and proposed.why.fit in ("each_other", "they_offer", "they_seek"):
        found.append(_("• Read as a whole, their words come close to yours."))
    elif not found and not proposed.why.must:
        found.append(_("• Your profiles do not name anything in common."))
    bridged = await interpreted(session, delegate, other)
    found.append(languages_of_two(_, shared_languages(delegate, other), interpreted=bridged))
    if delegate.days and other.days and not set(delegate.days) & set(other.days):
        found.append(_("• You are not there on the same days."))
    earlier = await met_before.before(session, delegate, other)
    if earlier is not None:
        year = str(earlier.starts_on.year)
        found.append(_("• 🔁 You have met before: {mission}, {year}", mission=earlier.title, year=year))
    found += [asked_line(_, each) for each in await colleagues.courting(session, delegate, other)]
    return Markup("\n").join(found)


def _elsewhere(_: Texts, proposed: Proposed, place: Place) -> Button:
    """To the other of the two lists."""
    many = _.number(place.many_elsewhere)
    if proposed.why.seek_me:
        label = _.plain("🤝 You fit each other ({n})", n=many)
    else:
        label = _.plain("🎁 They look for what you offer ({n})", n=many)
    return button(label, CardPress(act=CardAct.SHOW, id=place.elsewhere or 0))


def kind_line(_: Texts, organisation: Organisation, delegation: Delegation) -> Markup:
    """What the organisation is, and the delegation with its country."""
    country = _.language.locale.territories.get(delegation.country)
    kind = labels.kind(_, organisation.kind)
    if country is None:
        return _("{kind} · {delegation}", kind=kind, delegation=delegation.title)
    return _("{kind} · {delegation} ({country})", kind=kind, delegation=delegation.title, country=country)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
