"""Figures, the roster, and profiles as organisers see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.directory import directory, figures, roster
from missions.errors import Refusal
from missions.registration.participation import GONE
from storage.database import Database
from storage.tables import Delegate, DelegateStatus, Person
from tests.missions.stage import NOON, staged


async def test_figures_count_each_delegate_and_meeting_once(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        one, other, waiting, gone, blocked = await stage.delegates(5)
        waiting.status, gone.status = DelegateStatus.PENDING, DelegateStatus.LEFT
        person = await stage.session.get_one(Person, blocked.person_id)
        person.unreachable_since = NOON
        imported = Delegate(
            mission_id=mission.id,
            delegation_id=stage.delegation.id,
            organisation_id=stage.organisation.id,
            status=DelegateStatus.APPROVED,
            name="Imported",
        )
        await stage.add(imported)
        first, second = await stage.slots([NOON, NOON + timedelta(hours=1)])
        await stage.meeting(one, other, first)
        count = await figures.overview(stage.session, mission)
        (side,) = count.delegations
        assert (side.registered, side.waiting, side.approved, side.without_chat) == (4, 1, 4, 1)
        assert (side.unreachable, side.without_meeting, count.agreed) == (1, 2, 1)
        await stage.meeting(one, blocked, second)
        count = await figures.overview(stage.session, mission)
        assert (count.total("without_meeting"), count.agreed, count.requests) == (1, 2, 0)


TOGETHER = (
    ("عبد الرحمن بناني", "عبدالرحمن"),
    ("عبدالرحمن بناني", "عبد الرحمن بناني"),
    ("نور الدين الفاسي", "نورالدين الفاسي"),
    ("Yasmine Ben Ali", "benali"),
    ("Karim Elidrissi", "El-Idrissi, Karim"),
)
"""Names, and how people type them: written together or apart."""


async def test_the_roll_is_searched_as_people_type(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        delegates = await stage.delegates(3, chat=False)
        for delegate, name in zip(delegates, ("Zoé Álvarez", "Amina El-Idrissi", "أمينة"), strict=True):
            delegate.name = name
        await stage.session.flush()
        found = await roster.search(stage.session, mission.id, "  alvarez FIRM ")
        assert [entry.name for entry in found] == ["Zoé Álvarez"]
        assert await roster.search(stage.session, mission.id, "… !") == []
        both = [entry.name for entry in await roster.search(stage.session, mission.id, "أمينة")]
        assert both == ["Amina El-Idrissi", "أمينة"]
        for name, typed in TOGETHER:
            delegates[0].name = name
            await stage.session.flush()
            assert [entry.name for entry in await roster.search(stage.session, mission.id, typed)] == [name]
        delegates[0].name = "Zoé Álvarez"
        await stage.session.flush()
        listed = await roster.listed(stage.session, mission.id, stage.delegation.id)
        assert [entry.name for entry in listed] == ["Amina El-Idrissi", "Zoé Álvarez", "أمينة"]


async def test_who_is_looked_for_by_name_comes_first(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        other, wanted = await stage.delegates(2, chat=False)
        other.name, other.position, wanted.name = "Antonio Jiménez", "Parque de Andalucía", "Lucía Romero"
        await stage.session.flush()
        assert await directory.by_words(stage.session, mission.id, "lucia") == [wanted.id, other.id]


async def test_the_queue_goes_round(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        first, second, _approved = await stage.delegates(3)
        first.status = second.status = DelegateStatus.PENDING
        await stage.session.flush()
        shown = [(await roster.next_waiting(stage.session, mission.id, after))[0] for after in (0, first.id, second.id)]
        assert shown == [first, second, first]


async def test_a_profile_is_for_the_organisers_of_its_mission(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, other = await stage.delegates(2)
        stranger = await stage.session.get_one(Person, one.person_id)
        with pytest.raises(Refusal):
            await roster.profile(stage.session, stranger, other.id)
        owner = await stage.owner()
        (slot,) = await stage.slots([NOON])
        await stage.meeting(other, one, slot)
        profile = await roster.profile(stage.session, owner, other.id)
        assert [(agreed.name, agreed.slot) for agreed in profile.meetings] == [(one.name, slot)]
        with pytest.raises(Refusal) as refusal:
            await roster.profile(stage.session, owner, 10**6)
        assert refusal.value.msgid == GONE
