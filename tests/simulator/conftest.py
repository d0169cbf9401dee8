"""A local Telegram with one bot of each library, talking to it over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import telegram
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession
from telegram.request import HTTPXRequest

from bot.simulator.accounts import BotAccount, Chat, Person
from bot.simulator.server import Server
from bot.simulator.world import World


@dataclass
class Clock:
    """A clock that only tests move."""

    now: datetime = field(default_factory=lambda: datetime(2026, 5, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Place:
    """What most tests need: Anna, who wrote to the first bot, and a group with both bots in it."""

    world: World
    server: Server
    clock: Clock
    account: BotAccount
    other: BotAccount
    anna: Person
    group: Chat
    bot: Bot
    ptb: telegram.Bot
    http: ClientSession

    def url(self, method: str, account: BotAccount | None = None) -> str:
        return f"{self.server.url}/bot{(account or self.account).token}/{method}"


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    clock = Clock()
    world = World(clock)
    account = world.add_bot("700001:AAwitness", "witness_bot", "Witness")
    other = world.add_bot("700002:AAstaff", "staff_bot", "Staff")
    anna = world.add_person("Anna", username="anna", language_code="uk")
    group = world.add_group("Desk", forum=True)
    world.join(group, anna, admin=True)
    world.add_bot_to_group(group, account)
    world.add_bot_to_group(group, other)
    await world.say(anna, account, "/start")
    server = Server(world)
    url = await server.start()
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(account.token, session=session)
    ptb = telegram.Bot(
        other.token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(),
        get_updates_request=HTTPXRequest(),
    )
    async with ClientSession() as http, ptb:
        yield Place(world, server, clock, account, other, anna, group, bot, ptb, http)
    await session.close()
    await server.stop()
