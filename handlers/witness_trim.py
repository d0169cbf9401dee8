"""What of an update goes further than the witness's door: no names, no origins, nothing unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.questionnaire.answers import FileKind

_PERSON = ("language_code",)
_CHAT = ("id", "type")
_FILE = ("file_id", "file_size", "file_name", "mime_type")
_MESSAGE = ("message_id", "text", "caption")
# what Telegram tells about the chat itself: nobody has said it, so nobody waits for an answer
_SERVICE = {
    "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
    "connected_website", "migrate_to_chat_id", "migrate_from_chat_id",
}  # fmt: skip
_PLACE = ("latitude", "longitude")
_KINDS = tuple(kind.value for kind in FileKind)


def trimmed(update: Mapping[str, Any]) -> dict[str, Any]:
    """The update with only what the interview needs: no names, no origin of a forward, nothing unknown.

    What nobody here reads may have any shape: it cannot stop what can be read.
    """
    kept: dict[str, Any] = {"update_id": update["update_id"]}
    for name in ("message", "edited_message"):
        message = update.get(name)
        if isinstance(message, dict) and not _SERVICE & message.keys():
            kept[name] = _message(message)
    if isinstance(pressed := update.get("callback_query"), dict):
        kept["callback_query"] = {
            "id": pressed["id"],
            "from": _only(pressed["from"], _PERSON),
            "data": pressed.get("data"),
            "message": _stub(pressed.get("message")),
        }
    if isinstance(member := update.get("my_chat_member"), dict):
        kept["my_chat_member"] = _membership(member)
    return kept


def _membership(change: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the bot is in, out or blocked."""
    status = change["new_chat_member"].get("status")
    now = status if status in ("left", "kicked") else "member"
    return {"chat": _only(change["chat"], _CHAT), "new_chat_member": {"status": now}}


def _stub(message: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {"message_id": message["message_id"], "chat": _only(message["chat"], _CHAT)}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    kept = _only(message, _MESSAGE) | {"chat": _only(message["chat"], _CHAT)}
    if isinstance(sender := message.get("from"), dict):
        kept["from"] = _only(sender, _PERSON)
    for kind in _KINDS:
        if kind == FileKind.PHOTO and message.get(kind):
            kept[kind] = [_only(size, _FILE) for size in message[kind]]
        elif isinstance(message.get(kind), dict):
            kept[kind] = _only(message[kind], _FILE)
    if isinstance(place := message.get("location"), dict):
        kept["location"] = _only(place, _PLACE)
    return kept


def _only(value: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value}
