"""The witness's phone in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from bot.simulator.world import Toast
from tests.browser.conftest import PracticeRoom, Screen

pytestmark = pytest.mark.browser

LENGTH = """each => each.readyState ? each.duration
  : new Promise((done) => { each.onloadedmetadata = () => done(each.duration); })"""


async def start(room: PracticeRoom, screen: Screen) -> None:
    await screen.phone.get_by_role("button", name="Start").click()
    await room.world.until(lambda: room.said_to(room.witness_bot, room.witness) == ["/start"])


async def test_start_reaches_the_bot_and_its_answer_reaches_the_phone(
    room: PracticeRoom, screen: Screen
) -> None:
    await start(room, screen)
    room.answer(
        room.witness_bot, room.witness, "Choose a language", [{"text": "English", "callback_data": "l:en"}]
    )
    await expect(screen.phone.get_by_role("log")).to_contain_text("Choose a language")
    await screen.phone.get_by_role("button", name="English").click()
    await room.world.until(lambda: room.world.presses)
    room.world.toast(room.witness, Toast("Saved", False, None))
    await expect(screen.phone.get_by_role("status")).to_have_text("Saved")
    room.world.toast(room.witness, Toast("Please read this", True, None))
    await expect(screen.page.get_by_role("alertdialog")).to_contain_text("Please read this")


async def test_enter_sends_and_shift_enter_breaks_the_line(room: PracticeRoom, screen: Screen) -> None:
    await start(room, screen)
    box = screen.phone.get_by_role("textbox", name="Message")
    await box.focus()
    await screen.page.keyboard.type("One")
    await screen.page.keyboard.press("Shift+Enter")
    await screen.page.keyboard.type("two")
    await screen.page.keyboard.press("Enter")
    await room.world.until(lambda: "One\ntwo" in room.said_to(room.witness_bot, room.witness))
    await expect(box).to_have_value("")


async def test_a_text_that_is_too_long_is_sent_in_pieces(room: PracticeRoom, screen: Screen) -> None:
    await start(room, screen)
    box = screen.phone.get_by_role("textbox", name="Message")
    await box.fill("a" * 4095 + "😔" * 10)
    await box.press("Enter")
    await room.world.until(lambda: len(room.said_to(room.witness_bot, room.witness)) == 3)
    assert room.said_to(room.witness_bot, room.witness)[1:] == ["a" * 4095, "😔" * 10]


async def test_a_witness_rewords_and_deletes_a_message(room: PracticeRoom, screen: Screen) -> None:
    await start(room, screen)
    await screen.phone.get_by_role("button", name="Edit or delete").click()
    await screen.phone.get_by_role("button", name="Edit", exact=True).click()
    box = screen.phone.get_by_role("textbox", name="Message")
    await expect(box).to_have_value("/start")
    await box.fill("Good day")
    await box.press("Enter")
    await room.world.until(lambda: room.said_to(room.witness_bot, room.witness) == ["Good day"])
    await screen.phone.get_by_role("button", name="Edit or delete").click()
    await screen.phone.get_by_role("button", name="Delete", exact=True).click()
    await room.world.until(lambda: room.said_to(room.witness_bot, room.witness) == [])
    await expect(screen.phone.get_by_role("button", name="Start")).to_be_visible()


async def test_photos_files_voice_notes_and_places_arrive(
    room: PracticeRoom, screen: Screen, tmp_path: Path
) -> None:
    await start(room, screen)
    Image.new("RGB", (60, 40), "teal").save(tmp_path / "square.png")
    (tmp_path / "notes.txt").write_text("seen")
    await attach(screen.page, "Photo or video", tmp_path / "square.png")
    await expect(screen.phone.get_by_role("img", name="Photo")).to_be_visible()
    await attach(screen.page, "File", tmp_path / "notes.txt")
    await expect(screen.phone.get_by_role("link", name="notes.txt")).to_be_visible()
    await choose(screen.page, "Voice note")
    await expect(screen.phone.get_by_label("Voice note", exact=True)).to_be_visible()
    assert 2 < await screen.phone.locator("audio").evaluate(LENGTH) < 3
    await choose(screen.page, "Location")
    await screen.page.get_by_role("button", name="Tbilisi").click()
    await expect(screen.phone.get_by_role("log")).to_contain_text("41.6934, 44.8015")
    kinds = [each.kind for each in room.world.messages(room.witness, room.witness_bot)]
    assert kinds == ["text", "photo", "document", "voice", "location"]


async def choose(page: Page, what: str) -> None:
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name=what).click()


async def attach(page: Page, what: str, path: Path) -> None:
    async with page.expect_file_chooser() as chooser:
        await choose(page, what)
    await (await chooser.value).set_files(path)


async def test_a_new_witness_has_a_phone_in_the_chosen_language(room: PracticeRoom, screen: Screen) -> None:
    await screen.page.get_by_role("button", name="New witness").click()
    languages = screen.page.get_by_role("group", name="Phone language").get_by_role("button")
    await expect(languages).to_have_count(15)
    await languages.get_by_text("ქართული").click()
    await expect(screen.page.get_by_role("button", name="Witness 2 ქართული")).to_have_attribute(
        "aria-pressed", "true"
    )
    await screen.phone.get_by_role("button", name="Start").click()
    georgian = next(each for each in room.world.people.values() if each.language_code == "ka")
    await room.world.until(lambda: room.said_to(room.witness_bot, georgian) == ["/start"])
    assert room.said_to(room.witness_bot, room.witness) == []


async def test_commands_are_one_menu_away(room: PracticeRoom, screen: Screen) -> None:
    await start(room, screen)
    await screen.phone.get_by_role("button", name="Commands").press("ArrowDown")
    entries = screen.page.get_by_role("menuitem")
    await expect(entries).to_have_count(7)
    await screen.page.keyboard.press("End")
    await screen.page.keyboard.press("Enter")
    await room.world.until(lambda: "/delete" in room.said_to(room.witness_bot, room.witness))


async def test_a_page_that_lost_its_connection_catches_up(room: PracticeRoom, screen: Screen) -> None:
    await start(room, screen)
    await room.close()
    await expect(screen.page.get_by_text("Connection lost")).to_be_visible()
    room.answer(room.witness_bot, room.witness, "Said meanwhile")
    await room.open()
    await expect(screen.phone.get_by_role("log")).to_contain_text("Said meanwhile")
    await expect(screen.page.get_by_text("Connection lost")).to_be_hidden()


async def test_focus_stays_on_the_button_of_a_message_that_changes(
    room: PracticeRoom, screen: Screen
) -> None:
    await start(room, screen)
    rows = [{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]
    message = room.answer(room.witness_bot, room.witness, "Were you there?", rows)
    await screen.phone.get_by_role("button", name="No").press("Enter")
    await room.world.until(lambda: room.world.presses)
    message.content = {"text": "Is anybody hurt?"}
    room.world.tell(room.world.room(room.witness, room.witness_bot), "edited", message.id)
    await expect(screen.phone.get_by_role("log")).to_contain_text("Is anybody hurt?")
    await expect(screen.phone.get_by_role("button", name="No")).to_be_focused()
