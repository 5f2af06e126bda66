"""What the code says: every text given to a voice, and where.

Babel's own extractor reads tokens and loses a text inside the parentheses of another's value, as in
``_("A {x}", x=(_("B") if y else ""))``; this one reads the syntax tree.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from locales.upkeep.placeholders import PlaceholderError, placeholders
from locales.upkeep.problems import Problem, quoted

COMMENT = "Translators:"
"""How a comment begins that is meant for translators; it stands right above the text."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """A function or method that takes texts."""

    plural: bool = False
    context: bool = False
    html: bool | None = False
    """Whether its texts are HTML; None where that is only known later."""
    later: bool = False
    """Whether the values come later, from elsewhere."""

    @property
    def texts(self) -> int:
        """How many of its first arguments are texts."""
        return 1 + self.plural + self.context


KEYWORDS = {
    "_": Keyword(html=True),
    "ngettext": Keyword(plural=True, html=True),
    "pgettext": Keyword(context=True, html=True),
    "plain": Keyword(),
    "plain_ngettext": Keyword(plural=True),
    "plain_pgettext": Keyword(context=True),
    "N_": Keyword(html=None, later=True),
    "NN_": Keyword(plural=True, html=None, later=True),
}

VALUES_GIVEN_TO = {"Refusal"}
"""What takes a marked text first and its values by name."""
BUTTONS = {"button", "Button", "KeyboardButton", "InlineKeyboardButton"}
"""What is given a button's text first, or as ``text``."""

Key = tuple[str | None, str]
"""How a catalogue knows a message: its context and its (singular) msgid."""


@dataclass(slots=True)
class Use:
    """A msgid and every place that says it."""

    context: str | None
    msgid: str
    plural: str | None = None
    html: bool | None = None
    """Whether it is said as HTML anywhere; None where it is only marked."""
    button: bool = False
    """Whether it is written on a button anywhere."""
    places: list[tuple[Path, int]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Extracted:
    """Every msgid of the code, in the order of the places, and calls that cannot be read or filled in."""

    uses: dict[Key, Use] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def extract(root: Path, folders: tuple[str, ...]) -> Extracted:
    """Read the Python files of these folders; paths are given relative to the root."""
    extracted = Extracted()
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            _read(path.read_text(encoding="utf-8"), path.relative_to(root), extracted)
    return extracted


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call and the name of what it calls, a function or a method, in the order of the text."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(found, key=lambda call: (call.lineno, call.col_offset)):
        match call.func:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield call, name
            case _:
                pass


def _read(source: str, path: Path, extracted: Extracted) -> None:
    lines, tree = source.splitlines(), ast.parse(source)
    on_buttons = _on_buttons(tree)
    for call, name in calls(tree):
        if name in VALUES_GIVEN_TO:
            _read_later(call, path, extracted)
        keyword = KEYWORDS.get(name)
        if keyword is None or not call.args:
            continue
        given = call.args[: keyword.texts]
        if any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in given):
            problem = f"{name}() takes a text as it is in the catalogue: its values are given by name"
            extracted.problems.append(Problem(path, call.lineno, problem))
        # A variable is fine: its text is marked with N_ where it is written.
        texts = _texts(call, keyword)
        if texts:
            use = _add(extracted, path, call, name, texts)
            use.comments += _comments(lines, call.lineno)
            use.button = use.button or call in on_buttons


def _on_buttons(tree: ast.AST) -> set[ast.Call]:
    """The calls within the texts of buttons."""
    buttons = [call for call, name in calls(tree) if name in BUTTONS]
    texts = [text for call in buttons for text in [*call.args[:1], *_named(call, "text")]]
    return {call for text in texts for call, _name in calls(text)}


def _named(call: ast.Call, name: str) -> list[ast.expr]:
    return [argument.value for argument in call.keywords if argument.arg == name]


def _read_later(call: ast.Call, path: Path, extracted: Extracted) -> None:
    match call.args:
        case [ast.Call(func=ast.Name(id=name)) as marked, *_] if name in KEYWORDS:
            if texts := _texts(marked, KEYWORDS[name]):
                extracted.problems += _missing(call, path, texts)
        case _:
            pass


def _texts(call: ast.Call, keyword: Keyword) -> list[str]:
    """The texts that a call is given; none if not all stand there."""
    given = call.args[: keyword.texts]
    texts = [text.value for text in given if isinstance(text, ast.Constant) and isinstance(text.value, str)]
    return texts if len(texts) == keyword.texts else []


def _key(keyword: Keyword, texts: list[str]) -> Key:
    return (texts[0], texts[1]) if keyword.context else (None, texts[0])


def _add(extracted: Extracted, path: Path, call: ast.Call, name: str, texts: list[str]) -> Use:
    keyword = KEYWORDS[name]
    context, msgid = key = _key(keyword, texts)
    plural = texts[1] if keyword.plural else None
    use = extracted.uses.setdefault(key, Use(context, msgid))
    if plural is not None and use.plural not in {None, plural}:
        problem = f"{quoted(msgid)} has another plural elsewhere: {quoted(use.plural or '')}"
        extracted.problems.append(Problem(path, call.lineno, problem))
    use.plural = use.plural or plural
    use.html = use.html or (use.html if keyword.html is None else keyword.html)
    use.places.append((path, call.lineno))
    if keyword.later:
        extracted.problems += _unreadable(call, path, texts)
    else:
        extracted.problems += _missing(call, path, texts, {"n"} if keyword.plural else set())
    return use


def _unreadable(call: ast.Call, path: Path, texts: list[str]) -> Iterator[Problem]:
    for text in texts:
        try:
            placeholders(text)
        except PlaceholderError as error:
            yield Problem(path, call.lineno, f"{quoted(text)}: {error}")


def _missing(call: ast.Call, path: Path, texts: list[str], known: set[str] | None = None) -> Iterator[Problem]:
    """The values that the texts show and the call does not give; none where it gives a whole mapping."""
    if unreadable := [*_unreadable(call, path, texts)]:
        yield from unreadable
        return
    given = {argument.arg for argument in call.keywords} | (known or set())
    shown = frozenset[str]().union(*(placeholders(text) for text in texts))
    if None not in given and (missing := shown - given):
        names = ", ".join(f"{{{name}}}" for name in sorted(missing))
        yield Problem(path, call.lineno, f"{quoted(texts[0])} shows {names}, which is not given")


def _comments(lines: list[str], line: int) -> list[str]:
    above: list[str] = []
    for text in reversed(lines[: line - 1]):
        comment = text.strip()
        if not comment.startswith("#"):
            return []
        above.insert(0, comment.lstrip("# "))
        if above[0].startswith(COMMENT):
            return above
    return []
