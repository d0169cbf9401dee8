"""What we are compared with: bots on aiogram as its own documentation writes them. Nothing is durable."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from functools import partial

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message

from tests.bench import levers


class Interview(StatesGroup):
    where = State()
    who = State()


def echo() -> Router:
    router = Router()

    @router.message()
    async def say_it_again(message: Message) -> None:
        await message.answer(message.text or "")

    return router


def interview(*, silent: bool, tidy: bool) -> Router:
    """Three questions; whoever has no state yet is at the first one. `silent` answers nobody; `tidy` deletes
    what was typed, as ours does."""
    router = Router()

    async def say(message: Message, words: str) -> None:
        if not silent:
            await message.answer(words)
        if tidy:
            await message.delete()

    @router.message(CommandStart())
    async def begin(message: Message, state: FSMContext) -> None:
        await state.clear()
        await say(message, "What happened?")

    @router.message(StateFilter(None))
    async def what(message: Message, state: FSMContext) -> None:
        await state.update_data(what=message.text)
        await state.set_state(Interview.where)
        await say(message, "✅ Saved.\n\nWhere was it?")

    @router.message(Interview.where)
    async def where(message: Message, state: FSMContext) -> None:
        await state.update_data(where=message.text)
        await state.set_state(Interview.who)
        await say(message, "✅ Saved.\n\nWho did it?")

    @router.message(Interview.who)
    async def who(message: Message, state: FSMContext) -> None:
        told = await state.update_data(who=message.text)
        await state.clear()
        await say(message, "✅ Saved.\n\nPlease check your answers:\n" + "\n".join(map(str, told.values())))

    return router


def keeper() -> Router:
    """Keeps each document that is sent, as a file, unsealed."""
    router = Router()

    @router.message(F.document)
    async def keep(message: Message, bot: Bot) -> None:
        assert message.document is not None
        await message.answer("Your file is on its way.")
        with tempfile.NamedTemporaryFile() as kept:
            await bot.download(message.document, kept.name)
            await message.answer("✅ Your file is saved.")

    return router


def storage(redis: str) -> BaseStorage:
    if not redis:
        return MemoryStorage()
    from aiogram.fsm.storage.redis import RedisStorage

    return RedisStorage.from_url(redis)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("telegram")
    parser.add_argument("token")
    parser.add_argument("kind", choices=("echo", "memory", "tidy", "redis", "keeper"))
    parser.add_argument("--redis", default="")
    parser.add_argument("--silent", action="store_true")
    given = parser.parse_args()
    bot = Bot(given.token, session=AiohttpSession(api=TelegramAPIServer.from_base(given.telegram)))
    root = Dispatcher(storage=storage(given.redis))
    routers = {"echo": echo, "keeper": keeper}
    ours = partial(interview, silent=given.silent, tidy=given.kind == "tidy")
    root.include_router(routers.get(given.kind, ours)())
    listening = asyncio.create_task(levers.listen({}))
    await root.start_polling(bot)
    listening.cancel()


if __name__ == "__main__":
    asyncio.run(main())
