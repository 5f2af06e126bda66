"""An answer belongs to its question: held against a model, over all journeys, by people who act at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, select

from missions.announcements import drafts
from missions.meetings import requests
from storage.tables import Delegate, DelegateStatus, Delegation, Venue
from storage.tables import Person as PersonRow
from tests.handlers.core.answers import Actor, Asked, Joining, Place, Walk
from tests.handlers.desk.kit import delegate, organiser
from tests.handlers.registration.kit import OWNER, House, house
from tests.people import Person

STEPS = ("name", "organisation", "kind", "position", "offer", "need", "languages")
TEXTS = frozenset(STEPS) - {"kind", "languages"}
DELEGATES_OWN = ("position", "offer", "need")


@pytest.mark.parametrize(
    ("seed", "acts"), [(1, 60), *(pytest.param(seed, 600, marks=pytest.mark.slow) for seed in range(2, 6))]
)
async def test_no_text_lands_where_nothing_was_asked(tmp_path: Path, seed: int, acts: int) -> None:
    async with house(f"sqlite:///{tmp_path / 'wasl.db'}") as home:
        walk = Walk(
            home,
            random.Random(seed),
            [await _karim(home), await _salma(home)],
            [Joining(await _newcomer(home), STEPS, TEXTS)],
        )
        await walk.go(acts)
        [joining] = walk.joining
        await joining.finish(walk)
        profile = (await home.rows(Delegate, col(Delegate.need) == joining.taken["need"]))[0]
        assert {name: getattr(profile, name) for name in TEXTS - {"organisation"}} == {
            name: text for name, text in joining.taken.items() if name != "organisation"
        }


async def _newcomer(home: House) -> Person:
    person = await home.newcomer("Nour")
    await person.start(await home.invite("andalusia"))
    await person.press("I agree")
    await person.expect("1/")
    return person


async def _karim(home: House) -> Actor:
    """A delegate: notes to some, reasons for declining the requests of others, words of their own profile."""
    phone = await delegate(home, "Karim", "en", "Fouad Bennis", DelegateStatus.APPROVED)
    async with home.database.unit() as session:
        me = (await session.exec(select(Delegate).where(col(Delegate.name).contains("Fouad Bennis")))).one()
        mine, key = me.id, me.delegation_id
        others = select(Delegate).where(
            Delegate.mission_id == me.mission_id,
            Delegate.status == DelegateStatus.APPROVED,
            Delegate.delegation_id != key,
        )
        found = list((await session.exec(others.order_by(col(Delegate.id)))).all())
        asked = []
        for other in found[:6]:
            done = await requests.request(session, other, mine, requests.ANY_TIME)
            asked.append((done.meeting.id, done.meeting.revision, other.id))
    invitees = [other.id for other in found[6:26]]

    def note() -> tuple[str, Asked] | None:
        if not invitees:
            return None
        whom = invitees[0]
        return f"ask:s:{whom}:0", Asked(
            f"note to {whom}",
            ("meeting.note", whom),
            confirm=f"ask:n:{whom}:0",
            back=f"card:s:{whom}:0",
            reopens=True,
            ended=lambda: invitees.remove(whom),
        )

    def decline() -> tuple[str, Asked] | None:
        if not asked:
            return None
        one = asked[0]
        meeting, revision, requester = one
        return f"meet:e:{meeting}:{revision}:1", Asked(
            f"reason for {meeting}",
            ("meeting.reason", requester),
            confirm=f"words:1:{meeting}",
            back=f"meet:v:{meeting}:{revision}:0",
            ended=lambda: asked.remove(one),
        )

    def edit(name: str) -> Callable[[], tuple[str, Asked]]:
        place: Place = (f"delegate.{name}", mine)
        return lambda: (
            f"pf:{mine}:{name}",
            Asked(name, place, confirm="move:sure:1", back=f"pa:{mine}:show:0"),
        )

    edits = {name: edit(name) for name in DELEGATES_OWN}
    search = {"search": lambda: ("/directory", Asked("search"))}
    elsewhere = ("/agenda", "/help", "/requests", "menu:agenda", "menu:menu", "menu:requests")
    return Actor(phone, {"note": note, "decline": decline, **edits, **search}, elsewhere)


async def _salma(home: House) -> Actor:
    """An organiser: reasons and questions to those who wait, an announcement, names of places and interpreters."""
    phone = await organiser(home)
    async with home.database.unit() as session:
        morocco = (await session.exec(select(Delegation).where(Delegation.key == "morocco"))).one()
        waiting = select(Delegate).where(Delegate.delegation_id == morocco.id, col(Delegate.person_id).is_(None))
        found = (await session.exec(waiting.order_by(col(Delegate.id).desc()).limit(12))).all()
        for each in found:
            each.status = DelegateStatus.PENDING
        pending = [(each.id, each.revision) for each in found]
        venue = (await session.exec(select(Venue).limit(1))).one().id
        row = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == OWNER))).one()
        draft = (await drafts.begin(session, row)).id

    def words(act: str) -> Callable[[], tuple[str, Asked] | None]:
        def ask() -> tuple[str, Asked] | None:
            if not pending:
                return None
            one = pending[0]
            whom, revision = one
            return f"decide:{act}:{whom}:{revision}", Asked(
                f"{act} {whom}",
                ("delegate.status_reason", whom),
                confirm=f"decsay:1:{whom}",
                ended=lambda: pending.remove(one),
            )

        return ask

    questions: dict[str, Callable[[], tuple[str, Asked] | None]] = {
        "refuse": words("refuse"),
        "ask": words("ask"),
        "people": lambda: ("desk:people", Asked("people")),
        "text": lambda: (f"ann:write:{draft}:0:fr", Asked("text", ("announcement", draft), at_once=True)),
        "venue": lambda: (f"chv:{venue}:name", Asked("venue")),
        "interpreter": lambda: ("intp:add:0:0:0", Asked("interpreter")),
    }
    return Actor(phone, questions, ("/help", "/desk", "desk:home", "desk:approvals", "menu:menu", "/changes"))
