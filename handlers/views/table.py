"""How a table reads: "table 4" or "table B2" where its label is a number, else the label alone ("Sala 1")."""

from __future__ import annotations

from locales import Texts


def table_name(_: Texts, label: str) -> str:
    """The table by itself, as a line or a button begins with it."""
    return _.plain("Table {table}", table=label) if _numbered(label) else _.plain("{table}", table=label)


def table_at(_: Texts, venue: object, label: str) -> str:
    """The venue in the reader's language, and the table."""
    if _numbered(label):
        return _.plain("{venue}, table {table}", venue=venue, table=label)
    return _.plain("{venue}, {table}", venue=venue, table=label)


def _numbered(label: str) -> bool:
    first, *_others = label.split() or [""]
    return any(sign.isdigit() for sign in first)
