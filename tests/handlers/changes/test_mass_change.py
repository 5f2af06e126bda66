"""A venue that moves with many meetings: first those who meet there are told, then what stands in chats follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import col, func, select

from missions.cards.stale import FEW
from missions.meetings import seats
from missions.pairs import pair_of
from storage.database import Database
from storage.tables import (
    CardKind,
    Delegate,
    Lane,
    LiveCard,
    Meeting,
    MeetingState,
    MeetingTable,
    OutboxRow,
    Slot,
    Venue,
)
from tests.handlers.desk.kit import label, organiser
from tests.handlers.meetings.kit import Pair, Side, two
from tests.handlers.meetings.words import ENGLISH
from tests.handlers.registration.kit import House, house_in
from tests.settled import all_said

_ = label("en")
PAIRS = 7
"""Their cards are more than one tap may make untrue."""


async def test_pushes_go_first_and_cards_newest_first(tmp_path: Path) -> None:
    async with house_in(tmp_path) as home:
        salma = await organiser(home)
        pairs = [await two(home, ENGLISH, ENGLISH) for _number in range(PAIRS)]
        await _book(home.database, pairs)
        sides = [both for pair in pairs for both in ((pair.one, pair.other), (pair.other, pair.one))]
        assert len(sides) > FEW + 1
        for side, with_whom in sides:
            await side.phone.say("/agenda")
            await side.phone.expect(with_whom.name, "Technology Park")
        (first, met), *others = sides
        card = await first.meeting_with(met.name)
        cancel = card.button(ENGLISH.cancel)
        assert cancel is not None
        await all_said(home.database)
        before = await _last_row(home.database)

        await salma.say("/changes")
        await salma.press("A whole venue")
        await salma.press("Technology Park of Andalusia")
        await salma.press(_("🏛 Move everything to another venue"))
        await salma.press("CADE")
        await salma.press(_("✅ Confirm and notify"), answered=True)
        # Whether its card has been redrawn by then or not.
        await first.phone.stale_press(card.id, cancel.data)
        await first.phone.expect_toast("CADE")
        for side, with_whom in sides:
            assert (await side.phone.sees("New place", with_whom.name, "CADE")).button("✓ Seen")
        await all_said(home.database)

        assert "CADE" in next(seen.text for seen in first.phone.screen if seen.id == card.id)
        for side, _with_whom in others:
            listed = next(seen for seen in side.phone.screen if seen.text.startswith("📅"))
            assert "CADE" in listed.text
            assert "Technology Park" not in listed.text
        await _in_order(home, before, sides)


async def _in_order(home: House, before: int, sides: Sequence[tuple[Side, Side]]) -> None:
    """What the outbox was given: each push before any card, and the newest card first."""
    chats = {side.phone.id for side, _other in sides}
    rows = [row for row in await home.rows(OutboxRow, col(OutboxRow.id) > before) if row.chat_id in chats]
    pushes = [row.id for row in rows if row.method == "sendMessage" and row.lane == Lane.CHANGE]
    # Who pressed an old button has had an answer in that place.
    agendas = await home.rows(LiveCard, LiveCard.kind == CardKind.AGENDA, LiveCard.chat_id != sides[0][0].phone.id)
    drawn = {card.drawn_by: card.id for card in agendas}
    cards = sorted(row.id for row in rows if row.id in drawn)
    assert len(pushes) == len(sides)
    assert len(cards) == len(sides) - 1 == len(drawn)
    assert {row.lane for row in rows if row.id in drawn} == {Lane.BULK}, "behind all that is pushed"
    assert max(pushes) < min(cards)
    assert [drawn[row] for row in cards] == sorted(drawn.values(), reverse=True)


async def _book(database: Database, pairs: Sequence[Pair]) -> None:
    """Each pair meets at a table of its own, at one hour."""
    async with database.unit() as session:
        tables = (await session.exec(select(MeetingTable).join(Venue).where(Venue.key == "pta"))).all()
        slots = select(Slot).where(col(Slot.venue_id).is_(None)).order_by(col(Slot.starts_at))
        slot = (await session.exec(slots.limit(1))).one()
        for pair, table in zip(pairs, tables, strict=False):
            ids = pair.one.delegate_id, pair.other.delegate_id
            one = await session.get_one(Delegate, ids[0])
            meeting = Meeting(
                mission_id=one.mission_id,
                requester_id=ids[0],
                invitee_id=ids[1],
                pair=pair_of(*ids),
                slot_id=slot.id,
                table_id=table.id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now,
            )
            session.add(meeting)
            await session.flush()
            await seats.put(session, [(meeting.id, ids, slot.id, table.id, None)])


async def _last_row(database: Database) -> int:
    async with database.reading() as session:
        return (await session.exec(select(func.max(col(OutboxRow.id))))).one() or 0
