"""The books at the end: what was said, what was counted, what was sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import FailedUpdate, OutboxRow, OutboxState, ProcessedUpdate
from tests.chaos.load import Load
from tests.settled import all_said

ALL_SAID_SECONDS = 600
"""The pace's: after ten minutes without Telegram, what waits takes minutes."""

IN_FLIGHT = 60
"""Thirty on the wire, and thirty answered and not yet written: what each end of a courier may repeat."""


@dataclass(slots=True)
class Reckoning:
    """Counts, and what is wrong with them."""

    updates: int
    counted: int
    failed: int
    rows: dict[str, int]
    sent: int
    unanswered: int
    """People who heard less than one answer to each of their updates."""
    refused: int = 0
    """Messages that a server that keeps Telegram's limits refused, around kills of the courier."""

    @property
    def repeats(self) -> int:
        """Messages that went out more than once."""
        return self.sent - self.rows.get(OutboxState.SENT, 0)

    def wrong(self, happened: Counter[str]) -> list[str]:
        """In words; empty where every promise was kept."""
        ends = sum(count for what, count in happened.items() if what.startswith(("killed", "frozen")))
        ends += happened["database restarted"]
        cut = sum(happened[f"Telegram: {kind}"] for kind in ("cut_after", "hang", "slow", "garbage"))
        allowed = ends * IN_FLIGHT + cut
        checks = {
            f"{self.updates - self.counted} updates lost or counted twice": self.updates == self.counted,
            f"{self.failed} updates failed": self.failed == 0,
            f"outbox: {self.rows}": self.rows == {OutboxState.SENT: self.updates},
            f"{self.unanswered} people lack an answer": self.unanswered == 0,
            f"{self.repeats} repeats, {allowed} allowed": 0 <= self.repeats <= allowed,
            f"{self.refused} messages were refused by a strict server": self.refused == 0,
        }
        return [what for what, right in checks.items() if not right]


async def reckon(database: Database, load: Load) -> Reckoning:
    """Once nothing is pending any more."""
    await load.sandbox.acknowledged(timeout=300)
    await all_said(database, within=ALL_SAID_SECONDS)
    messages = [OutboxRow.method == "sendMessage"]
    async with database.reading() as session:
        states = await session.exec(
            select(OutboxRow.state, func.count()).where(*messages).group_by(col(OutboxRow.state))
        )
        rows = {str(state): count for state, count in states.all()}
        counted = (await session.exec(select(func.count()).select_from(ProcessedUpdate))).one()
        failed = (await session.exec(select(func.count()).select_from(FailedUpdate))).one()
    # As they were heard: the sandbox itself remembers only so many.
    calls = [event["call"] for event in load.sandbox.heard if event["type"] == "call"]
    heard = Counter(int(call["params"]["chat_id"]) for call in calls if call["method"] == "sendMessage" and call["ok"])
    said, more = divmod(load.said, len(load.people))
    unanswered = sum(heard[person.id] < said + (number < more) for number, person in enumerate(load.people))
    return Reckoning(load.said, counted, failed, rows, heard.total(), unanswered)
