"""A registration is walked through, and nothing of it stands in the log, even where that tells the most."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from storage.database import Database
from tests.handlers.registration.kit import OWNER, House, in_ten_days
from tests.handlers.registration.words import LUCIA
from tests.people import Sandbox
from tests.wasl import Wasl

SECRET = "QvXzSecretOfTheBot"


async def test_nothing_of_a_registration_is_in_the_log(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'wasl.db'}"
    async with (
        Sandbox(token=f"123456:{SECRET}") as sandbox,
        Wasl(sandbox, url, owner_ids=(OWNER,), start=False, log_level="debug") as wasl,
    ):
        await wasl.load("malaga", starting=in_ten_days())
        await wasl.start()
        home = House(sandbox, wasl, Database(url))
        await home.owner.start(answered=True)
        person = await sandbox.add_person(
            "Zoubida", last_name="Zzyzxova", username="zoubida_zz", phone="+212699887766", language_code="en"
        )
        words = ("Zzyzx-Organisation", "Zzyzx-Position", "Zzyzx-Offer of olive oil", "Zzyzx-Need of bottles")
        way = replace(LUCIA, organisation=words[0], position=words[1], offer=words[2], need=words[3])
        link = await home.invite("andalusia")
        await home.register(person, way, link)
        await home.owner.expect("Zoubida")
        await home.owner.press("Valider")
        await person.expect(way.approved)
        await sandbox.acknowledged()
        await home.database.close()
        assert await wasl.stop() == 0

    log = "\n".join(wasl.log).lower()
    assert log.count("event=handled") > 12
    assert "done with" in log
    for private in (SECRET, link, "oubida", "zzyzx", "99887766", "olive"):
        assert private.lower() not in log, private
    for number in (person.id, OWNER):
        # As a number of its own: the digits of a time of day are not somebody's.
        assert not re.search(rf"(?<![\d.]){number}(?!\d)", log), number
