"""A database in one file, and back: consistent while others write, and the same for SQLite and PostgreSQL.

The file is gzip of lines of JSON: a header, for each table a line with its name and then its rows, and last the counts
and a SHA-256 of all lines before. Values are as the schema of that revision has them: instants and days in ISO 8601,
bytes in base64. So a backup of one engine is restored into the other, and an older one is upgraded when it is there.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TextIO, cast

from sqlalchemy import JSON, Connection, Date, DateTime, LargeBinary, MetaData, Table, Time, func, select, text, tuple_
from sqlalchemy.sql.type_api import TypeEngine

from storage import schema
from storage.database import Database
from storage.tables.base import utc_now

FORMAT = "wasl-backup/1"
NOT_KEPT = {"alembic_version", "lease", "waiting_update"}
"""Of the moment: leases, and updates that a reception has not answered, which Telegram posts again."""
_AT_ONCE = 1_000


class CannotBackUp(Exception):
    """There is nothing to back up, or nowhere to put it. The text is one line for the operator."""


class CannotRestore(Exception):
    """The file is damaged or too new, or the database is not empty. The text is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself."""

    revision: str
    engine: str
    made_at: datetime
    rows: dict[str, int]
    """By table."""


async def back_up(database: Database, path: Path) -> Header:
    """Write everything into a new file, which only its owner may read, as it is at one instant.

    Raises:
        CannotBackUp: the file exists, or the database is empty.
    """
    async with database.snapshot() as connection:
        return await connection.run_sync(_back_up, path)


def check(path: Path) -> Header:
    """Read a backup through, without keeping it, and see that it is whole.

    Raises:
        CannotRestore: it is not there, damaged, or of a newer version.
    """
    header: dict[str, Any] = {}
    rows: dict[str, int] = {}
    table = ""
    for line in _lines(path):
        if isinstance(line, list):
            rows[table] += 1
        elif "table" in line:
            table = line["table"]
            rows[table] = 0
        elif "format" in line:
            header = line
    if header["revision"] not in schema.revisions():
        raise CannotRestore(f"{path} was made by a newer Wasl: install that version, or a later one")
    return Header(header["revision"], header["engine"], datetime.fromisoformat(header["made_at"]), rows)


def restore(connection: Connection, path: Path, header: Header) -> None:
    """Put a checked backup into an empty database and bring it up to date, within `Database.rebuilding`.

    Raises:
        CannotRestore: there are rows already.
    """
    put(connection, path, header)
    schema.bring_to(connection, "head")


def put(connection: Connection, path: Path, header: Header) -> None:
    """Put a checked backup into an empty database, with the schema that it was made with.

    Raises:
        CannotRestore: there are rows already.
    """
    _make_room(connection)
    schema.bring_to(connection, header.revision)
    tables = _reflect(connection)
    for table, rows in _sections(path):
        if isinstance(table, str):
            for start in range(0, len(rows), _AT_ONCE):
                _insert(connection, tables[table], rows[start : start + _AT_ONCE])
        else:
            _go_on_numbering(connection, table)


# Writing


def _back_up(connection: Connection, path: Path) -> Header:
    if path.exists():
        raise CannotBackUp(f"{path} exists already: a backup is never written over another")
    part = path.with_name(f"{path.name}.part")
    try:
        header = _write(connection, part)
        part.replace(path)
    except OSError as error:
        raise CannotBackUp(f"{path} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return header


def _write(connection: Connection, path: Path) -> Header:
    revision = schema.revision(connection)
    if revision is None:
        raise CannotBackUp("the database is empty: there is nothing to back up")
    if revision not in schema.revisions():
        raise CannotBackUp("the database was written by a newer Wasl: back it up with that version")
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    made_at = utc_now()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
        with gzip.open(raw, "wt", compresslevel=6, encoding="utf-8", newline="\n") as file:
            header = {
                "format": FORMAT,
                "revision": revision,
                "engine": connection.dialect.name,
                "made_at": made_at.isoformat(),
            }
            _put(file, digest, header)
            for table in _reflect(connection).values():
                columns = [column.name for column in table.columns]
                _put(file, digest, {"table": table.name, "columns": columns})
                counts[table.name] = 0
                for row in _rows(connection, table):
                    _put(file, digest, [_encoded(value) for value in row])
                    counts[table.name] += 1
            _put(file, digest, {"numbers": _numbers(connection, counts)})
            _put(file, None, {"rows": counts, "sha256": digest.hexdigest()})
        raw.flush()
        os.fsync(raw.fileno())
    return Header(revision, connection.dialect.name, made_at, counts)


def _put(file: TextIO, digest: Any, line: object) -> None:  # noqa: ANN401 - hashlib's own type has no name
    told = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
    if digest is not None:
        digest.update(told.encode())
    file.write(told)


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """All rows, read a part at a time by the primary key."""
    keys = list(table.primary_key.columns)
    places = [list(table.columns).index(column) for column in keys]
    query = select(table).order_by(*keys).limit(_AT_ONCE)
    after = query
    while rows := connection.execute(after).all():
        yield from (tuple(row) for row in rows)
        last = [rows[-1][place] for place in places]
        after = query.where(keys[0] > last[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*last))


def _numbers(connection: Connection, counts: dict[str, int]) -> dict[str, int]:
    """The last number that each table gave, so that none is given twice: an old button would act on something else."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
        return {name: number for name, number in found if name in counts}
    numbers: dict[str, int] = {}
    for table, sequence in _sequences(connection):
        if table in counts:
            called = connection.execute(text(f"SELECT last_value FROM {sequence} WHERE is_called"))  # noqa: S608
            numbers[table] = called.scalar() or 0
    return numbers


