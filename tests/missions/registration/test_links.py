"""Links to register or to claim a profile: made, listed, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.errors import Refusal
from missions.registration import invitations, links
from storage.database import Database
from storage.tables import RoleKind
from tests.missions.stage import NOON, staged


async def test_links_are_made_listed_and_taken_back(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        owner = await stage.owner()
        (imported,) = await stage.delegates(1, chat=False)
        made = await links.make(
            stage.session, owner, mission.id, role=invitations.DELEGATE, delegation_id=None, uses=50, days=0
        )
        assert made.invitation.uses_left == 50
        assert made.invitation.expires_at == invitations.mission_ends(mission)
        once = await links.make(
            stage.session, owner, mission.id, role=RoleKind.ORGANISER, delegation_id=None, uses=50, days=7
        )
        assert (once.invitation.uses, once.invitation.expires_at) == (1, NOON + timedelta(days=7))
        claim = await links.claim(stage.session, owner, imported.id)
        assert (await links.claim(stage.session, owner, imported.id)).invitation == claim.invitation
        await links.revoke(stage.session, owner, made.invitation.id)
        with pytest.raises(Refusal):
            await links.revoke(stage.session, owner, made.invitation.id)
        assert [link.invitation for link in await links.listed(stage.session, mission.id)] == [once.invitation]
        stage.at(NOON + timedelta(days=8))
        assert await links.listed(stage.session, mission.id) == []


@pytest.mark.parametrize(("role", "uses", "days"), [("leader", 1, 0), ("delegate", 3, 0), ("delegate", 1, 400)])
async def test_what_is_not_offered_cannot_be_made(database: Database, role: str, uses: int, days: int) -> None:
    async with staged(database) as stage:
        mission = await stage.open()
        owner = await stage.owner()
        with pytest.raises(Refusal):
            await links.make(stage.session, owner, mission.id, role=role, delegation_id=None, uses=uses, days=days)
        with pytest.raises(Refusal):
            await links.make(
                stage.session, owner, mission.id, role=invitations.DELEGATE, delegation_id=10**6, uses=1, days=1
            )
