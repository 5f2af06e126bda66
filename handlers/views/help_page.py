"""/help: what a person can do now, as whom they take part and how far they are."""

from __future__ import annotations

from markupsafe import Markup

from handlers.views import labels
from handlers.views.commands import COMMANDS, ORGANISERS_COMMANDS
from handlers.views.data import DeskChoice, MenuChoice
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Rows
from locales import Texts
from missions.people.home import Home
from storage.tables import DelegateStatus, Person

ALWAYS = ("menu", "language", "privacy", "cancel")
IN_MISSIONS = ("menu", "language", "quiet", "privacy", "cancel")
OF_DELEGATES = ("people", "directory", "requests", "today", "agenda", "programme", "profile")
OF_OTHERS = ("profile",)
"""Of delegates who are not approved, or no longer take part."""
OF_INTERPRETERS = ("today", "agenda")
OF_ORGANISERS = ("desk", "changes", "requests")


def view(_: Texts, home: Home, person: Person, *, waiting: bool) -> Screen:
    """waiting: a registration is under way."""
    parts: list[Markup] = [_("❓ <b>Help</b>")]
    rows: Rows = []
    if waiting:
        parts.append(_("✍️ Your registration is not finished."))
        rows.append([button(_.plain("✍️ Continue where I left off"), MenuChoice(to="resume"))])
    if home.delegate is not None:
        approved = home.delegate.status is DelegateStatus.APPROVED
        stands = _(labels.STANDS[home.delegate.status], reason=home.delegate.status_reason)
        parts.append(Markup("\n").join([stands, *_lines(_, OF_DELEGATES if approved else OF_OTHERS)]))
    if home.interpreter is not None:
        head = _("🗣 You interpret in this mission, as {name}.", name=home.interpreter.name)
        parts.append(Markup("\n").join([head, *_lines(_, OF_INTERPRETERS)]))
    if home.organises:
        head = (
            _("🔑 You are the owner of this Wasl and organise every mission.")
            if person.owner
            else _("🗂 You organise this mission.")
        )
        parts.append(Markup("\n").join([head, *_lines(_, OF_ORGANISERS)]))
        rows += _of_desk(_, owner=person.owner)
    if home.owns and home.mission is None:
        parts.append(_("🔑 You are the owner of this Wasl. Begin its first mission."))
        rows.append([button(_.plain("➕ New mission"), MenuChoice(to="new-mission"))])
    elif home.mission is None and not waiting:
        parts.append(_("To take part in a mission, open your invitation link, or send it to me here."))
    parts.append(Markup("\n").join(_lines(_, IN_MISSIONS if home.mission is not None else ALWAYS)))
    if home.mission is not None:
        parts.append(_("Any other question? Ask the organisers of your mission."))
    rows.append([button(_.plain("‹ Menu"), MenuChoice(to="menu"))])
    return Markup("\n\n").join(parts), inline(_, rows)


def _lines(_: Texts, names: tuple[str, ...]) -> list[Markup]:
    said = {**COMMANDS, **ORGANISERS_COMMANDS}
    return [_("{command} – {what}", command=f"/{name}", what=_.plain(said[name])) for name in names]


def _of_desk(_: Texts, *, owner: bool) -> Rows:
    rows: Rows = [
        [button(_.plain("🗂 Organisers’ desk"), MenuChoice(to="desk"))],
        [
            button(_.plain("👥 People"), DeskChoice(to="people")),
            button(_.plain("📣 Announce"), DeskChoice(to="announce")),
        ],
    ]
    return [*rows, [button(_.plain("🔑 Organisers"), DeskChoice(to="organisers"))]] if owner else rows
