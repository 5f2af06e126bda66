"""A freed place as the delegate sees it to whom it is offered, and the line that is left of it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.refills.data import RefillAct, RefillPress
from handlers.views.data import CardAct, CardPress
from handlers.views.first_line import Spot, Who, first_line, soon
from handlers.views.hours import hour
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import place, when, who
from handlers.views.message import About
from locales import N_, Texts
from missions.people.languages import share_a_language
from missions.refills.shown import ShownOffer
from storage.tables import CardKind, OfferState

OUTCOMES = {
    OfferState.TAKEN_UP: N_("✅ {name}: confirmed, see below"),
    OfferState.LOST: N_("🔁 {name}: this place is taken"),
    OfferState.DECLINED: N_("✖️ {name}: you left this place to others"),
    OfferState.OFF: N_("🔁 {name}: this place was not taken by both"),
    OfferState.EXPIRED: N_("⌛ {name}: this offer has expired"),
}


def heading(_: Texts, found: ShownOffer, what: Markup) -> Markup:
    moment = soon(_, found.slot.starts_at, found.mission, found.offer.asked_at)
    there = Spot(_.choose(found.venue.title), found.table.label)
    return first_line(_, what, moment, there, Who(found.other.called, found.organisation.name))


def view(_: Texts, found: ShownOffer) -> Screen:
    """An offer that may yet be taken up."""
    offer, zone = found.offer, found.mission.time_zone
    until = hour(_, offer.expires_at, zone)
    spoken = share_a_language(found.delegate, found.other)
    interpreter = [] if spoken else [_("🗣 No common language: an interpreter will be there.")]
    lines = [
        heading(_, found, _("🔁 <b>A place is free</b>")),
        Markup(),
        who(_, found.other, found.organisation),
        _("🗓 {when}", when=when(_, found.slot, found.mission)),
        _("📍 {place}", place=place(_, found.venue, found.table)),
        *interpreter,
        Markup(),
    ]
    leave = button(_.plain("✖️ Not this time"), RefillPress(act=RefillAct.DECLINE, id=offer.id))
    profile = button(_.plain("👤 View profile"), CardPress(act=CardAct.SHOW, id=offer.other_id))
    rows = [[leave, profile]]
    if offer.state is OfferState.ACCEPTED:
        lines.append(_("⏳ You accepted. {name} has until {time} to accept too.", name=found.other.called, time=until))
    else:
        lines.append(
            _(
                "You two want to meet and are both free. Please answer by {time}: the first two to accept have it.",
                time=until,
            )
        )
        rows.insert(0, [button(_.plain("✅ Accept"), RefillPress(act=RefillAct.ACCEPT, id=offer.id))])
    names = frozenset({offer.delegate_id, offer.other_id})
    about = About(CardKind.REFILL, offer.id, offer.delegate_id, names=names)
    return live((Markup("\n").join(lines), inline(_, rows)), about)


def outcome(_: Texts, found: ShownOffer) -> Markup:
    """What is left of it once it is over."""
    return _(OUTCOMES.get(found.offer.state, OUTCOMES[OfferState.EXPIRED]), name=found.other.called)
