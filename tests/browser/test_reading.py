"""What the page keeps in sight, and what was begun, while messages come, change and go."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from bot.simulator.world import World
from tests.browser.conftest import PracticeRoom, Screen

pytestmark = pytest.mark.browser

LONG = "They came at night.\n" * 40
CLAIM = [{"text": "Claim", "callback_data": "claim"}]


async def test_an_answer_is_read_from_its_beginning(room: PracticeRoom, screen: Screen) -> None:
    moderator, private = room.moderators[0], screen.private
    room.answer(room.staff_bot, moderator, "A case", [{"text": "Read", "callback_data": "r"}])
    await private.get_by_role("button", name="Read").click()
    room.answer(room.staff_bot, moderator, "The first page\n" + LONG)
    room.answer(room.staff_bot, moderator, "The second page\n" + LONG)
    await expect(private.get_by_text("The second page")).to_be_attached()
    await expect(private.get_by_text("The first page")).to_be_in_viewport()
    await private.get_by_role("button", name="Newest messages").click()
    await expect(private.get_by_text("The first page")).not_to_be_in_viewport()


async def test_pages_that_come_unasked_are_read_from_the_first(room: PracticeRoom, screen: Screen) -> None:
    room.answer(room.staff_bot, room.moderators[0], "The first page\n" + LONG)
    room.answer(room.staff_bot, room.moderators[0], "The second page\n" + LONG)
    await expect(screen.private.get_by_text("The second page")).to_be_attached()
    await expect(screen.private.get_by_text("The first page")).to_be_in_viewport()


async def test_a_question_that_grew_long_is_shown_from_its_beginning(
    room: PracticeRoom, screen: Screen
) -> None:
    rows = [[{"text": f"Choice {number}", "callback_data": str(number)}] for number in range(20)]
    panel = room.answer(room.witness_bot, room.witness, "Ready?", [{"text": "Yes", "callback_data": "y"}])
    await screen.phone.get_by_role("button", name="Yes").click()
    panel.content, panel.buttons = {"text": "What happened?"}, {"inline_keyboard": rows}
    changed(room.world, room, panel.id)
    await expect(screen.phone.get_by_text("What happened?")).to_be_in_viewport()


async def test_choosing_far_below_moves_nothing(room: PracticeRoom, screen: Screen) -> None:
    rows = [[{"text": f"Choice {number}", "callback_data": str(number)}] for number in range(20)]
    panel = room.answer(room.witness_bot, room.witness, "What happened?", *rows)
    fifteenth = screen.phone.get_by_role("button", name="Choice 15")
    await fifteenth.click()
    before = await fifteenth.bounding_box()
    rows[15][0]["text"] = "☑ Choice 15"
    panel.buttons = {"inline_keyboard": rows}
    changed(room.world, room, panel.id)
    await expect(fifteenth).to_have_text("☑ Choice 15")
    assert await fifteenth.bounding_box() == before


async def test_each_chat_keeps_what_was_begun_there(room: PracticeRoom, screen: Screen) -> None:
    for person in room.moderators:
        room.answer(room.staff_bot, person, f"Good day, {person.name}.")
    box = screen.private.get_by_role("textbox")
    await box.fill("Where were you when")
    await screen.page.get_by_role("button", name="Luka").click()
    await expect(box).to_have_value("")
    await box.fill("Did you see")
    await screen.page.get_by_role("button", name="Aigerim").click()
    await expect(box).to_have_value("Where were you when")
    await box.press("Enter")
    await expect(box).to_have_value("")
    await screen.page.get_by_role("button", name="Luka").click()
    await expect(box).to_have_value("Did you see")


async def test_signs_stay_characters_under_their_pictures(room: PracticeRoom, screen: Screen) -> None:
    room.answer(room.witness_bot, room.witness, "✅ Saved.", [{"text": "☐ Other", "callback_data": "o"}])
    await expect(screen.phone.get_by_role("log")).to_contain_text("✅ Saved.")
    await expect(screen.phone.get_by_role("button", name="☐ Other")).to_have_text("☐ Other")
    await expect(screen.phone.locator(".sign .art")).to_have_count(2)


async def test_the_page_says_what_to_do_next(room: PracticeRoom, screen: Screen) -> None:
    step = screen.page.locator("#steps [aria-current=step]")
    board = room.post_in_group("No open cases.")
    room.pin(board)
    await expect(screen.group.locator(".pinned")).to_contain_text("No open cases.")
    await expect(step).to_contain_text("Press Start on the phone")
    room.post_in_group("K7-4FQ2", CLAIM)
    await expect(step).to_contain_text("Claim the case")
    room.answer(room.staff_bot, room.moderators[0], "They came at night.", protected=True)
    await expect(step).to_contain_text("Ask the witness a question")
    await say(screen.private, "Did anyone see the car?")
    await expect(step).to_contain_text("Answer on the phone")


async def say(chat: Locator, text: str) -> None:
    await chat.get_by_role("textbox").fill(text)
    await chat.get_by_role("textbox").press("Enter")


def changed(world: World, room: PracticeRoom, message: int) -> None:
    world.tell(world.room(room.witness, room.witness_bot), "edited", message)
