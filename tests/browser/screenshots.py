"""Makes the pictures of docs/images from the demo page: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import asyncio
import io
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.crowd import gather
from bot.simulator.demo import routes
from bot.stage import Stage
from bot.story import photo
from tests.browser.conftest import SWITCHES
from tests.browser.play import FILES, NARRATIVE, REVIEW, Play

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LIMIT = 120_000  # bytes a picture may have
NOW = datetime(2026, 5, 12, 9, 41, tzinfo=UTC)
CROWD = 12
PHONE, DESK = (390, 844), (1440, 900)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        stage = Stage(Path(folder), lambda: NOW + timedelta(seconds=time.monotonic() - began))
        page = routes(stage.world, stage.witness_bot, stage.staff_bot, stage.group, stage.moderators)
        url = await stage.open(routes=page)
        try:
            for number in range(len(stage.moderators)):
                await stage.moderator(number).start()
            async with async_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("chromium-browser")
                browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
                await take(browser, url, Path(folder) / "door.jpg")
                await gather(stage, CROWD)
                await take_group(browser, url)
                await browser.close()
        finally:
            await stage.close()


async def take(browser: Browser, url: str, picture: Path) -> None:
    """Three pictures on the way through one report."""
    picture.write_bytes(photo())
    phone = await opened(browser, url, PHONE, scale=2)
    await phone.begin()
    await phone.press(phone.phone, "Report what happened")
    await expect(phone.panel).to_contain_text("Question 1")
    await phone.answer_until("in danger right now")
    await keep(phone.page, "demo-phone.png")
    await phone.answer_until(FILES)
    await phone.attach("Photo or video", picture)
    await expect(phone.panel).to_contain_text("Your file is saved")
    await phone.answer_until(REVIEW)
    await phone.submit()

    desk = await opened(browser, url, DESK)
    await desk.press(desk.group, "Claim")
    await desk.press(desk.group, "Read")
    await expect(desk.private.get_by_text(NARRATIVE)).to_be_visible()
    await expect(desk.private.get_by_role("log")).to_contain_text("files")
    await expect(desk.group.locator(".pinned")).to_contain_text("Open cases: 1")
    await keep(desk.page, "demo-desktop.png")
    await desk.press(desk.private, "Ask")
    await expect(desk.private.get_by_role("log")).to_contain_text("send your own as one text message")
    await desk.write(desk.private, "Did anyone see the car they came in?")
    await expect(desk.private.get_by_role("log")).to_contain_text("the witness will read")
    await keep(desk.page, "card-and-question.png", clip=True)


async def take_group(browser: Browser, url: str) -> None:
    """The board, once it has counted the cases of the crowd."""
    phone = await opened(browser, url, PHONE, scale=2)
    await phone.turn("Desk group")
    pinned = phone.group.locator(".pinned")
    await expect(pinned).to_contain_text(f"Open cases: {CROWD + 1}")
    await pinned.click()
    await keep(phone.page, "group-phone.png")


async def opened(browser: Browser, url: str, size: tuple[int, int], scale: int = 1) -> Play:
    width, height = size
    page = await browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        reduced_motion="reduce",
        timezone_id="UTC",
    )
    await page.goto(url)
    return Play(page)


async def keep(page: Page, name: str, *, clip: bool = False) -> None:
    """Without toasts and without focus, in few colours; `clip` takes the team's side alone."""
    await page.mouse.move(5, 5)
    await page.evaluate("document.activeElement.blur()")
    await expect(page.locator(".toast, .pressed")).to_have_count(0, timeout=15_000)
    box = await page.locator(".side.staff").bounding_box() if clip else None
    taken = await page.screenshot(clip=box) if box else await page.screenshot()
    kept = Image.open(io.BytesIO(taken)).convert("RGB").quantize(256, kmeans=4, dither=Image.Dither.NONE)
    kept.save(IMAGES / name, optimize=True)
    size = (IMAGES / name).stat().st_size
    assert size < LIMIT, f"{name} has {size} bytes"


if __name__ == "__main__":
    asyncio.run(main())
