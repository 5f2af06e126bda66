"""What an interpreter has under their menu and their day: that they are late, or ill."""

from __future__ import annotations

from handlers.views.data import DutyAct, DutyPress
from handlers.views.keyboards import button
from handlers.views.message import Button
from locales import Texts


def absence(_: Texts) -> list[Button]:
    return [
        button(_.plain("🏃 I am late"), DutyPress(act=DutyAct.LATE)),
        button(_.plain("🤒 I am ill"), DutyPress(act=DutyAct.ILL)),
    ]
