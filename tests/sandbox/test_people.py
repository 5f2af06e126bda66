"""The test kit itself: a person and a small bot, over the wire."""

from __future__ import annotations

import pytest

from tests.people import Sandbox
from tests.sandbox.caller import Caller

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "\u2068Confirmer\u2069", "callback_data": "yes"}, {"text": "Non", "callback_data": "no"}]
    ]
}


async def test_a_conversation(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start("invitation")
    [update] = await bot("getUpdates", timeout=5)
    assert update["message"]["text"] == "/start invitation"
    await bot("sendMessage", chat_id=rachid.id, text="Bienvenue\u00a0!", reply_markup=KEYBOARD)
    seen = await rachid.expect("Bienvenue !")
    assert seen.labels == [["Confirmer", "Non"]]

    await rachid.press("Confirmer")
    [update] = await bot("getUpdates", timeout=5, offset=update["update_id"] + 1)
    query = update["callback_query"]
    assert query["data"] == "yes"
    assert query["message"] == seen.raw
    await bot("answerCallbackQuery", callback_query_id=query["id"], text="C'est noté", show_alert=True)
    assert (await rachid.expect_toast("noté"))["show_alert"]
    await bot("editMessageText", chat_id=rachid.id, message_id=seen.id, text="Confirmé")
    edited = await rachid.expect("Confirmé")
    assert (edited.id, edited.buttons) == (seen.id, [])
    assert rachid.last == edited
    await bot("getUpdates", offset=update["update_id"] + 1)
    await rachid.quiet()


async def test_the_answer_to_an_earlier_press_is_not_that_to_the_last(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    await bot("sendMessage", chat_id=rachid.id, text="Bienvenue", reply_markup=KEYBOARD)
    await rachid.press("Confirmer")
    await rachid.press("Non")
    _start, yes, no = await bot("getUpdates")
    for update, text in ((yes, "Confirmé"), (no, "Annulé")):
        await bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text=text)
    assert (await rachid.expect_toast())["text"] == "Annulé"


async def test_quiet_hears_what_was_not_expected(sandbox: Sandbox, bot: Caller) -> None:
    rachid, lucia = sandbox.person("Rachid"), sandbox.person("Lucía")
    for person in (rachid, lucia):
        await person.start()
    await bot("sendMessage", chat_id=rachid.id, text="one")
    await bot("sendMessage", chat_id=lucia.id, text="two")
    with pytest.raises(AssertionError, match="left alone"):
        await rachid.quiet(until=lucia.expect("two"))


async def test_keyboard_below_shares_the_contact(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    keyboard = {"keyboard": [[{"text": "📱 Partager", "request_contact": True}]], "one_time_keyboard": True}
    await bot("sendMessage", chat_id=rachid.id, text="Votre numéro ?", reply_markup=keyboard)
    await rachid.press("Partager")
    updates = await bot("getUpdates")
    assert updates[-1]["message"]["contact"]["user_id"] == rachid.id
    assert rachid.reply_keyboard is None


async def test_a_missing_button_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(AssertionError, match="sees no button 'Confirmer'"):
        await sandbox.person("Rachid").press("Confirmer", timeout=0.01)
