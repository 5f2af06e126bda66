"""Back leads to where one came from: from a time for a meeting to the person, and from there to what was found."""

from __future__ import annotations

import pytest

from tests.handlers.desk.kit import label
from tests.handlers.meetings.kit import Pair

_ = label("en")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_directory_and_back(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one.phone, meetings_pair.other
    await one.say("/directory")
    await one.expect("📖")
    await one.say(other.name)
    found = await one.sees("🔎", other.name)
    await one.press(other.name)
    await one.sees(other.name, "Firm")
    await one.press(_("🤝 Request a meeting"))
    await one.sees("🤝", other.name)
    await one.press(_("‹ Back"))
    await one.press(_("‹ Back to the list"))
    back = await one.sees("🔎", other.name)
    assert back.id == found.id
    assert back.button(other.name)


async def test_words_from_nowhere_are_looked_for(meetings_pair: Pair) -> None:
    one, other = meetings_pair.one.phone, meetings_pair.other
    await one.say("/agenda", answered=True)
    await one.say(other.name)
    asked = await one.expect("I did not understand")
    assert asked.button(_("☰ Menu"))
    await one.press("Search the directory")
    assert (await one.sees("🔎", other.name)).button(other.name)
