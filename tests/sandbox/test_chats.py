"""What happens in a chat besides texts: pins, deletions, places, commands, what the bot says of itself."""

from __future__ import annotations

import asyncio

import pytest

from tests.people import Sandbox
from tests.sandbox.caller import Caller, Refusal
from tests.screen import Json


async def chat_of(sandbox: Sandbox, person: int) -> Json:
    chat: Json = await sandbox.get(f"chats/{person}")
    return chat


async def test_pins(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    at = {"chat_id": rachid.id}
    first, second = [(await bot("sendMessage", **at, text=text))["message_id"] for text in ("agenda", "programme")]
    for number in (first, second, second):
        await bot("pinChatMessage", **at, message_id=number)
    await rachid.expect_event("pin", message_id=second)
    notices = [seen.pinned["text"] for seen in rachid.screen if seen.pinned]
    assert notices == ["agenda", "programme"]
    assert (await bot("getChat", **at))["pinned_message"]["text"] == "programme"
    assert "pinned_message" in (await bot("getUpdates"))[-1]["message"], "Telegram tells a bot of its own pins"
    await bot("unpinChatMessage", **at)
    await bot("deleteMessage", **at, message_id=first)
    await rachid.expect_event("delete", message_id=first)
    assert rachid.pinned == (await chat_of(sandbox, rachid.id))["pinned"] == []
    with pytest.raises(Refusal, match="message to unpin not found"):
        await bot("unpinChatMessage", **at)


async def test_a_place_and_a_contact_are_on_the_screen(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    await bot("sendVenue", chat_id=rachid.id, latitude="36.73", longitude=-4.55, title="PTA", address="Málaga")
    assert (await rachid.expect("PTA", "Málaga")).raw["location"] == {"latitude": 36.73, "longitude": -4.55}
    await bot("sendContact", chat_id=rachid.id, phone_number="+34 600 000 301", first_name="Lucía")
    assert (await rachid.expect("Lucía")).raw["contact"]["user_id"] == 3001


async def test_commands_in_the_language_of_the_reader(sandbox: Sandbox, bot: Caller) -> None:
    for language, words in (("", "Help"), ("fr", "Aide"), ("ar", "مساعدة")):
        commands = [{"command": "help", "description": words}]
        await bot("setMyCommands", commands=commands, language_code=language, scope={"type": "all_private_chats"})
    seen = [(await chat_of(sandbox, person))["commands"][0]["description"] for person in (2001, 2002, 3003)]
    assert seen == ["Aide", "مساعدة", "Help"]
    await sandbox.person(2001).start()
    own = [{"command": "desk", "description": "Accueil"}]
    await bot("setMyCommands", commands=own, scope={"type": "chat", "chat_id": 2001})
    assert (await chat_of(sandbox, 2001))["commands"] == own


async def test_names_fall_back_to_the_default_language(bot: Caller) -> None:
    assert await bot("getMyName") == {"name": "wasl_demo_bot"}
    await bot("setMyDescription", description="default")
    await bot("setMyDescription", description="défaut", language_code="fr")
    assert await bot("getMyDescription", language_code="ar") == {"description": "default"}
    assert await bot("getMyDescription", language_code="fr") == {"description": "défaut"}


async def test_unread_and_typing(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    await bot("sendChatAction", chat_id=rachid.id, action="typing")
    await rachid.expect_event("chat_action", action="typing")
    assert (await chat_of(sandbox, rachid.id))["typing_until"]
    await bot("sendMessage", chat_id=rachid.id, text="x")
    chat = await chat_of(sandbox, rachid.id)
    assert (chat["unread"], chat["typing_until"]) == (1, None)
    await sandbox.post(f"chats/{rachid.id}/read")
    assert (await chat_of(sandbox, rachid.id))["unread"] == 0


async def test_a_button_is_pressed_only_where_it_is(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    await rachid.start()
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "1"}, {"text": "Web", "url": "wasl.ma"}]]}
    sent = await bot("sendMessage", chat_id=rachid.id, text="x", reply_markup=keyboard)
    assert await rachid.press("Web") == {"url": "wasl.ma"}
    await bot("editMessageReplyMarkup", chat_id=rachid.id, message_id=sent["message_id"])
    with pytest.raises(AssertionError, match="this button is not on the message now"):
        await sandbox.post(f"chats/{rachid.id}/press", message_id=sent["message_id"], data="1")


async def test_an_inline_query(sandbox: Sandbox, bot: Caller) -> None:
    rachid = sandbox.person("Rachid")
    asked = asyncio.create_task(rachid.ask_inline("portails"))
    [update] = await bot("getUpdates", timeout=5)
    result = {"type": "article", "id": "1", "title": "Malagueta", "input_message_content": {"message_text": "x"}}
    await bot("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[result])
    assert [found["title"] for found in await asked] == ["Malagueta"]


async def test_what_apps_do_not_allow(sandbox: Sandbox) -> None:
    rachid = sandbox.person("Rachid")
    for act in (rachid.start("not/allowed"), rachid.say(" "), rachid.say("x", reply_to=999)):
        with pytest.raises(AssertionError):
            await act
    await rachid.block()
    with pytest.raises(AssertionError, match="the bot is blocked"):
        await rachid.say("x")
