"""From an invitation link to the organisers' word, over the wire."""

from __future__ import annotations

import pytest

from storage.tables import DelegateStatus
from tests.handlers.joining_kit import house


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_register_and_be_approved(database_url: str) -> None:
    async with house(database_url) as home:
        await home.owner.start()
        karim = home.sandbox.person("Karim")
        await karim.start(await home.invite())
        await karim.expect("Mission to Málaga", "Do you agree?")
        await karim.press("I agree")
        await karim.expect("1/9", "name")
        await karim.press("Karim Tazi")
        await karim.expect("2/9")
        await karim.say("Bahia Data")
        await karim.expect("3/9")
        await karim.press("Company")
        await karim.expect("4/9")
        await karim.say("Founder")
        await karim.expect("5/9")
        await karim.say("Data engineering and back office in French and Spanish")
        await karim.expect("6/9")
        await karim.say("Firms with databases to keep")
        await karim.expect("7/9")
        await karim.press("Spanish")
        await karim.expect("7/9")
        await karim.press("Continue")
        await karim.expect("8/9")
        await karim.press("Share my number")
        await karim.expect("9/9", "Bahia Data", "+212600000203", "English and Spanish")
        await karim.press("Send")
        await karim.expect("Sent.")
        await home.owner.expect("Karim Tazi")
        await home.owner.press("Approve")
        await home.owner.expect("approved")
        seen = await karim.expect("You take part")
        assert seen.button("Whom to meet")
        delegate = await home.delegate("Karim Tazi")
        assert delegate is not None
        assert delegate.status is DelegateStatus.APPROVED
