"""Text as Telegram measures and marks it: UTF-16 units, entities, what is found by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.simulator.accounts import Json
from bot.simulator.refusals import bad_request

KINDS = {
    **dict.fromkeys(("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre"), ""),
    **dict.fromkeys(("blockquote", "expandable_blockquote", "mention", "hashtag", "cashtag"), ""),
    **dict.fromkeys(("bot_command", "url", "email", "phone_number"), ""),
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
"""What each kind of entity has to say besides its place."""

_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    (
        "url",
        re.compile(
            r"(?<![\w@/])(?:https?://[^\s<>\"]+|(?:[\w-]+\.)+(?:com|org|net|info|me|ru|io)\b(?:/[^\s<>\"]*)?)"
        ),
    ),
    ("email", re.compile(r"(?<![\w.@])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}\b")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


def units(text: str) -> int:
    """How many UTF-16 code units the text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked(text: str, entities: Sequence[Json]) -> list[Json]:
    """The given entities if they lie within the text and on whole characters. Raises Refused."""
    whole = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        _check_kind(entity)
        start, length = int(entity["offset"]), int(entity["length"])
        if start < 0 or length <= 0:
            raise bad_request("entity has an invalid offset or length")
        end = start + length
        if end * 2 > len(whole):
            raise bad_request(
                f"entity beginning at UTF-16 offset {start} ends after "
                f"the end of the text at UTF-16 offset {end}"
            )
        if _splits(whole, start) or _splits(whole, end):
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at offset {start}")
    return sorted(entities, key=lambda each: (each["offset"], -each["length"]))


def _check_kind(entity: Json) -> None:
    """The entity is of a kind that bots may send, and says what its kind needs."""
    needed = KINDS.get(entity["type"], "?")
    if needed == "?":
        raise bad_request(f'can\'t parse entities: unsupported entity type "{entity["type"]}"')
    if needed and not entity.get(needed):
        raise bad_request(f"can't parse entities: entity of the type {entity['type']} must have {needed}")


def _splits(whole: bytes, at: int) -> bool:
    unit = int.from_bytes(whole[at * 2 : at * 2 + 2], "little")
    return 0xDC00 <= unit <= 0xDFFF


def trimmed(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """Without white space around it, the entities moved and cut accordingly."""
    cut = units(text) - units(text.lstrip())
    kept = text.strip()
    size, moved = units(kept), []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, size)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def with_found(text: str, entities: Sequence[Json]) -> list[Json]:
    """The entities and those that Telegram finds by itself: commands, links, names, hashtags."""
    marked = list(entities)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}
            if not any(_crosses(entity, other) for other in marked):
                marked.append(entity)
    return sorted(marked, key=lambda each: (each["offset"], -each["length"]))


def _crosses(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
