"""Two missions at once, over the wire: each screen says which it is about, each button means its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select

from storage.tables import Delegate, DelegateStatus, Mission, Role, RoleKind
from storage.tables import Person as PersonRow
from storage.tables.base import utc_now
from tests.handlers.desk.kit import label, named, set_status, speak
from tests.handlers.mission import become
from tests.handlers.registration.kit import House, house_in
from tests.people import Person, Seen

SWITCH = partial(label("en"), "Mission: {mission} · switch")
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Twice:
    """Karim is a delegate in both missions, and organises the one to Málaga. Abidjan is on today."""

    home: House
    karim: Person
    malaga: Mission
    abidjan: Mission

    async def chosen(self) -> int | None:
        async with self.home.database.reading() as session:
            person = select(PersonRow).where(PersonRow.telegram_id == self.karim.id)
            return (await session.exec(person)).one().mission_id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twice(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Twice]:
    async with house_in(tmp_path_factory.mktemp("twice")) as home:
        await home.wasl.load("abidjan", starting=utc_now().date() - timedelta(days=1))
        karim = home.sandbox.person("Karim")
        await karim.start(answered=True)
        await become(home.database, karim.id, "fr", "Fouad Bennis")
        await become(home.database, karim.id, "fr", "Hamza Tber")
        async with home.database.unit() as session:
            missions = {each.key: each for each in await session.exec(select(Mission))}
            person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == karim.id))).one()
            role = Role(
                mission_id=missions["malaga"].id,
                person_id=person.id,
                kind=RoleKind.ORGANISER,
                confirmed_at=session.now,
            )
            session.add(role)
            for delegate in await session.exec(select(Delegate).where(Delegate.person_id == person.id)):
                delegate.status = DelegateStatus.APPROVED
        yield Twice(home, karim, missions["malaga"], missions["abidjan"])


def about(seen: Seen, mission: Mission) -> bool:
    """Whether every button names the mission; those that lead to another aside."""
    data = [button.data for button in seen.buttons if button.data and not button.data.endswith("!")]
    return bool(data) and all(re.search(rf"~{mission.id}\Z", each) for each in data)


async def test_the_mission_on_today_until_another_is_chosen(twice: Twice) -> None:
    karim, home = twice.karim, twice.home
    for language in ("fr", "ar", "en"):
        await _forget_choice(twice)
        await speak(home.database, karim.id, language)
        _ = label(language)
        malaga, abidjan = twice.malaga.title[language], twice.abidjan.title[language]
        await karim.say("/menu")
        menu = await karim.expect(abidjan)
        assert menu.button(_("Mission: {mission} · switch", mission=abidjan))
        assert about(menu, twice.abidjan)
        await karim.press(_("📅 My agenda"))
        agenda = await karim.expect("📅")
        assert about(agenda, twice.abidjan)
        await karim.press(_("Mission: {mission} · switch", mission=abidjan))
        agenda = await _with_button(karim, _("Mission: {mission} · switch", mission=malaga))
        assert "📅" in agenda.text
        assert about(agenda, twice.malaga)
        assert await twice.chosen() == twice.malaga.id
        for command in ("/agenda", "/people", "/directory", "/requests", "/profile", "/menu", "/desk", "/help"):
            shown = await _answer(karim, command)
            assert shown.button(_("Mission: {mission} · switch", mission=malaga)), command
            assert about(shown, twice.malaga), command


async def test_what_is_typed_means_the_mission_of_its_question(twice: Twice) -> None:
    karim, _ = twice.karim, label("en")
    await speak(twice.home.database, karim.id, "en")
    await _choose(twice, twice.abidjan)
    await karim.say("/desk")
    desk = await karim.expect(twice.malaga.title["en"])
    assert about(desk, twice.malaga), "the only desk there is"
    await karim.press(_("👥 People"))
    await karim.expect("type a name")
    await karim.say("Adil Lamrabet")
    found = await karim.expect("1 found")
    assert about(found, twice.malaga)
    await karim.press("Adil Lamrabet")
    await karim.sees("Kasbah Code")
    await karim.press(_("Mission: {mission} · switch", mission=twice.malaga.title["en"]))
    assert about(await karim.expect(twice.abidjan.title["en"]), twice.abidjan), "no desk there: the menu"


async def test_a_notice_opens_its_own_mission(twice: Twice) -> None:
    karim, home = twice.karim, twice.home
    await speak(home.database, karim.id, "en")
    await _choose(twice, twice.abidjan)
    fouad = await named(home.database, "Fouad Bennis")
    await set_status(home.database, fouad.id, DelegateStatus.PENDING)
    await home.owner.start(answered=True)
    await speak(home.database, home.owner.id, "en")
    await home.owner.stale_press(home.owner.last.id, f"menu:desk~{twice.malaga.id}!")
    await home.owner.press("Approvals (1)")
    await home.owner.press("✅ Approve")
    told = await karim.sees("Registration approved", twice.malaga.title["en"])
    assert about(told, twice.malaga)
    await karim.press("My agenda")
    agenda = await _with_button(karim, SWITCH(mission=twice.malaga.title["en"]))
    assert about(agenda, twice.malaga)
    assert await twice.chosen() == twice.abidjan.id, "looking is not choosing"


async def test_old_buttons_and_forged_ones(twice: Twice) -> None:
    karim, home = twice.karim, twice.home
    await speak(home.database, karim.id, "en")
    await _choose(twice, twice.abidjan)
    await karim.say("/menu", answered=True)
    number = karim.last.id
    await karim.stale_press(number, "menu:agenda")
    assert about(await _with_button(karim, SWITCH(mission=twice.abidjan.title["en"])), twice.abidjan)
    for forged in (
        f"desk:home~{twice.abidjan.id}",
        "desk:home~999999",
        "menu:agenda~999999!",
        "menu:agenda~0000000000!",
    ):
        await karim.stale_press(number, forged)
        await karim.expect_toast("Only the organisers")
    assert await twice.chosen() == twice.abidjan.id
    await karim.stale_press(number, f"dmis:{twice.malaga.id}")
    assert about(await karim.expect("🗂", twice.malaga.title["en"]), twice.malaga)


async def test_with_three_missions_one_chooses_from_a_list(twice: Twice) -> None:
    home = twice.home
    async with home.database.unit() as session:
        values: dict[str, Any] = twice.malaga.model_dump(exclude={"id", "key", "title", "starts_on", "ends_on"})
        third = Mission(
            **values,
            key="third",
            title={"en": "Third mission"},
            starts_on=twice.malaga.starts_on + timedelta(days=400),
            ends_on=twice.malaga.ends_on + timedelta(days=400),
        )
        session.add(third)
    await home.owner.start(answered=True)
    await speak(home.database, home.owner.id, "en")
    await home.owner.say("/desk")
    await home.owner.expect("🗂")
    await home.owner.press(SWITCH(mission=(await home.owner.sees("🗂")).text.split("\n")[0].removeprefix("🗂 ")))
    listed = await home.owner.sees("Which mission?")
    assert {twice.malaga.title["en"], twice.abidjan.title["en"], "Third mission"} <= {
        each.text for each in listed.buttons
    }
    await home.owner.press("Third mission")
    assert about(await home.owner.expect("🗂", "Third mission"), third), "the screen one came from"


async def _forget_choice(twice: Twice) -> None:
    async with twice.home.database.unit() as session:
        (await session.exec(select(PersonRow).where(PersonRow.telegram_id == twice.karim.id))).one().mission_id = None


async def _choose(twice: Twice, mission: Mission) -> None:
    async with twice.home.database.unit() as session:
        found = select(PersonRow).where(col(PersonRow.telegram_id) == twice.karim.id)
        (await session.exec(found)).one().mission_id = mission.id


async def _answer(person: Person, command: str) -> Seen:
    """The new message that answers a command; older ones may change meanwhile."""
    before = person.last.id
    await person.say(command)
    return await person.sandbox.until(
        lambda: person.last if person.last.id > before else None, lambda: f"no answer to {command}:\n{person.told()}"
    )


async def _with_button(person: Person, words: str) -> Seen:
    """The newest message with this button, once it is there."""

    def find() -> Seen | None:
        return next((seen for seen in reversed(person.screen) if seen.from_bot and seen.button(words)), None)

    return await person.sandbox.until(find, lambda: f"no button {words!r}:\n{person.told()}")
