"""A delegate's profile as organisers read it."""

from __future__ import annotations

from markupsafe import Markup

from handlers.desk.data import ApprovalAct, ClaimLink
from handlers.views import labels
from handlers.views import profile as whole
from handlers.views.keyboards import button
from handlers.views.message import Button, Rows
from locales import Texts
from missions.directory.roster import Agreed, RosterProfile
from missions.people.reach import Reach, reach
from storage.tables import DelegateStatus


def card(_: Texts, profile: RosterProfile) -> Markup:
    """The profile, the state of the registration, and the meetings."""
    zone = profile.whole.mission.time_zone
    parts = [whole.text(_, profile.whole), _state(profile, _), _meetings(profile, zone, _)]
    return Markup("\n\n").join(part for part in parts if part)


def _state(profile: RosterProfile, _: Texts) -> Markup:
    status = profile.delegate.status
    lines = [Markup("{} {}").format(labels.STATUS_SIGNS[status], _(labels.STATUSES[status]))]
    if profile.delegate.status_reason:
        lines.append(_("Message sent: {reason}", reason=profile.delegate.status_reason))
    if reach(profile.person) is Reach.WITHOUT_CHAT:
        lines.append(_("✉️ Has not opened the chat yet"))
    elif reach(profile.person) is Reach.UNREACHABLE:
        lines.append(_("🔕 Has blocked the bot: messages do not arrive"))
    return Markup("\n").join(lines)


def _meetings(profile: RosterProfile, zone: str, _: Texts) -> Markup:
    lines = [_line(agreed, zone, _) for agreed in profile.meetings]
    if profile.open_requests:
        lines.append(_.ngettext("📨 {n} open request", "📨 {n} open requests", profile.open_requests))
    return Markup("\n").join(lines)


def _line(agreed: Agreed, zone: str, _: Texts) -> Markup:
    return _(
        "🤝 {day}, {period}: {name} ({organisation})",
        day=_.day(agreed.slot.starts_at, zone),
        period=_.period(agreed.slot.starts_at, agreed.slot.ends_at, zone),
        name=agreed.name,
        organisation=agreed.organisation,
    )


def decisions(profile: RosterProfile, _: Texts, came_from: str) -> Rows:
    """The buttons of what can be decided about this profile now."""
    delegate = profile.delegate

    def act(text: str, name: str) -> Button:
        return button(
            text, ApprovalAct(act=name, delegate=delegate.id, revision=delegate.revision, came_from=came_from)
        )

    approve = act(_.plain("✅ Approve"), "approve")
    match delegate.status:
        case DelegateStatus.PENDING | DelegateStatus.QUESTIONED:
            return [
                [approve, act(_.plain("🚫 Refuse…"), "refuse")],
                [act(_.plain("❔ Ask for details"), "ask")],
            ]
        case DelegateStatus.REFUSED:
            return [[approve]]
        case _ if profile.person is None:
            return [[button(_.plain("🔗 Create a link to claim this profile"), ClaimLink(delegate=delegate.id))]]
        case _:
            return []
