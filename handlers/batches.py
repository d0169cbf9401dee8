"""One answer of getUpdates, read so that an update which cannot be read stops no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from handlers.wire import Unreached, Unreadable

UNREADABLE = "unreadable"  # stands in an update of which no more is known than its id
_RESULT = re.compile(rb'"result"\s*:\s*\[')
_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')
_SIGNS = re.compile(rb'["\[\]{}]')
_END_OF_STRING = re.compile(rb'(?:[^"\\]|\\.)*"', re.DOTALL)


def read(body: bytes, status: int = 200) -> Any:
    """The answer. Unreadable if it is cut off or not JSON at all; Unreached if a failing server says so."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass  # it takes no lone surrogates, and no deep nesting
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        if status >= 500:
            raise Unreached(f"{status} without a word") from None
    return {"ok": True, "result": [_update(part) for part in _parts(body)]}


def updates(result: Any) -> Sequence[Mapping[str, Any]]:
    """The result of getUpdates. Unreadable if it is anything but a list."""
    if not isinstance(result, list):
        raise Unreadable("no list of updates")
    return result


def _update(part: bytes) -> Any:
    try:
        return json.loads(part)
    except (ValueError, RecursionError):
        found = _ID.search(part)
        if found is None:
            raise Unreadable("an update that cannot be read has no id") from None
        return {"update_id": int(found[1]), UNREADABLE: True}


def _parts(body: bytes) -> Iterator[bytes]:
    """The members of the result's array, by counting brackets: no parser is needed to part them."""
    begun = _RESULT.search(body)
    if begun is None:
        raise Unreadable("no result")
    at, depth, start = begun.end(), 0, 0
    while sign := _SIGNS.search(body, at):
        at = sign.end()
        match sign[0]:
            case b'"':
                end = _END_OF_STRING.match(body, at)
                if end is None:
                    break
                at = end.end()
            case b"{" | b"[":
                start = sign.start() if depth == 0 else start
                depth += 1
            case _ if depth == 0:
                return
            case _:
                depth -= 1
                if depth == 0:
                    yield body[start:at]
    raise Unreadable("the answer is cut off")
