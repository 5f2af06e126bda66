"""The whole of it in a browser: a delegate registers in Arabic, another confirms a meeting in French.

All is done as a person would, by clicking and typing in the page; the bot is the real one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.cli import demo_data
from storage.tables.base import utc_now
from tests.people import Sandbox
from tests.wasl import Wasl

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 60_000
SALMA, AMINA, JAVIER = 1001, 2002, 3002

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="this is tried in Chromium, and there is none here"),
]


class Screen:
    """One person's chat, in a tab of its own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages = page.locator(".message:not(.own)")

    def message(self, *parts: str) -> Locator:
        """The newest message of the bot that shows all these."""
        found = self.messages
        for part in parts:
            found = found.filter(has_text=part)
        return found.last

    async def sees(self, *parts: str) -> Locator:
        found = self.message(*parts)
        await expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    async def press(self, label: str) -> None:
        """The newest button with this in its text, under a message or in place of the keyboard."""
        await self.page.locator(".chat .key").filter(has_text=label).last.click()

    async def write(self, text: str) -> None:
        await self.page.locator(".composer textarea").fill(text)
        await self.page.keyboard.press("Enter")

    async def opens_pin_and_contact(self, pin: str, place: str, contact: str, number: str) -> None:
        await self.press(pin)
        await self.press(contact)
        await expect(self.page.locator(".message .place").filter(has_text=place).last).to_be_visible()
        await expect(self.page.locator(".message .contact").filter(has_text=number).last).to_be_visible()


@asynccontextmanager
async def screen(browser: Browser, sandbox: Sandbox, person: int, locale: str) -> AsyncIterator[Screen]:
    context = await browser.new_context(locale=locale, viewport={"width": 420, "height": 900}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{sandbox.api_url}/#person={person}")
    await page.wait_for_selector("[data-ready]")
    yield Screen(page)
    await context.close()
    assert not errors


@asynccontextmanager
async def mission(folder: Path) -> AsyncIterator[Sandbox]:
    """The demo's mission, from tomorrow on, with the bot running; at the end, no call may have been refused."""
    database_url, people = f"sqlite:///{folder / 'wasl.db'}", folder / "people.json"
    tomorrow = (utc_now() + timedelta(days=1)).date()
    rows = await demo_data.prepare(database_url, "wasl_demo_bot", starting=tomorrow)
    people.write_text(json.dumps(rows), encoding="utf-8")
    async with Sandbox(people=people) as sandbox:
        for row in rows:
            if row["takes_part"]:
                await sandbox.person(row["id"]).start()
        async with Wasl(sandbox, database_url, owner_ids=(SALMA,)):
            yield sandbox
            await sandbox.acknowledged()
            assert await sandbox.refused() == []


async def direction(message: Locator) -> str:
    """Which way the first line of a bubble runs."""
    return str(await message.locator("p").first.evaluate("line => getComputedStyle(line).direction"))


async def register_in_arabic(amina: Screen) -> None:
    await amina.page.get_by_role("button", name="فتح الدعوة").click()
    greeting = await amina.sees("بعثة مالقة", "هل توافقون؟")
    assert await direction(greeting) == "rtl"
    await amina.press("✅ أوافق")
    await amina.sees("ما الاسم")
    await amina.press("أمينة الإدريسي")
    await amina.sees("ما الشركة أو المؤسسة")
    await amina.write("مدى لمراكز النداء")
    await amina.sees("ما نوع هذه المؤسسة")
    await amina.press("شركة")
    await amina.sees("ما منصبكم")
    await amina.write("المديرة العامة")
    await amina.sees("ماذا تعرضون")
    await amina.write("مدرسة للهندسة: متدربون ومقاولات ناشئة للتبادل")
    await amina.sees("وعمّ تبحثون")
    await amina.write("حاضنة للمقاولات الناشئة وشبكة مستثمرين في الأندلس")
    await amina.sees("ما اللغات")
    await amina.press("الفرنسية")
    await expect(amina.page.locator(".key").filter(has_text="✅ الفرنسية")).to_be_visible()
    await amina.sees("ما رقم هاتفكم")
    await amina.press("مشاركة رقمي")
    await amina.page.get_by_role("button", name="مشاركة", exact=True).click()
    review = await amina.sees("هذا ملفكم", "مدى لمراكز النداء", "+212600000202")
    assert await direction(review) == "rtl"
    await amina.press("إرسال إلى المنظمين")
    await amina.sees("أُرسل ملفكم")


async def test_register_in_arabic_and_confirm_in_french(tmp_path: Path) -> None:
    async with mission(tmp_path) as sandbox, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        async with (
            screen(browser, sandbox, AMINA, "ar") as amina,
            screen(browser, sandbox, SALMA, "fr") as salma,
            screen(browser, sandbox, JAVIER, "fr") as javier,
        ):
            await register_in_arabic(amina)

            registration = await salma.sees("Nouvelle inscription", "أمينة الإدريسي", "مدى لمراكز النداء")
            assert await direction(registration) == "ltr"
            await salma.press("Valider")
            await salma.sees("inscription validée")

            await amina.sees("قُبل تسجيلكم")
            await amina.press("اختيار من تلتقون")
            await find_javier(amina)
            await amina.press("طلب لقاء")
            await amina.sees("هذه المواعيد تناسبكما")
            await amina.press(":")
            await amina.sees("رسالة قصيرة")
            await amina.write("لنتحدث عن احتضان فرعنا في مالقة")
            await amina.press("إرسال مع هذه الرسالة")
            await amina.sees("أُرسل طلبكم", "Javier Ortega Luque")

            request = await javier.sees("Une demande de rendez-vous pour vous", "أمينة الإدريسي", "لنتحدث عن احتضان")
            assert await direction(request) == "ltr"
            await javier.press("✅ Confirmer")
            await javier.sees("Rendez-vous confirmé", "أمينة الإدريسي", "Parc technologique d'Andalousie (PTA), table")
            await javier.opens_pin_and_contact("Plan", "Parc technologique d'Andalousie", "Contact", "+212600000202")

            meeting = await amina.sees("تم تأكيد اللقاء", "Javier Ortega Luque", "الحديقة التكنولوجية للأندلس")
            assert await direction(meeting) == "rtl"
            await amina.opens_pin_and_contact(
                "عرض الخريطة", "الحديقة التكنولوجية للأندلس", "بطاقة الاتصال", "+34600000302"
            )
        await browser.close()


async def find_javier(amina: Screen) -> None:
    """Leaf through the cards of both lists until his."""
    shown = ""
    for _ in range(25):
        name = amina.message("\u2069 من \u2068").locator("strong, b").first
        await expect(name).not_to_have_text(shown, timeout=PATIENCE_MS)
        shown = str(await name.text_content())
        if "Javier Ortega Luque" in shown:
            return
        await amina.press("التالي")
    raise AssertionError("Javier is not proposed")
