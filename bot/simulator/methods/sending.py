"""Methods that put new messages into a chat."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    CopyMessage,
    SendAnimation,
    SendAudio,
    SendChatAction,
    SendDocument,
    SendLocation,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVideoNote,
    SendVoice,
)
from aiogram.types import BufferedInputFile, InputFile

from bot.simulator import content as contents
from bot.simulator import shapes
from bot.simulator.accounts import BotAccount, Json
from bot.simulator.methods import common, keyboards
from bot.simulator.refusals import Refused, bad_request
from bot.simulator.rooms import Message, Room
from bot.simulator.stored import StoredFile, measure
from bot.simulator.world import World

PHOTO_LIMIT = 10 * 1024 * 1024
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
Sendable = (
    SendMessage | SendPhoto | SendDocument | SendVideo | SendVoice | SendAudio | SendVideoNote | SendAnimation
) | (SendLocation | CopyMessage | SendMediaGroup)


def send_message(world: World, bot: BotAccount, call: SendMessage) -> Json:
    room = common.writable_room(world, bot, call.chat_id)
    return posted(world, bot, room, call, common.text_content(call.text, call.entities, call.parse_mode))


def posted(
    world: World, bot: BotAccount, room: Room, call: Sendable, content: Json, file: StoredFile | None = None
) -> Json:
    """Put the message where the call wants it; the Message that Telegram answers with."""
    message = put(world, bot, room, call, content, file)
    return shapes.message(message, room, bot, world.files)


def put(
    world: World, bot: BotAccount, room: Room, call: Sendable, content: Json, file: StoredFile | None = None
) -> Message:
    thread = common.find_thread(room, bot, call.message_thread_id)
    reply = common.find_reply(room, call.reply_parameters)
    buttons = keyboards.inline(getattr(call, "reply_markup", None))
    protected = bool(common.said(call.protect_content))
    return world.post(
        room, bot, content, buttons=buttons, thread=thread, reply_to=reply, protected=protected, file=file
    )


def upload(
    world: World, bot: BotAccount, kind: str, given: str | InputFile, name: str | None = None
) -> tuple[Json, StoredFile]:
    """The content and file that a media parameter stands for. Raises Refused."""
    if isinstance(given, BufferedInputFile):
        if kind == "photo":
            _check_photo(given.data)
        if not given.data:
            raise bad_request("file must be non-empty")
        return contents.media(world.files, kind, given.data, name or given.filename)
    known = world.files.of(bot.id, str(given))
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return contents.again(known), known


def _check_photo(data: bytes) -> None:
    if len(data) > PHOTO_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    sides = measure(data)
    if sides is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(sides) > 10_000 or max(sides) > 20 * min(sides):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _send_media(kind: str) -> Any:
    """The method that sends one file of this kind."""

    def send(world: World, bot: BotAccount, call: Any) -> Json:
        room = common.writable_room(world, bot, call.chat_id)
        caption = common.caption_content(
            getattr(call, "caption", None),
            getattr(call, "caption_entities", None),
            getattr(call, "parse_mode", None),
        )
        content, file = upload(world, bot, kind, getattr(call, kind))
        return posted(world, bot, room, call, content | caption, file)

    return send


def send_media_group(world: World, bot: BotAccount, call: SendMediaGroup) -> list[Json]:
    """An album: one message per file, joined by one media_group_id."""
    room = common.writable_room(world, bot, call.chat_id)
    if not 2 <= len(call.media) <= 10:
        raise bad_request("there must be between 2 and 10 media to send in one group")
    if any("type" not in each.model_fields_set for each in call.media):
        raise bad_request("can't parse InputMedia: type must be non-empty")
    kinds = {str(each.type) for each in call.media}
    if len(kinds) > 1 and kinds & {"audio", "document"}:
        raise bad_request("documents and audio can't be mixed with other media types")
    group, made = str(13_000_000_000_000_000 + room.last_message_id + len(world.calls)), []
    for each in call.media:
        caption = common.caption_content(each.caption, each.caption_entities, each.parse_mode)
        content, file = upload(world, bot, str(each.type), each.media)
        made.append((content | caption | {"media_group_id": group}, file))
    return [posted(world, bot, room, call, content, file) for content, file in made]


def send_location(world: World, bot: BotAccount, call: SendLocation) -> Json:
    room = common.writable_room(world, bot, call.chat_id)
    try:
        content = contents.location(call.latitude, call.longitude)
    except ValueError:
        raise bad_request("wrong latitude or longitude specified") from None
    return posted(world, bot, room, call, content)


def send_chat_action(world: World, bot: BotAccount, call: SendChatAction) -> bool:
    room = common.writable_room(world, bot, call.chat_id)
    if call.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    common.find_thread(room, bot, call.message_thread_id)
    world.tell(room, "action", 0)
    return True


def copy_message(world: World, bot: BotAccount, call: CopyMessage) -> Json:
    """A copy without its origin; protected messages and service messages can't be copied."""
    source = common.find_room(world, bot, call.from_chat_id)
    room = common.writable_room(world, bot, call.chat_id)
    original = source.messages.get(call.message_id)
    if original is None:
        raise bad_request("message to copy not found")
    if original.protected or original.kind in ("service", "poll", "invoice"):
        raise bad_request("message can't be copied")
    content = {name: each for name, each in original.content.items() if name not in _OF_THE_ORIGINAL}
    if call.caption is not None and original.kind != "text":
        content = {name: each for name, each in content.items() if not name.startswith("caption")}
        content |= common.caption_content(call.caption, call.caption_entities, call.parse_mode)
    return {"message_id": put(world, bot, room, call, content, original.file).id}


_OF_THE_ORIGINAL = {"forward_origin", "media_group_id", "via_bot"}

METHODS: dict[str, Any] = {
    "sendMessage": send_message,
    "sendPhoto": _send_media("photo"),
    "sendDocument": _send_media("document"),
    "sendVideo": _send_media("video"),
    "sendVoice": _send_media("voice"),
    "sendAudio": _send_media("audio"),
    "sendVideoNote": _send_media("video_note"),
    "sendAnimation": _send_media("animation"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
}
