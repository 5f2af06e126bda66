"""What every table shares: the metadata, its constraint names, and the columns that all tables write alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.tables.types import BigId, Json, UtcDateTime
from timekeeping import clock

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """The present instant, aware, in UTC, by the clock of the installation."""
    return clock.now()


def key() -> Any:  # noqa: ANN401 - sqlmodel.Field is typed so
    """A primary key that the database numbers. It is None only until the row is flushed."""
    return Field(default=None, sa_type=BigId, primary_key=True)


def to(column: str, *, index: bool = True, nullable: bool = False, cascade: bool = True) -> Any:  # noqa: ANN401
    """A reference to another table's row; its rows go with it unless cascade is off."""
    empty: dict[str, Any] = {"default": None} if nullable else {}
    return Field(
        **empty,
        sa_type=BigId,
        foreign_key=column,
        index=index,
        nullable=nullable,
        ondelete="CASCADE" if cascade else ("SET NULL" if nullable else "RESTRICT"),
    )


def instant(*, now: bool = False, index: bool = False) -> Any:  # noqa: ANN401
    """A point in time. With now, the present one; otherwise empty until it happens."""
    if now:
        return Field(default_factory=utc_now, sa_type=UtcDateTime, nullable=False, index=index)
    return Field(default=None, sa_type=UtcDateTime, nullable=True, index=index)


def no_entries() -> list[Any]:
    """An empty list. Pydantic reads a factory's signature for each row, and parsing that of `list` takes 0.1 ms."""
    return []


def json_dict(*, later: bool = False) -> Any:  # noqa: ANN401
    """later: as json_list has it."""
    rows: dict[str, Any] = {"sa_column_kwargs": {"server_default": "{}"}} if later else {}
    return Field(default_factory=dict, sa_type=Json, nullable=False, **rows)


def spans() -> Any:  # noqa: ANN401
    """Stretches of time: [{"from": …, "to": …}], instants in UTC as ISO 8601 has them."""
    return Field(default_factory=no_entries, sa_type=Json, nullable=False, sa_column_kwargs={"server_default": "[]"})


def json_list(*, later: bool = False) -> Any:  # noqa: ANN401
    """later: the column came to tables that had rows already, which begin with an empty list."""
    rows: dict[str, Any] = {"sa_column_kwargs": {"server_default": "[]"}} if later else {}
    return Field(default_factory=no_entries, sa_type=Json, nullable=False, **rows)


def later_text() -> Any:  # noqa: ANN401
    """A text column that came to tables that had rows already, which begin empty."""
    return Field(default="", sa_column_kwargs={"server_default": ""})


def later(value: Any) -> Any:  # noqa: ANN401
    """A plain column that came to tables that had rows already, which begin with this value."""
    default = {True: "1", False: "0"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return Field(default=value, sa_column_kwargs={"server_default": default})
