"""What waits at the receptions' doors, on PostgreSQL: all of them know who came first.

Nothing here outlives the server for certain, and nothing has to: Telegram is answered after the handling, and until
then the reception that let an update in has it, too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import CursorResult, bindparam, text
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
_SOUND = "jsonb_typeof(payload) = 'object' AND payload ->> 'update_id' ~ '^[0-9]{1,18}$'"
"""What is no update would keep all others of its sender from being handled."""
_SET_ASIDE = text(
    f"""
    WITH aside AS (DELETE FROM waiting_update WHERE ({_SOUND}) IS NOT TRUE RETURNING payload)
    INSERT INTO failed_update (bot_id, payload, error, failed_at)
    SELECT :bot_id, jsonb_build_object('unreadable', payload), 'no update', clock_timestamp() FROM aside
    """  # noqa: S608 - nobody's words
)
# The locks end with the transaction. A sender whose lock another reception has is left to it, and to a later try.
_LOCK = (
    text("SELECT sender FROM unnest(:senders) AS sender WHERE pg_try_advisory_xact_lock(sender)")
    .bindparams(bindparam("senders", type_=ARRAY(BigInteger)))
    .columns(sender=BigInteger)
)
# A statement of its own: the rows that are there once the lock is ours, not those that were when it was asked for.
_TAKE = (
    text(
        f"""
        WITH taken AS (
            DELETE FROM waiting_update WHERE sender = ANY (:senders) AND {_SOUND}
            RETURNING id, update_id, payload
        )
        SELECT payload FROM taken ORDER BY update_id, id
        """  # noqa: S608 - nobody's words
    )
    .bindparams(bindparam("senders", type_=ARRAY(BigInteger)))
    .columns(payload=JSONB)
)
_LEFT = text(
    f"""
    SELECT sender, payload FROM waiting_update
    WHERE {_SOUND} AND arrived_at < clock_timestamp() - make_interval(secs => :seconds) ORDER BY id LIMIT :most
    """  # noqa: S608 - nobody's words
).columns(sender=BigInteger, payload=JSONB)


async def arrive(line: PostgresChannel, senders: Sequence[int], arrived: Sequence[Update]) -> None:
    """Let every reception know that these have come."""
    bodies = [json.dumps(update, ensure_ascii=False) for update in arrived]
    await line.ask(_ARRIVE, [update["update_id"] for update in arrived], list(senders), bodies)


async def claim(transaction: Transaction, senders: Collection[int]) -> tuple[set[int], list[Update]]:
    """The senders who are this transaction's alone, and all that waits of them, in the order of their numbers.

    They wait no longer once it is committed.
    """
    ours = {*(await transaction.connection.execute(_LOCK, {"senders": list(senders)})).scalars()}
    if not ours:
        return ours, []
    return ours, [*(await transaction.connection.execute(_TAKE, {"senders": list(ours)})).scalars()]


async def left_behind(database: Database, seconds: float, most: int) -> list[tuple[int, Update]]:
    """Senders and updates that have waited so long that the reception that let them in may be gone."""
    async with database.reading() as session:
        rows = await (await session.connection()).execute(_LEFT, {"seconds": seconds, "most": most})
        return [(sender, payload) for sender, payload in rows]


async def set_aside(database: Database, bot_id: int) -> int:
    """Keep what is no update among the failed ones, where it is counted; how many there were."""
    async with database.transaction() as transaction:
        kept: CursorResult[Any] = await transaction.connection.execute(_SET_ASIDE, {"bot_id": bot_id})
        return kept.rowcount
