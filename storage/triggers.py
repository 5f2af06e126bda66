"""Triggers that note which rows have changed, so that no use case can forget what is made from them.

That is what stands in chats (`touched`), and the lists of whom to meet (`ranking_mark`).

Made after the migrations, which on SQLite drop the triggers of a table that they make again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

WATCHED = {
    "meeting": (
        *("state", "revision", "slot_id", "table_id", "interpreter_id", "moves_to_id", "awaits_id", "expires_at"),
        *("requester_accepted_at", "invitee_accepted_at"),
    ),
    "slot": ("starts_at", "ends_at"),
    "meeting_table": ("label", "venue_id"),
    "venue": ("title", "address", "latitude", "longitude"),
    "interpreter": ("name",),
    "delegate": ("status", "revision", "name", "position", "organisation_id"),
    "organisation": ("name", "kind"),
    "timetable": ("state",),
    "announcement": ("state", "texts", "send_at"),
    "role": ("confirmed_at",),
    "proposal": ("answer",),
    "curated_pair": ("wish",),
    "mission": ("within_delegation", "may_meet"),
    "change_receipt": ("moves", "seen_at", "step"),
    "phone_call": ("claimed_by", "again_at", "wrong_phone"),
    "programme_session": (
        *("title", "description", "starts_at", "ends_at", "venue_id", "speakers", "capacity", "languages"),
        *("interpretation", "invited", "is_full", "revision", "cancelled_at"),
    ),
    "refill_offer": ("state",),
    "sign_up": ("state", "offered_until", "present_at"),
    "organisation_request": ("state", "note"),
}
"""The columns that a card may show. An update of others, as of a draft's progress, is no change."""

ARRIVAL = ("says", "here_at", "gave_at", "asked_at", "told_at", "slot_id")
"""Of what is said on the day of a meeting, what the meeting's cards show."""

RANKED = {
    "delegate": (
        *("status", "delegation_id", "organisation_id", "languages", "language", "sectors"),
        *("offer", "need", "offer_tags", "need_tags"),
    ),
    "organisation": ("kind",),
    "delegation": ("key", "country"),
    "mission": ("within_delegation", "may_meet", "tags"),
    "interpreter": ("languages", "away_since"),
    "curated_pair": ("wish",),
    "proposal": ("answer",),
    "meeting": ("state",),
}
"""The columns that `missions.proposals.ranking_inputs` reads: any other value may change who is proposed to whom."""
_COME_AND_GO = ("delegate", "interpreter", "curated_pair", "meeting")
"""Of these, a new row and one that is gone count as well."""

_MARK = "INSERT INTO ranking_mark (mission_id) VALUES ({row}.{mission})"
_OWN_LIST = "UPDATE delegate SET ranked_revision = 0 WHERE id = NEW.delegate_id"
"""Who has answered has their own list made at once: no profile has the revision 0."""
_NOTE = "INSERT INTO touched (of_table, thing_id) VALUES ('{table}', {row}.id)"
_NOTE_OF = "INSERT INTO touched (of_table, thing_id) VALUES ('{table}', {{row}}.{column})"
_COMPANION = (("meeting", "meeting_id"), ("side", "delegate_id"))
"""Of a row in `companion`: what it is about, and the delegate, whose lists show the meeting ("side" is no table)."""
_OLDER = (
    "UPDATE card SET stale = {true} WHERE chat_id = NEW.chat_id AND kind = NEW.kind AND thing_id = NEW.thing_id"
    " AND day = NEW.day AND id < NEW.id"
)


def install(connection: Connection) -> None:
    """Make those that are missing."""
    sqlite = connection.dialect.name == "sqlite"
    known = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger"
    there = set(connection.exec_driver_sql(known).scalars())
    make = _sqlite if sqlite else _postgresql
    older = _Trigger("card_older", "INSERT", "card", _OLDER.format(true="1" if sqlite else "true"))
    for trigger in (*_of_cards(), *_of_lists(), older):
        if trigger.name not in there:
            make(connection, trigger)


