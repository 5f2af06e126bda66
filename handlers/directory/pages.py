"""The pages of the directory: the ways in, and lists of people, organisations and sectors."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.directory.data import By, DirectoryPress, WhoPress
from handlers.views import labels
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Button, Rows
from handlers.views.organisation_press import OrganisationAct, OrganisationPress
from locales import N_, Texts
from missions.directory.directory import DirectoryEntry, Page
from missions.directory.lists import PAGE, Results
from missions.matching import sectors
from storage.tables import Delegation

HINT = N_("Or type what you look for, in any language: “cold storage”, « huile d’olive », «تكوين».")


def home(_: Texts, sides: Sequence[tuple[Delegation, int]]) -> Screen:
    """How one can look people up. sides: the delegations, with how many take part."""
    rows: Rows = [
        [
            button(
                _.plain("{delegation} ({n})", delegation=delegation.title, n=_.number(count)),
                DirectoryPress(by=By.DELEGATION, of=str(delegation.id)),
            )
        ]
        for delegation, count in sides
    ]
    rows.append(
        [
            button(_.plain("🏷 Browse by sector"), DirectoryPress(by=By.SECTORS)),
            button(_.plain("🏢 Browse by organisation"), DirectoryPress(by=By.ORGANISATIONS)),
        ]
    )
    rows.append([Button(_.plain("💬 Search from another chat"), elsewhere=True)])
    rows.append([button(_.plain("‹ Menu"), MenuChoice(to="menu"))])
    people = _.ngettext("{n} participant.", "{n} participants.", sum(count for _side, count in sides))
    return Markup("\n\n").join([_("📖 <b>Directory</b>"), people, _(HINT)]), inline(_, rows)


def found(_: Texts, results: Results, offset: int = 0) -> Screen:
    """What was found for free words, so far."""
    search, entries = results.search, results.entries
    offset = max(0, min(offset, (len(entries) - 1) // PAGE * PAGE))
    heading = _("🔎 <b>{words}</b>", words=search.words)
    if search.found is None:
        state = _("<i>Still searching for the same meaning in other languages…</i>")
    elif entries:
        state = _.ngettext("{n} found, closest first:", "{n} found, closest first:", len(entries))
    else:
        state = _("No one found. Try other words, or fewer.")
    press = DirectoryPress(by=By.SEARCH, of=str(search.id), offset=offset)
    rows = _entries(_, entries[offset : offset + PAGE], press)
    rows.append(_turning(_, press, len(entries)))
    rows.append([button(_.plain("‹ Directory"), DirectoryPress(by=By.HOME))])
    return Markup("\n").join([heading, state]), inline(_, rows)


def people(_: Texts, press: DirectoryPress, title: str, shown: Page) -> Screen:
    """A page of the people of a delegation, an organisation or a sector."""
    here = press.model_copy(update={"offset": shown.offset})
    text = _(
        "📖 <b>{title}</b>\n{first}–{last} of {all}",
        title=title,
        first=_.number(min(shown.offset + 1, shown.many)),
        last=_.number(shown.offset + len(shown.entries)),
        all=_.number(shown.many),
    )
    back = {By.SECTOR: By.SECTORS, By.ORGANISATION: By.ORGANISATIONS}.get(press.by, By.HOME)
    rows = [
        *_entries(_, shown.entries, here),
        _turning(_, here, shown.many),
        *_asking(_, press),
        [button(_.plain("‹ Directory"), DirectoryPress(by=back))],
    ]
    return text, inline(_, rows)


def _asking(_: Texts, press: DirectoryPress) -> Rows:
    """Under the people of an organisation, the request to whichever of them it chooses."""
    if press.by is not By.ORGANISATION:
        return []
    ask = OrganisationPress(act=OrganisationAct.ASK, id=press.id)
    return [[button(_.plain("🏢 Ask the organisation"), ask)]]


def all_sectors(_: Texts) -> Screen:
    """The sectors, to choose one."""
    rows = [[button(labels.sector(_, each), DirectoryPress(by=By.SECTOR, of=each))] for each in sectors()]
    rows.append([button(_.plain("‹ Directory"), DirectoryPress(by=By.HOME))])
    return _("📖 <b>Directory</b>\nWhich sector?"), inline(_, rows)


def organisations(_: Texts, press: DirectoryPress, shown: Sequence[tuple[int, str, int]], many: int) -> Screen:
    """A page of organisations, each with how many of its people take part; many: of all pages together."""
    rows = [
        [
            button(
                _.plain("{organisation} ({n})", organisation=name, n=_.number(count)),
                DirectoryPress(by=By.ORGANISATION, of=str(key)),
            )
        ]
        for key, name, count in shown
    ]
    rows.append(_turning(_, press, many))
    rows.append([button(_.plain("‹ Directory"), DirectoryPress(by=By.HOME))])
    return _("📖 <b>Directory</b>\nWhich organisation?"), inline(_, rows)


def _entries(_: Texts, entries: Sequence[DirectoryEntry], press: DirectoryPress) -> Rows:
    return [
        [
            button(
                _.plain("{name} · {organisation}", name=entry.name, organisation=entry.organisation),
                WhoPress(id=entry.delegate_id, by=press.by, of=press.of, offset=press.offset),
            )
        ]
        for entry in entries
    ]


def _turning(_: Texts, press: DirectoryPress, many: int) -> list[Button]:
    row = []
    if press.offset > 0:
        before = max(0, press.offset - PAGE)
        row.append(button(_.plain("‹ Previous"), press.model_copy(update={"offset": before})))
    if press.offset + PAGE < many:
        row.append(button(_.plain("Next ›"), press.model_copy(update={"offset": press.offset + PAGE})))
    return row
