"""A delegate's own profile: the card, the state of their registration, and what they can do about it."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.views import labels, profile
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.message import Button, Rows
from handlers.views.profile_missing import ProfileEdit, missing_button, missing_line
from locales import Texts
from missions.registration import participation
from missions.registration.missing import missing
from missions.registration.whole_profile import whole_of
from storage.tables import Delegate, DelegateStatus


class ProfileAct(CallbackData, prefix="pa"):
    """pause, resume, leave, really-leave, back, answer, show: as the card of this revision offered it."""

    delegate: int
    act: str
    revision: int


class LimitsPress(CallbackData, prefix="lims"):
    """Opens the delegate's own limits."""

    delegate: int


_GONE = frozenset({DelegateStatus.LEFT, DelegateStatus.SUSPENDED, DelegateStatus.REMOVED})
_EDITABLE = frozenset(DelegateStatus) - _GONE


async def show_profile(turn: Turn, delegate_id: int) -> None:
    """Shows the profile with its buttons; a form that was open is closed."""
    delegate = await participation.own(turn.session, turn.person, delegate_id)
    await turn.finish()
    await turn.show(*await view(turn, delegate))


async def view(turn: Turn, delegate: Delegate) -> tuple[Markup, Keyboard]:
    """Text and buttons."""
    _ = turn._
    lines = [_(labels.STANDS[delegate.status], reason=delegate.status_reason)]
    if delegate.status is DelegateStatus.PAUSED and (
        ahead := await participation.confirmed_ahead(turn.session, delegate)
    ):
        lines.append(
            _.ngettext("Your {n} confirmed meeting stays: /agenda", "Your {n} confirmed meetings stay: /agenda", ahead)
        )
    rows: Rows = []
    if delegate.status in _EDITABLE and (lacking := missing(delegate)):
        lines.append(missing_line(_, lacking))
        rows.append([missing_button(_, delegate, lacking)])
    if delegate.status in {DelegateStatus.QUESTIONED, DelegateStatus.REFUSED}:
        rows.append([_act(_.plain("📨 Send to the organisers again"), delegate, "answer")])
    if delegate.status in _EDITABLE:
        fields = [
            button("✏️ " + _.plain(label), ProfileEdit(delegate=delegate.id, field=field))
            for field, label in profile.FIELDS.items()
        ]
        rows += [fields[place : place + 2] for place in range(0, len(fields), 2)]
    if delegate.status in {DelegateStatus.APPROVED, DelegateStatus.PAUSED}:
        rows.append([button(_.plain("⏱ My limits"), LimitsPress(delegate=delegate.id))])
    rows.append(_acts(_, delegate))
    rows.append([button(_.plain("‹ Menu"), MenuChoice(to="menu"))])
    return Markup("\n\n").join([*lines, profile.text(_, await whole_of(turn.session, delegate))]), inline(_, rows)


def _acts(_: Texts, delegate: Delegate) -> list[Button]:
    leave = _act(_.plain("🚪 Leave"), delegate, "leave")
    match delegate.status:
        case DelegateStatus.APPROVED:
            return [_act(_.plain("⏸ Pause"), delegate, "pause"), leave]
        case DelegateStatus.PAUSED:
            return [_act(_.plain("▶️ Resume"), delegate, "resume"), leave]
        case DelegateStatus.LEFT:
            return [_act(_.plain("↩️ Come back"), delegate, "back")]
        case DelegateStatus.REFUSED | DelegateStatus.REMOVED:
            return []
        case _:
            return [leave]


def _act(text: str, delegate: Delegate, act: str) -> Button:
    return button(text, ProfileAct(delegate=delegate.id, act=act, revision=delegate.revision))
