"""Updates: whatever Telegram sends, only one update fails at a time, and no name gets past the door."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from typing import Any

from telegram import Update

from handlers import batches, clock, staff_trim, updates, witness, witness_trim
from handlers.wire import Unreached
from tests.fuzz.drawing import Bytes

DESK, NAME = -1001234567890, "our_desk_bot"
CANARY = "Canary"

_PERSON = {"id": 7, "is_bot": False, "language_code": "ru", "first_name": CANARY, "last_name": CANARY}
_WITH_NAMES = _PERSON | {"username": CANARY, "added_to_attachment_menu": True}
_CHAT = {"id": 7, "type": "private", "first_name": CANARY, "username": CANARY, "title": CANARY}
_FILE = {"file_id": "AgAD", "file_unique_id": CANARY, "file_size": 10, "thumbnail": {"file_id": CANARY}}
_ORIGIN = {"type": "user", "sender_user": _WITH_NAMES, "sender_user_name": CANARY, "date": 1}
_CONTACT = {"phone_number": CANARY, "first_name": CANARY, "vcard": CANARY}
_MESSAGE: dict[str, Any] = {"message_id": 5, "date": 1, "chat": _CHAT, "from": _WITH_NAMES}
_SIZE = _FILE | {"width": 1, "height": 1, "duration": 1, "length": 1}
_EXTRA: tuple[dict[str, Any], ...] = (
    {"text": "words"},
    {"caption": "words", "photo": [_SIZE, _SIZE]},
    {"document": _FILE | {"file_name": "a.pdf", "mime_type": "application/pdf"}},
    {"voice": _SIZE},
    {"video_note": _SIZE},
    {"location": {"latitude": 1.5, "longitude": 2.5}, "venue": {"title": CANARY, "address": CANARY}},
    {"contact": _CONTACT},
    {"forward_origin": _ORIGIN, "text": "words", "via_bot": _WITH_NAMES, "author_signature": CANARY},
    {"reply_to_message": _MESSAGE | {"text": CANARY}, "quote": {"text": CANARY}, "text": "/start x"},
    {"new_chat_members": [_WITH_NAMES], "sender_chat": _CHAT, "pinned_message": _MESSAGE},
)
_PRESS = {"id": "1", "from": _WITH_NAMES, "chat_instance": CANARY, "data": "1:x", "message": _MESSAGE}
_SIDE = {"user": _WITH_NAMES, "status": "kicked", "until_date": 0, "custom_title": CANARY}
_MEMBER = {"date": 1, "chat": _CHAT, "from": _WITH_NAMES, "old_chat_member": _SIDE, "new_chat_member": _SIDE}
# Fields in which people say something: what is put there may go through.
_SAID = {
    "text",
    "caption",
    "data",
    "file_name",
    "mime_type",
    "media_group_id",
    "file_id",
    "language_code",
}

SEEDS = (
    b"\0" + b'{"ok":true,"result":[{"update_id":1,"message":{"text":"\\ud83d"}}]}',
    b"\0" + b'{"ok":true,"result":[{"update_id":1,"a":' + b"[" * 900 + b"]" * 900 + b"}]}",
    *(b"\1" + bytes((kind, extra, 0)) for kind in range(4) for extra in range(len(_EXTRA))),
)


def try_it(data: bytes) -> None:
    """Raises for a broken promise."""
    drawn = Bytes(data)
    if drawn.number(2) == 0:
        for update in _parted(drawn.rest()):
            _through_the_doors(update, clean=False)
        return
    update, clean = _update(drawn)
    _through_the_doors(update, clean)


def _parted(body: bytes) -> list[Any]:
    """An answer of Telegram's: read, or refused as a whole."""
    try:
        answer = batches.read(body)
        return list(batches.updates(answer.get("result") if isinstance(answer, dict) else None))
    except Unreached:
        return []


def _update(drawn: Bytes) -> tuple[dict[str, Any], bool]:
    """Well shaped, or with something odd put somewhere; the latter may carry a name to where words belong."""
    kind = drawn.one_of(("message", "edited_message", "callback_query", "my_chat_member"))
    extra = drawn.one_of(_EXTRA)
    others: dict[str, Any] = {"callback_query": _PRESS, "my_chat_member": _MEMBER}
    content = others.get(kind, _MESSAGE | extra)
    update = json.loads(json.dumps({"update_id": 1 + drawn.number(2**32), kind: content}))
    clean = [_change(drawn, update) for _each in range(drawn.number(4))]
    return update, all(clean)


def _change(drawn: Bytes, update: dict[str, Any]) -> bool:
    """Something else in one place. Whether names still stand only where names do."""
    place: Any = update
    while True:
        names = list(place)
        if not names:
            return True
        name = drawn.one_of(names)
        inner = place[name][0] if isinstance(place[name], list) and place[name] else place[name]
        if not isinstance(inner, dict) or drawn.number(3) == 0:
            break
        place = inner
    if drawn.number(4) == 0:
        del place[name]
        return True
    place[name] = drawn.anything()
    return name in _SAID or not isinstance(place[name], (dict, list))


def _through_the_doors(update: Any, clean: bool) -> None:
    clock.said_at([update])
    number = updates.id_of(update)
    if not isinstance(update, dict):
        return
    updates.chat_of(update)
    witness._phone(update)
    with suppress(Unreached):
        updates._after([update])
    for source in (_witness_door(), _staff_door()):
        kept = updates._kept(source, update, number)
        assert kept is not None
        written = json.dumps(kept, default=str)
        assert not clean or CANARY not in written, written
    _witness(update)
    _staff(update)


def _witness(update: dict[str, Any]) -> None:
    """What fails here is set aside alone: any exception will do, but no more than that."""
    with suppress(Exception):
        kept = witness_trim.trimmed(update)
        for kind, (read, _react) in witness._KINDS.items():
            if kind in kept:
                read(kept[kind])


def _staff(update: dict[str, Any]) -> None:
    kept = staff_trim.trimmed(update, DESK, NAME)
    assert staff_trim.trimmed(kept, DESK, NAME) == kept
    with suppress(Exception):
        Update.de_json(kept, None)


async def _nothing(*_given: Any) -> Any:
    return None


@cache
def _witness_door() -> updates.Source:
    return updates.Source(1, _nothing, _nothing, witness_trim.trimmed, lambda _db, _raw: None, _nothing)


@cache
def _staff_door() -> updates.Source:
    def trim(raw: updates.Raw) -> updates.Raw:
        return staff_trim.trimmed(raw, DESK, NAME)

    return updates.Source(2, _nothing, _nothing, trim, lambda _db, _raw: None, _nothing)
