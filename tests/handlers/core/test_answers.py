"""An answer belongs to its question: held against a model, over all journeys, by people who act at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, select

from missions.announcements import drafts
from missions.meetings import openings, requests
from missions.registration import invitations
from storage.tables import Delegate, DelegateStatus, Delegation, Mission, Venue
from storage.tables import Person as PersonRow
from tests.handlers.core.answers import Actor, Asked, Claiming, Joining, Place, Walk, landed
from tests.handlers.desk.kit import delegate, organiser
from tests.handlers.registration.kit import OWNER, House, house_in, in_ten_days
from tests.people import Person

STEPS = ("name", "organisation", "kind", "position", "offer", "need", "languages")
TEXTS = frozenset(STEPS) - {"kind", "languages"}
DELEGATES_OWN = ("position", "offer", "need")
ELSEWHERE = ("/help", "/people", "/agenda", "/requests", "/directory")


@pytest.mark.parametrize(
    ("seed", "acts"), [(1, 50), *(pytest.param(seed, 800, marks=pytest.mark.slow) for seed in range(2, 6))]
)
async def test_no_text_lands_where_nothing_was_asked(tmp_path: Path, seed: int, acts: int) -> None:
    async with house_in(tmp_path) as home:
        claiming, joining = await _claimant(home), Joining(await _newcomer(home), STEPS, TEXTS)
        actors = [await _karim(home), await _salma(home)]
        walk = Walk(home, random.Random(seed), actors, [joining, claiming])
        await walk.go(acts)
        await claiming.finish(walk)
        assert await landed(home) == walk.expected, "\n".join(walk.log[-25:])
        await joining.finish(walk)
        await _says_what_was_taken(home, joining)


@pytest.mark.parametrize(
    ("seed", "acts"), [(1, 20), *(pytest.param(seed, 300, marks=pytest.mark.slow) for seed in range(2, 6))]
)
async def test_a_second_registration_takes_its_own_words_only(tmp_path: Path, seed: int, acts: int) -> None:
    async with house_in(tmp_path) as home:
        await home.owner.start(answered=True)
        samira, _first = await home.approved("Samira")
        await home.wasl.load("abidjan", starting=in_ten_days())
        await samira.start(await _link_to_the_newest(home))
        await samira.press("I agree")
        await samira.expect("1/")
        joining = Joining(samira, STEPS, TEXTS, refused=(), elsewhere=ELSEWHERE)
        walk = Walk(home, random.Random(seed), [], [joining])
        await walk.go(acts)
        await joining.finish(walk)
        await _says_what_was_taken(home, joining)


async def _says_what_was_taken(home: House, joining: Joining) -> None:
    [profile] = await home.rows(Delegate, col(Delegate.need) == joining.taken["need"])
    taken = {name: text for name, text in joining.taken.items() if name != "organisation"}
    assert {name: getattr(profile, name) for name in taken} == taken
    assert taken.keys() == TEXTS - {"organisation"}


async def _link_to_the_newest(home: House) -> str:
    async with home.database.unit() as session:
        mission = (await session.exec(select(Mission).order_by(col(Mission.id).desc()).limit(1))).one()
        there = select(Delegation).where(Delegation.mission_id == mission.id).order_by(col(Delegation.id)).limit(1)
        side = (await session.exec(there)).one()
        return (await invitations.create(session, mission.id, "delegate", side.id, 1, None)).token


async def _claimant(home: House) -> Claiming:
    """Who has opened the link to an imported profile, and is asked whether it is right."""
    [imported] = await home.rows(Delegate, Delegate.name == "Tarik Boudouh")
    async with home.database.unit() as session:
        (await session.get_one(Delegate, imported.id)).language = "en"
    person = await home.newcomer("Tarik")
    await person.start(await home.invite(None, delegate_id=imported.id))
    await person.press("I agree")
    await person.expect("This is what the organisers entered")
    questions = {
        "position": "What is your position",
        "offer": "What do you offer",
        "need": "What do you look for",
    }
    return Claiming(person, imported.id, questions, ELSEWHERE)


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
            done = await requests.request(session, other, mine, openings.ANY_TIME)
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
