"""Brings updates to the webhooks that bots set, until they answer 2xx."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.simulator.accounts import BotAccount, Json
from bot.simulator.queues import Pending, UpdateQueue, Webhook
from bot.simulator.shapes import stamp

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
Reply = Callable[[BotAccount, Json], Awaitable[Any]]
"""Runs a method that a webhook named in its answer."""


class Courier:
    """Delivers one bot's updates, one at a time and in order; waits `pause` seconds after a failure."""

    def __init__(self, bot: BotAccount, queue: UpdateQueue, reply: Reply, pause: float) -> None:
        self._bot = bot
        self._queue = queue
        self._reply = reply
        self._pause = pause

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with ClientSession(timeout=ClientTimeout(total=60)) as session:
            while True:
                hook, update = self._queue.webhook, next(iter(self._queue.pending), None)
                if hook is None or update is None:
                    await self._queue.change()
                elif not await self._deliver(session, hook, update):
                    await asyncio.sleep(self._pause)

    async def _deliver(self, session: ClientSession, hook: Webhook, update: Pending) -> bool:
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update.raw, headers=headers) as answer:
                if not 200 <= answer.status < 300:
                    return self._failed(
                        hook, f"Wrong response from the webhook: {answer.status} {answer.reason}"
                    )
                body = await answer.read()
                said = await answer.json() if body.startswith(b"{") else {}
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            return self._failed(hook, f"Connection failed: {type(error).__name__}")
        if update in self._queue.pending:
            self._queue.drop(update)
        if "method" in said:
            await self._reply(self._bot, said)
        return True

    def _failed(self, hook: Webhook, reason: str) -> bool:
        hook.last_error_date = stamp(self._queue.clock())
        hook.last_error_message = reason
        return False
