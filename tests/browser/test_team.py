"""The team's side of the page in a real browser, and the page on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.simulator.world import Toast
from tests.browser.conftest import PracticeRoom, Screen

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll("button, a, input, textarea")]
  .filter((each) => each.checkVisibility() && !each.classList.contains("link"))
  .map((each) => [each.ariaLabel || each.textContent.trim(), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([name]) => name)"""


async def test_a_press_in_the_group_comes_from_the_chosen_moderator(
    room: PracticeRoom, screen: Screen
) -> None:
    room.post_in_group("K7-4FQ2", [{"text": "Claim", "callback_data": "claim"}])
    await screen.page.get_by_role("button", name="Luka").click()
    await screen.group.get_by_role("button", name="Claim").click()
    await room.world.until(lambda: room.world.presses)
    press = next(iter(room.world.presses.values()))
    assert press.person is room.moderators[1]
    room.world.toast(room.moderators[1], Toast("Yours until noon", False, None))
    await expect(screen.group.get_by_role("status")).to_have_text("Yours until noon")


async def test_an_answer_with_a_start_link_opens_the_private_chat(room: PracticeRoom, screen: Screen) -> None:
    await screen.page.set_viewport_size({"width": 390, "height": 844})
    await screen.page.get_by_role("button", name="Desk group").click()
    room.world.toast(room.moderators[0], Toast("", False, "https://t.me/desk_bot?start=read-7"))
    await room.world.until(lambda: room.said_to(room.staff_bot, room.moderators[0]) == ["/start read-7"])
    await expect(screen.private).to_be_visible()
    await expect(screen.group).to_be_hidden()


async def test_a_link_to_elsewhere_is_named_but_not_opened(room: PracticeRoom, screen: Screen) -> None:
    room.post_in_group("Guide", [{"text": "Open", "url": "https://example.org/guide"}])
    await screen.group.get_by_role("button", name="Open").click()
    await expect(screen.page.get_by_role("alertdialog")).to_contain_text("https://example.org/guide")
    assert screen.page.url == f"{room.url}/"


async def test_protected_words_are_marked_and_cannot_be_selected(room: PracticeRoom, screen: Screen) -> None:
    room.answer(room.staff_bot, room.moderators[0], "<b>near</b> the \u202ecourt", protected=True)
    message = screen.private.get_by_role("article")
    await expect(message).to_contain_text("<b>near</b> the RLOcourt")
    await expect(message).to_contain_text("Protected")
    assert await message.locator(".body").evaluate("each => getComputedStyle(each).userSelect") == "none"


async def test_the_pinned_message_stands_above_the_group(room: PracticeRoom, screen: Screen) -> None:
    board = room.post_in_group("Board\n2 open", [{"text": "Next case", "callback_data": "next"}])
    room.pin(board)
    await screen.group.get_by_role("button", name="Pinned Board 2 open").click()
    await expect(screen.group.get_by_role("button", name="Next case")).to_be_focused()


async def test_what_waits_elsewhere_is_counted(room: PracticeRoom, screen: Screen) -> None:
    room.answer(room.staff_bot, room.moderators[1], "A reply came in.")
    luka = screen.page.get_by_role("button", name="Luka 1 unread")
    await luka.click()
    await expect(screen.private.get_by_role("log")).to_contain_text("A reply came in.")
    await expect(screen.page.get_by_role("button", name="Luka", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1024, 1440])
async def test_everything_fits_and_can_be_touched(room: PracticeRoom, screen: Screen, width: int) -> None:
    room.answer(room.witness_bot, room.witness, "д" * 300, [{"text": "Далее", "callback_data": "n"}] * 3)
    room.post_in_group("K7-4FQ2", [{"text": "Claim", "callback_data": "claim"}])
    await screen.page.set_viewport_size({"width": width, "height": 844})
    for name in ("Witness", "Desk group", "Private"):
        if width == 390:
            await screen.page.get_by_role("navigation").get_by_role("button", name=name).click()
        assert await screen.page.evaluate(SMALL) == []
        assert await screen.page.evaluate("document.documentElement.scrollWidth") == width


async def test_the_page_has_landmarks_and_headings(screen: Screen) -> None:
    await expect(screen.page.get_by_role("banner")).to_have_count(1)
    await expect(screen.page.get_by_role("main")).to_have_count(1)
    await expect(screen.page.get_by_role("heading", level=1)).to_contain_text("Witnessline")
    await expect(screen.page.get_by_role("log")).to_have_count(3)
