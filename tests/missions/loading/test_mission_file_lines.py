"""Where things stand in a TOML text: compared with what the standard library reads, and with how it was written."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from missions.loading.toml.lines import Path, locate

# Pieces that a hasty scanner trips over: brackets, quotes, hashes and signs of TOML inside of values.
SCALARS = st.sampled_from(
    [
        "1",
        "-3.5e2",
        "true",
        "2027-07-12",
        "2027-07-12 09:30:00",
        "09:30:00",
        '"a # no comment"',
        '"say \\"[x]\\""',
        "'C:\\'",
        '""',
        '"""one\n[two]\nk = "x" """',
        '"""two quotes at the end"""""',
        '"""a \\""" b"""',
        "'''x\n# y''z'''",
        "''''quoted''''",
    ]
)
SEPARATORS = st.sampled_from([", ", ",\n  ", ", # ] not yet\n", " ,"])


@st.composite
def lists(draw: st.DrawFn, entries: st.SearchStrategy[str]) -> str:
    separator = draw(SEPARATORS)
    return "[" + draw(st.sampled_from(["", "\n", " # [\n"])) + separator.join(draw(st.lists(entries, max_size=3))) + "]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(st.sampled_from(["a", '"b c"', "'d.e'", "f.g"]), unique=True, max_size=3))
    return "{ " + ", ".join(f"{name} = {draw(values)}" for name in names) + " }"


VALUES = st.recursive(SCALARS, lambda values: lists(values) | inline_tables(values), max_leaves=5)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    """A valid TOML text, and the line on which each of its own keys was written."""
    text, written = "# a text\n", {}
    heads = draw(st.lists(st.sampled_from(["[mission]", "[[slots]]", "[[slots]]", "[ 'x' . y ]"]), max_size=5))
    slots = -1
    done = set()
    for head in heads:
        if head in done and head != "[[slots]]":
            continue
        done.add(head)
        slots += head == "[[slots]]"
        paths: dict[str, Path] = {"[mission]": ("mission",), "[[slots]]": ("slots", slots), "[ 'x' . y ]": ("x", "y")}
        text += draw(st.sampled_from(["", "\n", "  # [not.a.table]\n\n"]))
        written[paths[head]] = text.count("\n") + 1
        text += f"{head}\n"
        for name in draw(st.lists(st.sampled_from(["k", "l", "m"]), unique=True)):
            written[*paths[head], name] = text.count("\n") + 1
            text += f"{name} = {draw(VALUES)} # {draw(SCALARS).splitlines()[0]}\n"
    return text, written


def paths_of(value: Any, here: Path = ()) -> set[Path]:  # noqa: ANN401 - whatever TOML holds
    """Every table, key and list entry of what the standard library read."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return {here} | {path for name, each in items for path in paths_of(each, (*here, name))}


@given(documents())
def test_everything_is_found_and_on_its_line(document: tuple[str, dict[Path, int]]) -> None:
    text, written = document
    lines = locate(text)
    assert set(lines) == paths_of(tomllib.loads(text)) - {()}
    assert {path: lines[path] for path in written} == written


@given(documents())
def test_windows_line_ends_count_once(document: tuple[str, dict[Path, int]]) -> None:
    text, _ = document
    assert locate(text.replace("\n", "\r\n")) == locate(text)


def test_entries_of_a_list_over_several_lines_have_their_own() -> None:
    text = '[[delegates]]\nsectors = [\n  "a", # first\n  "b",\n]\n[[delegates]]\nname = "x"\n[delegates.more]\ny = 1\n'
    lines = locate(text)
    assert lines["delegates", 0, "sectors", 1] == 4
    assert lines["delegates", 1] == 6
    assert lines["delegates", 1, "more", "y"] == 9