class _Trigger(NamedTuple):
    name: str
    when: str
    table: str
    body: str
    condition: str = "true"


def _of_cards() -> Iterator[_Trigger]:
    for table, columns in WATCHED.items():
        yield _Trigger(f"touched_{table}", _update_of(columns), table, _NOTE.format(table=table, row="NEW"))
    for table in ("meeting", "delegate", "sign_up", "organisation_request", "curated_pair", "programme_session"):
        yield _Trigger(f"touched_{table}_new", "INSERT", table, _NOTE.format(table=table, row="NEW"))
    yield from _of_companions()
    # Of a sign-up that is gone, its session remains.
    gone = "INSERT INTO touched (of_table, thing_id) VALUES ('programme_session', OLD.session_id)"
    yield _Trigger("touched_sign_up_gone", "DELETE", "sign_up", gone)
    said = "INSERT INTO touched (of_table, thing_id) VALUES ('meeting', NEW.meeting_id)"
    for when, suffix in (("INSERT", "_new"), (_update_of(ARRIVAL), "")):
        yield _Trigger(f"touched_arrival{suffix}", when, "arrival", said)
    # A place that is free again, by any act.
    freed = "INSERT INTO freed_place (slot_id, table_id) VALUES (OLD.slot_id, OLD.table_id) ON CONFLICT DO NOTHING"
    yield _Trigger("freed_table_seat", "DELETE", "table_seat", freed)
    # An interpreter who loses a meeting is no longer in its row.
    seated = "INSERT INTO touched (of_table, thing_id) VALUES ('interpreter_seat', {row}.interpreter_id)"
    yield _Trigger("touched_interpreter_seat_new", "INSERT", "interpreter_seat", seated.format(row="NEW"))
    yield _Trigger("touched_interpreter_seat_gone", "DELETE", "interpreter_seat", seated.format(row="OLD"))
    for table in ("meeting", "delegate", "role", "interpreter"):
        yield _Trigger(f"touched_{table}_gone", "DELETE", table, _NOTE.format(table=table, row="OLD"))


def _of_companions() -> Iterator[_Trigger]:
    """Who comes along to a meeting is on its cards; who no longer has a part in it, on their own lists."""
    meeting, side = (_NOTE_OF.format(table=table, column=column) for table, column in _COMPANION)
    yield _Trigger("touched_companion_new", "INSERT", "companion", meeting.format(row="NEW"))
    yield _Trigger("touched_companion_joined", "UPDATE OF joined_at", "companion", meeting.format(row="NEW"))
    gone = f"{meeting}; {side}".format(row="OLD")
    yield _Trigger("touched_companion_gone", "DELETE", "companion", gone)
    for column in ("requester_id", "invitee_id"):
        left = _NOTE_OF.format(table="side", column=column).format(row="OLD")
        yield _Trigger(f"touched_meeting_{column}", f"UPDATE OF {column}", "meeting", left)


def _of_lists() -> Iterator[_Trigger]:
    for table, columns in RANKED.items():
        mission = "id" if table == "mission" else "mission_id"
        new, old = (_MARK.format(row=row, mission=mission) for row in ("NEW", "OLD"))
        if table == "proposal":
            # A card that is only shown makes a row without an answer.
            new = f"{new}; {_OWN_LIST}"
            yield _Trigger("ranked_proposal_new", "INSERT", table, new, "NEW.answer IS NOT NULL")
        yield _Trigger(f"ranked_{table}", _update_of(columns), table, new)
        if table in _COME_AND_GO:
            yield _Trigger(f"ranked_{table}_new", "INSERT", table, new)
            yield _Trigger(f"ranked_{table}_gone", "DELETE", table, old)


def _update_of(columns: Sequence[str]) -> str:
    return f"UPDATE OF {', '.join(columns)}"


def _sqlite(connection: Connection, trigger: _Trigger) -> None:
    name, when, table, body, condition = trigger
    connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {when} ON {table} WHEN {condition} BEGIN {body}; END")


def _postgresql(connection: Connection, trigger: _Trigger) -> None:
    name, when, table, body, condition = trigger
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
    )
