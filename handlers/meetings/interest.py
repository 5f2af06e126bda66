"""Two who want to meet each other: both read so, with a button that stands until there is a request."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.views.data import AskAct, AskPress, CardAct, CardPress
from handlers.views.first_line import Who, first_line
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import who
from handlers.views.message import About, NeutralMessage
from locales import N_
from missions.meetings.notices import BothInterested
from missions.meetings.states import NOT_TAKING_PART, open_between
from missions.proposals import interest
from missions.rules import who_may_meet
from storage.tables import CardKind, Delegate, Lane, LiveCard, Organisation

REQUESTED = N_("➡️ {name}: requested, see /requests")
ARRANGED = N_("✅ {name}: arranged, see /agenda")
NOT_SUGGESTED = N_("✖️ {name} is no longer suggested to you.")


async def both_interested(notice: BothInterested, reader: Reader) -> Said:
    side = await reader.session.get_one(Delegate, notice.side_id)
    other = await reader.session.get_one(Delegate, notice.other_id)
    text, keyboard = await _view(reader, side, other)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, lane=Lane.REMINDER)]


async def card(card: LiveCard, reader: Reader) -> Screen | None:
    """None once one of the two has asked, or cannot ask any more."""
    found = await _both(card, reader)
    if found is None or not await interest.may_ask(reader.session, *found):
        return None
    return await _view(reader, *found)


async def line(card: LiveCard, reader: Reader) -> Markup:
    """What came of it."""
    _, session = reader._, reader.session
    found = await _both(card, reader)
    if found is None:
        return _(who_may_meet.NOT_FORESEEN)
    side, other = found
    if (meeting := await open_between(session, side.id, other.id)) is not None:
        return _(ARRANGED if meeting.is_agreed else REQUESTED, name=other.called)
    if (forbidden := await who_may_meet.forbids(session, side, other)) is not None:
        return _(forbidden)
    return _(NOT_TAKING_PART if other.status in interest.GONE else NOT_SUGGESTED, name=other.called)


async def _both(card: LiveCard, reader: Reader) -> tuple[Delegate, Delegate] | None:
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    other = await reader.session.get(Delegate, card.thing_id)
    return (side, other) if side is not None and other is not None else None


async def _view(reader: Reader, side: Delegate, other: Delegate) -> Screen:
    _ = reader._
    organisation = await reader.session.get_one(Organisation, other.organisation_id)
    text = Markup("\n\n").join(
        (
            first_line(_, _("⭐ <b>You both want to meet</b>"), who=Who(other.called, organisation.name)),
            who(_, other, organisation),
            _("Choose a time now, while you are both free."),
        )
    )
    rows = [
        [button(_.plain("🤝 Request a meeting"), AskPress(act=AskAct.WHEN, id=other.id))],
        [button(_.plain("👤 View profile"), CardPress(act=CardAct.SHOW, id=other.id))],
    ]
    about = About(CardKind.INTEREST, other.id, side.id, names=frozenset({other.id}))
    return live((text, inline(_, rows)), about)
