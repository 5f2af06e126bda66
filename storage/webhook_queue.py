"""What waits at the receptions' doors, on PostgreSQL: all of them know who came first.

Nothing here outlives the server for certain, and nothing has to: Telegram is answered after the handling, and until
then the reception that let an update in has it, too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import BigInteger

from storage.database import Database, Transaction
from storage.postgres_channel import PostgresChannel

Update = dict[str, Any]

_ARRIVE = """
INSERT INTO waiting_update (update_id, sender, payload, arrived_at)
SELECT update_id, sender, payload::jsonb, clock_timestamp()
FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS arrived (update_id, sender, payload)
"""
# The locks end with the transaction. A sender whose lock another reception has is left to it, and to a later try.
_CLAIM = (
    text(
        """
        WITH mine AS MATERIALIZED (
            SELECT sender FROM unnest(:senders) AS sender WHERE pg_try_advisory_xact_lock(sender)
        ), taken AS (
            DELETE FROM waiting_update AS waiting USING mine WHERE waiting.sender = mine.sender
            RETURNING waiting.id, waiting.update_id, waiting.sender, waiting.payload
        )
        SELECT mine.sender, taken.payload FROM mine LEFT JOIN taken ON taken.sender = mine.sender
        ORDER BY taken.update_id, taken.id
        """
    )
    .bindparams(bindparam("senders", type_=ARRAY(BigInteger)))
    .columns(sender=BigInteger, payload=JSONB)
)
_LEFT = text(
    """
    SELECT sender, payload FROM waiting_update
    WHERE arrived_at < clock_timestamp() - make_interval(secs => :seconds) ORDER BY id LIMIT :most
    """
).columns(sender=BigInteger, payload=JSONB)


async def arrive(line: PostgresChannel, senders: Sequence[int], arrived: Sequence[Update]) -> None:
    """Let every reception know that these have come."""
    bodies = [json.dumps(update, ensure_ascii=False) for update in arrived]
    await line.ask(_ARRIVE, [update["update_id"] for update in arrived], list(senders), bodies)


async def claim(transaction: Transaction, senders: Collection[int]) -> tuple[set[int], list[Update]]:
    """The senders who are this transaction's alone, and all that waits of them, in the order of their numbers.

    They wait no longer once it is committed.
    """
    found = (await transaction.connection.execute(_CLAIM, {"senders": list(senders)})).all()
    return {sender for sender, _ in found}, [payload for _, payload in found if _sound(payload)]


async def left_behind(database: Database, seconds: float, most: int) -> list[tuple[int, Update]]:
    """Senders and updates that have waited so long that the reception that let them in may be gone."""
    async with database.reading() as session:
        rows = await (await session.connection()).execute(_LEFT, {"seconds": seconds, "most": most})
        return [(sender, payload) for sender, payload in rows if _sound(payload)]


def _sound(payload: object) -> bool:
    """Whether it is an update: what is none would keep all others of its sender from being handled."""
    return isinstance(payload, dict) and isinstance(payload.get("update_id"), int)
