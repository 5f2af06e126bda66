"""The screens of a spreadsheet: its columns, what is asked, what it would change, what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from handlers.sheets import shown
from handlers.sheets.data import SheetAct, SpreadsheetPress
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, columns
from handlers.views.message import Button, Rows
from locales import Texts
from missions.sheets.columns import Cell, kind_of
from missions.sheets.rows import CellFinding
from missions.sheets.understood import KindTally, Understood
from missions.sheets.words import label
from storage.tables import DeskJob

NAMED = 6
"""Things of one kind by name: a message keeps its size."""
FINDINGS = 8
"""Errors in the message; all are in the file that goes with it."""
SAMPLE = 24
"""Signs of a value that shows what a column holds."""
LABEL = 40
"""Signs of a button."""
COLUMNS = 30
"""Of a sheet, on one screen."""

Shown = tuple[Markup, Rows]

Counted = Callable[[Texts, int], Markup]
ADDED: Mapping[str, Counted] = {
    "delegation": lambda _, n: _.ngettext("➕ {n} delegation", "➕ {n} delegations", n),
    "organisation": lambda _, n: _.ngettext("➕ {n} organisation", "➕ {n} organisations", n),
    "delegate": lambda _, n: _.ngettext("➕ {n} delegate", "➕ {n} delegates", n),
    "venue": lambda _, n: _.ngettext("➕ {n} venue", "➕ {n} venues", n),
    "slot": lambda _, n: _.ngettext("➕ {n} slot", "➕ {n} slots", n),
    "session": lambda _, n: _.ngettext("➕ {n} session", "➕ {n} sessions", n),
    "interpreter": lambda _, n: _.ngettext("➕ {n} interpreter", "➕ {n} interpreters", n),
    "pair": lambda _, n: _.ngettext("➕ {n} pair", "➕ {n} pairs", n),
}
CHANGED: Mapping[str, Counted] = {
    "delegation": lambda _, n: _.ngettext("🔀 {n} delegation changed", "🔀 {n} delegations changed", n),
    "organisation": lambda _, n: _.ngettext("🔀 {n} organisation changed", "🔀 {n} organisations changed", n),
    "delegate": lambda _, n: _.ngettext("🔀 {n} delegate changed", "🔀 {n} delegates changed", n),
    "venue": lambda _, n: _.ngettext("🔀 {n} venue changed", "🔀 {n} venues changed", n),
    "slot": lambda _, n: _.ngettext("🔀 {n} slot changed", "🔀 {n} slots changed", n),
    "session": lambda _, n: _.ngettext("🔀 {n} session changed", "🔀 {n} sessions changed", n),
    "interpreter": lambda _, n: _.ngettext("🔀 {n} interpreter changed", "🔀 {n} interpreters changed", n),
    "pair": lambda _, n: _.ngettext("🔀 {n} pair changed", "🔀 {n} pairs changed", n),
}


def headings(_: Texts, job: DeskJob) -> Shown:
    """What each column is taken for, to be confirmed."""
    lines = [
        _("🔎 <b>Are these columns right?</b>"),
        _("📥 {name}", name=job.detail["name"]),
    ]
    for sheet in job.detail["shown"]:
        lines += [Markup(), *_sheet(_, sheet)]
    for name in job.detail.get("passed", []):
        lines += [Markup(), _("✖️ {sheet}: no known heading; it is left out", sheet=name)]
    rows: Rows = [
        [button(_.plain("✅ They are right"), SpreadsheetPress(act=SheetAct.RIGHT, job=job.id))],
        [button(_.plain("✏️ Correct a column"), SpreadsheetPress(act=SheetAct.CORRECT, job=job.id)), _drop(_, job)],
    ]
    return Markup("\n").join(lines), rows


def _sheet(_: Texts, sheet: Mapping[str, Any]) -> list[Markup]:
    layout, language = kind_of(sheet["layout"]), _.language.code
    lines = [_("<b>{sheet}</b>: {kind}", sheet=sheet["name"], kind=layout.name(language))]
    known = [each for each in sheet["columns"] if each["key"]]
    for each in known[:COLUMNS]:
        label = layout.column(each["key"]).label(language)
        if each["language"]:
            label = f"{label} ({each['language']})"
        sign = "•" if each["sure"] else "❔"
        lines.append(_("{sign} {heading} → <b>{column}</b>", sign=sign, heading=_heading(_, each), column=label))
    out = [_heading(_, each) for each in sheet["columns"] if not each["key"]]
    if out:
        lines.append(_("✖️ Left out: {headings}", headings=_.list(out[:COLUMNS])))
    return lines


def _heading(_: Texts, column: Mapping[str, Any]) -> str:
    """The words above a column; of one without any, what is in it."""
    return column["text"][:LABEL] or _.plain("column {letter}", letter=letter(column["at"]))


def letter(at: int) -> str:
    """The letter of a column, as a spreadsheet shows it."""
    found, left = "", at + 1
    while left:
        left, rest = divmod(left - 1, 26)
        found = chr(65 + rest) + found
    return found


def which_column(_: Texts, job: DeskJob) -> Shown:
    """Which column is to be corrected."""
    pressed = [
        button(_short(_heading(_, column)), _press(SheetAct.COLUMN, job, sheet["sheet"], column["at"]))
        for sheet in job.detail["shown"]
        for column in sheet["columns"][:COLUMNS]
    ]
    rows: Rows = [*columns(pressed[:90], 2), [_back(_, job)]]
    return _("✏️ <b>Which column is to be corrected?</b>"), rows


def what_is_it(_: Texts, job: DeskJob, sheet: int, at: int) -> Shown | None:
    """What a column is; None where there is no such column."""
    found = next((each for each in job.detail["shown"] if each["sheet"] == sheet), None)
    column = next((each for each in found["columns"] if each["at"] == at), None) if found else None
    if found is None or column is None:
        return None
    layout, language = kind_of(found["layout"]), _.language.code
    samples = [sample[:SAMPLE] for sample in column["samples"]]
    pressed = [
        button(each.label(language), _press(SheetAct.IS, job, sheet, at, place))
        for place, each in enumerate(layout.columns, start=1)
    ]
    rows: Rows = [
        *columns(pressed, 2),
        [button(_.plain("✖️ Leave it out"), _press(SheetAct.IS, job, sheet, at)), _back(_, job)],
    ]
    lines = [_("✏️ <b>What is in “{heading}”?</b>", heading=_heading(_, column))]
    if samples:
        lines.append(_("For example: {samples}", samples=_.list(samples)))
    return Markup("\n").join(lines), rows


def question(_: Texts, job: DeskJob) -> Shown | None:
    """The first question without an answer; None where all are answered."""
    asked, answers = job.detail.get("questions", []), job.detail.get("answers", {})
    left = [(number, each) for number, each in enumerate(asked) if each["id"] not in answers]
    if not left:
        return None
    number, each = left[0]
    lines = [_("❔ <b>{question}</b>", question=_.message(shown.message(each["said"])))]
    for one in each["about"]:
        lines += [Markup(), *(_("{line}", line=line) for line in one)]
    if len(left) > 1:
        n = len(left) - 1
        lines += [Markup(), _.ngettext("{n} more question after this one.", "{n} more questions after this one.", n)]
    rows: Rows = [
        [button(_short(_option(_, option["said"])), _press(SheetAct.ANSWER, job, 0, number, place))]
        for place, option in enumerate(each["options"])
    ]
    return Markup("\n").join(lines), [*rows, [_drop(_, job)]]


def _option(_: Texts, said: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(said, str):
        return said
    return _.choose(said["texts"]) if "texts" in said else _.plain_message(shown.message(said))


def preview(_: Texts, job: DeskJob, found: Understood) -> Shown:
    """What would change."""
    lines = [_("🔎 <b>Preview: nothing has changed yet</b>"), _("📥 {name}", name=job.detail["name"]), Markup()]
    lines += counted(_, found.tallies, named=True)
    if found.kinds_by_name:
        lines += [Markup(), _("🏢 Kinds of organisation, by their names: {kinds}", kinds=_kinds(_, found))]
    notes = [each for each in found.findings if not each.grave]
    if notes:
        lines += [Markup(), _.ngettext("❕ {n} remark", "❕ {n} remarks", len(notes))]
        lines += list(_some(_, [_finding(_, each) for each in notes], FINDINGS))
    rows: Rows = [
        [button(_.plain("✅ Load it"), SpreadsheetPress(act=SheetAct.LOAD, job=job.id))],
        [_back(_, job), _drop(_, job)],
    ]
    return Markup("\n").join(lines), rows


def _kinds(_: Texts, found: Understood) -> str:
    counts = Counter(found.kinds_by_name.values()).most_common()
    named = ((label(Cell.ORGANISATION_KIND, kind, _.language.code), _.number(n)) for kind, n in counts)
    return _.list([f"{kind} ({n})" for kind, n in named])


def wrong(_: Texts, job: DeskJob, found: Understood) -> Shown:
    """What is to be mended before anything is written."""
    lines = [
        _("❌ <b>{name}: nothing was loaded.</b>", name=job.detail["name"]),
        _.ngettext(
            "{n} cell is to be corrected. Correct it and send the file again.",
            "{n} cells are to be corrected. Correct them and send the file again.",
            len(found.wrong),
        ),
        *_some(_, [_finding(_, each) for each in found.wrong], FINDINGS),
    ]
    return Markup("\n").join(lines), []


def done(_: Texts, job: DeskJob, found: Understood) -> Shown:
    """What was written."""
    lines = [_("✅ <b>Loaded: {name}</b>", name=job.detail["name"]), *counted(_, found.tallies, named=False)]
    rows: Rows = [
        [
            button(_.plain("👥 People"), DeskChoice(to="people")),
            button(_.plain("✉️ Invitations"), DeskChoice(to="invitations")),
        ]
    ]
    return Markup("\n").join(lines), rows


def counted(_: Texts, tallies: Mapping[str, KindTally], *, named: bool) -> list[Markup]:
    """How many of each kind are added and changed, the first of them by name; and how many stay."""
    lines: list[Markup] = []
    for words, names in ((ADDED, "added"), (CHANGED, "changed")):
        for kind, count in words.items():
            things = getattr(tallies[kind], names) if kind in tallies else []
            if things:
                lines.append(count(_, len(things)))
                if named:
                    lines += _some(_, [_("• {name}", name=name[:80]) for name in things], NAMED)
    left = sum(each.left for each in tallies.values())
    if left:
        lines.append(_.ngettext("{n} entry stays as it is.", "{n} entries stay as they are.", left))
    return lines


def _finding(_: Texts, finding: CellFinding) -> Markup:
    what, row = _.message(finding.said), _.number(finding.row + 1)
    if not finding.heading:
        return _("• row {row}: {what}", row=row, what=what)
    return _("• row {row}, “{heading}”: {what}", row=row, heading=finding.heading, what=what)


def _some(_: Texts, lines: Sequence[Markup], most: int) -> Iterable[Markup]:
    yield from lines[:most]
    if len(lines) > most:
        yield _.ngettext("… and {n} more", "… and {n} more", len(lines) - most)


def _press(act: SheetAct, job: DeskJob, sheet: int, at: int, to: int = 0) -> SpreadsheetPress:
    return SpreadsheetPress(act=act, job=job.id, sheet=sheet, at=at, to=to)


def _back(_: Texts, job: DeskJob) -> Button:
    return button(_.plain("‹ Columns"), SpreadsheetPress(act=SheetAct.HEADINGS, job=job.id))


def _drop(_: Texts, job: DeskJob) -> Button:
    return button(_.plain("✖️ Do not load"), SpreadsheetPress(act=SheetAct.DROP, job=job.id))


def _short(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1].rstrip()}…"
