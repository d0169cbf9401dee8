"""What people do at the demo page: each act is done in the world as one of its people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.interview.languages import OWN_NAMES
from bot.simulator import demo_state
from bot.simulator.accounts import Json, Person
from bot.simulator.demo_state import Cast
from bot.simulator.loopback import HEADERS, PAGE, Handler, Unfit, body_of, json_of
from bot.simulator.world import Where, World

FILE_LIMIT = 50 * 1024 * 1024
TOO_LARGE = "This file is too large: the practice room takes files of up to 50 MB."
FILE_KINDS = {"photo", "video", "audio", "document"}

Act = Callable[[World, Person, Where, Json], Awaitable[object]]


async def say(world: World, person: Person, where: Where, values: Json) -> None:
    await world.say(person, where, str(values["text"]))


async def press(world: World, person: Person, where: Where, values: Json) -> None:
    await world.press(person, where, int(values["message"]), int(values["row"]), int(values["column"]))


async def edit(world: World, person: Person, where: Where, values: Json) -> None:
    await world.edit(person, where, int(values["message"]), str(values["text"]))


async def delete(world: World, person: Person, where: Where, values: Json) -> None:
    message = world.room(person, where).messages[int(values["message"])]
    if message.sender is not person:
        raise ValueError("People delete their own messages")
    await world.delete(person, where, message.id)


async def location(world: World, person: Person, where: Where, values: Json) -> None:
    await world.send_location(person, where, float(values["latitude"]), float(values["longitude"]))


async def voice(world: World, person: Person, where: Where, _: Json) -> None:
    """Three soft notes: the page never asks for a microphone."""
    sample = (PAGE / "voice-note.ogg").read_bytes()
    await world.send_file(person, where, "voice", sample, mime="audio/ogg")


ACTS: dict[str, Act] = {
    "say": say,
    "press": press,
    "edit": edit,
    "delete": delete,
    "location": location,
    "voice": voice,
}


def act(cast: Cast, do: Act) -> Handler:
    """A handler that reads who acts where, and does it."""

    async def answer(request: web.Request) -> web.StreamResponse:
        await _attempt(cast, do, await json_of(request))
        return web.json_response({}, headers=HEADERS)

    return answer


def send_file(cast: Cast) -> Handler:
    """The file is the body; what it is and where it goes stand in the address."""

    async def answer(request: web.Request) -> web.StreamResponse:
        data = await body_of(request, FILE_LIMIT, TOO_LARGE)
        if not data:
            raise Unfit("This file is empty.")

        async def send(world: World, person: Person, where: Where, values: Json) -> None:
            if values["kind"] not in FILE_KINDS:
                raise ValueError("This kind of file is unknown")
            named = {word: values.get(word) for word in ("name", "caption", "album")}
            await world.send_file(person, where, values["kind"], data, mime=request.content_type, **named)

        await _attempt(cast, send, request.query)
        return web.json_response({}, headers=HEADERS)

    return answer


async def _attempt(cast: Cast, do: Act, values: Mapping[str, Any]) -> None:
    try:
        person, where = cast.world.people[int(values["person"])], cast.where(str(values["chat"]))
        await do(cast.world, person, where, dict(values))
    except (KeyError, IndexError, AssertionError):
        raise Unfit("That is no longer there.", 409) from None
    except (ValueError, TypeError) as problem:
        raise Unfit(f"{problem}.") from None


def new_witness(cast: Cast) -> Handler:
    """Another phone, in a language that the page chose."""

    async def answer(request: web.Request) -> web.StreamResponse:
        language = (await json_of(request)).get("language")
        if language not in OWN_NAMES:
            raise Unfit("Choose one of the languages.")
        person = add_witness(cast, language)
        cast.world.tell(cast.world.room_of(cast.group), "people", 0)
        known = {"id": person.id, "witnesses": demo_state.witnesses(cast)}
        return web.json_response(known, headers=HEADERS)

    return answer


def add_witness(cast: Cast, language: str) -> Person:
    name = f"Witness {len(cast.witnesses()) + 1}"
    return cast.world.add_person(name, language_code=language)
