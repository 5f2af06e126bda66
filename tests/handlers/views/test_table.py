"""A table is "table 4"; a place that has a name of its own is called by that alone."""

from __future__ import annotations

import pytest

from handlers.views.table import table_at, table_name
from locales import catalogues

PLAIN = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.mark.parametrize(
    ("code", "label", "alone", "at"),
    [
        ("en", "4", "Table 4", "PTA, table 4"),
        ("en", "B2", "Table B2", "PTA, table B2"),
        ("en", "Sala 1", "Sala 1", "PTA, Sala 1"),
        ("fr", "12 bis", "Table 12 bis", "PTA, table 12 bis"),
        ("fr", "Sala 1", "Sala 1", "PTA, Sala 1"),
        ("ar", "Sala 1", "Sala 1", "PTA، Sala 1"),
    ],
)
def test_only_a_number_is_called_a_table(code: str, label: str, alone: str, at: str) -> None:
    _ = catalogues().texts(code)

    assert table_name(_, label).translate(PLAIN) == alone
    assert table_at(_, {"en": "PTA"}, label).translate(PLAIN) == at
