"""A Bot API that does next to nothing, fast: what is measured must be the bot, not its Telegram."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson

BATCH = 100  # updates in one answer, as Telegram's
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'chat_id(?:=|": *"?|"\r\n\r\n)(-?\d+)')
_OFFSET = re.compile(rb'offset(?:=|": *"?)(-?\d+)')
_TIMEOUT = re.compile(rb'timeout(?:=|": *"?)(\d+)')
_AS_GROUPS_ARE = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    ),
}
_SAYING = {"sendMessage", "editMessageText", "sendPhoto", "sendDocument"}

Heard = Callable[[int, str, bytes], None]  # chat, method, the call's body


def _nobody(_chat: int, _method: str, _body: bytes) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Line:
    """One bot's end: what waits for it, and what it called. `heard` is told of every call to a chat."""

    bot: int
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    calls: Counter[str] = field(default_factory=Counter)
    heard: Heard = _nobody
    acknowledged: int = 0  # updates
    last_call: float = 0.0
    drained: asyncio.Event = field(default_factory=asyncio.Event)
    drained_at: float = 0.0  # when the last update was acknowledged
    _waiting: deque[tuple[int, bytes]] = field(default_factory=deque)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _poll: Callable[[bytes], None] | None = None

    def put(self, *updates: Mapping[str, Any]) -> None:
        """These reach the bot in this order."""
        for update in updates:
            number = next(self._numbers)
            self._waiting.append((number, orjson.dumps({"update_id": number, **update})))
        self.drained.clear()
        self._answer()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def quiet(self, seconds: float) -> None:
        """Once there was no call for so long."""
        while (left := self.last_call + seconds - time.perf_counter()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)

    def get_updates(self, body: bytes, reply: Callable[[bytes], None]) -> None:
        """To ask from an offset is to confirm all before it."""
        offset, timeout = _number(_OFFSET, body), _number(_TIMEOUT, body)
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
            self.acknowledged += 1
        if not self._waiting and not self.drained.is_set():
            self.drained.set()
            self.drained_at = time.perf_counter()
        if self._poll is not None:
            self._poll(_ok(b"[]"))
        self._poll = reply
        self.polled.set()
        self._answer()
        if self._poll is reply:
            asyncio.get_running_loop().call_later(timeout, self._give_up, reply)

    def _answer(self) -> None:
        if self._poll is not None and self._waiting:
            some = [self._waiting[number][1] for number in range(min(BATCH, len(self._waiting)))]
            reply, self._poll = self._poll, None
            reply(_ok(b"[%s]" % b",".join(some)))

    def _give_up(self, reply: Callable[[bytes], None]) -> None:
        if self._poll is reply:
            self._poll = None
            reply(_ok(b"[]"))


class Telegram:
    """`line` gives a bot's end by its token; `files` are what bots may download, by path."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.files: dict[str, bytes] = {}
        self.messages = count(1000)
        self.url = ""

    def line(self, token: str) -> Line:
        if token not in self.lines:
            self.lines[token] = Line(int(token.partition(":")[0]))
        return self.lines[token]

    async def start(self) -> str:
        server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return self.url

    def answer(self, path: str, body: bytes, reply: Callable[[bytes], None]) -> None:
        """One call; `reply` takes the whole response, now or later."""
        _, where, *rest = path.partition("?")[0].replace("%3A", ":").split("/")
        if where == "file":
            reply(_response(self.files["/".join(rest[1:])]))
            return
        line, method = self.line(where.removeprefix("bot")), rest[0]
        if method == "getUpdates":
            line.get_updates(body, reply)
            return
        line.calls[method] += 1
        line.last_call = time.perf_counter()
        chat = _number(_CHAT, body)
        reply(_ok(self._result(line, method, chat, body)))
        if chat:
            line.heard(chat, method, body)

    def _result(self, line: Line, method: str, chat: int, body: bytes) -> bytes:
        if method in _SAYING:
            kind = b"private" if chat > 0 else b"supergroup"
            return b'{"message_id":%d,"date":1800000000,"chat":{"id":%d,"type":"%s"},"text":"said"}' % (
                next(self.messages),
                chat,
                kind,
            )
        if method == "getMe":
            me = {"id": line.bot, "is_bot": True, "first_name": "Bot", "username": f"b{line.bot}_bot"}
            return orjson.dumps(me)
        if method == "getChat":
            return orjson.dumps({"id": chat, "type": "supergroup", "title": "Desk"} | _AS_GROUPS_ARE)
        if method == "getWebhookInfo":
            return b'{"url":"","has_custom_certificate":false,"pending_update_count":%d}' % line.waiting
        if method == "getFile":
            path = next(iter(self.files))
            size = len(self.files[path])
            return orjson.dumps({"file_id": "f", "file_unique_id": "u", "file_size": size, "file_path": path})
        return b"true"


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as the clients of the two libraries speak it: kept alive, bodies with their length."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._got = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got = self._got + data if self._got else data
        while (head := self._got.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._got, 0, head)
            end = head + 4 + (int(length[1]) if length else 0)
            if len(self._got) < end:
                return
            body, path = self._got[head + 4 : end], self._got.split(b" ", 2)[1].decode()
            self._got = self._got[end:]
            self._telegram.answer(path, body, self._reply)

    def _reply(self, response: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(response)


def _ok(result: bytes) -> bytes:
    return _response(b'{"ok":true,"result":%s}' % result)


def _response(content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(content),
        content,
    )


def _number(pattern: re.Pattern[bytes], body: bytes) -> int:
    found = pattern.search(body)
    return int(found[1]) if found else 0
