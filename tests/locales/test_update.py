"""Catalogues brought up to date with the code: what is kept, added, and taken away."""

from pathlib import Path

import pytest

from locales.__main__ import main
from locales.upkeep.check import check
from locales.upkeep.update import UpdateError, update
from tests.locales.edits import GREETING, edit


def read(house: Path, name: str) -> str:
    return (house / "locales" / name).read_text(encoding="utf-8")


def test_a_second_update_changes_nothing(house: Path) -> None:
    assert [path.as_posix() for path in update(house)] == [
        "locales/ar/messages.po",
        "locales/en/messages.po",
        "locales/fr/messages.po",
        "locales/messages.pot",
    ]

    assert update(house) == []
    assert check(house) == []


def test_a_new_text_is_untranslated_but_in_the_language_of_the_msgids(house: Path) -> None:
    edit(
        house,
        GREETING,
        "LATER = ",
        '# Translators: on a door\nCLOSE = N_("Close")\nX = NN_("One cup", "{n} cups")\nLATER = ',
    )

    update(house)

    place = "#. Translators: on a door\n#: handlers/greeting.py\n"
    assert f'{place}msgid "Close"\nmsgstr ""\n' in read(house, "messages.pot")
    assert f'{place}msgid "Close"\nmsgstr ""\n' in read(house, "fr/messages.po")
    assert f'{place}msgid "Close"\nmsgstr "Close"\n' in read(house, "en/messages.po")
    assert 'msgid_plural "{n} cups"\nmsgstr[0] "One cup"\nmsgstr[1] "{n} cups"\n' in read(house, "en/messages.po")
    assert 'msgstr[4] ""\nmsgstr[5] ""\n' in read(house, "ar/messages.po").split('msgid "One cup"')[1]
    assert {problem.path.parts[1] for problem in check(house)} == {"ar", "fr"}


def test_what_no_code_says_goes(house: Path) -> None:
    edit(house, GREETING, '_.pgettext("verb", "Open")', '_("Is this a table?")')

    update(house)

    for code in ("ar", "en", "fr"):
        assert "Open" not in read(house, f"{code}/messages.po")
    assert check(house) == []


def test_the_files_of_a_language_become_one(house: Path) -> None:
    edit(house, GREETING, "LATER = ", 'CLOSE = N_("Close")\nLATER = ')
    for code, text in (("ar", "إغلاق"), ("en", "Close"), ("fr", "Fermer")):
        catalogue = f'# the door\nmsgid "Close"\nmsgstr "{text}"\n\n#~ msgid "Old"\n#~ msgstr "Vieux"\n'
        (house / "locales" / code / "door.po").write_text(catalogue, encoding="utf-8")

    changed = update(house)

    assert Path("locales/fr/door.po") in changed
    assert not (house / "locales" / "fr" / "door.po").exists()
    assert '# the door\n#: handlers/greeting.py\nmsgid "Close"\nmsgstr "Fermer"\n' in read(house, "fr/messages.po")
    assert "Vieux" not in read(house, "fr/messages.po")
    assert check(house) == []


def test_moving_code_within_its_file_changes_no_catalogue(house: Path) -> None:
    update(house)
    edit(house, GREETING, "from aiogram.types import Message", "\n\n\nfrom aiogram.types import Message")

    assert update(house) == []


def test_nothing_is_guessed_for_a_text_that_changed(house: Path) -> None:
    edit(house, GREETING, "Is this a table?", "Is that a table?")

    update(house)

    assert 'msgid "Is that a table?"\nmsgstr ""\n' in read(house, "fr/messages.po")
    assert "fuzzy" not in read(house, "fr/messages.po")


def test_two_translations_of_one_text_are_settled_by_a_person(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = house / "locales" / "fr" / "more.po"
    more.write_text('msgctxt "verb"\nmsgid "Open"\nmsgstr "Déplier"\n', encoding="utf-8")

    with pytest.raises(UpdateError, match="Open"):
        update(house)

    assert more.exists()
    assert main(["--root", str(house), "update"]) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    more.unlink()
    assert main(["--root", str(house), "update"]) == 0
    assert "locales/messages.pot" in capsys.readouterr().out
