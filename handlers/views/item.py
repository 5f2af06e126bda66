"""How one thing in a person's day reads: a meeting by the other's name, for its interpreter by both, a session of the
programme by its title."""

from __future__ import annotations

from handlers.views.data import DutyAct, DutyPress, SessionAct, SessionPress
from handlers.views.meeting_press import Act, MeetingPress
from handlers.views.message import Action
from handlers.views.place import pair
from handlers.views.table import table_at
from handlers.views.venue_pin import PinPress
from locales import Texts
from missions.day.items import Item


def what(_: Texts, item: Item) -> str:
    """Whom it is with, or what it is."""
    if item.is_session:
        return _.plain("{title}", title=item.title)
    one = _.plain("{name}, {organisation}", name=item.name, organisation=item.organisation)
    if item.meets is None:
        return one
    other = _.plain("{name}, {organisation}", name=item.meets.name, organisation=item.meets.organisation)
    return pair(_, (one, other))


def briefly(_: Texts, item: Item) -> str:
    """The same on a button."""
    if item.is_session:
        return _.plain("{title}", title=item.title)
    return pair(_, (item.name, item.meets.name)) if item.meets else _.plain("{name}", name=item.name)


def where(_: Texts, item: Item) -> str:
    """The venue in the reader's language, and the table if there is one; empty where it is not known."""
    if not item.venue:
        return ""
    return table_at(_, item.venue, item.table) if item.table else _.plain("{venue}", venue=item.venue)


def shown(item: Item) -> Action:
    """Opens its card."""
    if item.is_session:
        return SessionPress(act=SessionAct.SHOW, id=item.session_id)
    if item.meets is not None:
        return DutyPress(act=DutyAct.SHOW, id=item.meeting_id)
    return MeetingPress(act=Act.SHOW, id=item.meeting_id, revision=item.revision)


def on_map(item: Item) -> Action:
    """Sends where it is."""
    if item.is_session:
        return SessionPress(act=SessionAct.PIN, id=item.session_id)
    return PinPress(meeting=item.meeting_id)
