"""The story on the demo page, with the real bots behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.simulator.demo import routes
from bot.stage import Stage
from bot.story import photo
from tests.browser.conftest import Screen
from tests.browser.play import FILES, NARRATIVE, REVIEW, Play

pytestmark = pytest.mark.browser

QUESTION = "Did anyone see the car they came in?"
ANSWER = "Our neighbour did. A white van without number plates."


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The demo as `make demo` serves it."""
    stage = Stage(tmp_path / "data")
    page = routes(stage.world, stage.witness_bot, stage.staff_bot, stage.group, stage.moderators)
    url = await stage.open(routes=page)
    for number in range(len(stage.moderators)):
        await stage.moderator(number).start()
    yield url
    await stage.close()


async def opened(browser: Browser, address: str, width: int, height: int) -> tuple[Play, Screen]:
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.set_default_timeout(15_000)
    screen = Screen(page)
    screen.watch(address)
    await page.goto(address)
    return Play(page), screen


async def test_a_report_a_question_its_answer_and_the_closing(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "door.jpg").write_bytes(photo())
    play, screen = await opened(browser, address, 1440, 900)
    phone, group, private = play.phone, play.group, play.private

    await play.begin()
    await play.press(phone, "Report what happened")
    await expect(play.panel).to_contain_text("Question 1")
    await play.answer_until(FILES)
    await expect(phone.get_by_role("log")).not_to_contain_text(NARRATIVE)
    await play.attach("Photo or video", tmp_path / "door.jpg")
    await expect(play.panel).to_contain_text("✅ Your file is saved.")
    await play.answer_until(REVIEW)
    await expect(play.panel).to_contain_text(NARRATIVE)
    code = await play.submit()
    await expect(phone.get_by_role("log")).not_to_contain_text(NARRATIVE)

    await play.press(group, "Claim")
    await expect(group.get_by_role("status")).to_contain_text(code)
    await play.press(group, "Read")
    await expect(private.get_by_text(NARRATIVE)).to_be_visible()
    await expect(private.get_by_role("img", name="Photo")).to_be_visible()
    await expect(private.get_by_role("log")).to_contain_text(f"{code}-1.jpg")
    await expect(group.get_by_role("log")).not_to_contain_text(NARRATIVE)

    await play.press(private, "Ask")
    await expect(private.get_by_role("log")).to_contain_text("send your own as one text message")
    await play.write(private, QUESTION)
    await play.press(private, "Send")
    await expect(play.panel).to_contain_text("We have a question for you. Open it when you are safe.")
    await play.press(phone, "Open")
    await expect(play.panel).to_contain_text(QUESTION)
    await play.write(phone, ANSWER)
    await expect(play.panel).to_contain_text("✅")

    await expect(private.locator("article").last).to_contain_text("the witness has written")
    await play.press(private, "Read")
    await expect(private.get_by_text(ANSWER)).to_be_visible()
    await play.press(private, "Close")
    await play.press(private, "Documented")
    await expect(group.get_by_role("article").filter(has_text=code)).to_contain_text("Closed: Documented")
    assert screen.problems == []


async def test_the_same_on_a_phone_as_far_as_reading(address: str, browser: Browser) -> None:
    play, screen = await opened(browser, address, 390, 844)
    code = await play.report()
    views = play.page.get_by_role("navigation")
    await views.get_by_role("button", name="Desk group 1 unread").click()
    await expect(play.group.get_by_role("article").last).to_contain_text(code)
    await play.press(play.group, "Claim")
    await play.press(play.group, "Read")
    await expect(play.group.get_by_role("status")).to_contain_text(code)
    await views.get_by_role("button", name=re.compile(r"Private \d unread")).click()
    await expect(play.private.get_by_text(f"{code} · Report")).to_be_in_viewport()
    await expect(play.private.get_by_text(NARRATIVE)).to_be_visible()
    assert screen.problems == []
