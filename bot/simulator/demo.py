"""The demo page's routes: people press and write in a browser, the local Telegram carries it to the bots."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.simulator import demo_acts, demo_state
from bot.simulator.accounts import BotAccount, Chat, Person
from bot.simulator.demo_events import events
from bot.simulator.demo_state import Cast
from bot.simulator.loopback import HEADERS, PAGE, Handler, Unfit, acting, reading
from bot.simulator.stored import StoredFile
from bot.simulator.world import World

PAGE_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
SHOWN_TYPES = {
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "video/mp4",
    "video/webm",
}


def routes(
    world: World, witness_bot: BotAccount, staff_bot: BotAccount, group: Chat, moderators: Sequence[Person]
) -> list[web.RouteDef]:
    """The page at `/` and what it asks for under `/page/` and `/demo/`. Makes the first witness.

    Open pages keep a connection each: give the runner a short `shutdown_timeout`.
    """
    cast = Cast(world, witness_bot, staff_bot, group, tuple(moderators))
    if not cast.witnesses():
        demo_acts.add_witness(cast, "en")
    acts = {f"/demo/{name}": demo_acts.act(cast, do) for name, do in demo_acts.ACTS.items()}
    acts |= {"/demo/people": demo_acts.new_witness(cast), "/demo/file": demo_acts.send_file(cast)}
    return [
        web.get("/", reading(page)),
        web.get("/page/{name}", reading(page)),
        web.get("/demo/state", reading(state(cast))),
        web.get("/demo/events", reading(events(cast))),
        web.get("/demo/file/{chat}/{person}/{message}", reading(content(cast))),
        *(web.post(path, acting(handler)) for path, handler in acts.items()),
    ]


async def page(request: web.Request) -> web.StreamResponse:
    """The page and its parts; no other file of the folder."""
    path = PAGE / request.match_info.get("name", "index.html")
    if path.suffix not in PAGE_TYPES or path.parent != PAGE or not path.is_file():
        raise Unfit("There is nothing here.", 404)
    kind = PAGE_TYPES[path.suffix]
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)


def state(cast: Cast) -> Handler:
    """Everything at once."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(demo_state.state(cast), headers=HEADERS)

    return answer


def content(cast: Cast) -> Handler:
    """A message's file."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            room = cast.room(request.match_info["chat"])
            kept = room.messages[int(request.match_info["message"])].file if room else None
        except (KeyError, ValueError):
            kept = None
        if kept is None:
            raise Unfit("That is no longer there.", 404)
        try:
            return _served(kept, request.http_range)
        except ValueError:
            raise Unfit("There is no such part of the file.", 416) from None

    return answer


def _served(kept: StoredFile, wanted: slice) -> web.Response:
    """What a browser would run comes as a download, and all of it in a sandbox."""
    headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox", "Accept-Ranges": "bytes"}
    if kept.mime not in SHOWN_TYPES:
        headers["Content-Disposition"] = "attachment"
        return web.Response(body=kept.data, content_type="application/octet-stream", headers=headers)
    if wanted.start is None:
        return web.Response(body=kept.data, content_type=kept.mime, headers=headers)
    start, stop, _ = wanted.indices(len(kept.data))
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(kept.data)}"
    return web.Response(status=206, body=kept.data[start:stop], content_type=kept.mime, headers=headers)
