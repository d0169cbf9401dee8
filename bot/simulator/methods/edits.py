"""Methods that change or delete messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
    UnpinAllChatMessages,
    UnpinChatMessage,
)

from bot.simulator import shapes
from bot.simulator.accounts import BotAccount, Json
from bot.simulator.methods import common, keyboards, sending
from bot.simulator.refusals import Refused, bad_request
from bot.simulator.rooms import Message, Room
from bot.simulator.world import World

DELETABLE_FOR = timedelta(hours=48)
DICE_STAYS_FOR = timedelta(hours=24)
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(world: World, bot: BotAccount, call: EditMessageText) -> Json:
    room, message = _own(world, bot, call)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    content = common.text_content(call.text or "", call.entities, call.parse_mode)
    return _edited(world, bot, room, message, content, keyboards.inline(call.reply_markup))


def edit_caption(world: World, bot: BotAccount, call: EditMessageCaption) -> Json:
    room, message = _own(world, bot, call)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: each for name, each in message.content.items() if not name.startswith("caption")}
    content = kept | common.caption_content(call.caption, call.caption_entities, call.parse_mode)
    return _edited(world, bot, room, message, content, keyboards.inline(call.reply_markup))


def edit_media(world: World, bot: BotAccount, call: EditMessageMedia) -> Json:
    """A file in the place of a text, or of another file."""
    room, message = _own(world, bot, call)
    kind = str(call.media.type)
    content, file = sending.upload(world, bot, kind, call.media.media)
    content |= common.caption_content(call.media.caption, call.media.caption_entities, call.media.parse_mode)
    message.kind, message.file = kind, file
    return _edited(world, bot, room, message, content, keyboards.inline(call.reply_markup))


def edit_reply_markup(world: World, bot: BotAccount, call: EditMessageReplyMarkup) -> Json:
    room, message = _own(world, bot, call)
    return _edited(world, bot, room, message, message.content, keyboards.inline(call.reply_markup))


def _own(
    world: World,
    bot: BotAccount,
    call: EditMessageText | EditMessageCaption | EditMessageMedia | EditMessageReplyMarkup,
) -> tuple[Room, Message]:
    if call.chat_id is None:
        raise bad_request("chat_id is empty")
    room = common.writable_room(world, bot, call.chat_id)
    return room, common.own_message(room, bot, call.message_id, "message to edit not found")


def _edited(
    world: World, bot: BotAccount, room: Room, message: Message, content: Json, buttons: Json | None
) -> Json:
    if content == message.content and buttons == message.buttons:
        raise bad_request(SAME)
    message.content, message.buttons = content, buttons
    message.edited_at = world.clock()
    world.tell(room, "edited", message.id)
    return shapes.message(message, room, bot, world.files)


def delete_message(world: World, bot: BotAccount, call: DeleteMessage) -> bool:
    room = _room(world, bot, call.chat_id)
    message = room.messages.get(call.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, bot, room, message)
    world.remove(room, message.id)
    return True


def _room(world: World, bot: BotAccount, chat_id: int | str) -> Room:
    """Where a bot may delete: with somebody who blocked it too, but not in a group that it left."""
    room = common.find_room(world, bot, chat_id)
    if room.group is not None:
        common.membership(room.group, bot)
    return room


def _check_deletable(world: World, bot: BotAccount, room: Room, message: Message) -> None:
    """Telegram's rule: for 48 hours, in private all messages, in groups others' only with the right to."""
    age = world.clock() - message.date
    if room.group is None:
        if age >= DELETABLE_FOR or (message.kind == "dice" and age < DICE_STAYS_FOR):
            raise bad_request("message can't be deleted for everyone")
        return
    rights = common.membership(room.group, bot).rights
    own = message.sender is bot
    if age >= DELETABLE_FOR or not (own or "can_delete_messages" in rights):
        raise bad_request("message can't be deleted")


def delete_messages(world: World, bot: BotAccount, call: DeleteMessages) -> bool:
    """Missing messages, and those that may not be deleted, are passed over."""
    room = _room(world, bot, call.chat_id)
    if not 1 <= len(call.message_ids) <= 100:
        raise bad_request("there must be between 1 and 100 messages to delete")
    for message_id in call.message_ids:
        message = room.messages.get(message_id)
        if message is not None and _deletable(world, bot, room, message):
            world.remove(room, message_id)
    return True


def _deletable(world: World, bot: BotAccount, room: Room, message: Message) -> bool:
    try:
        _check_deletable(world, bot, room, message)
    except Refused:
        return False
    return True


def pin(world: World, bot: BotAccount, call: PinChatMessage) -> bool:
    room = _pinnable(world, bot, call.chat_id)
    message = room.messages.get(call.message_id)
    if message is None:
        raise bad_request("message to pin not found")
    if not message.pinned:
        message.pinned = True
        world.tell(room, "pinned", message.id)
        _tell_of_pin(world, bot, room, message)
    return True


def _tell_of_pin(world: World, bot: BotAccount, room: Room, pinned: Message) -> None:
    """A service line for all; unlike other messages of a bot's own it is sent to that bot too."""
    told = shapes.message(pinned, room, bot, world.files, deep=False)
    said = world.post(room, bot, {"pinned_message": told})
    world.announce(room, said)
    world.queue(bot).put("message", shapes.message(said, room, bot, world.files))


def unpin(world: World, bot: BotAccount, call: UnpinChatMessage) -> bool:
    room = _pinnable(world, bot, call.chat_id)
    pinned = [each for each in room.messages.values() if each.pinned]
    chosen = (
        pinned[-1:] if call.message_id is None else [each for each in pinned if each.id == call.message_id]
    )
    if not chosen:
        raise bad_request("message to unpin not found")
    _unpin(world, room, chosen)
    return True


def unpin_all(world: World, bot: BotAccount, call: UnpinAllChatMessages) -> bool:
    room = _pinnable(world, bot, call.chat_id)
    _unpin(world, room, [each for each in room.messages.values() if each.pinned])
    return True


def _pinnable(world: World, bot: BotAccount, chat_id: int | str) -> Room:
    room = common.writable_room(world, bot, chat_id)
    common.require(
        room.group, bot, "can_pin_messages", "not enough rights to manage pinned messages in the chat"
    )
    return room


def _unpin(world: World, room: Room, messages: list[Message]) -> None:
    for message in messages:
        message.pinned = False
        world.tell(room, "pinned", message.id)


METHODS: dict[str, Any] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
}
