"""A practice room on a free port, and a browser that looks at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

from bot.simulator.accounts import BotAccount, Chat, Json, Person
from bot.simulator.demo import routes
from bot.simulator.rooms import Message
from bot.simulator.world import World

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


expect.set_options(timeout=15_000)


@dataclass(slots=True)
class PracticeRoom:
    """The world of the page, without the real bots: tests speak for them."""

    world: World
    witness_bot: BotAccount
    staff_bot: BotAccount
    group: Chat
    moderators: list[Person]
    runner: web.AppRunner = field(init=False)
    port: int = 0

    async def open(self) -> None:
        """Listen; on the same port again after `close`."""
        app = web.Application()
        app.add_routes(routes(self.world, self.witness_bot, self.staff_bot, self.group, self.moderators))
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def close(self) -> None:
        await self.runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def witness(self) -> Person:
        """The first one, whom the page makes."""
        staff = {each.id for each in self.moderators}
        return next(each for each in self.world.people.values() if each.id not in staff)

    def said_to(self, bot: BotAccount, person: Person) -> list[str]:
        """What this person's chat with the bot shows of their own words."""
        return [each.text for each in self.world.messages(person, bot) if not each.from_bot]

    def answer(
        self, bot: BotAccount, person: Person, text: str, *rows: list[Json], protected: bool = False
    ) -> Message:
        """The bot writes in its private chat with somebody."""
        room = self.world.room(person, bot, open=True)
        return self.world.post(
            room, bot, {"text": text}, buttons={"inline_keyboard": list(rows)}, protected=protected
        )

    def post_in_group(self, text: str, *rows: list[Json]) -> Message:
        """The staff bot writes in the desk group."""
        room = self.world.room_of(self.group)
        return self.world.post(room, self.staff_bot, {"text": text}, buttons={"inline_keyboard": list(rows)})

    def pin(self, message: Message) -> None:
        """In the desk group, as the bot pins its board."""
        message.pinned = True
        self.world.tell(self.world.room_of(self.group), "pinned", message.id)


@pytest.fixture
async def room() -> AsyncIterator[PracticeRoom]:
    world = World()
    witness_bot = world.add_bot("1001:aaa", "line_bot", "Witnessline")
    staff_bot = world.add_bot("1002:bbb", "desk_bot", "Witnessline desk")
    moderators = [world.add_person(name) for name in ("Aigerim", "Luka")]
    group = world.add_group("South Caucasus desk")
    for each in moderators:
        world.join(group, each, admin=True)
    world.add_bot_to_group(group, staff_bot)
    made = PracticeRoom(world, witness_bot, staff_bot, group, moderators)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium. Without it these tests are skipped, but not where CI promises it."""
    path = (
        os.environ.get("WITNESSLINE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if path is None:
        reason = "no Chromium: install it, or name it in WITNESSLINE_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield launched
        await launched.close()


@dataclass(slots=True)
class Screen:
    """The page, its three chats, and what went wrong in it."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def watch(self, home: str) -> None:
        """Note scripts that fail, policies that are broken, and requests to anywhere else."""

        def console(message: ConsoleMessage) -> None:
            if message.type == "error" and "ERR_" not in message.text and "status of" not in message.text:
                self.problems.append(message.text)

        def failed(error: Error) -> None:
            self.problems.append(str(error))

        def asked(request: Request) -> None:
            if not request.url.startswith((home, "blob:", "data:")):
                self.problems.append(f"asked for {request.url}")

        self.page.on("console", console)
        self.page.on("pageerror", failed)
        self.page.on("request", asked)

    @property
    def phone(self) -> Locator:
        return self.page.get_by_role("region", name="Witness’s chat")

    @property
    def group(self) -> Locator:
        return self.page.get_by_role("region", name="Desk group")

    @property
    def private(self) -> Locator:
        return self.page.get_by_role("region", name="Private with staff bot")


@pytest.fixture
async def screen(room: PracticeRoom, browser: Browser) -> AsyncIterator[Screen]:
    """A wide window with the page in it; nothing may go wrong there."""
    page = await browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(15_000)
    made = Screen(page)
    made.watch(room.url)
    await page.goto(room.url)
    await page.get_by_role("button", name="Witness 1").wait_for()
    yield made
    assert made.problems == []
