"""A delegate's proposals as cards, one after another: which one is shown, and its neighbours in the two lists."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from locales import N_
from missions.errors import Refusal
from missions.meetings.notices import BothInterested
from missions.meetings.states import open_between
from missions.proposals import proposals
from missions.proposals.counterpart import Counterpart, counterpart_of
from missions.proposals.proposals import Proposed
from storage.database import UnitSession
from storage.tables import Delegate, ProposalAnswer

GONE = N_("This person is no longer among your suggestions. /people shows who is.")


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a card is in its list: its number from 1, of how many, and its neighbours' ids."""

    number: int
    many: int
    before: int | None
    after: int | None
    elsewhere: int | None = None
    """The first of the other list, and how many are there."""
    many_elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A counterpart of the list."""

    counterpart: Counterpart
    place: CardPlace


class Nobody(enum.Enum):
    """Why a list is empty."""

    BEING_MADE = enum.auto()
    NO_WORDS = enum.auto()
    """The delegate's profile has neither an offer nor a need."""
    NOBODY_YET = enum.auto()
    """Nobody of another delegation is approved."""
    ALL_ANSWERED = enum.auto()


async def card_of(session: UnitSession, delegate: Delegate, counterpart_id: int | None = None) -> Card | Nobody:
    """The card of this counterpart, of the first one where none is named or they are no longer in the list."""
    return await _card(session, delegate, await proposals.proposals_for(session, delegate), counterpart_id)


async def turn_to(session: UnitSession, delegate: Delegate, counterpart_id: int) -> Card | Nobody | None:
    """The card of this counterpart; None for one with whom something is open, or who was never in the list.

    Raises:
        Refusal: they were in the list, and are no longer.
    """
    ranked = await proposals.proposals_for(session, delegate)
    if counterpart_id in _ids(ranked):
        return await _card(session, delegate, ranked, counterpart_id)
    is_settled = counterpart_id in await proposals.settled_for(session, delegate)
    if is_settled and await open_between(session, delegate.id, counterpart_id) is None:
        raise Refusal(GONE)
    return None


async def answer(
    session: UnitSession, delegate: Delegate, counterpart_id: int, said: ProposalAnswer
) -> tuple[Card | Nobody, Sequence[BothInterested]]:
    """Keep what the delegate says of a counterpart; the next card, and who is to be told.

    Raises:
        Refusal: this counterpart is not in their list.
    """
    ranked = await proposals.proposals_for(session, delegate)
    if counterpart_id not in _ids(ranked):
        raise Refusal(GONE)
    following = _after(ranked, counterpart_id)
    notices = await proposals.answer(session, delegate, counterpart_id, said)
    return await card_of(session, delegate, following), notices


async def refused(session: UnitSession, delegate: Delegate, counterpart_id: int) -> Delegate:
    """Somebody whom the delegate has refused.

    Raises:
        Refusal: they have not.
    """
    if await proposals.answer_of(session, delegate.id, counterpart_id) is not ProposalAnswer.REFUSED:
        raise Refusal(GONE)
    return await session.get_one(Delegate, counterpart_id)


async def _card(
    session: UnitSession, delegate: Delegate, ranked: Sequence[Proposed], counterpart_id: int | None
) -> Card | Nobody:
    if not ranked:
        return await _why_nobody(session, delegate)
    first, second = _apart(ranked)
    here, there = (second, first) if counterpart_id in _ids(second) or not first else (first, second)
    ids, every = _ids(here), _ids([*first, *second])
    at = ids.index(counterpart_id) if counterpart_id in ids else 0
    among_all = every.index(ids[at])
    place = CardPlace(
        number=at + 1,
        many=len(ids),
        before=every[among_all - 1] if among_all > 0 else None,
        after=every[among_all + 1] if among_all + 1 < len(every) else None,
        elsewhere=there[0].counterpart_id if there else None,
        many_elsewhere=len(there),
    )
    shown = await proposals.explained(session, delegate, here[at])
    await proposals.shown(session, delegate, shown)
    return Card(await counterpart_of(session, delegate, shown), place)


async def _why_nobody(session: UnitSession, delegate: Delegate) -> Nobody:
    if await proposals.being_made(session, delegate):
        return Nobody.BEING_MADE
    if not (delegate.offer or delegate.need):
        return Nobody.NO_WORDS
    return Nobody.ALL_ANSWERED if await proposals.anyone_else(session, delegate) else Nobody.NOBODY_YET


def _apart(ranked: Sequence[Proposed]) -> tuple[list[Proposed], list[Proposed]]:
    """The two lists: who fits, or offers what is looked for; and who looks for what is offered."""
    return [each for each in ranked if not each.why.seek_me], [each for each in ranked if each.why.seek_me]


def _ids(ranked: Sequence[Proposed]) -> list[int]:
    return [each.counterpart_id for each in ranked]


def _after(ranked: Sequence[Proposed], counterpart_id: int) -> int | None:
    """Who follows: in the same list, or the first of the second one."""
    first, second = _apart(ranked)
    ids = _ids([*first, *second])
    at = ids.index(counterpart_id) + 1
    return ids[at] if at < len(ids) else None
