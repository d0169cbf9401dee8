"""What a message carries, in Telegram's fields, from the bytes that somebody sends."""

from __future__ import annotations

import mimetypes
from typing import Literal

from bot.simulator import entities
from bot.simulator.accounts import Json
from bot.simulator.stored import Files, StoredFile

NAMES = {
    "document": ("file.bin", "application/octet-stream"),
    "video": ("video.mp4", "video/mp4"),
    "animation": ("animation.mp4", "video/mp4"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "video_note": ("note.mp4", "video/mp4"),
    "sticker": ("sticker.webp", "image/webp"),
}
WORDS = ("text", "entities", "caption", "caption_entities")
SERVICE = {
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "new_chat_title",
    "delete_chat_photo",
}
_ORDER = (
    *("photo", "animation", "video", "video_note", "voice", "audio", "document", "sticker", "dice", "poll"),
    *("contact", "venue", "location", "story", "game", "invoice", "text"),
)


def kind_of(content: Json) -> str:
    """The word for what a message is: "text", "photo" … or "service"."""
    if SERVICE & content.keys():
        return "service"
    return next((kind for kind in _ORDER if kind in content), next(iter(content), "text"))


def media(
    files: Files,
    kind: str,
    data: bytes,
    name: str | None = None,
    mime: str | None = None,
    *,
    size: int | None = None,
) -> tuple[Json, StoredFile]:
    """The fields of a message with this file, and the file."""
    if kind == "photo":
        sizes = files.add_photo(data, size=size)
        return {"photo": [_photo_size(each) for each in sizes]}, sizes[-1]
    default_name, default_mime = NAMES[kind]
    guessed = mimetypes.guess_type(name)[0] if name else None
    kept = files.add(kind, data, name or default_name, mime or guessed or default_mime, size=size)
    return {kind: fields(kept)} | ({"document": _plain(kept)} if kind == "animation" else {}), kept


def again(kept: StoredFile) -> Json:
    """The fields of a message that carries a file known already."""
    match kept.kind:
        case "photo":
            return {"photo": [_photo_size(kept)]}
        case "animation":
            return {"animation": fields(kept), "document": _plain(kept)}
        case kind:
            return {kind: fields(kept)}


def fields(kept: StoredFile) -> Json:
    """The object inside the message: Document, Video, Voice and so on."""
    match kept.kind:
        case "voice":
            return {**_base(kept), "duration": 3, "mime_type": kept.mime}
        case "video_note":
            return {**_base(kept), "length": 240, "duration": 3}
        case "video" | "animation":
            return {**_plain(kept), "width": kept.width or 640, "height": kept.height or 360, "duration": 3}
        case "audio":
            return {**_plain(kept), "duration": 3}
        case "sticker":
            shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {**_base(kept), **shape}
        case _:
            return _plain(kept)


def _base(kept: StoredFile) -> Json:
    return {"file_unique_id": kept.unique_id, "file_size": kept.size}


def _plain(kept: StoredFile) -> Json:
    return {**_base(kept), "file_name": kept.name, "mime_type": kept.mime}


def _photo_size(kept: StoredFile) -> Json:
    return {**_base(kept), "width": kept.width, "height": kept.height}


def location(latitude: float, longitude: float, live_for: int | None = None) -> Json:
    """A place; `live_for` seconds if it moves. Raises ValueError for places that aren't on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("no such place on Earth")
    live = {"live_period": live_for} if live_for is not None else {}
    return {"location": {"latitude": latitude, "longitude": longitude, **live}}


def worded(place: Literal["text", "caption"], words: str, marked: list[Json]) -> Json:
    """The text or caption as a person's app sends it. Raises ValueError beyond Telegram's limits."""
    body, given = entities.trimmed(words, marked)
    limit = 4096 if place == "text" else 1024
    if not body or entities.units(body) > limit:
        raise ValueError(f"Telegram's apps send a {place} of 1 to {limit} characters")
    found = entities.with_found(body, given)
    named = "entities" if place == "text" else "caption_entities"
    return {place: body, **({named: found} if found else {})}
