"""What the export of one's own data holds."""

from __future__ import annotations

import json

from missions.privacy.export import export
from storage.database import Database
from storage.outbox import post
from storage.tables import Conversation, Invitation, InvitationUse, Person, Role, RoleKind, Search
from tests.missions.stage import NOON, Stage


async def test_all_that_is_kept_of_a_person_is_in_it(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open()
        one, other = await stage.delegates(2)
        one.phone = "+212611223344"
        await session.flush()
        one.name, one.phone = "Zed", "+212600000000"
        person = await session.get_one(Person, one.person_id)
        link = Invitation(mission_id=mission.id, token="t")
        await stage.add(link)
        key = f"chat:1:{person.telegram_id}:{person.telegram_id}:set-aside"
        await stage.add(
            Role(mission_id=mission.id, person_id=person.id, kind=RoleKind.DESK, called="Zed @zed"),
            InvitationUse(invitation_id=link.id, person_id=person.id, at=NOON, barred_at=NOON),
            Search(mission_id=mission.id, person_id=person.id, words="water pumps", asked_at=NOON),
            Conversation(key=key, data={"stack": ["half a note"]}),
        )
        await post(session, "answerCallbackQuery", {"text": "Too late"}, chat_id=person.telegram_id)
        await post(session, "sendMessage", {"text": "to another"}, chat_id=1001, about=[f"delegate:{one.id}"])

        document = json.loads(json.dumps(await export(session, person)))

        [profile] = document["profiles"]
        assert (profile["name"], profile["former_names"]) == ("Zed", ["Delegate 0", "+212611223344"])
        assert [row["called"] for row in document["roles"]] == ["Zed @zed"]
        assert [row["barred_at"] is not None for row in document["invitations_used"]] == [True]
        assert [row["words"] for row in document["searches"]] == ["water pumps"]
        assert [row["params"]["text"] for row in document["messages_to_me"]] == ["Too late"]
        assert [row["data"] for row in document["conversation"]] == [{"stack": ["half a note"]}]
        assert other.name not in json.dumps(document)
