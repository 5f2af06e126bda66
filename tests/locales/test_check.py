"""Each check, shown to fail on the catalogue or the code that it is for."""

import subprocess
import sys
from pathlib import Path

import pytest

from locales.__main__ import ROOT, main
from locales.upkeep.check import check
from tests.locales.edits import ARABIC, ENGLISH, FRENCH, GREETING, edit


def found(root: Path) -> list[str]:
    return [str(problem) for problem in check(root)]


def test_nothing_is_wrong_in_a_house_in_order(house: Path) -> None:
    assert found(house) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <b>vous</b>", "missing {name}"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <b>{name} {nom}</b>", "{nom} is not in the msgid"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <b>{name}}</b>", "a literal brace is doubled"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <b>{name!r}</b>", "a name alone"),
        (FRENCH, 'msgstr[0] "{n} rendez-vous', 'msgstr[0] "Un rendez-vous', "form 0 (for 0, 1): missing {n}"),
        (ENGLISH, 'msgstr[1] "{n} meetings at {place}."', 'msgstr[1] "Meetings at {place}."', "missing {n}"),
        (ARABIC, "لقاء واحد في {place}", "لقاء واحد", "form 1 (for 1): missing {place}"),
        (ARABIC, 'msgstr[3] "{n} لقاءات', 'msgstr[3] "لقاءات', "form 3 (for 3, 4, 5, 6 …): missing {n}"),
        (ARABIC, "لقاءان في {place}.", "", "form 2 (for 2): missing"),
        (ARABIC, 'msgstr[5] "{n} لقاء في {place}."\n', "", "form 5 (for 100, 101, 102, 200): missing"),
        (FRENCH, '"Ouvrir"', '""', "untranslated"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <b>{name}", "<b> is not closed"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour {name}</b>", "closes what was not opened"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <i>{name}</i>", "tags <i>×1, where the msgid has <b>×1"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour <b><x>{name}</x></b>", "Telegram knows no <x>"),
        (FRENCH, "Bonjour <b>{name}</b>", "Bonjour & <b>{name}</b>", "write &amp;"),
        (FRENCH, "Bonjour <b>{name}</b>", " Bonjour <b>{name}</b>", "same spaces"),
        (FRENCH, "À plus tard.\\n", "À plus tard.", "same spaces"),
        (FRENCH, "»\u202f?", "» ?", "stands before ?"),
        (FRENCH, "»\u202f?", "»?", "is missing before ?"),
        (FRENCH, "«\u00a0table", "« table", "stands after «"),
        (FRENCH, "«\u00a0table", "«table", "stands after «"),
        (FRENCH, "table\u00a0»", "table »", "stands before »"),
        (FRENCH, "table\u00a0»", "table»", "is missing before »"),
        (FRENCH, "Bonjour <b>{name}</b>,", "Bonjour <b>{name}</b>!", "is missing before !"),
        (FRENCH, "soyez le bienvenu", "l'accueil vous attend", "the apostrophe is ’"),
        (ARABIC, "أهلا وسهلا", "أهلا ٣", "digits are 0 to 9"),
        (ARABIC, "{name}</b>،", "{name}</b>,", "stands ،"),
        (ARABIC, "هل هذه طاولة؟", "هل هذه طاولة?", "stands ؟"),
        (ARABIC, "هل هذه طاولة؟", "🆕 هل هذه طاولة؟", "🆕 counts as a Latin letter"),
        (ARABIC, "هل هذه طاولة؟", "ℹ️ هل هذه طاولة؟", "ℹ counts as a Latin letter"),
        (ARABIC, "أهلا وسهلا", "\u2068أهلا وسهلا", "come in pairs"),
        (FRENCH, "plural=(n > 1)", "plural=(n != 1)", "the head needs"),
    ],
)
def test_a_broken_translation_is_told_with_its_line(house: Path, path: Path, old: str, new: str, told: str) -> None:
    line = edit(house, path, old, new)

    (problem,) = found(house)

    place, _space, text = problem.partition(": ")
    assert told in text
    named, number = place.split(":")
    assert named == str(path)
    # An entry is named by its msgid, a few lines above; a head by its first line.
    assert int(number) in range(line - 8, line + 1)


def test_a_file_that_cannot_be_read_is_told(house: Path) -> None:
    edit(house, ARABIC, "nplurals=6", "nplurals=2")

    assert any("has more translations" in problem for problem in found(house) if problem.startswith(str(ARABIC)))


def test_a_form_for_exactly_one_may_say_it_in_words(house: Path) -> None:
    edit(house, ENGLISH, 'msgstr[0] "One meeting', 'msgstr[0] "A single meeting')

    assert found(house) == []


@pytest.mark.parametrize(
    "text",
    ["Heure\u00a0: 10:30", "https://wasl.example/?a=1;b", "Oui\u202f?!", "Table\u202f; lieu", "A &amp; B", "L’accueil"],
)
def test_good_french_is_left_alone(house: Path, text: str) -> None:
    edit(house, FRENCH, "À plus tard.", text)

    assert found(house) == []


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ('#, fuzzy\nmsgid "Close"\nmsgstr "Fermer"\n', ['"Close": fuzzy', '"Close": no code says this']),
        ('#~ msgid "Close"\n#~ msgstr "Fermer"\n', ['"Close": obsolete']),
        ('msgid "Close"\nmsgstr "Fermer"\n', ['"Close": no code says this']),
        (
            'msgctxt "verb"\nmsgid "Open"\nmsgstr "Déplier"\n',
            ['"Open": translated otherwise in locales/fr/messages.po'],
        ),
        ('msgctxt "noun"\nmsgid "Open"\nmsgstr "Ouvert"\n', ['"Open": no code says this']),
        ('msgid "Close"\nmsgstr Fermer\n', [""]),
        ('misgid "Close"\n', ["misformatted"]),
    ],
)
def test_a_second_file_is_told_what_is_wrong_in_it(house: Path, added: str, told: list[str]) -> None:
    (house / "locales" / "fr" / "more.po").write_text(added, encoding="utf-8")

    problems = found(house)

    assert len(problems) == len(told)
    for problem, text in zip(problems, sorted(told), strict=True):
        assert problem.startswith("locales/fr/more.po:")
        assert text in problem


