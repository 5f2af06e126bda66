"""A small repository with a house of its own: code that says a few things, and three languages that say them."""

from pathlib import Path
from textwrap import dedent

import pytest

from locales.__main__ import ROOT
from locales.languages import find

CODE = '''
"""A greeting."""

from aiogram.types import Message

from locales import N_, Texts


async def greet(message: Message, _: Texts, n: int) -> None:
    await message.answer(_("Hello <b>{name}</b>, welcome.", name="Rachid"))
    await message.answer(_.ngettext("One meeting at {place}.", "{n} meetings at {place}.", n, place="PTA"))
    await message.answer(_.pgettext("verb", "Open"))
    await message.answer(_.plain("Is this a table?"))


LATER = N_("See you later.\\n")
'''

CATALOGUES = {
    "en": """
        msgid "Hello <b>{name}</b>, welcome."
        msgstr "Hello <b>{name}</b>, welcome."

        msgid "One meeting at {place}."
        msgid_plural "{n} meetings at {place}."
        msgstr[0] "One meeting at {place}."
        msgstr[1] "{n} meetings at {place}."

        msgctxt "verb"
        msgid "Open"
        msgstr "Open"

        msgid "Is this a table?"
        msgstr "Is this a table?"

        msgid "See you later.\\n"
        msgstr "See you later.\\n"
    """,
    "fr": """
        msgid "Hello <b>{name}</b>, welcome."
        msgstr "Bonjour <b>{name}</b>, soyez le bienvenu."

        msgid "One meeting at {place}."
        msgid_plural "{n} meetings at {place}."
        msgstr[0] "{n} rendez-vous à {place}."
        msgstr[1] "{n} rendez-vous à {place}."

        msgctxt "verb"
        msgid "Open"
        msgstr "Ouvrir"

        msgid "Is this a table?"
        msgstr "Est-ce une «\u00a0table\u00a0»\u202f?"

        msgid "See you later.\\n"
        msgstr "À plus tard.\\n"
    """,
    "ar": """
        msgid "Hello <b>{name}</b>, welcome."
        msgstr "مرحبا <b>{name}</b>، أهلا وسهلا."

        msgid "One meeting at {place}."
        msgid_plural "{n} meetings at {place}."
        msgstr[0] "لا لقاءات في {place}."
        msgstr[1] "لقاء واحد في {place}."
        msgstr[2] "لقاءان في {place}."
        msgstr[3] "{n} لقاءات في {place}."
        msgstr[4] "{n} لقاء في {place}."
        msgstr[5] "{n} لقاء في {place}."

        msgctxt "verb"
        msgid "Open"
        msgstr "فتح"

        msgid "Is this a table?"
        msgstr "هل هذه طاولة؟"

        msgid "See you later.\\n"
        msgstr "إلى اللقاء.\\n"
    """,
}


def head(code: str) -> str:
    """The head of a catalogue of a language that Wasl brings."""
    plural = find(ROOT / "locales")[code].plural
    return f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The root of the small repository: nothing is wrong in it."""
    for package in ("bot", "handlers", "missions"):
        (tmp_path / package).mkdir()
    (tmp_path / "handlers" / "greeting.py").write_text(CODE, encoding="utf-8")
    for code, catalogue in CATALOGUES.items():
        folder = tmp_path / "locales" / code
        folder.mkdir(parents=True)
        settings = (ROOT / "locales" / code / "language.toml").read_text(encoding="utf-8")
        (folder / "language.toml").write_text(settings, encoding="utf-8")
        (folder / "messages.po").write_text(head(code) + dedent(catalogue).lstrip(), encoding="utf-8")
    return tmp_path
