"""Everything that people can send to a bot, and some things that only a forged client can."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.simulator.people import Witness
from tests.scenarios import pictures

Send = Callable[[Witness], Awaitable[int]]

FAR_TOO_LARGE = 21 * 1024 * 1024
_ZALGO = "о" + "\u0300\u0327\u0330\u0488" * 40
_USER = {"id": 987654321, "is_bot": False, "first_name": "Ognjena", "last_name": "Person"}
_CHANNEL = {"id": -1009876543210, "type": "channel", "title": "Ognjena channel", "username": "origin_channel"}
_POLL = {
    "id": "1", "question": "Who?", "options": [{"text": "A", "voter_count": 0, "persistent_id": "0"}],
    "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
    "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
_STICKER = {
    "file_unique_id": "AQADstick", "type": "regular", "width": 512, "height": 512,
    "is_animated": False, "is_video": False,
}  # fmt: skip

TEXTS = {
    "one letter": "я",
    "only a mark that is not seen": "\u200b",
    "only combining marks": "\u0300\u0301",
    "a NUL": "before\x00after",
    "half of a surrogate pair": "before\ud83dafter",
    "4096 units": "😀" * 2048,
    "Zalgo": _ZALGO,
    "bidi overrides": "\u202egnirts desrever\u202c \u2066isolated\u2069",
    "markup": "<b>bold</b> *x* [y](tg://user?id=1) {code} %s {0}",
    "a command that is none": "/etc/passwd",
    "a slash": "/",
    "an unknown command": "/frobnicate now",
    "a right-to-left text": "سلام، این یک گزارش است",
    "a number": "5",
    "a link": "https://t.me/joinchat/AAAA",
}

ORIGINS: dict[str, Any] = {
    "user": {"type": "user", "sender_user": _USER},
    "hidden user": {"type": "hidden_user", "sender_user_name": "Hidden Ognjena"},
    "hidden user without a name": {"type": "hidden_user"},
    "chat": {"type": "chat", "sender_chat": _CHANNEL, "author_signature": "Signed Ognjena"},
    "channel": {"type": "channel", "chat": _CHANNEL, "message_id": 5, "author_signature": "Signed Ognjena"},
    "a kind that nobody knows yet": {"type": "from_the_future"},
}

RAW: dict[str, Any] = {
    "sticker": {"sticker": _STICKER},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {"poll": _POLL},
    "somebody's contact": {"contact": {"phone_number": "+37410987654", "first_name": "Contact"}},
    "venue": {
        "location": {"latitude": 41.2, "longitude": 44.9},
        "venue": {"location": {"latitude": 41.2, "longitude": 44.9}, "title": "Square", "address": "1"},
    },
    "story": {"story": {"chat": _CHANNEL, "id": 3}},
    "game": {"game": {"title": "G", "description": "d", "photo": []}},
    "a kind that nobody knows yet": {"hologram": {"depth": 3}},
    "a message without anything": {},
    "a reply to elsewhere": {
        "text": "This.", "external_reply": {"origin": {"type": "hidden_user"}},
        "quote": {"text": "q", "position": 0},
    },
}  # fmt: skip

SERVICE: dict[str, Any] = {
    "a pinned message": {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1}}},
    "a self-deleting timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
}

FILES = {
    "photo": pictures.jpeg(),
    "document": b"%PDF-1.7 a paper",
    "video": b"a video",
    "video_note": b"a round video",
    "voice": b"a voice",
    "audio": b"a recording",
    "animation": b"an animation",
    "sticker": b"a sticker",
}


def _text(text: str) -> Send:
    return lambda witness: witness.world.send_raw(witness.person, witness.bot, {"text": text})


def _raw(content: dict[str, Any]) -> Send:
    return lambda witness: witness.world.send_raw(witness.person, witness.bot, dict(content))


def _file(kind: str, data: bytes) -> Send:
    return lambda witness: witness.send(kind, data)


def _forwarded(origin: dict[str, Any]) -> Send:
    return lambda witness: witness.world.say(
        witness.person, witness.bot, "Seen by others.", forward_origin=origin, forward_date=1
    )


async def _captioned(witness: Witness) -> int:
    return await witness.send_photo(pictures.jpeg(), "The yard, from our window")


async def _album(witness: Witness) -> int:
    await witness.send_photo(pictures.jpeg(), album="7")
    return await witness.send_photo(pictures.jpeg(), album="7")


async def _too_large(witness: Witness) -> int:
    return await witness.world.send_file(
        witness.person, witness.bot, "video", b"start of a long one", size=FAR_TOO_LARGE
    )


async def _location(witness: Witness) -> int:
    return await witness.send_location(41.2, 44.9)


async def _live(witness: Witness) -> int:
    return await witness.world.send_location(witness.person, witness.bot, 41.2, 44.9, live_for=900)


EVERY: dict[str, Send] = {
    **{f"text: {name}": _text(text) for name, text in TEXTS.items()},
    **{f"forward: {name}": _forwarded(origin) for name, origin in ORIGINS.items()},
    **{name: _raw(content) for name, content in RAW.items()},
    **{name: _file(name, data) for name, data in FILES.items()},
    "photo with a caption": _captioned,
    "album": _album,
    "21 MB": _too_large,
    "location": _location,
    "live location": _live,
}