def test_the_same_translation_twice_is_no_problem(house: Path) -> None:
    catalogue = 'msgctxt "verb"\nmsgid "Open"\nmsgstr "Ouvrir"\n'
    (house / "locales" / "fr" / "more.po").write_text(catalogue, encoding="utf-8")

    assert found(house) == []


@pytest.mark.parametrize(
    "call",
    ['_("Close")', '_.plain("Close")', 'N_("Close")', '_.pgettext("door", "Close")', '_.plain("Open", x=(_("Close")))'],
)
def test_a_text_without_translation_is_told_where_the_code_says_it(house: Path, call: str) -> None:
    line = edit(house, GREETING, "LATER = ", f"CLOSE = {call}\nLATER = ")

    problems = [problem for problem in found(house) if '"Close"' in problem]

    assert problems == [f'handlers/greeting.py:{line}: "Close": not in the catalogue of ar, en, fr']


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name="Rachid"', 'nom="Rachid"', "shows {name}, which is not given"),
        ('place="PTA"', 'lieu="PTA"', "shows {place}, which is not given"),
        ('_.plain("Is this a table?")', '_.plain(f"Is this table {n}?")', "as it is in the catalogue"),
        ('_.plain("Is this a table?")', '_.plain("Is this " + place)', "as it is in the catalogue"),
        ('_.plain("Is this a table?")', '"Is this a table?"', "text for people belongs in the catalogues"),
    ],
)
def test_code_that_no_catalogue_can_serve_is_told(house: Path, old: str, new: str, told: str) -> None:
    line = edit(house, GREETING, old, new)

    problems = [problem for problem in found(house) if problem.startswith("handlers/")]

    assert len(problems) == 1
    assert problems[0].startswith(f"handlers/greeting.py:{line}: ")
    assert told in problems[0]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ('_("R&D")', "write &amp;"),
        ('_("1 < 2")', "write &lt;"),
        ('_("<b>Open")', "is not closed"),
        ('_.plain("<b>Open</b>")', "its tags would be shown"),
        ('_("100 %}")', "a literal brace is doubled"),
        ('_("{}")', "a name alone"),
        ('N_("{}")', "a name alone"),
        ('Refusal(N_("Table {table} is taken."), place=3)', "shows {table}, which is not given"),
        ('Refusal("Taken.")', "text for people belongs in the catalogues"),
        ('_.ngettext("One meeting at {place}.", "{n} at {place}.", 1, place="")', "has another plural elsewhere"),
    ],
)
def test_a_msgid_that_cannot_be_said_is_told(house: Path, call: str, told: str) -> None:
    edit(house, GREETING, "LATER = ", f"MORE = {call}\nLATER = ")

    assert any(told in problem for problem in found(house) if problem.startswith("handlers/"))


def test_a_count_in_the_code_needs_a_count_in_the_catalogue(house: Path) -> None:
    (house / "handlers" / "more.py").write_text(
        'x = _.ngettext("Is this a table?", "{n} tables", 2)\n', encoding="utf-8"
    )

    assert [problem for problem in found(house) if 'the code says it with the plural "{n} tables"' in problem]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("plural=(n > 1)", "plural=(n != 1)", "other numbers apart"),
        ('fallback = ["en", "ar"]', 'fallback = ["es"]', "no es; there is ar, en, fr"),
        ('"french-spaces"', '"french-space"', "no french-space; there is french-spaces"),
    ],
)
def test_settings_that_cannot_be_are_told(house: Path, old: str, new: str, told: str) -> None:
    edit(house, Path("locales/fr/language.toml"), old, new)

    (problem,) = [problem for problem in found(house) if problem.startswith("locales/fr/language.toml")]

    assert told in problem


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('direction = "ltr"', 'direction = "down"', 'direction must be "ltr" or "rtl"'),
        ('locale = "fr"\n', "", "'locale' is missing"),
        ('locale = "fr"', 'locale = "xx"', "unknown locale"),
        ('name = "Français"', 'nom = "Français"', "nom"),
        ('name = "Français"', "name", "line"),
    ],
)
def test_settings_that_cannot_be_read_are_told(house: Path, old: str, new: str, told: str) -> None:
    edit(house, Path("locales/fr/language.toml"), old, new)

    (problem,) = found(house)

    assert "locales/fr/language.toml" in problem
    assert told in problem


def test_the_command_fails_and_names_the_place(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(house), "check"]) == 0
    edit(house, FRENCH, '"Ouvrir"', '""')
    capsys.readouterr()

    assert main(["--root", str(house), "check"]) == 1
    assert capsys.readouterr().out.startswith('locales/fr/messages.po:15: "Open": untranslated')
    assert main(["--root", str(house), "check", "locales/ar", "handlers"]) == 0
    assert main(["--root", str(house), "check", "locales/fr"]) == 1


def test_the_command_runs_as_a_module(house: Path) -> None:
    command = [sys.executable, "-m", "locales", "--root", str(house), "check"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    assert (done.returncode, done.stdout) == (0, "")
