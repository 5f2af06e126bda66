"""The menu: what a delegate can do here; for organisers, the way to the desk."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.views.data import MenuChoice
from handlers.views.duty import absence
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Button, Rows
from handlers.views.mission_switch import opens
from handlers.views.profile_missing import missing_button, missing_line
from locales import Texts
from missions.people.home import Home
from missions.people.mission_meant import MissionPart
from missions.registration.missing import missing
from storage.tables import DelegateStatus


def view(_: Texts, home: Home, *, unfinished: bool = False) -> Screen:
    """The menu of a person. unfinished: a registration waits for its next answer."""
    rows: Rows = []
    if unfinished:
        rows.append([button(_.plain("✍️ Continue where I left off"), MenuChoice(to="resume"))])
    if home.delegate is not None:
        if home.delegate.status is DelegateStatus.APPROVED:
            rows += _journeys(_)
        rows.append([button(_.plain("👤 My profile"), MenuChoice(to="profile"))])
    if home.interpreter is not None:
        rows += [_day_and_agenda(_), absence(_)]
    if home.organises:
        rows.append([button(_.plain("🗂 Organisers’ desk"), MenuChoice(to="desk"))])
    if home.owns and home.mission is None:
        rows.append([button(_.plain("➕ New mission"), MenuChoice(to="new-mission"))])
    rows.append([button(_.plain("🌐 Language"), MenuChoice(to="language"))])
    if home.mission is not None:
        rows[-1].append(button(_.plain("🔕 Quiet"), MenuChoice(to="quiet")))
    rows[-1].append(button(_.plain("❓ Help"), MenuChoice(to="help")))
    text, first = _lacking(_, home)
    return Markup("\n\n").join([_text(_, home), *text]), inline(_, [*first, *rows])


def _text(_: Texts, home: Home) -> Markup:
    if home.mission is not None and home.interpreter is not None:
        return _(
            "<b>{mission}</b>\nYou interpret in this mission. Your meetings, and what changes about them, come here.",
            mission=home.mission.title,
        )
    if home.mission is not None and home.delegate is not None:
        return _("<b>{mission}</b>\nWhat would you like to do?", mission=home.mission.title)
    if home.mission is not None:
        return _(
            "<b>{mission}</b>\nYou organise this mission. Registrations, invitations, announcements and changes are at"
            " the desk.",
            mission=home.mission.title,
        )
    if home.owns:
        return _(
            "<b>Wasl</b>\nYou are the owner of this Wasl, and it has no mission yet. Begin one here:"
            " five questions, then your spreadsheet."
        )
    return _("<b>Wasl</b>\nTo take part in a mission, open the invitation link that its organisers sent you.")


def missions_to_choose(_: Texts, parts: Sequence[MissionPart], to: str) -> Screen:
    """The missions of a person, each with the way to a screen of it."""
    rows = [[button(_.choose(part.mission.title), opens(part, to))] for part in parts]
    return _("Which mission?"), inline(_, [*rows, [button(_.plain("‹ Menu"), MenuChoice(to="menu"))]])


def _lacking(_: Texts, home: Home) -> tuple[list[Markup], Rows]:
    """What a delegate's profile lacks, in one line with one button."""
    delegate = home.delegate
    if home.interpreter is not None or delegate is None or delegate.status is not DelegateStatus.APPROVED:
        return [], []
    lacking = missing(delegate)
    return ([missing_line(_, lacking)], [[missing_button(_, delegate, lacking)]]) if lacking else ([], [])


def _journeys(_: Texts) -> Rows:
    return [
        [
            button(_.plain("🤝 People to meet"), MenuChoice(to="people")),
            button(_.plain("📖 Directory"), MenuChoice(to="directory")),
        ],
        _day_and_agenda(_),
        [
            button(_.plain("📋 Programme"), MenuChoice(to="programme")),
            button(_.plain("📨 Requests"), MenuChoice(to="requests")),
        ],
    ]


def _day_and_agenda(_: Texts) -> list[Button]:
    return [
        button(_.plain("☀️ My day"), MenuChoice(to="today")),
        button(_.plain("📅 My agenda"), MenuChoice(to="agenda")),
    ]
