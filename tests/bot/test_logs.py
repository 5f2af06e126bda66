"""The log names nobody and repeats nothing: neither what people wrote nor the token, whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

from storage.database import Database
from tests.bot.conftest import written
from tests.bot.trouble import unsayable
from tests.people import Sandbox
from tests.wasl import Wasl

SECRET = "QvXzSecretOfTheBot"


async def test_nothing_of_anyone_is_in_the_log(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'wasl.db'}"
    async with Sandbox(token=f"123456:{SECRET}") as sandbox, Wasl(sandbox, url, log_level="debug") as wasl:
        zoubida = await sandbox.add_person(
            "Zoubida", last_name="Zzyzxova", username="zoubida_zz", phone="+212699887766", language_code="fr"
        )
        await zoubida.start("zzyzx-invitation")
        await zoubida.expect()
        for fault in ("500", "garbage", "cut_before", "cut_after", "403", "400"):
            await sandbox.fault("sendMessage", fault)
        await zoubida.say("Zzyzx et Fils cherche un associé, zzyzx@example.org")
        await zoubida.share_contact()
        await zoubida.send_file("zzyzx.pdf", b"zzyzx", "application/pdf")
        await sandbox.inject(written(zoubida, "zzyzx", date="zzyzx"))
        await sandbox.inject({"callback_query": {"id": "zzyzx", "from": {"first_name": "zzyzx"}}})
        await sandbox.inject({"inline_query": {"id": "1", "from": zoubida.profile, "query": "zzyzx", "offset": 5}})
        database = Database(url)
        async with unsayable(database, zoubida.id, "menu"):
            await zoubida.say("/cancel zzyzx")
            await zoubida.stale_press(zoubida.last.id, "lang:en")
            await zoubida.expect_toast("Désolé")
        await database.close()
        await zoubida.stale_press(zoubida.last.id, "zzyzx:1:2")
        await zoubida.block()
        await sandbox.acknowledged()
        await sandbox.stop()  # and Telegram is gone, in the middle of it all
        await wasl.logs("polling failed", "connection trouble")
        assert await wasl.stop() == 0

        log = "\n".join(wasl.log)
        assert "update failed" in log
        assert "Traceback" not in log
        for private in (SECRET, "oubida", "zzyzx", "99887766", str(zoubida.id), "127.0.0.1"):
            assert private.lower() not in log.lower(), private
