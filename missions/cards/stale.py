"""Which messages are no longer true: what the clock asks after every change, whoever made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists
from sqlmodel import col, select, update

from missions import jobs
from missions.cards.touched import BY_ID, spread
from missions.notices import Notice
from missions.people.reach import reachable
from storage import at_hand, quarantine
from storage.database import UnitSession
from storage.tables import CardKind, Delegate, LiveCard, OutboxRow, Person, TouchedRow

FEW = 10
"""Cards that one tap may make untrue: they are redrawn before announcements, those of a mass change behind them."""
AT_ONCE = 10
"""Cards that one unit of work redraws, where many are stale: a list takes some 10 ms, and taps wait for its end."""
ON_SCREEN = 4
"""The newest messages of a chat: more of them than a phone shows at once."""
LISTS = frozenset(
    {
        *(CardKind.AGENDA, CardKind.DIGEST, CardKind.PROGRAMME),
        *(CardKind.MY_DAY, CardKind.PINNED_DAY),
    }
)
"""Cards whose buttons only open something."""
_ANYTHING = select(
    exists(select(TouchedRow.id))
    | exists(select(LiveCard.id).where(col(LiveCard.stale)))
    | exists(select(LiveCard.id).where(col(LiveCard.true_until) <= bindparam("now")))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStale(Notice):
    """To the reader of a card: it is to be redrawn. few: one tap's worth of them."""

    card_id: int
    meeting_id: int | None = None
    """Of a card about one meeting."""
    delegate_id: int | None = None
    """Of a card about one delegate."""
    few: bool


async def stale_cards(session: UnitSession) -> Sequence[Notice]:
    """The cards to redraw, those on the screen first; asked again at once while there are more, or changed rows."""
    if not (await session.exec(_ANYTHING, params={"now": session.now})).one():
        return []
    more = await spread(session)
    await _of_yesterday(session)
    found = (
        select(LiveCard, Person.id)
        .join(Person, col(Person.telegram_id) == col(LiveCard.chat_id))
        .where(col(LiveCard.stale), *reachable())
        .order_by(col(LiveCard.id).desc())
        .limit(jobs.CHUNK)
    )
    rows = await quarantine.rows(session, LiveCard, found)
    rows = _in_order(rows)
    few = len(rows) <= FEW
    # What is left of many is never few.
    now = rows if len(rows) <= AT_ONCE + FEW else rows[:AT_ONCE]
    # One that cannot be redrawn is left as it is, and not found at every tick.
    chosen = col(LiveCard.id).in_([card.id for card, _person in now])
    await session.exec(update(LiveCard).where(chosen).values(stale=False))
    await _load(session, now)
    stale = [
        CardStale(
            to=person,
            card_id=card.id,
            meeting_id=card.thing_id if card.kind in BY_ID["meeting"] else None,
            delegate_id=card.thing_id if card.kind in BY_ID["delegate"] else None,
            few=few,
        )
        for card, person in now
    ]
    return jobs.Unfinished(stale) if more or len(rows) > len(now) else stale


def _in_order(newest_first: Sequence[tuple[LiveCard, int]]) -> list[tuple[LiveCard, int]]:
    """First what a phone shows, then what acts, then lists: the last are held back by a chat's pace, if any are."""
    seen: Counter[int] = Counter()
    ranked = []
    for card, person in newest_first:
        seen[card.chat_id] += 1
        rank = 0 if seen[card.chat_id] <= ON_SCREEN else 2 if card.kind in LISTS else 1
        ranked.append((rank, (card, person)))
    return [row for _rank, row in sorted(ranked, key=lambda each: each[0])]


async def _load(session: UnitSession, cards: Sequence[tuple[LiveCard, int]]) -> None:
    """What each of them asks for: its reader, as whom they see it, and the row that sent it."""
    await at_hand.load(session, Person, {person for _card, person in cards})
    await at_hand.load(session, Delegate, {side for card, _person in cards if (side := card.side_id or 0) > 0})
    await at_hand.load(session, OutboxRow, {row for card, _person in cards if (row := card.sent_row) is not None})


async def _of_yesterday(session: UnitSession) -> None:
    """Cards that say "today" or "tomorrow", once that day is over: whatever their digest, they are drawn again."""
    over = update(LiveCard).where(col(LiveCard.true_until) <= session.now)
    await session.exec(over.values(stale=True, truth="", true_until=None))
