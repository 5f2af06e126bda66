"""The page in a real browser, with a bot that is nothing but calls on the wire."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

Json = dict[str, Any]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TOKEN = "123456:ABC"
USERNAME = "wasl_demo_bot"
RACHID, LAYLA = 9001, 9002
PEOPLE = [
    {
        "id": RACHID,
        "first_name": "Rachid",
        "last_name": "Amrani",
        "language_code": "fr",
        "phone": "+212600000021",
        "about": "Heads a firm of twelve.",
        "side": "morocco",
    },
    {"id": LAYLA, "first_name": "ليلى", "last_name": "العلوي", "language_code": "ar", "side": "morocco"},
]

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="the page is tried in Chromium, and there is none here"),
]


@dataclass(frozen=True)
class Bot:
    """Raw calls, and the updates in the order they come."""

    session: aiohttp.ClientSession
    address: str

    async def __call__(self, method: str, **params: object) -> Json:
        """The whole answer, `{"ok": true, "result": …}`."""
        async with self.session.post(f"{self.address}/bot{TOKEN}/{method}", json=params) as response:
            answer: Json = await response.json()
            assert answer["ok"], answer
            return answer

    async def update(self, kind: str) -> Json:
        """The next update of a kind; those before it are passed over."""
        while True:
            update: Json
            for update in (await self("getUpdates", timeout=5, limit=1))["result"]:
                await self("getUpdates", offset=update["update_id"] + 1)
                if kind in update:
                    return Json(update[kind])

    async def forget(self) -> None:
        """Lets go of what earlier tests have left."""
        for update in (await self("getUpdates"))["result"]:
            await self("getUpdates", offset=update["update_id"] + 1)

    async def message(self, person: int, text: str, *rows: list[dict[str, str]], **params: object) -> int:
        if rows:
            params["reply_markup"] = {"inline_keyboard": rows}
        sent = await self("sendMessage", chat_id=person, text=text, **params)
        return int(sent["result"]["message_id"])

    async def document(self, person: int, name: str, data: bytes) -> None:
        form = aiohttp.FormData({"chat_id": str(person)})
        form.add_field("document", data, filename=name, content_type="text/calendar")
        async with self.session.post(f"{self.address}/bot{TOKEN}/sendDocument", data=form) as response:
            assert response.status == 200, await response.text()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    people = tmp_path_factory.mktemp("page") / "people.json"
    people.write_text(json.dumps(PEOPLE), encoding="utf-8")
    options = ["--port", "0", "--token", TOKEN, "--username", USERNAME, "--people", str(people)]
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *options, stdout=asyncio.subprocess.PIPE
    )
    assert sandbox.stdout is not None
    try:
        line = (await sandbox.stdout.readline()).decode()
        async with aiohttp.ClientSession() as session:
            started = Bot(session, line.removeprefix("Sandbox: ").strip())
            for person in (RACHID, LAYLA):
                async with session.post(f"{started.address}/sandbox/chats/{person}/start", json={}) as opened:
                    assert opened.status == 200
            yield started
    finally:
        sandbox.terminate()
        await sandbox.wait()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def tab(
    browser: Browser, bot: Bot, person: int | None, *, locale: str = "en", width: int = 1280, height: int = 800
) -> AsyncIterator[Page]:
    """The page as one person has it open; any error in it fails the test."""
    await bot.forget()
    context = await browser.new_context(
        locale=locale, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = await context.new_page()
    page.set_default_timeout(5000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(bot.address + (f"/#person={person}" if person else "/"))
    await page.wait_for_selector("[data-ready]")
    yield page
    await context.close()
    assert not errors


def message(page: Page, number: int) -> Locator:
    return page.locator(f'.message[data-id="{number}"]')


async def test_what_is_said_appears_on_both_sides(bot: Bot, browser: Browser) -> None:
    async with tab(browser, bot, RACHID) as page:
        await page.get_by_role("textbox", name="Message").fill("Bonjour 🤝")
        await page.keyboard.press("Enter")
        received = await bot.update("message")
        assert (received["text"], received["from"]["id"]) == ("Bonjour 🤝", RACHID)
        await expect(page.locator(".message.own").last).to_contain_text("Bonjour 🤝")

        number = await bot.message(RACHID, "Bienvenue à <b>Málaga 🌊 vous</b>", parse_mode="HTML")
        await expect(message(page, number).locator("strong")).to_have_text("Málaga 🌊 vous")
        await expect(page.locator(f'.person[data-person="{RACHID}"] .last')).to_contain_text("Bienvenue")


async def test_a_button_waits_for_its_answer(bot: Bot, browser: Browser) -> None:
    rows = [{"text": "Toast", "callback_data": "t"}, {"text": "Alert", "callback_data": "a"}]
    async with tab(browser, bot, RACHID) as page:
        number = await bot.message(RACHID, "Choose", rows)
        button = message(page, number).get_by_role("button", name="Toast")
        await button.click()
        pressed = await bot.update("callback_query")
        assert (pressed["data"], pressed["from"]["id"]) == ("t", RACHID)
        await expect(button).to_have_attribute("aria-busy", "true")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Noted")
        await expect(page.locator(".chat .toast")).to_have_text("Noted")
        await expect(button).not_to_have_attribute("aria-busy", "true")

        await message(page, number).get_by_role("button", name="Alert").click()
        pressed = await bot.update("callback_query")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Moved to 11:00", show_alert=True)
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("Moved to 11:00")
        await dialog.get_by_role("button", name="OK").click()
        await expect(dialog).to_have_count(0)


async def test_an_edit_and_a_deletion_are_seen_at_once(bot: Bot, browser: Browser) -> None:
    async with tab(browser, bot, RACHID) as page:
        number = await bot.message(RACHID, "Table 4", [{"text": "Seen", "callback_data": "s"}])
        await expect(message(page, number)).to_contain_text("Table 4")
        await bot("editMessageText", chat_id=RACHID, message_id=number, text="Table 7")
        await expect(message(page, number)).to_contain_text("Table 7")
        await expect(message(page, number).locator(".edited")).to_have_text("edited")
        await expect(message(page, number).get_by_role("button")).to_have_count(0)
        await bot("pinChatMessage", chat_id=RACHID, message_id=number)
        await expect(page.locator(".pins")).to_contain_text("Table 7")
        await bot("deleteMessage", chat_id=RACHID, message_id=number)
        await expect(message(page, number)).to_have_count(0)
        await expect(page.locator(".pins")).to_be_hidden()


async def test_arabic_runs_from_right_to_left_but_keyboards_do_not(bot: Bot, browser: Browser) -> None:
    row = [{"text": "رفض", "callback_data": "n"}, {"text": "تأكيد", "callback_data": "y"}]
    async with tab(browser, bot, LAYLA, locale="ar") as page:
        # It begins with a Latin name, isolated as all names are: the paragraph is Arabic all the same.
        number = await bot.message(LAYLA, "\u2068Acme\u2069 في القاعة \u206812\u2069\nRoom 12", row)
        paragraphs = message(page, number).locator("p")
        await expect(paragraphs.nth(0)).to_have_css("direction", "rtl")
        await expect(paragraphs.nth(1)).to_have_css("direction", "ltr")
        first, second = [await key.bounding_box() for key in await message(page, number).locator(".key").all()]
        assert first is not None
        assert second is not None
        assert first["x"] < second["x"]
        assert await page.evaluate("document.documentElement.dir") == "rtl"


async def test_text_never_becomes_markup(bot: Bot, browser: Browser) -> None:
    hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    async with tab(browser, bot, RACHID) as page:
        link = {"type": "text_link", "offset": 0, "length": 4, "url": "tg://user?id=1"}
        row = [{"text": "<b>bold</b>", "callback_data": "x"}]
        number = await bot.message(RACHID, hostile, row, entities=[link])
        await expect(message(page, number)).to_contain_text(hostile)
        await expect(message(page, number).get_by_role("button")).to_have_text("<b>bold</b>")
        assert await page.locator(".chat img, .chat script, .chat a[href^='tg:']").count() == 0
        assert "taken" not in await page.title()


async def test_a_contact_is_shared_after_asking(bot: Bot, browser: Browser) -> None:
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}]], "one_time_keyboard": True}
    async with tab(browser, bot, RACHID) as page:
        await bot("sendMessage", chat_id=RACHID, text="Your number?", reply_markup=keyboard)
        await page.get_by_role("button", name="My number").click()
        await page.get_by_role("button", name="Share", exact=True).click()
        received = await bot.update("message")
        assert received["contact"]["phone_number"].endswith("212600000021")
        assert received["contact"]["user_id"] == RACHID
        await expect(page.locator(".message.own .contact")).to_contain_text("Rachid Amrani")
        await expect(page.get_by_role("button", name="My number")).to_have_count(0)


async def test_a_document_is_downloaded_whole(bot: Bot, browser: Browser) -> None:
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    async with tab(browser, bot, RACHID) as page:
        await bot.document(RACHID, "mission.ics", calendar)
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download: mission.ics").click()
        saved = await download.value
        assert saved.suggested_filename == "mission.ics"
        assert (await saved.path()).read_bytes() == calendar


async def test_an_invitation_link_opens_in_the_chat(bot: Bot, browser: Browser) -> None:
    async with tab(browser, bot, RACHID) as page:
        number = await bot.message(RACHID, f"Invite: https://t.me/{USERNAME}?start=inv_42")
        await message(page, number).get_by_role("link").click()
        await page.get_by_role("dialog").locator(f'[data-person="{LAYLA}"]').click()
        received = await bot.update("message")
        assert (received["text"], received["from"]["id"]) == ("/start inv_42", LAYLA)
        await expect(page.locator(f'.chat[data-person="{LAYLA}"] .message.own').last).to_contain_text("inv_42")


async def test_commands_are_offered_while_typing(bot: Bot, browser: Browser) -> None:
    commands = [{"command": "agenda", "description": "My day"}, {"command": "cancel", "description": "Stop"}]
    await bot("setMyCommands", commands=commands)
    async with tab(browser, bot, RACHID) as page:
        await page.get_by_role("textbox", name="Message").press_sequentially("/ca")
        await expect(page.get_by_role("option")).to_have_text(["/cancelStop"])
        await page.keyboard.press("Enter")
        assert (await bot.update("message"))["text"] == "/cancel"
        await page.get_by_role("button", name="Menu").click()
        await expect(page.get_by_role("option")).to_have_count(2)


async def test_on_a_phone_the_list_leads_to_the_chat_and_back(bot: Bot, browser: Browser) -> None:
    async with tab(browser, bot, None, width=360, height=740) as page:
        await expect(page.locator(".chat")).to_have_count(0)
        await page.locator(f'.person[data-person="{RACHID}"]').click()
        await expect(page.locator(".chat h1")).to_have_text("Rachid Amrani")
        await expect(page.locator(".people")).to_be_hidden()
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await page.get_by_role("button", name="Back to the list").click()
        await expect(page.locator(".people")).to_be_visible()
        await page.go_back()
        await expect(page.locator(".chat h1")).to_have_text("Rachid Amrani")


async def test_blocking_and_starting_again(bot: Bot, browser: Browser) -> None:
    async with tab(browser, bot, RACHID) as page:
        await page.locator(".menu summary").click()
        await page.get_by_role("button", name="Block the bot").click()
        assert (await bot.update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
        await page.get_by_role("button", name="Unblock").click()
        assert (await bot.update("my_chat_member"))["new_chat_member"]["status"] == "member"
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
