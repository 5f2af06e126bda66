"""The state of an announcement: planned, being sent, sent or stopped, with its counts."""

from __future__ import annotations

from markupsafe import Markup

from handlers.announcements import described
from handlers.announcements.data import Announce
from handlers.announcements.message import excerpt
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Keyboard, Screen, button, inline, live
from handlers.views.message import About, Rows
from locales import N_, Texts
from missions.announcements.report import DeliveryReport, Followed
from storage.tables import Announcement, AnnouncementState, CardKind

WORDS = 300
COUNTS = (
    ("delivered", N_("📬 Delivered: {n}")),
    ("seen", N_("✓ Seen: {n}")),
    ("waiting", N_("⏳ Waiting: {n}")),
    ("unreachable", N_("🔕 Unreachable: {n}")),
    ("failed", N_("⚠️ Failed: {n}")),
    ("not_sent", N_("⏹ Not sent: {n}")),
    ("without_chat", N_("✉️ Not in the chat at that time: {n}")),
)
ALWAYS = {"delivered", "seen"}


def view(_: Texts, shown: Followed, *, by_itself: bool = False) -> Screen:
    """Text and buttons. by_itself: the message that is edited by itself while it is sent."""
    announcement = shown.announcement
    planned = announcement.state is AnnouncementState.SCHEDULED
    parts = [
        _head(_, shown),
        None if planned else _counts(shown.report, _),
        described.audience(shown.delegations, announcement, _),
        _("<blockquote>{words}</blockquote>", words=excerpt(_.choose(announcement.texts), WORDS)),
    ]
    truth = Markup("\n\n").join(part for part in parts if part)
    as_of = _("<i>As of {time}, mission time</i>", time=_.time(shown.at, shown.mission.time_zone))
    text = truth if planned else Markup("\n\n").join([truth, as_of])
    screen = text, _buttons(announcement, _, by_itself=by_itself)
    return live(screen, About(CardKind.ANNOUNCEMENT, announcement.id), truth)


def _head(_: Texts, shown: Followed) -> Markup:
    announcement, now, zone = shown.announcement, shown.report, shown.mission.time_zone
    match announcement.state:
        case AnnouncementState.SCHEDULED if announcement.send_at and announcement.send_at > shown.at:
            day, time = _.day(announcement.send_at, zone), _.time(announcement.send_at, zone)
            return _("🕗 <b>Scheduled for {day}, {time}</b>", day=day, time=time)
        case AnnouncementState.SCHEDULED:
            return _("📤 <b>About to be sent…</b>")
        case AnnouncementState.SENDING:
            return _("📤 <b>Sending: {done} of {total}</b>", done=_.number(now.done), total=_.number(now.total))
        case AnnouncementState.STOPPED:
            return _("⏹ <b>Stopped</b>")
        case _:
            return _("✅ <b>Sent</b>")


def _counts(now: DeliveryReport, _: Texts) -> Markup:
    shown = [(label, getattr(now, name)) for name, label in COUNTS if name in ALWAYS or getattr(now, name)]
    return Markup("\n").join(_(label, n=_.number(count)) for label, count in shown)


def _buttons(announcement: Announcement, _: Texts, *, by_itself: bool) -> Keyboard:
    rows: Rows = []
    match announcement.state:
        case AnnouncementState.SCHEDULED:
            rows.append([button(_.plain("✏️ Return to draft"), Announce(act="unschedule", id=announcement.id))])
        case AnnouncementState.SENDING:
            rows.append([button(_.plain("⏹ Stop"), Announce(act="stop", id=announcement.id))])
        case _:
            pass
    if not by_itself or announcement.state not in (AnnouncementState.SCHEDULED, AnnouncementState.SENDING):
        rows.append([button(_.plain("🔄 Refresh"), Announce(act="report", id=announcement.id))])
        rows.append([button(_.plain("‹ Announcements"), DeskChoice(to="announce"))])
    return inline(_, rows)
