"""Answers this computer's own page and nobody else: no other host, no other site's scripts."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.simulator.accounts import Json

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE = Path(__file__).parent / "page"
JSON_LIMIT = 256 * 1024
LOCAL = {"localhost", "127.0.0.1", "::1"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Unfit(Exception):
    """A request that cannot be done; says why, to the person at the page."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def reading(handler: Handler) -> Handler:
    """Only under a name of this computer: another site may point its own name at 127.0.0.1."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            if urlsplit(f"//{request.host}").hostname not in LOCAL:
                raise Unfit("This page answers this computer only.", 403)
            return await handler(request)
        except Unfit as problem:
            return web.json_response({"error": str(problem)}, status=problem.status, headers=HEADERS)

    return answer


def acting(handler: Handler) -> Handler:
    """Only from our own page: other sites cannot send this header without asking first."""

    async def answer(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        own = origin is None or urlsplit(origin).netloc == request.host
        if not own or request.headers.get("X-Witnessline") != "demo":
            raise Unfit("Only the practice room itself may do this.", 403)
        return await handler(request)

    return reading(answer)


async def body_of(request: web.Request, limit: int, too_large: str) -> bytes:
    """The whole body, read no further than the limit."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > limit:
            raise Unfit(too_large, 413)
    return bytes(body)


async def json_of(request: web.Request) -> Json:
    """The JSON object that was sent."""
    if request.content_type != "application/json":
        raise Unfit("JSON is expected here.", 415)
    body = await body_of(request, JSON_LIMIT, "This is too long.")
    try:
        values = json.loads(body)
    except ValueError:
        raise Unfit("JSON is expected here.") from None
    if not isinstance(values, dict):
        raise Unfit("JSON is expected here.")
    return values
