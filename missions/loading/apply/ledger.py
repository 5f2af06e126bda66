"""Three-way merge of file, last load and tables: a value is written only if the file changed it since the last load.

Who wins: what was changed in the chat stays until the file says something else than it did. Then the file wins, and
the report names each setting of the mission that it takes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlmodel import SQLModel, col, select

from missions.loading.apply.report import LoadReport
from storage.database import UnitSession
from storage.tables import FileEntry, Mission

SHEET = "sheet:"
"""The source of what spreadsheets brought."""
Row = tuple[str, dict[str, Any], dict[str, str]]
"""The entry's key, the columns, and the digests of what the file says."""


class Ledger:
    """Entries of the last load, and of this one."""

    def __init__(
        self, session: UnitSession, mission: Mission, entries: list[FileEntry], report: LoadReport, *, source: str = ""
    ) -> None:
        """source: as of `open`."""
        self.session = session
        self.mission = mission
        self.report = report
        self._source = source
        self._entries = {(entry.kind.removeprefix(source), entry.key): entry for entry in entries}
        self._met: set[tuple[str, str]] = set()

    @classmethod
    async def open(
        cls,
        session: UnitSession,
        mission: Mission,
        report: LoadReport,
        kinds: Sequence[str] = (),
        keys: Sequence[str] = (),
        *,
        source: str = "",
    ) -> Ledger:
        """kinds, keys: what of it is wanted; all where they are empty. source: SHEET for what spreadsheets brought: a
        mission file, which names all that a mission has, removes nothing of it."""
        statement = select(FileEntry).where(FileEntry.mission_id == mission.id)
        if kinds:
            statement = statement.where(col(FileEntry.kind).in_([_stored(source, kind) for kind in kinds]))
        if keys:
            statement = statement.where(col(FileEntry.key).in_(keys))
        return cls(session, mission, list((await session.exec(statement)).all()), report, source=source)

    def entry(self, kind: str, key: str) -> FileEntry | None:
        """The entry of the last load; from now on it counts as still in the file."""
        self._met.add((kind, key))
        return self._entries.get((kind, key))

    def only(self, kind: str, wanted: Callable[[str], bool]) -> None:
        """Leave out entries of a kind whose keys are not wanted: they do not count as gone."""
        self._entries = {(of, key): entry for (of, key), entry in self._entries.items() if of != kind or wanted(key)}

    def gone(self, kind: str) -> list[FileEntry]:
        """Entries of the last load that are not in this file."""
        return [entry for (of, key), entry in self._entries.items() if of == kind and (of, key) not in self._met]

    def known(self, kind: str) -> list[FileEntry]:
        """All entries of the last load, whether or not this file has them."""
        return [entry for (of, _key), entry in self._entries.items() if of == kind]

    def rename(self, entry: FileEntry, key: str) -> None:
        """Let the entry be that of another key, which the file has for the same thing now."""
        del self._entries[entry.kind, entry.key]
        entry.key = key
        self._entries[entry.kind, key] = entry
        self.session.add(entry)

    def present(self, kind: str) -> list[FileEntry]:
        """Entries that this file has, new ones too."""
        return [entry for (of, key), entry in self._entries.items() if of == kind and (of, key) in self._met]

    async def drop(self, entry: FileEntry) -> None:
        self.report.removed[entry.kind] += 1
        await self.forget(entry)

    async def forget(self, entry: FileEntry) -> None:
        del self._entries[entry.kind, entry.key]
        await self.session.delete(entry)

    def create(self, kind: str, key: str, row: SQLModel, said: Mapping[str, Any]) -> None:
        self.session.add(row)
        self.note(kind, key, said)
        self.report.created[kind] += 1

    async def create_many(self, table: type[SQLModel], kind: str, rows: Sequence[Row]) -> None:
        """Insert rows of one kind and their entries in one statement each: through the session each takes 50 times as
        long."""
        if not rows:
            return
        entry = {"mission_id": self.mission.id, "kind": kind, "row_id": None, "erased_at": None}
        said = [{**entry, "key": key, "said": values} for key, _columns, values in rows]
        await self.session.exec(insert(_table(table)), params=[columns for _key, columns, _values in rows])
        await self.session.exec(insert(_table(FileEntry)), params=said)
        self._met.update((kind, key) for key, _columns, _values in rows)
        self.report.created[kind] += len(rows)

    def news(
        self, kind: str, key: str, row: SQLModel, values: Mapping[str, Any], said: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The values to write: changed in the file since the last load, and not yet in the row.

        said is what the file says where that is not the value itself (a venue's key for a venue's id).
        """
        said = {**values, **(said or {})}
        before = self._entries.get((kind, key))
        changed = (name for name in values if before is None or before.said.get(name) != digest(said[name]))
        return {name: values[name] for name in changed if getattr(row, name) != values[name]}

    def merge(
        self, kind: str, key: str, row: SQLModel, values: Mapping[str, Any], said: Mapping[str, Any] | None = None
    ) -> bool:
        """Write the changed values; whether there were any."""
        news = self.news(kind, key, row, values, said)
        self._contradicted(kind, key, row, values, news)
        for name, value in news.items():
            setattr(row, name, value)
        self.session.add(row)
        self.note(kind, key, {**values, **(said or {})})
        (self.report.changed if news else self.report.unchanged)[kind] += 1
        if any(getattr(row, name) != value for name, value in values.items()):
            self.report.kept[kind] += 1
        return bool(news)

    def _contradicted(
        self, kind: str, key: str, row: SQLModel, values: Mapping[str, Any], news: Mapping[str, Any]
    ) -> None:
        """Say by name which settings of the mission were changed in the chat, and what becomes of each."""
        before = self._entries.get((kind, key))
        if kind != "mission" or before is None:
            return
        for name, value in values.items():
            now = getattr(row, name)
            if now == value or before.said.get(name) == digest(now):
                continue
            which = self.report.overruled if name in news else self.report.settings_kept
            which[name] = (now, value)

    def knew(self, kind: str, key: str, defaults: Mapping[str, Any]) -> None:
        """What a file said of values that no version knew when it was loaded: their defaults."""
        entry = self._entries.get((kind, key))
        if entry is not None and not entry.said.keys() >= defaults.keys():
            entry.said = {**digests(defaults), **entry.said}

    def note(self, kind: str, key: str, said: Mapping[str, Any], later: Collection[str] = ()) -> FileEntry:
        """Record the file's values for the next load. later: what another step of this one writes, and records."""
        self._met.add((kind, key))
        entry = self._entries.get((kind, key))
        new = digests({name: value for name, value in said.items() if name not in later})
        new |= {name: value for name, value in (entry.said if entry else {}).items() if name in later}
        if entry is None:
            entry = FileEntry(mission_id=self.mission.id, kind=_stored(self._source, kind), key=key)
            self._entries[kind, key] = entry
        if entry.said != new:
            entry.said = new
        self.session.add(entry)
        return entry


def _stored(source: str, kind: str) -> str:
    """The kind of an entry in the table. Delegates and firms, which no file removes, have one entry for all sources."""
    return kind if kind in ("delegate", "organisation") else f"{source}{kind}"


def digests(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: digest(value) for name, value in said.items()}


def _table(table: type[SQLModel]) -> Table:
    return cast(Table, table.__table__)  # type: ignore[attr-defined] # SQLModel's typing does not know it


def digest(value: object) -> str:
    """Hash of a value (16 hex digits)."""
    written = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.blake2b(written.encode(), digest_size=8).hexdigest()
