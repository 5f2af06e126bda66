"""The log names nobody and repeats nothing: neither what people wrote nor the token, whatever goes wrong."""

from __future__ import annotations

import re

import pytest

from tests.bot.conftest import SECRET, House, written
from tests.bot.trouble import unsayable

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nothing_of_anyone_is_in_the_log(house: House) -> None:
    sandbox, before = house.sandbox, len(house.wasl.log)
    zoubida = await sandbox.add_person(
        "Zoubida", last_name="Zzyzxova", username="zoubida_zz", phone="+212699887766", language_code="fr"
    )
    await zoubida.start("zzyzx-invitation")
    await zoubida.expect()
    for fault in ("500", "garbage", "cut_before", "cut_after", "403", "400"):
        await sandbox.fault("sendMessage", fault)
    for fault in ("500", "garbage", "cut_before"):  # each makes the next poll wait longer
        await sandbox.fault("getUpdates", fault)
    await zoubida.say("Zzyzx et Fils cherche un associé, zzyzx@example.org")
    await zoubida.share_contact()
    await zoubida.send_file("zzyzx.pdf", b"zzyzx", "application/pdf")
    await sandbox.inject(written(zoubida, "zzyzx", date="zzyzx"))
    await sandbox.inject({"callback_query": {"id": "zzyzx", "from": {"first_name": "zzyzx"}}})
    await sandbox.inject({"inline_query": {"id": "1", "from": zoubida.profile, "query": "zzyzx", "offset": 5}})
    async with unsayable(house.database, zoubida.id, "menu"):
        await zoubida.say("/cancel zzyzx")
        await zoubida.stale_press(zoubida.last.id, "lang:en")
        await zoubida.expect_toast("Toutes nos excuses", timeout=60)
    await zoubida.stale_press(zoubida.last.id, "zzyzx:1:2")
    await zoubida.block()
    await sandbox.acknowledged(timeout=60)
    await sandbox.clear_faults()  # those left would meet the next test's people

    log = "\n".join(house.wasl.log[before:])
    assert "update failed" in log
    assert "polling failed" in log
    assert "connection trouble" in log
    assert "Traceback" not in log
    for private in (SECRET, "oubida", "zzyzx", "99887766", "127.0.0.1"):
        assert private.lower() not in log.lower(), private
    # The digits of a short id may be within other numbers.
    assert not re.search(rf"(?<![\w.]){zoubida.id}(?!\w)", log)
