"""Text for people that stands in the code instead of a catalogue.

What is looked at: what is given to a call that shows it (``answer("…")``, ``text="…"``), and what a variable so given
was set to in the same function. A literal without letters, an address or a ``/command`` is no text. An exception is
marked on its line: ``# untranslated: why``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from locales.upkeep.extraction import calls
from locales.upkeep.problems import Problem

MARK = re.compile(r"#\s*untranslated:\s*\S")

# The first argument of these is shown (aiogram's shortcuts, our own refusals and buttons), …
SHOWN_FIRST = {
    "answer",
    "reply",
    "edit_text",
    "answer_html",
    "button",
    "InlineKeyboardButton",
    "KeyboardButton",
    "InputTextMessageContent",
    "Refusal",
}
# … the second of these, after a chat, …
SHOWN_SECOND = {"send_message"}
# … and whatever has one of these names, in any call.
SHOWN_NAMES = {"text", "caption", "input_field_placeholder", "message_text", "show_text"}

_NO_TEXT = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;|https?://\S+|(?<!\S)[/@]\w+")
_LETTER = re.compile(r"[^\W\d_]")


def literals(source: str, path: Path) -> Iterator[Problem]:
    """Every text for people in a module."""
    lines = source.splitlines()
    tree = ast.parse(source)
    scopes = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))]
    found = {
        (literal.lineno, literal.col_offset): literal
        for scope in scopes
        for shown in _shown(scope)
        for literal in _literals(shown, _assigned(scope))
    }
    for (line, _column), literal in sorted(found.items()):
        # The mark may stand on any line of a literal that goes over several.
        if not any(MARK.search(text) for text in lines[line - 1 : literal.end_lineno]):
            problem = f"text for people belongs in the catalogues: {ast.unparse(literal)}"
            yield Problem(path, line, f"{problem} (or mark the line: # untranslated: why)")


def _shown(scope: ast.AST) -> Iterator[ast.expr]:
    for call, name in calls(scope):
        position = 0 if name in SHOWN_FIRST else 1 if name in SHOWN_SECOND else len(call.args)
        yield from call.args[position : position + 1]
        yield from (argument.value for argument in call.keywords if argument.arg in SHOWN_NAMES)


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                values.setdefault(name, []).append(value)
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.AugAssign(target=ast.Name(id=name), value=value)
            ):
                values.setdefault(name, []).append(value)
            case _:
                pass
    return values


def _literals(shown: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    """The literals with letters that an expression may come to."""
    match shown:
        case ast.Constant(value=str(text)):
            if _has_words(text):
                yield shown
        case ast.JoinedStr(values=parts):
            if _has_words("".join(str(part.value) if isinstance(part, ast.Constant) else " " for part in parts)):
                yield shown
        case ast.Name(id=name):
            # Each name is followed once: a text may be built up from itself.
            others = {other: values for other, values in assigned.items() if other != name}
            for value in assigned.get(name, []):
                yield from _literals(value, others)
        case _:
            for part in _parts(shown):
                yield from _literals(part, assigned)


def _parts(shown: ast.expr) -> list[ast.expr]:
    match shown:
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
            return [left, right]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
            return values
        case ast.Call(func=ast.Attribute(value=value, attr="join"), args=[listed]):
            return [value, listed]
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return [value]
        case _:
            return []


def _has_words(text: str) -> bool:
    return bool(_LETTER.search(_NO_TEXT.sub("", text)))
