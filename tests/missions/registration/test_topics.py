"""Topics of a profile: which are ticked unasked, which are only offered, and those that one looks up oneself."""

from __future__ import annotations

import pytest

from missions.errors import Refusal
from missions.matching import sectors
from missions.proposals import topics
from missions.registration import registration
from missions.registration.profile_draft import MOST_TAGS, ProfileDraft
from storage.database import Database
from storage.tables import TextVector
from tests.missions.stage import staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
OFFER, NEED = "parapheur electronique", "centre d'appel et audit de securité"


async def test_what_is_named_is_ticked_and_what_is_only_near_is_not(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open(tags=[{"id": "argan", "sector": "agrifood", "label": {"fr": "Argan"}}])
        for text, near in ((OFFER, ["electronics", "esign_pki"]), (NEED, ["accounting_tax"])):
            await stage.add(TextVector(key=topics.key_of(text), tags=near))
        draft = ProfileDraft(mission.id, stage.delegation.id, offer=OFFER, need=NEED)
        assert await registration.read_tags(stage.session, draft) == 5
        assert draft.chips("offer") == ["electronics", "esign_pki"]
        assert draft.ticked("offer") == []
        assert draft.ticked("need") == ["call_centre", "pentest"]
        assert draft.chips("need") == ["call_centre", "pentest", "accounting_tax"]
        assert "argan" in topics.tags_of(mission, "agrifood")
        assert {tag for each in sectors() for tag in topics.tags_of(mission, each)} == {
            *topics.taxonomy_of(mission).tags
        }


def test_what_was_looked_up_outlives_a_change_of_the_text_and_the_taking_back_of_another(engine_name: str) -> None:  # noqa: ARG001
    draft = ProfileDraft(1, 1, offer=OFFER, offer_read=["electronics"], offer_tags=["electronics"])
    draft.look_up("offer", "accounting_tax", on=True)
    draft.look_up("offer", "accounting_tax", on=True)
    draft.tick("offer", "electronics", on=False)
    assert (draft.ticked("offer"), draft.chips("offer")) == (["accounting_tax"], ["electronics", "accounting_tax"])
    draft = ProfileDraft.read(draft.data())
    draft.forget_tags("offer")
    assert draft.chips("offer") == ["accounting_tax"]
    draft.look_up("offer", "accounting_tax", on=False)
    assert draft.ticked("offer") == []
    for n in range(MOST_TAGS):
        draft.look_up("need", f"tag-{n}", on=True)
    with pytest.raises(Refusal):
        draft.look_up("need", "one more", on=True)
    draft.look_up("need", "tag-0", on=False)
    assert len(draft.ticked("need")) == MOST_TAGS - 1
