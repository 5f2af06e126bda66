"""What outlives the process: rows of JSON and the bytes of files, in one SQLite file.

The world lives in memory and this is its journal. With WAL and `synchronous=OFF` a commit is one write to the
page cache (tens of microseconds): it survives `kill -9` of the process, not a power cut, which is all that a
sandbox promises. Commits are made once per call, before the call is answered.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

SCHEMA = """
create table if not exists kept (kind text, key, value text not null, primary key (kind, key)) without rowid;
create table if not exists blobs (name text primary key, data blob not null) without rowid;
"""


class Store:
    """Rows `(kind, key) -> JSON`; `path` None keeps files in memory and rows nowhere."""

    def __init__(self, path: Path | None = None) -> None:
        self.durable = path is not None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._open = False
        if self.durable:
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=off")
        self._db.executescript(SCHEMA)

    def load(self, kind: str) -> Iterator[tuple[int | str, object]]:
        """Rows of a kind in the order of their keys."""
        rows = self._db.execute("select key, value from kept where kind = ? order by key", (kind,))
        for key, value in rows.fetchall():
            yield key, json.loads(value)

    def put(self, kind: str, key: int | str, value: object) -> None:
        if self.durable:
            row = (kind, key, json.dumps(value, ensure_ascii=False, separators=(",", ":")))
            self._change("insert or replace into kept values (?, ?, ?)", row)

    def drop(self, kind: str, key: int | str) -> None:
        if self.durable:
            self._change("delete from kept where kind = ? and key = ?", (kind, key))

    def drop_below(self, kind: str, key: int) -> None:
        if self.durable:
            self._change("delete from kept where kind = ? and key < ?", (kind, key))

    def clear(self, *kinds: str) -> None:
        for kind in kinds:
            self._change("delete from kept where kind = ?", (kind,))

    def put_blob(self, name: str, data: bytes) -> None:
        self._change("insert or replace into blobs values (?, ?)", (name, data))

    def clear_blobs(self) -> None:
        self._change("delete from blobs", ())

    def blob(self, name: str) -> bytes | None:
        row = self._db.execute("select data from blobs where name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        if not self._open:
            self._db.execute("begin")
            self._open = True
        self._db.execute(statement, values)

    def commit(self) -> None:
        if self._open:
            self._db.execute("commit")
            self._open = False

    def close(self) -> None:
        self.commit()
        self._db.close()
