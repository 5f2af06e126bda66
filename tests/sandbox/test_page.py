"""The page in a real browser, with a bot that is nothing but calls on the wire."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from tests.people import Sandbox
from tests.sandbox.caller import Caller
from tests.screen import Json

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RACHID, AMINA = 2001, 2002
"""Of the demo people: Rachid Ouazzani, and أمينة الإدريسي."""

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="the page is tried in Chromium, and there is none here"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """One for all tests of the page: each looks at its own messages only."""
    async with Sandbox(our_words=False) as sandbox:
        for person in (RACHID, AMINA):
            await sandbox.person(person).start()
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox: Sandbox) -> AsyncIterator[Caller]:
    """It begins with no updates: what earlier tests have left is acknowledged."""
    async with ClientSession(sandbox.api_url) as session:
        caller = Caller(session, sandbox.token)
        for left in await caller("getUpdates"):
            await caller("getUpdates", offset=left["update_id"] + 1)
        yield caller


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def tab(
    browser: Browser, sandbox: Sandbox, person: int | None, locale: str = "en", size: tuple[int, int] = (1280, 800)
) -> AsyncIterator[Page]:
    """The page as one person has it open, who has never had it open; any error in it fails the test."""
    page = await blank(browser, locale, size)
    errors: list[str] = []
    page.on("pageerror", note := lambda error: errors.append(str(error)))
    await page.goto(sandbox.api_url + (f"/#person={person}" if person else "/"))
    await page.wait_for_selector("[data-ready]")
    try:
        yield page
    except BaseException:
        await page.context.close()
        raise
    await page.evaluate("localStorage.clear()")
    await page.goto("about:blank")
    page.remove_listener("pageerror", note)
    assert not errors


async def blank(browser: Browser, locale: str, size: tuple[int, int]) -> Page:
    """A tab in this language and of this size: the one of the tests before, for opening one takes a second."""
    viewport = ViewportSize(width=size[0], height=size[1])
    for context in browser.contexts:
        [page] = context.pages
        if page.viewport_size == viewport and await page.evaluate("navigator.language") == locale:
            return page
    context = await browser.new_context(locale=locale, viewport=viewport, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(60_000)
    return page


async def update(bot: Caller, kind: str) -> Json:
    """The next update of a kind; those before it are passed over."""
    while True:
        found: list[Json] = await bot("getUpdates", timeout=5, limit=1)
        for one in found:
            await bot("getUpdates", offset=one["update_id"] + 1)
            if kind in one:
                return Json(one[kind])


async def say(bot: Caller, person: int, text: str, *row: tuple[str, str], **params: object) -> int:
    """Sends a message, with a row of buttons as (text, data); its number."""
    if row:
        buttons = [{"text": label, "callback_data": data} for label, data in row]
        params["reply_markup"] = {"inline_keyboard": [buttons]}
    sent = await bot("sendMessage", chat_id=person, text=text, **params)
    return int(sent["message_id"])


def message(page: Page, number: int) -> Locator:
    return page.locator(f'.message[data-id="{number}"]')


async def test_no_file_of_the_page_is_kept_by_the_browser_unasked(sandbox: Sandbox) -> None:
    async with ClientSession(sandbox.api_url) as session:
        for path in ("/", "/app.js", "/style.css"):
            async with session.get(path) as response:
                assert response.status == 200
                assert response.headers["Cache-Control"] == "no-cache"


async def test_what_is_said_appears_on_both_sides(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        await page.get_by_role("textbox", name="Message").fill("Bonjour 🤝")
        await page.keyboard.press("Enter")
        received = await update(bot, "message")
        assert (received["text"], received["from"]["id"]) == ("Bonjour 🤝", RACHID)
        await expect(page.locator(".message.own").last).to_contain_text("Bonjour 🤝")

        number = await say(bot, RACHID, "Bienvenue à <b>Málaga 🌊 vous</b>", parse_mode="HTML")
        await expect(message(page, number).locator("strong")).to_have_text("Málaga 🌊 vous")
        await expect(page.locator(f'.person[data-person="{RACHID}"] .last')).to_contain_text("Bienvenue")


async def test_a_button_waits_for_its_answer(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        number = await say(bot, RACHID, "Choose", ("Toast", "t"), ("Alert", "a"))
        button = message(page, number).get_by_role("button", name="Toast")
        await button.click()
        pressed = await update(bot, "callback_query")
        assert (pressed["data"], pressed["from"]["id"]) == ("t", RACHID)
        await expect(button).to_have_attribute("aria-busy", "true")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Noted")
        await expect(page.locator(".chat .toast")).to_have_text("Noted")
        await expect(button).not_to_have_attribute("aria-busy", "true")

        await message(page, number).get_by_role("button", name="Alert").click()
        pressed = await update(bot, "callback_query")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Moved to 11:00", show_alert=True)
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("Moved to 11:00")
        await dialog.get_by_role("button", name="OK").click()
        await expect(dialog).to_have_count(0)


async def test_an_edit_and_a_deletion_are_seen_at_once(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        number = await say(bot, RACHID, "Table 4", ("Seen", "s"))
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


async def test_arabic_runs_from_right_to_left_but_keyboards_do_not(
    sandbox: Sandbox, bot: Caller, browser: Browser
) -> None:
    async with tab(browser, sandbox, AMINA, locale="ar") as page:
        # Telegram Desktop looks into isolates, and takes ℹ️ and 🆕 for letters: only the mark at the front helps.
        lines = ["\u200f\u2068Acme\u2069 في القاعة", "\u2068Acme\u2069 في القاعة", "🆕 جديد", "12 في القاعة", "12:30"]
        number = await say(bot, AMINA, "\n".join(lines), ("رفض", "n"), ("تأكيد", "y"))
        paragraphs = message(page, number).locator("p")
        for at, direction in enumerate(["rtl", "ltr", "ltr", "rtl", "ltr"]):
            await expect(paragraphs.nth(at)).to_have_css("direction", direction)
        first, second = [await key.bounding_box() for key in await message(page, number).locator(".key").all()]
        assert first is not None
        assert second is not None
        assert first["x"] < second["x"]
        assert await page.evaluate("document.documentElement.dir") == "rtl"


async def test_formatting_is_drawn_as_it_was_meant(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    written = (
        "😀 <b>bold <i>and both</i></b> <s>table 4</s> → 11\n<blockquote>said\nbefore</blockquote>\n"
        'after <tg-spoiler>hidden</tg-spoiler> <a href="https://example.org/">page</a>'
        '<pre><code class="language-py">x = 1\ny = 2</code></pre>'
    )
    async with tab(browser, sandbox, RACHID) as page:
        shown = message(page, await say(bot, RACHID, written, parse_mode="HTML"))
        await expect(shown.locator("strong")).to_have_text("bold and both")
        await expect(shown.locator("strong em")).to_have_text("and both")
        await expect(shown.locator("s")).to_have_text("table 4")
        await expect(shown.locator("blockquote p")).to_have_text(["said", "before"])
        await expect(shown.locator("pre")).to_have_text("x = 1\ny = 2")
        link = shown.get_by_role("link", name="page")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")
        spoiler = shown.locator(".spoiler")
        await expect(spoiler).to_have_css("color", "rgba(0, 0, 0, 0)")
        await spoiler.click()
        await expect(spoiler).not_to_have_css("color", "rgba(0, 0, 0, 0)")


async def test_text_never_becomes_markup(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    async with tab(browser, sandbox, RACHID) as page:
        link = {"type": "text_link", "offset": 0, "length": 4, "url": "tg://user?id=1"}
        number = await say(bot, RACHID, hostile, ("<b>bold</b>", "x"), entities=[link])
        await expect(message(page, number)).to_contain_text(hostile)
        await expect(message(page, number).get_by_role("button")).to_have_text("<b>bold</b>")
        assert await page.locator(".chat img, .chat script, .chat a[href^='tg:']").count() == 0
        assert "taken" not in await page.title()


async def test_a_contact_is_shared_after_asking(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}]], "one_time_keyboard": True}
    async with tab(browser, sandbox, RACHID) as page:
        await bot("sendMessage", chat_id=RACHID, text="Your number?", reply_markup=keyboard)
        await page.get_by_role("button", name="My number").click()
        await page.get_by_role("button", name="Share", exact=True).click()
        received = await update(bot, "message")
        assert received["contact"]["phone_number"].endswith("212600000201")
        assert received["contact"]["user_id"] == RACHID
        await expect(page.locator(".message.own .contact")).to_contain_text("Rachid Ouazzani")
        await expect(page.get_by_role("button", name="My number")).to_have_count(0)


async def test_a_document_is_downloaded_whole(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    async with tab(browser, sandbox, RACHID) as page:
        await bot.form("sendDocument", chat_id=RACHID, document=calendar)
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download: document.bin").click()
        saved = await download.value
        assert saved.suggested_filename == "document.bin"
        assert (await saved.path()).read_bytes() == calendar


async def test_an_invitation_link_opens_in_the_chat(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        number = await say(bot, RACHID, f"Invite: https://t.me/{sandbox.username}?start=inv_42")
        await message(page, number).get_by_role("link").click()
        await page.get_by_role("dialog").locator(f'[data-person="{AMINA}"]').click()
        received = await update(bot, "message")
        assert (received["text"], received["from"]["id"]) == ("/start inv_42", AMINA)
        await expect(page.locator(f'.chat[data-person="{AMINA}"] .message.own').last).to_contain_text("/start")
        await expect(page.locator(f'.chat[data-person="{AMINA}"]')).not_to_contain_text("inv_42")


async def test_somebody_new_finds_their_invitation(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, None) as page:
        link = f"https://t.me/{sandbox.username}?start=inv_new"
        nadia = await sandbox.add_person("Nadia", last_name="Berrada", about=f"Invests in Fes. {link}")
        await page.locator(f'.person[data-person="{nadia.id}"]').click()
        await expect(page.locator(".welcome")).to_contain_text("Invests in Fes.")
        await page.get_by_role("button", name="Open the invitation").click()
        assert (await update(bot, "message"))["text"] == "/start inv_new"
        await expect(page.locator(".welcome")).to_have_count(0)
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


async def test_what_to_try_leads_to_whom_to_be(sandbox: Sandbox, browser: Browser) -> None:
    async with tab(browser, sandbox, None) as page:
        await page.locator(".try").get_by_role("link", name="أمينة").click()
        await expect(page.locator(".chat .status")).to_have_text("You are \u2068أمينة الإدريسي\u2069")
        await page.get_by_role("button", name="Hide").click()
        await page.reload()
        await page.wait_for_selector("[data-ready]")
        await expect(page.locator(".try")).to_be_hidden()


async def test_the_clock_is_moved_to_what_is_due_next(sandbox: Sandbox, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        forward = page.locator(".forward")
        await expect(forward).to_be_hidden()
        await sandbox.post("next", at="2027-07-12T08:10:00+00:00")
        await expect(forward).to_contain_text("10")
        await forward.click()
        await sandbox.until(lambda: _clock_is_at(sandbox, "2027-07-12T08:10"), lambda: "the clock was not moved")
        await sandbox.post("next", at=None)
        await expect(forward).to_be_hidden()
    await sandbox.post("clock")


def _clock_is_at(sandbox: Sandbox, begins: str) -> bool:
    told = [event["clock"] for event in sandbox.heard if event["type"] == "clock"]
    return any(each["set"] and each["now"].startswith(begins) for each in told)


async def test_who_has_not_written_reads_in_their_language_what_the_bot_can_do(
    sandbox: Sandbox, bot: Caller, browser: Browser
) -> None:
    await bot("setMyDescription", description="I help.")
    await bot("setMyDescription", description="أساعدكم.", language_code="ar")
    async with tab(browser, sandbox, 3003) as page:
        await expect(page.locator(".what")).to_contain_text("I help.")
        await page.locator('.person[data-person="2005"]').click()
        await expect(page.locator(".what")).to_contain_text("أساعدكم.")


async def test_two_people_stand_side_by_side(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        await page.get_by_role("button", name="Open someone beside").click()
        await page.get_by_role("dialog").locator(f'[data-person="{AMINA}"]').click()
        for person in (RACHID, AMINA):
            number = await say(bot, person, f"For {person} only")
            await expect(page.locator(f'.chat[data-person="{person}"] .message').last).to_contain_text(f"{person} only")
            await expect(message(page, number)).to_have_count(1)


async def test_commands_are_offered_while_typing(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    commands = [{"command": "agenda", "description": "My day"}, {"command": "cancel", "description": "Stop"}]
    await bot("setMyCommands", commands=commands)
    async with tab(browser, sandbox, RACHID) as page:
        await page.get_by_role("textbox", name="Message").press_sequentially("/ca")
        await expect(page.get_by_role("option")).to_have_text(["/cancelStop"])
        await page.keyboard.press("Enter")
        assert (await update(bot, "message"))["text"] == "/cancel"
        await page.get_by_role("button", name="Menu").click()
        await expect(page.get_by_role("option")).to_have_count(2)


async def test_on_a_phone_the_list_leads_to_the_chat_and_back(sandbox: Sandbox, browser: Browser) -> None:
    async with tab(browser, sandbox, None, size=(360, 740)) as page:
        await expect(page.locator(".chat")).to_have_count(0)
        await page.locator(f'.person[data-person="{RACHID}"]').click()
        await expect(page.locator(".chat .status")).to_have_text("You are \u2068Rachid Ouazzani\u2069")
        await expect(page.locator(".people")).to_be_hidden()
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await page.get_by_role("button", name="Back to the list").click()
        await expect(page.locator(".people")).to_be_visible()
        await page.go_back()
        await expect(page.locator(".chat .status")).to_have_text("You are \u2068Rachid Ouazzani\u2069")


async def test_blocking_and_starting_again(sandbox: Sandbox, bot: Caller, browser: Browser) -> None:
    async with tab(browser, sandbox, RACHID) as page:
        await page.locator(".menu summary").click()
        await page.get_by_role("button", name="Block the bot").click()
        assert (await update(bot, "my_chat_member"))["new_chat_member"]["status"] == "kicked"
        await page.get_by_role("button", name="Unblock").click()
        assert (await update(bot, "my_chat_member"))["new_chat_member"]["status"] == "member"
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
