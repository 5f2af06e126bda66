"""Makes docs/wasl.png anew, from the demo: one meeting, as a French-speaking and an Arabic-speaking delegate see it."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

ROOT = Path(__file__).parents[1]
JAVIER, IDRIS = 3002, 2005
PAGE = {"width": 1440, "height": 800}
LIST = 340
"""The width of the page's list of people, which is left out."""


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wasl-picture-") as folder:
        demo = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", "0", "--folder", folder),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            await take(await address(demo))
        finally:
            demo.terminate()
            await demo.communicate()


async def address(demo: asyncio.subprocess.Process) -> str:
    """Where the page is, once the demo says so."""
    assert demo.stdout is not None  # noqa: S101 - it is a pipe
    async for line in demo.stdout:
        for word in line.decode().split():
            if word.startswith("http://"):
                return word
    raise SystemExit("the demo did not start")


async def take(page_address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        context = await browser.new_context(
            locale="en",
            viewport={"width": PAGE["width"], "height": PAGE["height"]},
            color_scheme="light",
            reduced_motion="reduce",
        )
        await context.add_init_script("localStorage.setItem('wasl-try', 'hidden')")
        page = await context.new_page()
        await page.goto(f"{page_address}/#person={JAVIER}&beside={IDRIS}")
        await page.locator(".chat .key").filter(has_text="✅ تأكيد").click(timeout=30_000)
        for person, opens, shown in ((JAVIER, "📍", ".place"), (IDRIS, "📇", ".contact")):
            chat = page.locator(f'.chat[data-person="{person}"]')
            await chat.locator(".key").filter(has_text=opens).last.click(timeout=30_000)
            await expect(chat.locator(shown).last).to_be_visible(timeout=30_000)
        await expect(page.locator(".toast, .key.loading")).to_have_count(0, timeout=10_000)
        await page.mouse.move(0, 0)
        await page.screenshot(
            path=ROOT / "docs" / "wasl.png",
            clip={"x": LIST, "y": 0, "width": PAGE["width"] - LIST, "height": PAGE["height"]},
        )
        await browser.close()


asyncio.run(main())
