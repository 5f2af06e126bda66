"""Languages of delegates: what each speaks, whether two share one, and who can interpret between them.

The one owner of these questions: the solver's and the matcher's people are given `spoken`, so that all of them agree.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.solver import speaking
from storage.tables import Delegate, Interpreter


def spoken(delegate: Delegate) -> frozenset[str]:
    """The languages (ISO 639-1) that a delegate named; the language of their profile if they named none."""
    return frozenset(delegate.languages or [delegate.language])


def shared_languages(one: Delegate, other: Delegate) -> list[str]:
    """The languages that both speak, in the order in which the first named them."""
    theirs = spoken(other)
    return [code for code in one.languages or [one.language] if code in theirs]


def share_a_language(one: Delegate, other: Delegate) -> bool:
    return not speaking.strangers([spoken(one), spoken(other)])


def bridges(languages: Collection[str], one: Delegate, other: Delegate) -> bool:
    """Whether an interpreter of these languages speaks one of each delegate's."""
    return speaking.bridges(frozenset(languages), [spoken(one), spoken(other)])


async def interpreted(session: AsyncSession, one: Delegate, other: Delegate) -> bool:
    """Whether an interpreter of the mission, one who has not gone away, can sit between the two."""
    present = select(Interpreter.languages).where(
        Interpreter.mission_id == one.mission_id, col(Interpreter.away_since).is_(None)
    )
    return any(bridges(languages, one, other) for languages in await session.exec(present))


async def bridgeless(session: AsyncSession, one: Delegate, other: Delegate) -> bool:
    """Whether the two share no language and no interpreter of the mission can help, at any time."""
    return not share_a_language(one, other) and not await interpreted(session, one, other)
