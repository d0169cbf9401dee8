"""What is kept of a round that broke a promise: its folder, and beside it all that was said and seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from bot.simulator.rooms import Room
from tests.soak.round import Outcome, Round

HISTORY = "history.json"
SCREENS = "screens.json"


def write(folder: Path, played: Round, outcome: Outcome) -> None:
    """The history as the judge got it; and for each chat all that it ever showed, then what stands there."""
    found = {
        "violations": outcome.verdict.violations,
        "history": outcome.history,
        "twice": outcome.verdict.twice,
    }
    (folder / HISTORY).write_bytes(_json(found))
    phones = [each.phone for each in played.desk.moderators] + [each.tells.phone for each in played.walks]
    screens = {each.person.name: {"shown": each.shows, "stands": _stands(each.room)} for each in phones}
    (folder / SCREENS).write_bytes(_json({"group": _stands(played.desk.room), **screens}))


def _stands(room: Room) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "text": each.text, "buttons": _labels(each.buttons)}
        for each in room.messages.values()
    ]


def _labels(markup: dict[str, Any] | None) -> list[str]:
    return [button["text"] for row in (markup or {}).get("inline_keyboard", []) for button in row]


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=sorted, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
