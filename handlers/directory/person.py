"""Somebody of the mission, as the directory shows them."""

from __future__ import annotations

from aiogram.types import InlineKeyboardMarkup
from markupsafe import Markup

from handlers.directory.data import By, DirectoryPress
from handlers.proposals import card
from handlers.views.data import AskAct, AskPress
from handlers.views.keyboards import button, inline
from locales import N_, Texts
from missions.directory import directory
from missions.errors import Refusal
from missions.meetings.states import NOT_TAKING_PART
from missions.proposals import proposals
from missions.proposals.proposals import Proposed
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus

NOT_HERE = N_("This person is not in your mission.")
HOME = DirectoryPress(by=By.HOME)


async def person_view(
    session: UnitSession, _: Texts, delegate: Delegate, other_id: int, back: DirectoryPress = HOME
) -> tuple[Markup, InlineKeyboardMarkup]:
    """Who they are and why to meet them; never how to reach them.

    Raises:
        Refusal: they do not take part in the delegate's mission, or the organisers do not let the two meet.
    """
    other = await session.get(Delegate, other_id)
    if other is None or other.mission_id != delegate.mission_id:
        raise Refusal(NOT_HERE)
    if other.status is not DelegateStatus.APPROVED:
        raise Refusal(NOT_TAKING_PART, name=other.name)
    if not await directory.sees(session, delegate, other):
        raise Refusal(who_may_meet.NOT_FORESEEN)
    said = await proposals.answer_of(session, delegate.id, other.id)
    proposed = Proposed(other.id, await proposals.fit(session, delegate, other), said)
    text = await card.text(session, _, delegate, other, proposed=proposed, place=None)
    rows = [[button(_.plain("‹ Back to the list"), back)]]
    if other.id != delegate.id and await who_may_meet.forbids(session, delegate, other) is None:
        rows.insert(0, [button(_.plain("🤝 Ask for a meeting"), AskPress(act=AskAct.WHEN, id=other.id))])
    return text, inline(_, rows)
