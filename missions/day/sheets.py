"""A person's day drawn as a picture or on paper: asked for, drawn aside, and replaced once a paper is out of date."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from locales import N_
from missions.day.my_day import MyDay, day_of
from missions.errors import Refusal
from missions.people.reach import is_reached
from missions.people.whose import Whose, is_of, of_number, owner, person_of
from storage.database import UnitSession
from storage.tables import DaySheet, Mission, Person, SheetKind

_MARGIN = timedelta(days=1)
"""A date of UTC and one of any time zone are a day apart at most."""

LOOKED_AT = 10
"""Sheets that one unit of work looks at: each takes several statements, and taps wait meanwhile."""
_AROUND = timedelta(days=60)
"""A slot may be before or after the mission's days; a forged button names any day."""
NO_DAY = N_("This day is not one of the mission’s.")


@dataclass(frozen=True, slots=True)
class SheetToDraw:
    """What is to be drawn, and the number that it has then."""

    sheet_id: int
    kind: SheetKind
    version: int
    digest: str
    asked: bool
    person: Person
    day: MyDay


async def ask(session: UnitSession, whose: Whose, day: date, kind: SheetKind) -> None:
    """Have a day drawn for its delegate or interpreter: it is sent in a moment.

    Raises:
        Refusal: the day is none of the mission's.
    """
    mission = await session.get_one(Mission, whose.mission_id)
    if not mission.starts_on - _AROUND <= day <= mission.ends_on + _AROUND:
        raise Refusal(NO_DAY)
    found = select(DaySheet).where(is_of(DaySheet, whose), DaySheet.day == day, DaySheet.kind == kind)
    sheet = (await session.exec(found)).first() or DaySheet(day=day, kind=kind, **owner(whose))
    sheet.due_at, sheet.asked = sheet.due_at or session.now, True
    session.add(sheet)


async def doubt(session: UnitSession, numbers: Collection[int]) -> None:
    """What these delegates and interpreters have on paper may be out of date: it is looked at again, unless its day is
    over."""
    delegates = col(DaySheet.delegate_id).in_([each for each in numbers if each > 0])
    theirs = delegates | col(DaySheet.interpreter_id).in_([-each for each in numbers if each < 0])
    on_paper = theirs & (col(DaySheet.kind) == SheetKind.PAPER)
    ahead = col(DaySheet.day) >= session.now.date() - _MARGIN
    waiting = update(DaySheet).where(on_paper, ahead, col(DaySheet.version) > 0, col(DaySheet.due_at).is_(None))
    await session.exec(waiting.values(due_at=session.now))


async def is_due(session: AsyncSession) -> bool:
    """Whether any is to be drawn or looked at."""
    return (
        await session.exec(select(DaySheet.id).where(col(DaySheet.due_at).is_not(None)).limit(1))
    ).first() is not None


async def next_to_draw(session: UnitSession) -> SheetToDraw | None:
    """The first of those that have waited longest that says something else than the last time, or was asked for.

    None where there is none among LOOKED_AT of them: others may be due.
    """
    waiting = select(DaySheet).where(col(DaySheet.due_at).is_not(None))
    first = waiting.order_by(~col(DaySheet.asked), col(DaySheet.due_at), col(DaySheet.id)).limit(LOOKED_AT)
    for sheet in (await session.exec(first)).all():
        if (found := await _to_draw(session, sheet)) is not None:
            return found
        sheet.due_at, sheet.asked = None, False
    return None


async def _to_draw(session: UnitSession, sheet: DaySheet) -> SheetToDraw | None:
    whose = await of_number(session, sheet.delegate_id or -(sheet.interpreter_id or 0))
    person = await person_of(session, whose) if whose else None
    if whose is None or person is None or not is_reached(person):
        return None
    day = await day_of(session, whose, sheet.day)
    digest = digest_of(day)
    if not sheet.asked and (digest == sheet.digest or day.ends_at <= session.now):
        return None
    version = sheet.version + (digest != sheet.digest)
    return SheetToDraw(sheet.id, sheet.kind, version, digest, sheet.asked, person, day)


async def drawn(session: UnitSession, sheet: SheetToDraw) -> bool:
    """Note that it is drawn; False where it is gone, with its reader."""
    row = await session.get(DaySheet, sheet.sheet_id)
    if row is None:
        return False
    row.version, row.digest, row.due_at, row.asked = sheet.version, sheet.digest, None, False
    return True


def digest_of(day: MyDay) -> str:
    """What is on a sheet, as far as its reader could miss a meeting by it."""
    said = [
        (
            *(*each.order, each.name, each.organisation, dict(each.title), dict(each.venue), each.table),
            *(each.meets or ()),
        )
        for each in day.sure
    ]
    return hashlib.sha256(repr((day.zone, said)).encode()).hexdigest()[:32]
