"""Reads a Bot API call off the wire: JSON, forms with or without files, and the query string."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bot.simulator.accounts import Json
from bot.simulator.refusals import Refused, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Arrived:
    """Parameters as they came (texts, or typed values from JSON) and the files beside them."""

    params: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)


async def read(request: web.Request) -> Arrived:
    """Everything the call says. Raises Refused."""
    arrived = Arrived(dict(request.query))
    match request.content_type:
        case "application/json":
            arrived.params.update(_object(await request.read()))
        case "multipart/form-data":
            await _read_parts(request, arrived)
        case "application/x-www-form-urlencoded":
            arrived.params.update({name: str(value) for name, value in (await request.post()).items()})
        case _:
            await request.read()
    return arrived


def _object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("expected a JSON object")
    return parsed


async def _read_parts(request: web.Request, arrived: Arrived) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse the multipart request")
        data = bytes(await part.read())
        if len(data) > UPLOAD_LIMIT:
            raise Refused(413, "Request Entity Too Large")
        if part.filename is None:
            arrived.params[part.name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            arrived.uploads[part.name] = Upload(part.filename, mime, data)
