"""What of an update gets past the witness's door: no names, and no more than is read."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.witness_trim import trimmed

PERSON = {"id": 7, "is_bot": False, "first_name": "Amina", "username": "amina", "language_code": "ru"}
CHAT = {"id": 7, "type": "private", "first_name": "Amina", "username": "amina"}
SIZES = [{"file_id": name, "file_size": 9, "file_name": True, "width": 1} for name in ("small", "large")]
FILE = {
    "file_id": "f",
    "file_size": 9,
    "file_name": "x.pdf",
    "mime_type": "a/b",
    "thumbnail": {"file_id": "t"},
}
SENT: dict[str, Any] = {"message_id": 5, "date": 1, "chat": CHAT, "from": PERSON}
LEFT = {"message_id": 5, "chat": {"id": 7, "type": "private"}, "from": {"language_code": "ru"}}
STATUS = {"user": PERSON, "status": "kicked", "until_date": 0}
UPDATES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"message": SENT | {"text": "Words", "forward_origin": {}}}, {"message": LEFT | {"text": "Words"}}),
    (
        {"message": SENT | {"photo": SIZES}},
        {"message": LEFT | {"photo": {"file_id": "large", "file_size": 9}}},
    ),
    (
        {"message": SENT | {"document": FILE}},
        {"message": LEFT | {"document": {name: FILE[name] for name in list(FILE)[:4]}}},
    ),
    (
        {"edited_message": SENT | {"caption": "Other words", "photo": SIZES, "document": FILE}},
        {"edited_message": LEFT | {"caption": "Other words"}},
    ),
    (
        {"callback_query": {"id": "1", "from": PERSON, "data": "x", "message": SENT | {"text": "Words"}}},
        {
            "callback_query": {
                "id": "1",
                "from": {"language_code": "ru"},
                "data": "x",
                "message": {"message_id": 5, "chat": {"id": 7, "type": "private"}},
            }
        },
    ),
    (
        {"my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1, "new_chat_member": STATUS}},
        {"my_chat_member": {"chat": {"id": 7, "type": "private"}, "new_chat_member": {"status": "kicked"}}},
    ),
)


@pytest.mark.parametrize(("update", "left"), UPDATES)
def test_what_is_not_read_stays_outside_and_trimming_again_changes_nothing(
    update: dict[str, Any], left: dict[str, Any]
) -> None:
    kept = trimmed({"update_id": 1} | update)
    assert kept == {"update_id": 1} | left
    assert trimmed(kept) == kept
