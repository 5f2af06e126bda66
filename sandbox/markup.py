"""The HTML parse mode, with the rules and the complaints of Telegram's own parser (td, MessageEntity.cpp).

Offsets in complaints count bytes of UTF-8, offsets of entities count UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sandbox.errors import Refused, bad
from sandbox.params import Json

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
SPACES = " \t\r\n\0\v"
NAME_END = re.compile(r"[ \t\r\n\0\v>]")
ATTRIBUTE_END = re.compile(r"[ \t\r\n\0\v=]")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")

DATE_TIME_FORMAT = re.compile(r"|r|w?[dD]?[tT]?")

KINDS = {
    "i": "italic",
    "em": "italic",
    "b": "bold",
    "strong": "bold",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "blockquote": "blockquote",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
}


@dataclass(slots=True)
class OpenTag:
    name: str
    argument: str
    offset: int
    piece: int


def utf16_length(text: str) -> int:
    return len(text) + sum(1 for char in text if char > "\uffff")


class HtmlParser:
    """Reads one text; `text` and `entities` hold the outcome of `parse`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.offset = 0
        self.open: list[OpenTag] = []
        self.entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        source = self.source
        while self.at < len(source):
            char = source[self.at]
            if char == "&":
                self._emit(self._reference() or self._literal())
            elif char != "<":
                self._emit(self._literal())
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise self._complaint(f"Can't find end tag corresponding to start tag {self.open[-1].name}")
        text = "".join(self.pieces)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise self._complaint(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return text, self.entities

    def _emit(self, piece: str) -> None:
        self.pieces.append(piece)
        self.offset += utf16_length(piece)

    def _literal(self) -> str:
        """The longest run without markup; a lone & that begins no known reference stands for itself."""
        end = self.at + 1
        while end < len(self.source) and self.source[end] not in "&<":
            end += 1
        piece = self.source[self.at : end]
        self.at = end
        return piece

    def _reference(self) -> str:
        found = REFERENCE.match(self.source, self.at)
        if found is None:
            return ""
        char = self._referred(found)
        if char:
            self.at = found.end()
        return char

    @staticmethod
    def _referred(found: re.Match[str]) -> str:
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            return NAMED.get(name, "")
        digits = hexadecimal or decimal
        body = found[0].rstrip(";")
        if not digits or len(body) >= 10:
            return ""
        code = int(digits, 16 if hexadecimal else 10)
        return chr(code) if 0 < code < 0x10FFFF else ""

    def _complaint(self, reason: str) -> Refused:
        return bad(f"can't parse entities: {reason}")

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _until(self, pattern: re.Pattern[str]) -> str:
        found = pattern.search(self.source, self.at)
        end = found.start() if found else len(self.source)
        part = self.source[self.at : end]
        self.at = end
        return part

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in SPACES:
            self.at += 1

    def _here(self) -> str:
        return self.source[self.at : self.at + 1]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._until(NAME_END).lower()
        if not self._here():
            raise self._complaint(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in KINDS:
            raise self._complaint(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        argument = ""
        while self._here() != ">":
            self._skip_spaces()
            if self._here() == ">":
                break
            attribute, value = self._attribute(name, begin)
            argument = _argument(name, attribute, value, argument)
        if name == "span" and argument != "spoiler":
            raise self._complaint(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.at += 1
        self.open.append(OpenTag(name, argument, self.offset, len(self.pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        if tag == "blockquote" and (bare := re.compile(r"expandable(?=[\s>])").match(self.source, self.at)):
            self.at = bare.end()
            return "expandable", ""
        name = self._until(ATTRIBUTE_END)
        if not name:
            raise self._complaint(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        self._skip_spaces()
        if self._here() != "=":
            raise self._complaint(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {self._byte(begin)}'
            )
        self.at += 1
        self._skip_spaces()
        if not self._here():
            raise self._complaint(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        value = self._quoted() if self._here() in "'\"" else self._token()
        if not self._here():
            raise self._complaint(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return name, value

    def _token(self) -> str:
        begin = self.at
        found = TOKEN.match(self.source, begin)
        self.at = found.end() if found else begin
        if self._here() not in (*SPACES, ">"):
            raise self._complaint(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return self.source[begin : self.at].lower()

    def _quoted(self) -> str:
        quote = self._here()
        self.at += 1
        value = ""
        while self._here() not in ("", quote):
            decoded = self._reference() if self._here() == "&" else ""
            if decoded:
                value += decoded
            else:
                value += self._here()
                self.at += 1
        self.at += 1
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._complaint(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._until(NAME_END).lower()
        self._skip_spaces()
        if self._here() != ">":
            raise self._complaint(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise self._complaint(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: OpenTag) -> None:
        entity: Json = {"offset": tag.offset, "length": self.offset - tag.offset, "type": KINDS[tag.name]}
        last = self.entities[-1] if self.entities else None
        wraps = last is not None and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
        if tag.name == "a":
            link = _link(tag.argument or "".join(self.pieces[tag.piece :]))
            if not link:
                return
            entity.update(link)
        elif tag.name == "tg-emoji":
            if not re.fullmatch(r"[0-9]{1,19}", tag.argument) or int(tag.argument) == 0:
                raise self._complaint("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = tag.argument
        elif tag.name == "tg-time":
            entity |= self._moment(tag.argument)
        elif tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "code" and tag.argument:
            if last is not None and wraps and last["type"] == "pre":
                last["language"] = tag.argument
                return
            entity["language"] = tag.argument
        elif tag.name == "pre" and last is not None and wraps and last.get("language"):
            last["type"] = "pre"
            return
        self.entities.append(entity)

    def _moment(self, argument: str) -> Json:
        """The instant and how it is shown; without a format, the text stands as it is."""
        unix, _space, shape = argument.partition(" ")
        if not re.fullmatch(r"[0-9]{1,10}", unix) or not DATE_TIME_FORMAT.fullmatch(shape):
            raise self._complaint("Invalid date-time entity specified")
        return {"unix_time": int(unix), **({"date_time_format": shape} if shape else {})}


def _argument(tag: str, attribute: str, value: str, before: str) -> str:
    """What an attribute adds to its tag; those that Telegram does not know are passed over."""
    if (tag, attribute) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if tag == "tg-time" and attribute in ("unix", "format"):
        unix, _space, shape = before.partition(" ")
        return f"{value} {shape}" if attribute == "unix" else f"{unix} {value}"
    if (tag, attribute) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, attribute) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, attribute) == ("blockquote", "expandable"):
        return attribute
    return before


def _link(url: str) -> Json:
    """A text_link, or a text_mention of a user; nothing where it is no link (Telegram then drops the tag)."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return {}
    if parts.scheme.lower() == "tg" and (parts.netloc or parts.path.strip("/")) == "user":
        user = parse_qs(parts.query).get("id", [""])[0]
        if re.fullmatch(r"[0-9]{1,18}", user):
            return {"type": "text_mention", "user_id": int(user)}
    if parts.scheme.lower() in ("http", "https") and "." not in (parts.hostname or ""):
        return {}
    if parts.scheme.lower() in ("http", "https", "tg", "ton", "tonsite"):
        return {"url": url.strip() if parts.path or not parts.netloc else f"{url.strip()}/"}
    host = url.strip().split("/")[0]
    if parts.scheme == "" and re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", host):
        return {"url": f"http://{url.strip()}" if "/" in url else f"http://{url.strip()}/"}
    return {}


def parse_html(source: str) -> tuple[str, list[Json]]:
    """(text, entities) of an HTML text; raises Refused with Telegram's complaint."""
    return HtmlParser(source).parse()
