"""Lists of the directory: of a delegation, an organisation, a sector, or what was found for free words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from locales import N_
from missions.directory import directory
from missions.directory.directory import MOST, DirectoryEntry, Page
from missions.errors import Refusal
from missions.matching import sectors
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, Organisation, Search

GONE = N_("This page of the directory no longer exists.")
PAGE = 8
"""Entries that one list shows."""


async def of_delegation(
    session: UnitSession, viewer: Delegate, delegation_id: int, offset: int
) -> tuple[Delegation, Page]:
    """A delegation of the viewer's mission, and a page of its people.

    Raises:
        Refusal: there is none.
    """
    delegation = await session.get(Delegation, delegation_id)
    if delegation is None or delegation.mission_id != viewer.mission_id:
        raise Refusal(GONE)
    return delegation, await directory.page(session, viewer, offset, PAGE, delegation_id=delegation.id)


async def of_organisation(
    session: UnitSession, viewer: Delegate, organisation_id: int, offset: int
) -> tuple[Organisation, Page]:
    """An organisation of the viewer's mission, and a page of its people.

    Raises:
        Refusal: there is none.
    """
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None or organisation.mission_id != viewer.mission_id:
        raise Refusal(GONE)
    return organisation, await directory.page(session, viewer, offset, PAGE, organisation_id=organisation.id)


async def of_sector(session: UnitSession, viewer: Delegate, sector: str, offset: int) -> Page:
    """A page of the people of a sector.

    Raises:
        Refusal: there is no such sector.
    """
    if sector not in sectors():
        raise Refusal(GONE)
    return await directory.page(session, viewer, offset, PAGE, sector=sector)


@dataclass(frozen=True, slots=True)
class Results:
    """What was found for free words so far."""

    search: Search
    entries: Sequence[DirectoryEntry]


async def search_of(session: UnitSession, viewer: Delegate, search_id: int) -> Results:
    """What was found for a search of the viewer's mission.

    Raises:
        Refusal: there is none.
    """
    search = await session.get(Search, search_id)
    if search is None or search.mission_id != viewer.mission_id:
        raise Refusal(GONE)
    return await results_of(session, viewer, search)


async def results_of(session: UnitSession, viewer: Delegate, search: Search) -> Results:
    """By its words alone where it is not answered yet."""
    ids = search.found
    if ids is None:
        ids = await directory.by_words(session, search.mission_id, search.words)
    return Results(search, await directory.entries(session, viewer, [each for each in ids if each != viewer.id]))


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A delegate with what the directory says of them."""

    delegate: Delegate
    organisation: Organisation
    delegation: Delegation


async def listed(session: UnitSession, viewer: Delegate, ids: Sequence[int]) -> list[ListedPerson]:
    """These delegates, in this order, as far as the viewer sees them now."""
    rows = await session.exec(
        select(Delegate, Organisation, Delegation)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .join(Delegation, col(Delegation.id) == col(Delegate.delegation_id))
        .where(col(Delegate.id).in_(ids), *await directory.seen_by(session, viewer))
    )
    found = {row[0].id: ListedPerson(*row) for row in rows}
    return [found[each] for each in ids if each in found][:MOST]
