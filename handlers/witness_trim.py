"""What of an update goes further than the witness's door: no names, no origins, nothing unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.questionnaire.answers import FileKind

_PERSON = ("language_code",)
_CHAT = ("id", "type")
_SIZE = ("file_id", "file_size")
_FILE = (*_SIZE, "file_name", "mime_type")
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

    What is left out may have any shape: it cannot stop what can be read. Trimmed again, it stays the same.
    """
    kept: dict[str, Any] = {"update_id": update["update_id"]}
    for name in ("message", "edited_message"):
        message = update.get(name)
        if isinstance(message, dict) and not _SERVICE & message.keys():
            kept[name] = _message(message, files=name == "message")
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


def _message(message: Mapping[str, Any], *, files: bool) -> dict[str, Any]:
    """Only words can be changed later, so the files of an edited one are not kept."""
    kept = _only(message, _MESSAGE) | {"chat": _only(message["chat"], _CHAT)}
    if isinstance(sender := message.get("from"), dict):
        kept["from"] = _only(sender, _PERSON)
    for kind in _KINDS if files else ():
        if kind == FileKind.PHOTO and isinstance(message.get(kind), list) and message[kind]:
            kept[kind] = _only(message[kind][-1], _SIZE)
        elif isinstance(message.get(kind), dict):
            kept[kind] = _only(message[kind], _SIZE if kind == FileKind.PHOTO else _FILE)
    if isinstance(place := message.get("location"), dict):
        kept["location"] = _only(place, _PLACE)
    return kept


def _only(value: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value}
