"""Webhooks: a secret, order, and the same update again until it is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.simulator.conftest import Place


@dataclass
class Hook:
    """A bot's end of a webhook; `status` answers the next call."""

    url: str = ""
    status: list[int] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    tell: Callable[[], None] = lambda: None

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.got.append(await request.json())
        self.tell()
        answer, self.answer = self.answer, {}
        return web.json_response(answer, status=self.status.pop(0) if self.status else 200)


@pytest.fixture
async def hook(place: Place) -> AsyncIterator[Hook]:
    hook = Hook(tell=lambda: place.world.tell(place.world.room_of(place.group), "hook", 0))
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    server = TestServer(app)
    await server.start_server()
    hook.url = str(server.make_url("/hook"))
    await place.bot.delete_webhook(drop_pending_updates=True)
    yield hook
    await place.bot.delete_webhook()
    await server.close()


async def test_updates_are_brought_in_order_with_the_secret(place: Place, hook: Hook) -> None:
    await place.bot.set_webhook(hook.url, secret_token="s3cret_")
    for text in ("one", "two"):
        await place.world.say(place.anna, place.account, text)
    await place.world.until(lambda: len(hook.got) == 2)
    assert [each["message"]["text"] for each in hook.got] == ["one", "two"]
    assert hook.secrets == {"s3cret_"}


async def test_an_update_comes_again_until_it_is_taken(place: Place, hook: Hook) -> None:
    hook.status = [500, 503, 200]
    await place.bot.set_webhook(hook.url)
    await place.world.say(place.anna, place.account, "one")
    await place.world.say(place.anna, place.account, "two")
    await place.world.until(lambda: len(hook.got) == 4)
    assert [each["message"]["text"] for each in hook.got] == ["one", "one", "one", "two"]
    assert len({each["update_id"] for each in hook.got}) == 2
    info = await place.bot.get_webhook_info()
    assert (info.url, info.last_error_message) == (
        hook.url,
        "Wrong response from the webhook: 503 Service Unavailable",
    )


async def test_a_webhook_may_answer_with_a_method(place: Place, hook: Hook) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": place.anna.id, "text": "At once"}
    await place.bot.set_webhook(hook.url)
    await place.world.say(place.anna, place.account, "one")
    await place.world.until(lambda: place.world.messages(place.anna, place.account)[-1].text == "At once")


async def test_bad_webhooks_are_refused(place: Place) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided"):
        await place.bot.set_webhook("http://example.org/hook")
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await place.bot.set_webhook("https://example.org/hook", secret_token="not allowed!")
