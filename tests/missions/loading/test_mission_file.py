"""Reading a mission file: what is right in it, and each thing that can be wrong, with its line."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from missions.loading import MissionFileInvalid, MissionPlan, load_file, parse, shift
from storage.tables import OrganisationKind
from tests.missions.loading.mission_files import SMALL, edited

EXAMPLES = Path(__file__).parents[3] / "examples"


def errors_of(text: str) -> list[str]:
    with pytest.raises(MissionFileInvalid) as caught:
        parse(text)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("name", "slots", "delegates"), [("malaga.toml", 23, 90), ("abidjan.toml", 29, 45)], ids=["malaga", "abidjan"]
)
def test_the_examples_are_right(name: str, slots: int, delegates: int) -> None:
    plan = load_file(EXAMPLES / name)
    assert len(plan.slots) == slots
    assert len(plan.delegates) == delegates
    assert all(earlier.ends_at <= later.starts_at for earlier, later in zip(plan.slots, plan.slots[1:], strict=False))


IN_SPAIN = (
    ("Africa/Casablanca", "Europe/Madrid"),
    ("starts_on = 2027-01-30", "starts_on = 2027-10-25"),
    ("ends_on = 2027-02-14", "ends_on = 2027-11-05"),
    ("date = 2027-01-30", "date = 2027-10-26"),
    ("days = [2027-01-30]", "days = [2027-10-26]"),
)
"""The small mission at the end of summer time: Morocco has had none since 2026."""


def test_a_plan_holds_what_the_file_says() -> None:
    plan = parse(SMALL)
    assert (plan.key, plan.default_language, plan.reminder_minutes, plan.request_hours) == (
        "tangier",
        "fr",
        (60, 15),
        24,
    )
    assert plan.venues[0].title == {"fr": "Chambre de commerce"}
    rachid = plan.delegates[0]
    assert (rachid.kind, rachid.languages, rachid.days) == (OrganisationKind.COMPANY, ("ar", "fr"), ())


@pytest.mark.parametrize(
    ("written", "pasted", "kept"),
    [
        ("+212 600 000 001", "\\u202a+212 600\\u2011000\\u2011001\\u202c", "+212 600-000-001"),
        ("+212 600 000 001", "\\uff0b212\\u00a0600 000 001\\u200f", "+212 600 000 001"),
        ("+212 600 000 001", "+\\u0662\\u0661\\u0662 600 000 001", "+212 600 000 001"),
        ("+212 600 000 001", "tel:+212-600-000-001;ext=7", "+212-600-000-001"),
        ("+212 600 000 001", "Mobile : +212 600 000 001", "+212 600 000 001"),
        ("+212 600 000 001", "<https://wa.me/212600000001>", "+212600000001"),
        ("rachid@example.org", "E-mail: rachid@example.org", "rachid@example.org"),
        ("rachid@example.org", "mailto:rachid@example.org?subject=Hi", "rachid@example.org"),
        ("rachid@example.org", "\\u200frachid\\u200b@example.org", "rachid@example.org"),
        ("rachid@example.org", "<mailto:rachid\\uff20example.org>\\ufeff", "rachid@example.org"),
    ],
)
def test_numbers_and_addresses_are_cleaned_before_they_are_checked(written: str, pasted: str, kept: str) -> None:
    plan = parse(SMALL.replace(written, pasted, 1))
    assert kept in {value for each in plan.delegates for value in (each.phone, each.email)}


def test_a_block_is_cut_where_slots_fit_whole() -> None:
    """Morocco keeps UTC the year round; five minutes of pause; the last one still ends within the block."""
    slots = [(slot.starts_at, slot.ends_at, slot.venue) for slot in parse(SMALL).slots[3:]]
    assert slots == [
        (datetime(2027, 1, 31, 14, 0, tzinfo=UTC), datetime(2027, 1, 31, 14, 25, tzinfo=UTC), "port"),
        (datetime(2027, 1, 31, 14, 30, tzinfo=UTC), datetime(2027, 1, 31, 14, 55, tzinfo=UTC), "port"),
    ]


def test_hours_are_local_on_both_sides_of_a_clock_change() -> None:
    """Summer time ends in Spain on Sunday 31 October 2027."""
    for day, hour in (("2027-10-30", 12), ("2027-11-01", 13)):
        slot = parse(edited(*IN_SPAIN, ("date = 2027-01-31", f"date = {day}"))).slots[3]
        assert slot.starts_at == datetime.combine(date.fromisoformat(day), time(hour), UTC)


def test_what_is_left_out_follows_from_the_rest() -> None:
    text = edited(
        ('default_language = "fr"\n', ""),
        ('language = "es"\n', ""),
        ('languages = ["ar", "fr"]\nlanguage = "fr"\n', ""),
    )
    plan = parse(text)
    assert plan.default_language == "fr"
    assert (plan.delegates[1].language, plan.delegates[0].languages) == ("es", ("fr",))


WRONG = [
    (
        'kind = "company"\nposition',
        'kind = "compagny"\nposition',
        '49: delegates[1].kind: "compagny" is not a kind of organisation; did you mean "company"?',
    ),
    (
        'kind = "company"\nposition',
        "position",
        '45: delegates[1].kind: is missing; write "company", "agency", "chamber", "park", "university",',
    ),
    (
        'kind = "company"\noffer',
        "kind = 3\noffer",
        '63: delegates[2].kind: 3 is not a kind of organisation; write "company", "agency", "chamber",',
    ),
    (
        "Africa/Casablanca",
        "Africa/Casablanka",
        '4: mission.time_zone: "Africa/Casablanka" is not a time zone; did you mean "Africa/Casablanca"?',
    ),
    (
        "default_language",
        "defaut_language",
        '7: mission.defaut_language: unknown key; did you mean "default_language"?',
    ),
    ('[[venues]]\nkey = "port"', '[[venue]]\nkey = "port"', '26: venue: unknown key; did you mean "venues"?'),
    (
        'default_language = "fr"',
        'default_language = "french"',
        '7: mission.default_language: "french" is not a language; did you mean "fr"?',
    ),
    (
        'default_language = "fr"',
        'default_language = "ar"',
        "3: mission.title: has no text in ar, the mission's default language",
    ),
    (
        'title = { fr = "Visite',
        'title = { fra = "Visite',
        '3: mission.title.fra: "fra" is not a language; write its two letters (ISO 639-1), as in fr, ar, en,',
    ),
    (
        "ends_on = 2027-02-14",
        "ends_on = 2027-01-14",
        "6: mission.ends_on: 2027-01-14 cannot be the last day: write one from 2027-01-30 to 2027-03-31",
    ),
    (
        "starts_on = 2027-01-30",
        'starts_on = "30/01/2027"',
        '5: mission.starts_on: "30/01/2027" is not a date without quotes, as in 2027-07-12',
    ),
    (
        'key = "tangier"',
        'key = "Tanger 2027"',
        '2: mission.key: "Tanger 2027" cannot be a key: at most 40 small letters, digits and hyphens, as in',
    ),
    (
        'default_language = "fr"',
        "reminder_minutes = [60, 0]",
        "7: mission.reminder_minutes[2]: 0 is not a whole number from 1 to 10080",
    ),
    (
        'default_language = "fr"',
        'digest_at = "18:30"',
        '7: mission.digest_at: "18:30" is not a time with seconds and without quotes, as in 09:30:00',
    ),
    ('key = "morocco"', 'key = "andalusia"', '15: delegations[2].key: "andalusia" is there already, on line 9'),
    (
        'country = "MA"',
        'country = "Morocco"',
        '17: delegations[2].country: "Morocco" is not a country; did you mean "MA"?',
    ),
    (
        "latitude = 35.77",
        "latitude = 135.77",
        "22: venues[1].latitude: 135.77 is not a number of degrees from -90 to 90, as in 36.7368",
    ),
    (
        "latitude = 35.77",
        "latitude = nan",
        "22: venues[1].latitude: nan is not a number of degrees from -90 to 90, as in 36.7368",
    ),
    ("latitude = 35.77\n", "", "22: venues[1].longitude: stands alone; write latitude too, or neither"),
    ('tables = ["1", "2"]', 'tables = ["1", "1"]', '24: venues[1].tables[2]: "1" is there twice'),
    (
        'tables = ["1", "2"]',
        'tables = [1, "2"]',
        '24: venues[1].tables[1]: 1 is not a text: write it in double quotes, as in "1"',
    ),
    (
        'name = "Cité du port"\n',
        "",
        '26: venues[2].title: is missing; write a text per language, as in { fr = "…", en = "…" }',
    ),
    ('key = "port"', 'key = "chamber"', '27: venues[2].key: "chamber" is there already, on line 19'),
    (
        'venue = "port"',
        'venue = "prot"',
        '43: slots[2].venue: "prot" is not the key of a venue in this file; did you mean "port"?',
    ),
    (
        "date = 2027-01-31",
        "date = 2027-03-31",
        "38: slots[2].date: 2027-03-31 is not a day of the mission: write one from 2027-01-30 to 2027-02-14",
    ),
    ("to = 15:00:00", "to = 13:00:00", "40: slots[2].to: 13:00 is not after from, 14:00; a block stays within one day"),
    ("minutes = 30", "minutes = 100", "35: slots[1].minutes: no slot of 100 minutes fits between 09:30 and 11:00"),
    ("minutes = 30", "minutes = 3.5", "35: slots[1].minutes: 3.5 is not a whole number from 5 to 480"),
    (
        "date = 2027-01-31\nfrom = 14:00:00",
        "date = 2027-01-30\nfrom = 10:30:00",
        "37: slots[2]: overlaps with slots[1] on line 31, 09:30 to 11:00 on 2027-01-30: nobody can be in two",
    ),
    (
        'delegation = "andalusia"',
        'delegation = "andalucia"',
        '60: delegates[2].delegation: "andalucia" is not the key of a delegation in this file; did you mean',
    ),
    (
        'sectors = ["software", "cloud"]',
        'sectors = ["software", "clouds"]',
        '51: delegates[1].sectors[2]: "clouds" is not a sector; did you mean "cloud"?',
    ),
    (
        'languages = ["ar", "fr"]',
        'languages = ["ar", "arabic"]',
        '54: delegates[1].languages[2]: "arabic" is not a language; did you mean "ar"?',
    ),
    (
        'name = "Lucía Ejemplo"\norganisation = "Ejemplo SL"',
        'name = "RACHID  Exemple"\norganisation = "Societe exemple"',
        '61: delegates[2].name: "RACHID  Exemple" of "Societe exemple" is there already, on line 45',
    ),
    (
        'organisation = "Ejemplo SL"\nkind = "company"',
        'organisation = "Societe Exemple"\nkind = "agency"',
        '63: delegates[2].kind: "Societe Exemple" is "agency" here and "company" on line 45; make them one',
    ),
    (
        "days = [2027-01-30]",
        "days = [2027-01-30, 2027-01-29]",
        "68: delegates[2].days[2]: 2027-01-29 is not a day of the mission: write one from 2027-01-30 to",
    ),
    (
        "+212 600 000 001",
        "0600000001",
        '56: delegates[1].phone: "0600000001" is not a number with its country code, as in "+212 600 000 001"',
    ),
    (
        "rachid@example.org",
        "rachid at example.org",
        '57: delegates[1].email: "rachid at example.org" is not an e-mail address',
    ),
    ("Sites web", "Sites \\u0000web", "52: delegates[1].offer: has a control character in it; take it out"),
    ("Sites web", "x" * 1001, "52: delegates[1].offer: has 1001 characters; at most 1000 can be shown"),
    ('name = "Rachid Exemple"', 'name = "…"', '47: delegates[1].name: "…" has no letter or digit'),
    ("from = 09:30:00", "from = 09:30", "33: a time is written with its seconds, as in 09:30:00"),
    ('position = "Gérant"', 'name = "Gérant"', "50: name is there twice; keep one of them"),
    (
        'position = "Gérant"',
        "position = Gérant",
        "50: this is no value: a text stands in double quotes, a date is written 2027-07-12",
    ),
    (
        '[[venues]]\nkey = "port"',
        '[[interpreters]]\nname = "Ana"\nlanguages = ["ar", "es"]\nin_a_row = 0\n\n[[venues]]\nkey = "port"',
        "29: interpreters[1].in_a_row: 0 is not",
    ),
    ('[[venues]]\nkey = "port"', '[mission]\nkey = "port"', "26: [mission] is there twice; keep one of them"),
]


@pytest.mark.parametrize(("old", "new", "error"), WRONG, ids=[wrong[2].split(";")[0] for wrong in WRONG])
def test_each_error_names_its_line_and_what_would_be_right(old: str, new: str, error: str) -> None:
    errors = errors_of(edited((old, new)))
    assert any(each.startswith(error) for each in errors), errors


@pytest.mark.parametrize(
    ("begins", "error"),
    [
        ("02:30:00", "39: slots[2].from: 02:30 comes twice on 2027-10-31: the clocks change then in Europe/Madrid;"),
        ("01:00:00", "40: slots[2].to: the clocks change between 01:00 and 15:00 in Europe/Madrid: end it before"),
    ],
)
def test_a_block_does_not_span_a_clock_change(begins: str, error: str) -> None:
    block = ("date = 2027-01-31\nfrom = 14:00:00", f"date = 2027-10-31\nfrom = {begins}")
    errors = errors_of(edited(*IN_SPAIN, block))
    assert any(each.startswith(error) for each in errors), errors


def test_all_errors_are_told_at_once_in_the_order_of_the_file() -> None:
    text = edited(("Casablanca", "Casa"), ('country = "MA"', 'country = "XX"'), ('kind = "company"', 'kind = "firm"'))
    assert [error.split(":")[0] for error in errors_of(text)] == ["4", "17", "49"]


def test_an_hour_that_the_clocks_skip_does_not_exist() -> None:
    text = edited(
        ("Africa/Casablanca", "Europe/Madrid"),
        ("starts_on = 2027-01-30", "starts_on = 2027-03-01"),
        ("ends_on = 2027-02-14", "ends_on = 2027-04-01"),
        ("date = 2027-01-30\nfrom = 09:30:00", "date = 2027-03-28\nfrom = 02:30:00"),
        ("date = 2027-01-31", "date = 2027-03-31"),
        ("days = [2027-01-30]", "days = []"),
    )
    [error] = errors_of(text)
    assert error.startswith("33: slots[1].from: 02:30 does not exist on 2027-03-28: the clocks change then in Europe")


def test_one_bracket_where_two_are_meant() -> None:
    assert errors_of('[mission]\nkey = "x"\n[delegations]\nkey = "y"\n')[-1].startswith(
        "3: delegations: write [[delegations]]"
    )


def test_an_empty_file() -> None:
    assert errors_of("") == ["1: mission: is missing; begin the file with [mission]"]


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(MissionFileInvalid, match="cannot be read: No such file"):
        load_file(tmp_path / "none.toml")
    (tmp_path / "old.toml").write_bytes(SMALL.encode("latin-1"))
    with pytest.raises(MissionFileInvalid, match=r"^3: is not UTF-8: save the file as UTF-8$"):
        load_file(tmp_path / "old.toml")


def test_a_file_saved_by_a_windows_editor(tmp_path: Path) -> None:
    (tmp_path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_file(tmp_path / "windows.toml") == parse(SMALL)


def plan_or_errors(text: str) -> MissionPlan | None:
    try:
        return parse(text)
    except MissionFileInvalid as invalid:
        errors = invalid.errors
    assert errors
    assert all(1 <= (error.line or 0) <= text.count("\n") + 1 for error in errors)
    return None


@given(st.text() | st.text(alphabet="[]{}=\"'#.,\n\\ ab1:-"))
@example("'\x850")
def test_any_text_gives_a_plan_or_errors(text: str) -> None:
    plan_or_errors(text)


def test_brackets_without_end() -> None:
    plan_or_errors("a = " + "[" * 5000)
    plan_or_errors("a = " + "[" * 300 + "]" * 300)
    plan_or_errors("a = 1" + "0" * 5000)


@given(st.data())
def test_any_value_anywhere_gives_a_plan_or_errors(data: st.DataObject) -> None:
    """A line of a right file gets a value of another kind, or another line's."""
    lines = SMALL.splitlines()
    keyed = [index for index, line in enumerate(lines) if " = " in line]
    others = [lines[index].split(" = ", 1)[1] for index in keyed]
    odd = ['""', "0", "-1", "1" + "0" * 30, "true", "inf", "nan", "[]", "[[]]", "{}", "[{}]", "{ a = 1 }", "0001-01-01",
           "9999-12-31", "2027-01-30T10:00:00Z", "00:00:00", "23:59:59.9"]  # fmt: skip
    for index in data.draw(st.lists(st.sampled_from(keyed), min_size=1, max_size=3, unique=True)):
        lines[index] = f"{lines[index].split(' = ')[0]} = {data.draw(st.sampled_from(others + odd))}"
    plan_or_errors("\n".join(lines))


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 1, 1)))
def test_a_mission_can_start_on_any_day(starting: date) -> None:
    plan = parse(SMALL)
    moved = shift(plan, starting)
    assert (moved.starts_on, moved.length) == (starting, plan.length)
    assert len(moved.slots) == len(plan.slots)
    assert moved.delegates[1].days == (starting,)
    assert shift(moved, plan.starts_on) == plan


def test_a_shift_onto_an_hour_that_does_not_exist_is_an_error() -> None:
    night = edited(
        ("Africa/Casablanca", "Europe/Madrid"),
        ("from = 09:30:00\nto = 11:00:00", "from = 02:00:00\nto = 02:30:00"),
    )
    with pytest.raises(MissionFileInvalid, match="02:00 does not exist on 2027-03-28"):
        shift(parse(night), date(2027, 3, 28))


def test_the_documentation_shows_a_right_file() -> None:
    page = (EXAMPLES.parent / "docs" / "mission-file.md").read_text(encoding="utf-8")
    whole = [part.split("```")[0] for part in page.split("```toml\n")[1:] if "time_zone" in part.split("```")[0]]
    assert whole
    assert all(parse(text).slots and tomllib.loads(text) for text in whole)
