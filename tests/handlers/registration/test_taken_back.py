"""What was chosen stays to be read until it is asked again; forms that an older version began go on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from storage.tables import Conversation
from tests.handlers.registration.kit import House
from tests.handlers.registration.words import LUCIA
from tests.people import Person
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_choice_that_was_taken_back_is_told_no_longer(joining_home: House) -> None:
    home = joining_home
    wafa = await _begun(home, "Wafa")
    await wafa.press("Company")
    await wafa.expect("4/9")
    assert await _told(home, wafa) == {"Wafa Nouveau", "Company"}

    await wafa.press("Back")
    await wafa.expect("3/9")
    assert await _told(home, wafa) == {"Wafa Nouveau"}
    await wafa.press("Public agency")
    await wafa.expect("4/9")
    assert await _told(home, wafa) == {"Wafa Nouveau", "Public agency"}
    await _to_the_languages(wafa, LUCIA.position)
    await wafa.press("Spanish")
    await wafa.expect("7/9")
    await wafa.press("Share my number")
    await wafa.expect("9/9")
    told = await _told(home, wafa)
    assert {"Wafa Nouveau", "Public agency"} < told
    assert any("Spanish" in each for each in told), told

    # Another organisation may be of another kind: both are asked about.
    await wafa.press("Edit something")
    await wafa.press("Organisation")
    await wafa.expect("Which company or organisation")
    assert not await _told(home, wafa) & {"Public agency"}


@pytest.mark.parametrize("step", ["sector", "languages", "contact"])
async def test_a_registration_that_an_older_version_began_goes_on(joining_home: House, step: str) -> None:
    home = joining_home
    lina = await _begun(home, f"Lina{step[0].upper()}")
    await lina.press("Company")
    await lina.expect("4/9")
    await _to_the_languages(lina, LUCIA.position)
    asked = await lina.sees("Which languages do you speak?")
    await _as_before(home, lina, step)
    if step == "sector":
        await lina.stale_press(asked.id, "pick:sector:software")
        await lina.expect("7/9")
        await lina.press("Share my number")
    elif step == "languages":
        await lina.stale_press(asked.id, "move:languages:1")
        await lina.expect("What is your phone number?")
        await lina.press("Share my number")
    else:
        await lina.say("Without a number")
    await lina.expect("9/9")
    await lina.press(LUCIA.send)
    await lina.expect(LUCIA.sent)
    delegate = await home.delegate(f"Lina{step[0].upper()} Nouveau")
    assert bool(delegate.phone) == (step != "contact")
    assert step != "sector" or delegate.sectors == ["software"]
    await home.nothing_waits()


async def _begun(home: House, first_name: str) -> Person:
    """As far as the kind of an organisation that nobody has registered."""
    person = await home.newcomer(first_name)
    await person.start(await home.invite("andalusia"))
    await person.press("I agree")
    await person.expect("1/9")
    await person.press(f"{first_name} Nouveau")
    await person.expect("2/9")
    await person.say(f"Firm of {first_name}")
    await person.expect("3/9")
    return person


async def _to_the_languages(person: Person, position: str) -> None:
    for place, text in enumerate((position, LUCIA.offer, LUCIA.need), 5):
        await person.say(text)
        await person.expect(f"{place}/9")


async def _told(home: House, person: Person) -> set[str]:
    """What the chat says was chosen."""
    await all_said(home.database)
    return {
        line.removesuffix(" ✓")
        for seen in person.screen
        if seen.from_bot
        for line in seen.text.splitlines()
        if line.endswith("✓")
    }


async def _as_before(home: House, person: Person, step: str) -> None:
    """The conversation as commit 41b12e6 kept it at this step."""
    await all_said(home.database)
    async with home.database.unit() as session:
        mine = select(Conversation).where(col(Conversation.key).contains(f":{person.id}:"))
        row = (await session.exec(mine.order_by(Conversation.key).limit(1))).one()
        form: dict[str, Any] = row.data["form"]
        kept = ("draft", "revising", "review", "delegate_id", "invitation_id", "correcting", "cut")
        draft = {name: value for name, value in form["draft"].items() if name not in {"same_firm", "picked"}}
        row.data = {"form": {name: form[name] for name in kept} | {"draft": draft, "step": step}}
        session.add(row)
