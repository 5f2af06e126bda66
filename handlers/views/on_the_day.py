"""The hour before a meeting on its cards: the buttons that say where one is, and what the two have said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.views.keyboards import button
from handlers.views.meeting_press import Act, MeetingPress
from handlers.views.message import Button, Rows
from locales import N_, Texts
from missions.meetings.details import Details
from missions.meetings.on_the_day import opens_at
from storage.tables import Arrival, Delegate, MeetingState, Says

OF_OTHER = {
    Says.ON_THE_WAY: N_("🚶 {name} is on the way ({time})"),
    Says.LATE: N_("⏳ {name} is 10 minutes late (said at {time})"),
}
OF_ONESELF = {
    Says.ON_THE_WAY: N_("🚶 You are on the way ({time})"),
    Says.LATE: N_("⏳ You are 10 minutes late (said at {time})"),
}


def rows(_: Texts, found: Details, side: Delegate) -> Rows:
    """The buttons of the hour; none at any other time."""
    if not found.near or found.meeting.state is not MeetingState.CONFIRMED or not found.is_one_of_two(side.id):
        return []
    mine, theirs = found.arrivals.get(side.id), found.arrivals.get(found.other(side.id).id)
    table: list[Button] = []
    if side.person_id is not None and found.other(side.id).person_id is not None:
        table.append(_press(_.plain("🪑 We are seated"), Act.SEATED, found))
    if mine is not None and mine.asked_at is not None and (theirs is None or theirs.here_at is None):
        table.append(_press(_.plain("✖️ Stop waiting"), Act.STOP_WAITING, found))
    return [
        [
            _press(_.plain("🚶 On my way"), Act.ON_THE_WAY, found),
            _press(_.plain("⏳ 10 minutes late"), Act.LATE, found),
        ],
        [_press(_.plain("🚫 I cannot come"), Act.CANNOT_COME, found)],
        table,
    ]


def lines(_: Texts, found: Details, side: Delegate) -> Sequence[Markup]:
    """What the two have said, the other first."""
    if found.meeting.state is not MeetingState.CONFIRMED:
        return []
    other, zone = found.other(side.id), found.mission.time_zone
    said: list[Markup] = []
    for delegate, texts in ((other, OF_OTHER), (side, OF_ONESELF)):
        row = found.arrivals.get(delegate.id)
        if row is not None:
            at_table = _waiting(_, row, other.called, zone) if delegate is side else _seated(_, row, other.called, zone)
            said += at_table or _coming(_, row, delegate.called, zone, texts)
    return said


def _seated(_: Texts, row: Arrival, name: str, zone: str) -> list[Markup]:
    if row.here_at is None:
        return []
    return [_("🪑 {name} is at the table ({time})", name=name, time=_.time(row.here_at, zone))]


def _waiting(_: Texts, row: Arrival, name: str, zone: str) -> list[Markup]:
    """Oneself, and what was done about the other, by name."""
    if row.here_at is None:
        return []
    said = [_("🪑 You are at the table ({time})", time=_.time(row.here_at, zone))]
    if row.asked_at is not None:
        said.append(_("🔔 {name} was asked ({time})", name=name, time=_.time(row.asked_at, zone)))
    if row.told_at is not None:
        said.append(_("🔔 The organisers were notified ({time})", time=_.time(row.told_at, zone)))
    return said


def _coming(_: Texts, row: Arrival, name: str, zone: str, texts: dict[Says, str]) -> list[Markup]:
    if row.says not in texts or row.said_at is None:
        return []
    return [_(texts[row.says], name=name, time=_.time(row.said_at, zone))]


def changes_at(found: Details, now: datetime) -> datetime | None:
    """When the buttons of the hour come or go next."""
    if found.meeting.state is not MeetingState.CONFIRMED:
        return None
    return next((edge for edge in (opens_at(found.slot), found.slot.ends_at) if edge > now), None)


def first_of(*moments: datetime | None) -> datetime | None:
    """The earliest of those that there are."""
    return min((each for each in moments if each is not None), default=None)


def _press(label: str, act: Act, found: Details) -> Button:
    return button(label, MeetingPress(act=act, id=found.meeting.id, revision=found.meeting.revision))
