"""What witnesses send, as Telegram puts it into updates."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import count
from typing import Any

Update = Mapping[str, Any]
ANSWERS = (
    "They came at night, four men in black, and took my brother from our house.",
    "In our village, near the school.",
    "Men in uniform without signs. I do not know them.",
)
_numbers = count(10)


def text(chat: int, words: str) -> Update:
    commanded = {"entities": [{"type": "bot_command", "offset": 0, "length": len(words)}]}
    return {"message": _message(chat) | {"text": words} | (commanded if words.startswith("/") else {})}


def document(chat: int, size: int) -> Update:
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "a.bin", "file_size": size}
    return {"message": _message(chat) | {"document": file | {"mime_type": "application/octet-stream"}}}


def pressed(chat: int, data: str, message: int = 1) -> Update:
    """A button under the bot's message of this number."""
    about = _message(chat)
    query = {"id": str(next(_numbers)), "from": about["from"], "chat_instance": "1", "data": data}
    return {"callback_query": query | {"message": about | {"message_id": message, "text": "…"}}}


def _message(chat: int) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Amina", "language_code": "en"}
    place = {"id": chat, "first_name": "Amina", "type": "private"}
    return {"message_id": next(_numbers), "from": person, "chat": place, "date": int(time.time())}
