"""The pages of the directory: the ways in, and lists of people, organisations and sectors."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.directory.data import By, DirectoryPress, WhoPress
from handlers.views import labels
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.message import Button, Rows
from locales import N_, Texts
from missions.directory import directory
from missions.directory.directory import DirectoryEntry
from missions.errors import Refusal
from missions.matching import sectors
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, Mission, Organisation, Search

PAGE = 8
View = tuple[Markup, Keyboard]

GONE = N_("This page of the directory is no longer there.")
HINT = N_("Or write what you look for, in any language: “cold storage”, « huile d’olive », «تكوين».")


async def home(session: UnitSession, _: Texts, delegate: Delegate) -> View:
    """How one can look people up."""
    sides = await directory.delegations(session, delegate)
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
            button(_.plain("🏷 By sector"), DirectoryPress(by=By.SECTORS)),
            button(_.plain("🏢 By organisation"), DirectoryPress(by=By.ORGANISATIONS)),
        ]
    )
    rows.append([Button(_.plain("💬 Look up in another chat"), elsewhere=True)])
    rows.append([button(_.plain("‹ Menu"), MenuChoice(to="menu"))])
    people = _.ngettext("{n} person takes part.", "{n} people take part.", sum(count for _side, count in sides))
    return Markup("\n\n").join([_("📖 <b>Directory</b>"), people, _(HINT)]), inline(_, rows)


async def page(session: UnitSession, _: Texts, delegate: Delegate, press: DirectoryPress) -> View:
    """The page that a button names.

    Raises:
        Refusal: it names what is not in the delegate's mission.
    """
    match press.by:
        case By.SECTORS:
            return _sectors(_)
        case By.ORGANISATIONS:
            return await _organisations(session, _, delegate, press)
        case By.SEARCH:
            search = await session.get(Search, press.id)
            if search is None or search.mission_id != delegate.mission_id:
                raise Refusal(GONE)
            return await found(session, _, delegate, search, press.offset)
        case By.HOME:
            return await home(session, _, delegate)
        case _:
            return await _people(session, _, delegate, press)


async def found(session: UnitSession, _: Texts, delegate: Delegate, search: Search, offset: int = 0) -> View:
    """What was found for free words, so far."""
    ids = search.found
    looking = ids is None
    if ids is None:
        ids = await directory.by_words(session, search.mission_id, search.words)
    entries = await directory.entries(session, delegate, [each for each in ids if each != delegate.id])
    offset = max(0, min(offset, (len(entries) - 1) // PAGE * PAGE))
    heading = _("🔎 <b>{words}</b>", words=search.words)
    if looking:
        state = _("<i>Still looking for what means the same in other languages…</i>")
    elif entries:
        state = _.ngettext("{n} found, the closest first:", "{n} found, the closest first:", len(entries))
    else:
        state = _("Nobody found. Try other words, or fewer.")
    press = DirectoryPress(by=By.SEARCH, of=str(search.id), offset=offset)
    rows = _entries(_, entries[offset : offset + PAGE], press)
    rows.append(_turning(_, press, len(entries)))
    rows.append([button(_.plain("‹ Directory"), DirectoryPress(by=By.HOME))])
    return Markup("\n").join([heading, state]), inline(_, rows)


async def _people(session: UnitSession, _: Texts, delegate: Delegate, press: DirectoryPress) -> View:
    mission = await session.get_one(Mission, delegate.mission_id)
    delegation_id, organisation_id, sector = 0, 0, ""
    if press.by is By.DELEGATION:
        delegation = await session.get(Delegation, press.id)
        if delegation is None or delegation.mission_id != mission.id:
            raise Refusal(GONE)
        title, delegation_id = _.choose(delegation.title), delegation.id
    elif press.by is By.ORGANISATION:
        organisation = await session.get(Organisation, press.id)
        if organisation is None or organisation.mission_id != mission.id:
            raise Refusal(GONE)
        title, organisation_id = organisation.name, organisation.id
    elif press.by is By.SECTOR and press.of in sectors():
        title, sector = labels.sector(_, press.of), press.of
    else:
        raise Refusal(GONE)
    shown = await directory.page(
        session,
        delegate,
        press.offset,
        PAGE,
        delegation_id=delegation_id,
        sector=sector,
        organisation_id=organisation_id,
    )
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
        [button(_.plain("‹ Directory"), DirectoryPress(by=back))],
    ]
    return text, inline(_, rows)


def _sectors(_: Texts) -> View:
    rows = [[button(labels.sector(_, each), DirectoryPress(by=By.SECTOR, of=each))] for each in sectors()]
    rows.append([button(_.plain("‹ Directory"), DirectoryPress(by=By.HOME))])
    return _("📖 <b>Directory</b>\nWhich sector?"), inline(_, rows)


async def _organisations(session: UnitSession, _: Texts, delegate: Delegate, press: DirectoryPress) -> View:
    offset = press.offset // PAGE * PAGE
    shown, many = await directory.organisations(session, delegate, offset, PAGE)
    rows = [
        [
            button(
                _.plain("{organisation} ({n})", organisation=name, n=_.number(count)),
                DirectoryPress(by=By.ORGANISATION, of=str(key)),
            )
        ]
        for key, name, count in shown
    ]
    rows.append(_turning(_, press.model_copy(update={"offset": offset}), many))
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