def _sequences(connection: Connection) -> list[tuple[str, str]]:
    """PostgreSQL's, by the table that they number."""
    owned = (
        "SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id') FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND column_name = 'id'"
    )
    return [(table, sequence) for table, sequence in connection.execute(text(owned)) if sequence]


def _encoded(value: object) -> object:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


# Reading


def _lines(path: Path) -> Iterator[Any]:
    """All lines but the last, which is held against them.

    Raises:
        CannotRestore: this is no backup, or not a whole one.
    """
    damaged = CannotRestore(f"{path} is damaged: it cannot be restored")
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    table, end, first = "", None, True
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for told in file:
                line = json.loads(told)
                if first and (not isinstance(line, dict) or line.get("format") != FORMAT):
                    raise CannotRestore(f"{path} is no backup of Wasl's")
                first = False
                if end is not None:
                    raise damaged
                if isinstance(line, dict) and "sha256" in line:
                    end = line
                    continue
                digest.update(told.encode())
                if isinstance(line, dict) and "table" in line:
                    table = line["table"]
                    counts[table] = 0
                elif isinstance(line, list):
                    counts[table] += 1
                yield line
    except FileNotFoundError:
        raise CannotRestore(f"{path} is not there") from None
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError):
        raise damaged from None
    if end is None or end["sha256"] != digest.hexdigest() or end["rows"] != counts:
        raise damaged


def _sections(path: Path) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Parts of each table's rows in turn, as (name, rows); last ({"table": last number}, [])."""
    table, columns, rows = "", list[str](), list[dict[str, Any]]()
    for line in _lines(path):
        if isinstance(line, list):
            rows.append(dict(zip(columns, line, strict=True)))
            if len(rows) == _AT_ONCE:
                yield table, rows
                rows = []
            continue
        if rows:
            yield table, rows
            rows = []
        if "table" in line:
            table, columns = line["table"], line["columns"]
        elif "numbers" in line:
            yield line["numbers"], []


def _make_room(connection: Connection) -> None:
    """Take away tables that are there and hold nothing.

    Raises:
        CannotRestore: one of them holds something.
    """
    present = MetaData()
    present.reflect(connection)
    ours = [table for name, table in present.tables.items() if name in _known() or name in NOT_KEPT]
    for table in ours:
        if table.name in NOT_KEPT:
            continue
        if connection.execute(select(func.count()).select_from(table)).scalar():
            raise CannotRestore("the database is not empty: a backup is restored into an empty one only")
    present.drop_all(connection, tables=ours)


def _known() -> set[str]:
    from storage.tables import metadata  # noqa: PLC0415 - whatever revision it is, ours go by these names

    return set(metadata.tables)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    naive = connection.dialect.name == "sqlite"
    types = {column.name: column for column in table.columns}
    decoded = [
        {
            name: _decoded(value, types[name].type, naive=naive, may_lack=bool(types[name].nullable))
            for name, value in row.items()
        }
        for row in rows
    ]
    connection.execute(table.insert(), decoded)


def _decoded(value: Any, kind: TypeEngine[Any], *, naive: bool, may_lack: bool) -> object:  # noqa: ANN401 - JSON
    if value is None:
        return JSON.NULL if isinstance(kind, JSON) and not may_lack else None
    if isinstance(kind, DateTime):
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=None) if naive else instant
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value


def _go_on_numbering(connection: Connection, numbers: dict[str, int]) -> None:
    if connection.dialect.name == "sqlite":
        for table, number in numbers.items():
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
            connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"),
                {"table": table, "number": number},
            )
        return
    for table, sequence in _sequences(connection):
        if numbers.get(table):
            connection.execute(
                text("SELECT setval(:sequence, :number)"), {"sequence": sequence, "number": numbers[table]}
            )


def _reflect(connection: Connection) -> dict[str, Table]:
    """The tables as they are, whatever the revision, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name not in NOT_KEPT]
    known = _known()
    for table in tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                cast(Any, column.type).none_as_null = True
    return {table.name: table for table in tables if table.name in known}
