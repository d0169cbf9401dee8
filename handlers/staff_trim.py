"""What of an update goes further than the door: what people say in groups stays theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]

_PERSON = ("id", "is_bot", "language_code")
_PRESENT = ("member", "administrator", "creator")


def trimmed(raw: Raw, desk_chat: int, username: str) -> dict[str, Any]:
    """The update with just what the staff bot uses; only its id when nothing in it concerns the bot.

    Trimming twice changes nothing more. What is not shaped like an update comes out as it can,
    to fail where it is parsed.
    """
    kept: dict[str, Any] = _only(raw, "update_id")
    message = _of(raw, "message")
    noticed = _migration(message, desk_chat) or _own_pin(message, desk_chat, username)
    if noticed:
        return kept | {"message": noticed}
    for kind in ("message", "edited_message"):
        if kind in raw:
            message = _message(_of(raw, kind))
            if _wanted(message, kind, desk_chat, username):
                kept[kind] = message
    if "callback_query" in raw:
        kept["callback_query"] = _press(_of(raw, "callback_query"))
    if "my_chat_member" in raw:
        kept["my_chat_member"] = _membership(_of(raw, "my_chat_member"))
    if _of(_of(raw, "chat_member"), "chat").get("id") == desk_chat:
        kept["chat_member"] = _membership(_of(raw, "chat_member"))
    return kept


def _migration(message: Raw, desk_chat: int) -> dict[str, Any] | None:
    """The service message that says, in the old group or in the new, that the desk's group moved."""
    here = _of(message, "chat").get("id")
    old, new = message.get("migrate_from_chat_id", here), message.get("migrate_to_chat_id", here)
    if old == new or old != desk_chat:
        return None
    chat = {"id": old, "type": "group"}
    return _only(message, "message_id", "date") | {"chat": chat, "migrate_to_chat_id": new}


def _own_pin(message: Raw, desk_chat: int, username: str) -> dict[str, Any] | None:
    """The service message that says that this bot has pinned something in the desk's group."""
    pinned, by = _of(message, "pinned_message"), _of(message, "from").get("username")
    here = _of(message, "chat").get("id") == desk_chat
    if not pinned or not here or not isinstance(by, str) or by.lower() != username.lower():
        return None
    kept = _only(message, "message_id", "date") | {"chat": _only(_of(message, "chat"), "id", "type")}
    told = _only(pinned, "message_id", "date") | {"chat": kept["chat"]}
    return kept | {"from": _person(message) | {"username": by}, "pinned_message": told}


def _wanted(message: Raw, kind: str, desk_chat: int, username: str) -> bool:
    """In private all, but for edited commands; in the desk's group commands to this bot only."""
    command = _command(message)
    if _of(message, "chat").get("type") == "private":
        return kind == "message" or command is None
    if kind != "message" or command is None or _of(message, "chat").get("id") != desk_chat:
        return False
    _name, at, addressed = command.partition("@")
    return not at or addressed.lower() == username.lower()


def _command(message: Raw) -> str | None:
    text = message.get("text")
    return text.split()[0] if isinstance(text, str) and text.startswith("/") else None


def _message(message: Raw) -> dict[str, Any]:
    kept = _only(message, "message_id", "message_thread_id", "is_topic_message", "date", "edit_date", "text")
    kept["chat"] = _only(_of(message, "chat"), "id", "type")
    if "from" in message:
        kept["from"] = _person(message)
    if "sender_chat" in message:
        kept["sender_chat"] = _only(_of(message, "sender_chat"), "id", "type")
    command = _command(message)
    if command is not None:
        kept["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    return kept


def _press(query: Raw) -> dict[str, Any]:
    kept = _only(query, "id", "data") | {"chat_instance": "-"}
    kept["from"] = _person(query)
    if "message" in query:
        message = _of(query, "message")
        kept["message"] = _only(message, "message_id", "date")
        kept["message"]["chat"] = _only(_of(message, "chat"), "id", "type")
    return kept


def _membership(change: Raw) -> dict[str, Any]:
    kept = _only(change, "date")
    kept["chat"] = _only(_of(change, "chat"), "id", "type")
    kept["from"] = _person(change)
    for side in ("old_chat_member", "new_chat_member"):
        member = _of(change, side)
        status = "member" if _is_present(member) else "left"
        kept[side] = {"user": _person(member, "user"), "status": status}
    return kept


def _is_present(member: Raw) -> bool:
    status = member.get("status")
    return status in _PRESENT or (status == "restricted" and member.get("is_member") is True)


def _person(raw: Raw, key: str = "from") -> dict[str, Any]:
    """Without a name: the library wants one, we do not."""
    return _only(_of(raw, key), *_PERSON) | {"first_name": "-"}


def _only(raw: Raw, *keys: str) -> dict[str, Any]:
    return {key: raw[key] for key in keys if key in raw}


def _of(raw: Raw, key: str) -> Raw:
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}
