"""Which mission a screen is about, where its reader has several, and the way to the others."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.views.data import MenuChoice
from handlers.views.message import Action, Button
from handlers.views.mission_stamp import stamped
from locales import Texts
from missions.people.mission_meant import Meant, MissionPart
from storage.tables import DelegateStatus

MENU, DESK, PROFILE, LIST = "menu", "desk", "profile", "missions-"
OF_DELEGATES = frozenset({"people", "directory", "requests", "today", "agenda", "programme"})
"""Screens of the menu that only delegates of a mission have."""
OF_INTERPRETERS = frozenset({"today", "agenda"})
"""Those of them that interpreters have, too."""
SECTIONS = OF_DELEGATES | {DESK, PROFILE}
"""Screens that a person finds in each of their missions."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Opens a screen of a mission, which is the one meant from now on."""

    to: str
    mission_id: int

    def pack(self) -> str:
        return stamped(MenuChoice(to=self.to).pack(), self.mission_id, chooses=True)


def switch(_: Texts, meant: Meant, to: str) -> Button | None:
    """Says which mission a screen is about and opens the same of another; nothing where there is only one."""
    shown = next((part for part in meant.parts if part.mission.id == meant.shown), None)
    others = [part for part in meant.parts if part is not shown]
    if shown is None or not others:
        return None
    does: Action = opens(others[0], to) if len(others) == 1 else MenuChoice(to=f"{LIST}{to}")
    return Button(_.plain("Mission: {mission} · switch", mission=shown.mission.title), does)


def opens(part: MissionPart, to: str) -> Chosen:
    """The way to a screen of a mission; to its menu if the person has no such screen there."""
    approved = part.delegate is not None and part.delegate.status is DelegateStatus.APPROVED
    interprets = part.interpreter is not None
    has = {DESK: part.organises, PROFILE: part.delegate is not None}
    has |= dict.fromkeys(OF_INTERPRETERS, approved or interprets)
    return Chosen(to if has.get(to, to not in OF_DELEGATES or approved) else MENU, part.mission.id)
