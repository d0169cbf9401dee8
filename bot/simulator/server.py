"""The Bot API over HTTP, on this machine: what bots talk to instead of api.telegram.org."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.simulator import requests, validation
from bot.simulator.accounts import BotAccount, Json
from bot.simulator.faults import Fault, Faults
from bot.simulator.limits import Limits
from bot.simulator.methods import METHODS, shape_of
from bot.simulator.methods.fetching import download
from bot.simulator.refusals import Refused
from bot.simulator.requests import Arrived
from bot.simulator.webhooks import Courier
from bot.simulator.world import World

BY_LOWER_CASE = {name.lower(): name for name in METHODS}
REQUEST_LIMIT = 64 * 1024 * 1024


class Server:
    """Serves one world. Routes of one's own go in by `routes` or `app`, before `start`."""

    def __init__(
        self,
        world: World,
        *,
        limits: Limits | None = None,
        faults: Faults | None = None,
        routes: Sequence[web.AbstractRouteDef] = (),
        webhook_pause: float = 0.02,
    ) -> None:
        self.world = world
        self.limits = limits
        self.faults = faults or Faults()
        self.faults.attach(world.queues)
        self.app = web.Application(client_max_size=REQUEST_LIMIT)
        self.app.add_routes(routes)
        self.app.router.add_route("*", r"/bot{token:[^/]+}/{method}", self._on_call)
        self.app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", self._on_download)
        self.app.router.add_route("*", "/{rest:(?:bot|file/bot).*}", self._on_nothing)
        self._webhook_pause = webhook_pause
        self._runner: web.AppRunner | None = None
        self._couriers: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        self.url = ""

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """Listen, on a free port if none is named. Returns the base URL."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"
        for bot in self.world.bots.values():
            self._deliver_to(bot)
        return self.url

    def _deliver_to(self, bot: BotAccount) -> None:
        """Bring updates to this bot's webhook, if it has one."""
        if bot.id not in self._couriers and self.world.queue(bot).webhook is not None:
            courier = Courier(bot, self.world.queue(bot), self._reply, self._webhook_pause)
            self._couriers[bot.id] = asyncio.create_task(courier.run())

    async def stop(self) -> None:
        """Stop listening; the connections of long polls under way break."""
        self._stopping = True
        for courier in self._couriers.values():
            courier.cancel()
        await asyncio.gather(*self._couriers.values(), return_exceptions=True)
        for queue in self.world.queues().values():
            queue.interrupt("the server stops")
        if self._runner is not None:
            await self._runner.cleanup()

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self._bot_of(request)
            if self._away():
                return _broken(request)
            method = BY_LOWER_CASE.get(request.match_info["method"].lower())
            if method is None:
                raise Refused(404, "Not Found")
            fault = self.faults.take(method, bot)
            return await self._answer(request, bot, method, fault)
        except Refused as refusal:
            return _broken(request) if self._away() else _refusal(refusal)
        except web.HTTPRequestEntityTooLarge:
            return _refusal(Refused(413, "Request Entity Too Large"))

    def _away(self) -> bool:
        return self._stopping or self.faults.outage

    async def _answer(
        self, request: web.Request, bot: BotAccount, method: str, fault: Fault | None
    ) -> web.StreamResponse:
        arrived = await requests.read(request)
        self.world.called(bot, method, _noted(arrived))
        if fault is not None:
            refusal = fault.refusal()
            if refusal is not None:
                raise refusal
            if fault.kind == "timeout_before":
                return _broken(request)
            if fault.kind == "said":
                return web.json_response(fault.answer)
        result = await self.call(bot, method, arrived)
        kind = fault.kind if fault is not None else None
        answer = web.json_response({"ok": True, "result": [7] if kind == "odd" else result})
        if kind == "torn":
            assert isinstance(answer.body, bytes)
            return web.Response(body=answer.body[: len(answer.body) // 2], content_type="application/json")
        if kind == "timeout_after" or self._away():
            return _broken(request)
        return answer

    async def call(self, bot: BotAccount, method: str, arrived: Arrived) -> Any:
        """Run one method as it would over the wire. Raises Refused."""
        typed = validation.read(shape_of(method), arrived)
        if self.limits is not None:
            weight = len(typed.media) if method == "sendMediaGroup" and hasattr(typed, "media") else 1
            self.limits.count(bot.id, method, getattr(typed, "chat_id", None), weight)
        result = METHODS[method](self.world, bot, typed)
        self._deliver_to(bot)
        return await result if inspect.isawaitable(result) else result

    async def _reply(self, bot: BotAccount, said: Json) -> None:
        """A method named in a webhook's answer; nobody hears whether it worked."""
        method = BY_LOWER_CASE.get(str(said.pop("method")).lower())
        if method is None:
            return
        self.world.called(bot, method, said)
        try:
            await self.call(bot, method, Arrived(said))
        except Refused:
            return

    async def _on_download(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self._bot_of(request)
            fault = self.faults.take("download", bot)
            if self._away() or (fault is not None and fault.refusal() is None):
                return _broken(request)
            if fault is not None:
                raise fault.refusal() or Refused(500, "Internal Server Error")
            kept = download(self.world, bot, request.match_info["path"])
            if kept is None:
                raise Refused(404, "Not Found")
        except Refused as refusal:
            return _refusal(refusal)
        return web.Response(body=kept.data, content_type="application/octet-stream")

    def _bot_of(self, request: web.Request) -> BotAccount:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None:
            raise Refused(401, "Unauthorized")
        return bot

    async def _on_nothing(self, request: web.Request) -> web.StreamResponse:
        return _refusal(Refused(404, "Not Found"))


def _refusal(refusal: Refused) -> web.StreamResponse:
    return web.json_response(refusal.body(), status=refusal.code)


def _broken(request: web.Request) -> web.StreamResponse:
    """Cut the connection: the caller never learns what became of the call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _noted(arrived: Arrived) -> Json:
    """The parameters for `World.calls`, files by their names."""
    return {**arrived.params, **{name: f"file:{upload.name}" for name, upload in arrived.uploads.items()}}
