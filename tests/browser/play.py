"""Plays witness and moderator on the demo page, by what stands there to be pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

NARRATIVE = "Four men came at five in the morning and took my brother away. They showed no papers."
TYPED = {"When did it happen": "03.2026", "in your own words": NARRATIVE}
CHOSEN = {
    "How do you know": "It happened to someone in my family",
    "What happened?": "Arrest or detention",
    "in danger right now": "No",
    "In which country": "Georgia",
    "What you have told us is enough": "No, this is all",
}
FILES = "Do you have photos"
REVIEW = "Please check your answers"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}")
STEPS = 60  # more than any way through the questionnaire takes


@dataclass(frozen=True, slots=True)
class Play:
    """The three chats of one open page."""

    page: Page

    @property
    def phone(self) -> Locator:
        return self.page.get_by_role("region", name="Witness’s chat")

    @property
    def group(self) -> Locator:
        return self.page.get_by_role("region", name="Desk group")

    @property
    def private(self) -> Locator:
        return self.page.get_by_role("region", name="Private with staff bot")

    @property
    def panel(self) -> Locator:
        """The newest thing that the bot says on the phone."""
        return self.phone.locator("article.other").last

    async def turn(self, view: str) -> None:
        """To another view of a narrow page."""
        await self.page.get_by_role("navigation").get_by_role("button", name=view).click()

    async def press(self, chat: Locator, label: str) -> None:
        """The newest button with this label under a message."""
        await chat.locator(".keyboard").get_by_role("button", name=label, exact=True).last.click()

    async def write(self, chat: Locator, text: str) -> None:
        box = chat.get_by_role("textbox", name="Message")
        await box.fill(text)
        await box.press("Enter")

    async def attach(self, what: str, path: Path) -> None:
        """A file of the witness, by the menu."""
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_role("button", name="Attach").click()
            await self.page.get_by_role("menuitem", name=what).click()
        await (await chooser.value).set_files(path)

    async def begin(self) -> None:
        """From nothing to the menu."""
        await self.phone.get_by_role("button", name="Start", exact=True).click()
        await self.press(self.phone, "English")
        await self.press(self.phone, "Continue")
        await expect(self.panel).to_contain_text("What would you like to do?")

    async def answer_until(self, stop: str, typed: Mapping[str, str] = TYPED) -> None:
        """Question after question, until one with these words is asked."""
        for _step in range(STEPS):
            before = await self.panel.text_content() or ""
            if stop in before:
                return
            await self._answer(before, typed)
            await expect(self.panel).not_to_have_text(before)
        raise AssertionError(f"“{stop}” was not asked: {await self.panel.text_content()}")

    async def _answer(self, asked: str, typed: Mapping[str, str]) -> None:
        labels = await self.panel.locator(".key").all_text_contents()
        words = next((words for question, words in typed.items() if question in asked), None)
        chosen = next((label for question, label in CHOSEN.items() if question in asked), None)
        if "Done" in labels:
            await self.press(self.phone, "Done")
        elif words is not None:
            await self.write(self.phone, words)
        else:
            wanted = next((label for label in labels if chosen and label.endswith(chosen)), None)
            await self.press(self.phone, wanted or ("Skip" if "Skip" in labels else labels[0]))

    async def submit(self) -> str:
        """From the review to the case's code."""
        await self.press(self.phone, "Continue")
        for question, label in (("contact you here", "Yes"), ("partner", "No"), ("be published", "No")):
            await expect(self.panel).to_contain_text(question)
            await self.press(self.phone, label)
        await self.press(self.phone, "Submit")
        await expect(self.panel).to_contain_text("Your report has been sent")
        found = CODE.search(await self.panel.text_content() or "")
        assert found is not None
        return found.group()

    async def report(self) -> str:
        """A whole report, without files."""
        await self.begin()
        await self.press(self.phone, "Report what happened")
        await expect(self.panel).to_contain_text("Question 1")
        await self.answer_until(REVIEW)
        return await self.submit()
