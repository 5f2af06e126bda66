"""A bot's life on the server: its token is changed, its Wasl is upgraded; nobody in the chat notices."""

from __future__ import annotations

from pathlib import Path

from tests.handlers.registration.kit import OWNER
from tests.handlers.registration.words import AMINA
from tests.people import Person, Sandbox
from tests.storage.test_upgrade import put_old
from tests.wasl import Wasl


async def test_a_new_token_of_the_same_bot_goes_on_and_another_bot_is_refused(tmp_path: Path) -> None:
    url, state = f"sqlite:///{tmp_path / 'wasl.db'}", tmp_path / "sandbox.db"
    async with Sandbox(token="123456:OLD", state=state) as sandbox, Wasl(sandbox, url) as wasl:
        rachid = sandbox.person("Rachid")
        await rachid.start(answered=True)
        await sandbox.fault("sendMessage", "502", times=-1)
        await rachid.say("/help")
        await sandbox.acknowledged()
        await wasl.logs("not delivered yet")
        await wasl.kill()

    async with Sandbox(token="123456:NEW", state=state) as sandbox:
        rachid = sandbox.person("Rachid")
        before = len(rachid.screen)
        async with Wasl(sandbox, url):
            await rachid.expect("/menu")  # what waited in the outbox
            await rachid.say("/cancel", answered=True)
        said = [seen.text for seen in rachid.screen[before:] if seen.from_bot]
        assert len(said) == len(set(said)) >= 2  # each once

    async with (
        Sandbox(token="999:OTHER") as sandbox,
        Wasl(sandbox, url, start=False) as wasl,
    ):
        await wasl.launch()
        assert await wasl.ended() == 2
        [line] = wasl.log
        assert line.startswith("WASL_BOT_TOKEN is of bot 999, and this database serves bot 123456: ")


def asked(person: Person) -> list[bool]:
    """Whether each question of the third step has its buttons."""
    return [bool(seen.buttons) for seen in person.screen if "3/9" in seen.text]


async def test_half_a_registration_and_what_waits_survive_an_upgrade(empty_url: str) -> None:
    await put_old(empty_url)
    async with Sandbox(our_words=False) as sandbox:
        amina, rachid = sandbox.person(AMINA.who), sandbox.person("Rachid")
        # What people do while Wasl is away waits at Telegram.
        await amina.start()
        await rachid.start()
        async with Wasl(sandbox, empty_url, owner_ids=(OWNER,)):
            await amina.expect("3/9")  # answered by the old Wasl, and not sent
            await rachid.expect()
            # Her /start asks the question anew, and takes the buttons off the one that the old Wasl asked.
            await sandbox.until(
                lambda: asked(amina) == [False, True], lambda: f"asked twice, with buttons: {amina.told()}"
            )
            await amina.press(AMINA.kind)
            await amina.expect("4/9")
            await amina.say(AMINA.position)
            await amina.expect("5/9")
