"""HTML texts: what is parsed is what was meant, for any text and any nesting."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import detect, finished
from sandbox.errors import Refused
from sandbox.markup import parse_html, utf16_length
from sandbox.params import Json

TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler"}
CHARS = st.characters(exclude_categories=["Cs"])


@dataclass(frozen=True)
class Node:
    """A piece of text, or a tag around others."""

    text: str = ""
    tag: str = ""
    inside: tuple[Node, ...] = ()

    def markup(self) -> str:
        if not self.tag:
            return html.escape(self.text, quote=True)
        return f"<{self.tag}>{''.join(node.markup() for node in self.inside)}</{self.tag}>"

    def plain(self) -> str:
        return self.text if not self.tag else "".join(node.plain() for node in self.inside)

    def entities(self, offset: int) -> list[Json]:
        if not self.tag:
            return []
        length = utf16_length(self.plain())
        found = [{"offset": offset, "length": length, "type": TAGS[self.tag]}] if length else []
        for node in self.inside:
            found += node.entities(offset)
            offset += utf16_length(node.plain())
        return found


LEAVES = st.builds(Node, text=st.text(CHARS, max_size=8))
NODES = st.recursive(
    LEAVES,
    lambda inner: st.builds(Node, tag=st.sampled_from(sorted(TAGS)), inside=st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)


def ordered(entities: list[Json]) -> list[tuple[int, int, str]]:
    return sorted((entity["offset"], entity["length"], entity["type"]) for entity in entities)


@given(NODES)
def test_what_was_nested_is_found(node: Node) -> None:
    text, entities = parse_html(node.markup())
    assert text == node.plain()
    assert ordered(entities) == ordered(node.entities(0))


@given(st.text(st.one_of(CHARS, st.sampled_from("<>&/=\"'ab ")), max_size=40))
def test_any_text_is_parsed_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except Refused:
        return
    size = utf16_length(text)
    assert all(e["offset"] >= 0 and e["length"] > 0 and e["offset"] + e["length"] <= size for e in entities)


@given(NODES)
def test_cleaning_keeps_entities_inside_the_text(node: Node) -> None:
    text, entities = finished(*parse_html(node.markup()))
    assert text == text.strip(" \n\t")
    assert "\u202e" not in text
    size = utf16_length(text)
    assert all(e["offset"] >= 0 and e["length"] > 0 and e["offset"] + e["length"] <= size for e in entities)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;&#1604;&#x1F600;&copy;&amp", "<ل😀&copy;&", []),
        (
            '<a href="https://example.com/a?b=1&amp;c">x</a>',
            "x",
            [{"type": "text_link", "url": "https://example.com/a?b=1&c"}],
        ),
        ('<a href="tg://user?id=7">x</a>', "x", [{"type": "text_mention", "user_id": 7}]),
        ("<a>no link</a>", "no link", []),
        ("<a href='http://[half'>x</a>", "x", []),
        ("<a href='http://localhost/'>x</a>", "x", []),
        ('<pre><code class="language-python">x</code></pre>', "x", [{"type": "pre", "language": "python"}]),
        ("<code>x</code>", "x", [{"type": "code"}]),
        ("<blockquote expandable>x</blockquote>", "x", [{"type": "expandable_blockquote"}]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [{"type": "custom_emoji"}]),
        ('<span class="tg-spoiler">x</span>', "x", [{"type": "spoiler"}]),
        ('<tg-time unix="1790000000">13:00</tg-time>', "13:00", [{"type": "date_time", "unix_time": 1790000000}]),
        ('<tg-time unix="7" format="wDT">x</tg-time>', "x", [{"type": "date_time", "date_time_format": "wDT"}]),
        ("<B>x</>", "x", [{"type": "bold"}]),
    ],
)
def test_single_tags(source: str, text: str, entities: list[Json]) -> None:
    parsed, found = parse_html(source)
    assert parsed == text
    assert [entity | wanted for entity, wanted in zip(found, entities, strict=True)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("voir /help@wasl_demo_bot.", [("bot_command", "/help@wasl_demo_bot")]),
        ("10/07/2006 et/ou", []),
        ("😀 https://example.com/a?b=c, puis", [("url", "https://example.com/a?b=c")]),
        ("chez wasl.ma demain", [("url", "wasl.ma")]),
        ("écrire à a.b@example.org ou @salma_bennani", [("email", "a.b@example.org"), ("mention", "@salma_bennani")]),
        ("appeler +212 600-000101", [("phone_number", "+212 600-000101")]),
        ("salma.ma@example.org", [("email", "salma.ma@example.org")]),
        ("#Málaga2006", [("hashtag", "#Málaga2006")]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")
    parts = [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")) for e in detect(text)
    ]
    assert parts == found
