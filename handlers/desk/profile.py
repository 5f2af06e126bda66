"""A delegate's profile as organisers read it."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton
from markupsafe import Markup

from handlers import labels
from handlers.desk.data import ApprovalAct, ClaimLink
from handlers.keyboards import button
from locales import N_, Texts
from missions.roll import Agreed, Profile
from storage.tables import Delegate, DelegateStatus

FIELDS = (
    ("sectors", N_("Sectors: {value}")),
    ("offer", N_("Offers: {value}")),
    ("need", N_("Looks for: {value}")),
    ("languages", N_("Speaks: {value}")),
    ("phone", N_("Telephone: {value}")),
    ("email", N_("E-mail: {value}")),
)


def card(profile: Profile, zone: str, _: Texts) -> Markup:
    """Who it is, how the registration stands, what they offer and seek, whom they meet."""
    parts = [_head(profile, _), _state(profile, _), _fields(profile.delegate, _), _meetings(profile, zone, _)]
    return Markup("\n\n").join(part for part in parts if part)


def _head(profile: Profile, _: Texts) -> Markup:
    known = {
        "name": profile.delegate.name,
        "position": profile.delegate.position,
        "organisation": profile.organisation.name,
        "kind": labels.kind(_, profile.organisation.kind),
        "delegation": profile.delegation.title,
    }
    if profile.delegate.position:
        return _("👤 <b>{name}</b>\n{position}, {organisation} ({kind})\n{delegation}", **known)
    return _("👤 <b>{name}</b>\n{organisation} ({kind})\n{delegation}", **known)


def _state(profile: Profile, _: Texts) -> Markup:
    status = profile.delegate.status
    lines = [Markup("{} {}").format(labels.STATUS_SIGNS[status], _(labels.STATUSES[status]))]
    if profile.delegate.status_reason:
        lines.append(_("Told them: {reason}", reason=profile.delegate.status_reason))
    if profile.person is None or profile.person.telegram_id is None:
        lines.append(_("✉️ Has not opened the chat yet"))
    elif profile.person.unreachable_since is not None:
        lines.append(_("🔕 Has blocked the chat: messages do not arrive"))
    return Markup("\n").join(lines)


def _fields(delegate: Delegate, _: Texts) -> Markup:
    values = {
        "sectors": labels.sectors(_, delegate.sectors),
        "offer": delegate.offer,
        "need": delegate.need,
        "languages": labels.languages(_, delegate.languages),
        "phone": delegate.phone,
        "email": delegate.email,
    }
    return Markup("\n").join(_(label, value=values[field]) for field, label in FIELDS if values[field])


def _meetings(profile: Profile, zone: str, _: Texts) -> Markup:
    lines = [_line(agreed, zone, _) for agreed in profile.meetings]
    if profile.open_requests:
        lines.append(_.ngettext("📨 {n} request is open", "📨 {n} requests are open", profile.open_requests))
    return Markup("\n").join(lines)


def _line(agreed: Agreed, zone: str, _: Texts) -> Markup:
    return _(
        "🤝 {day}, {period}: {name} ({organisation})",
        day=_.day(agreed.slot.starts_at, zone),
        period=_.period(agreed.slot.starts_at, agreed.slot.ends_at, zone),
        name=agreed.name,
        organisation=agreed.organisation,
    )


def decisions(profile: Profile, _: Texts, *, queue: bool) -> list[list[InlineKeyboardButton]]:
    """The buttons of what can be decided about this profile as it stands."""
    delegate = profile.delegate

    def act(text: str, name: str) -> InlineKeyboardButton:
        return button(text, ApprovalAct(act=name, delegate=delegate.id, revision=delegate.revision, queue=queue))

    approve = act(_.plain("✅ Approve"), "approve")
    match delegate.status:
        case DelegateStatus.PENDING | DelegateStatus.QUESTIONED:
            return [
                [approve, act(_.plain("🚫 Refuse"), "refuse")],
                [act(_.plain("❔ Ask for more"), "ask")],
            ]
        case DelegateStatus.REFUSED:
            return [[approve]]
        case _ if profile.person is None:
            return [[button(_.plain("🔗 Link to claim this profile"), ClaimLink(delegate=delegate.id))]]
        case _:
            return []
