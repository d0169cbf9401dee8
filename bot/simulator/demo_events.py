"""Tells open pages what happens, by server-sent events."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import ClientConnectionResetError, web

from bot.simulator import demo_state
from bot.simulator.accounts import Chat, Json
from bot.simulator.demo_state import Cast
from bot.simulator.loopback import HEADERS, Handler
from bot.simulator.news import Subscription
from bot.simulator.world import World

KEEP_ALIVE_SECONDS = 15

Told = tuple[str, Json]


def events(cast: Cast) -> Handler:
    """The handler of one open page. The state comes first, so that a reconnected page misses nothing."""

    async def answer(request: web.Request) -> web.StreamResponse:
        news = cast.world.subscribe()
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        try:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            listener = Listener(cast)
            await _tell(response, "state", demo_state.state(cast))
            while (told := await _next(news, listener)) is not None:
                for name, values in told:
                    await _tell(response, name, values)
        except ClientConnectionResetError:
            pass
        finally:
            news.close()
        return response

    return answer


def hang_up(world: World, group: Chat) -> None:
    """End all open pages' connections, so that the server need not wait for them."""
    world.tell(world.room_of(group), "closing", 0)


async def _next(news: Subscription, listener: Listener) -> list[Told] | None:
    """None when the page is to be hung up on."""
    try:
        async with asyncio.timeout(KEEP_ALIVE_SECONDS):
            happened = await news.get()
    except TimeoutError:
        return [("quiet", {})]
    return None if happened["kind"] == "closing" else listener.told(happened)


async def _tell(response: web.StreamResponse, name: str, values: Json) -> None:
    await response.write(f"event: {name}\ndata: {json.dumps(values)}\n\n".encode())


@dataclass(slots=True)
class Listener:
    """What one page is told; `toasts` counts those that each person has seen."""

    cast: Cast
    toasts: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.cast.world
        self.toasts = {each.id: len(world.toasts(each)) for each in world.people.values()}

    def told(self, happened: Json) -> list[Told]:
        """The page's events for one event of the world."""
        match happened["kind"]:
            case "toast":
                return self._toasts(int(happened["chat"]))
            case "people":
                return [("people", {"witnesses": demo_state.witnesses(self.cast)})]
            case kind:
                return self._in_chat(kind, happened["chat"], happened["message_id"])

    def _in_chat(self, kind: str, key: str, number: int) -> list[Told]:
        chat = self.cast.chat_of(key)
        if chat is None:
            return []
        if kind == "action":
            return [("action", {"chat": chat})]
        message = self.cast.world.rooms[key].messages.get(number)
        if message is not None:
            return [("change", {"chat": chat, "message": demo_state.message(message)})]
        return [("change", {"chat": chat, "deleted": number})] if number else []

    def _toasts(self, person: int) -> list[Told]:
        seen = self.toasts.get(person, 0)
        fresh = self.cast.world.toasts(self.cast.world.people[person])[seen:]
        self.toasts[person] = seen + len(fresh)
        return [
            ("toast", {"person": person, "text": each.text, "alert": each.alert, "url": each.url})
            for each in fresh
        ]
