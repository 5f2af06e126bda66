"""Triggers that note which rows have changed, so that no use case can forget what stands in chats about them.

Made after the migrations, which on SQLite drop the triggers of a table that they make again.
"""

from __future__ import annotations

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
    "organisation": ("name",),
    "timetable": ("state",),
    "announcement": ("state", "texts", "send_at"),
    "role": ("confirmed_at",),
    "change_receipt": ("moves",),
}
"""The columns that a card may show. An update of others, as of a draft's progress, is no change."""

_NOTE = "INSERT INTO touched (of_table, thing_id) VALUES ('{table}', {row}.id)"
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
    wanted = {
        f"touched_{table}": (f"UPDATE OF {', '.join(columns)}", table, "NEW") for table, columns in WATCHED.items()
    }
    wanted["touched_meeting_new"] = ("INSERT", "meeting", "NEW")
    wanted["touched_meeting_gone"] = ("DELETE", "meeting", "OLD")
    wanted["touched_delegate_new"] = ("INSERT", "delegate", "NEW")
    wanted["touched_delegate_gone"] = ("DELETE", "delegate", "OLD")
    wanted["touched_role_gone"] = ("DELETE", "role", "OLD")
    for name, (when, table, row) in wanted.items():
        if name not in there:
            make(connection, name, when, table, _NOTE.format(table=table, row=row))
    if "card_older" not in there:
        make(connection, "card_older", "INSERT", "card", _OLDER.format(true="1" if sqlite else "true"))


def _sqlite(connection: Connection, name: str, when: str, table: str, body: str) -> None:
    connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {body}; END")


def _postgresql(connection: Connection, name: str, when: str, table: str, body: str) -> None:
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    )
    connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
