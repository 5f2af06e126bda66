"""What the mission file said when it was last loaded, so that loading it again tells its changes from the chat's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import instant, json_dict, key, to
from storage.tables.types import BigId


class FileEntry(SQLModel, table=True):
    """One thing of the file. said is a digest per field: enough to see a change, and no text of anyone.

    A delegate's key is itself a digest: the entry stays when the person is erased, so that loading the file again
    does not bring them back.
    """

    __tablename__ = "file_entry"
    __table_args__ = (UniqueConstraint("mission_id", "kind", "key"),)

    id: int = key()
    mission_id: int = to("mission.id", index=False)
    kind: str
    key: str
    row_id: int | None = Field(default=None, sa_type=BigId)
    said: dict[str, str] = json_dict()
    erased_at: datetime | None = instant()
    """When the person asked to be forgotten: the entry is passed over from then on."""
