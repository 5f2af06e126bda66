"""The newest card of a suggestion follows what becomes of the two: once one has asked, it opens the request."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.proposals.card import FREE, about, view
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen, unchanged
from handlers.views.person import found_person
from locales import N_
from missions.errors import Refusal
from missions.meetings.states import open_between
from missions.proposals import cards, interest
from missions.proposals.cards import Card
from missions.proposals.counterpart import look_up
from storage.tables import Delegate, LiveCard, Meeting

BELOW = N_("➡️ {name}: see below")
NOT_SUGGESTED = N_("✖️ {name} is no longer suggested to you. /people shows who is.")


async def suggestion(card: LiveCard, reader: Reader) -> Screen | None:
    """None once the two can neither ask nor have anything open between them."""
    found = await _both(card, reader)
    if found is None:
        return None
    side, other = found
    standing = await open_between(reader.session, side.id, other.id)
    if standing is None and not await interest.may_ask(reader.session, side, other):
        return None
    if _truth(standing) == card.truth:
        return unchanged(card.truth)
    return await _drawn(reader, side, other, standing)


async def _drawn(reader: Reader, side: Delegate, other: Delegate, standing: Meeting | None) -> Screen | None:
    try:
        shown = None if standing else await cards.turn_to(reader.session, side, other.id)
        if isinstance(shown, Card):
            return view(reader._, shown)
        screen = found_person(reader._, await look_up(reader.session, side, other.id), MenuChoice(to="people"))
    except Refusal:
        return None
    screen[1].follow(about(side, other, _truth(standing)))
    return screen


def _truth(standing: Meeting | None) -> str:
    """What the card depends on: whether there is a request or a meeting to open, and in which state."""
    return FREE if standing is None else f"{standing.id} {standing.state}"


async def line(card: LiveCard, reader: Reader) -> Markup:
    """Of an older card, or where no one can be asked."""
    found = await _both(card, reader)
    if found is None:
        return reader._(cards.GONE)
    side, other = found
    session = reader.session
    is_open = await open_between(session, side.id, other.id) is not None
    stands = is_open or await interest.may_ask(session, side, other)
    return reader._(BELOW if stands else NOT_SUGGESTED, name=other.called)


async def _both(card: LiveCard, reader: Reader) -> tuple[Delegate, Delegate] | None:
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    other = await reader.session.get(Delegate, card.thing_id)
    return (side, other) if side is not None and other is not None else None
