"""Methods about the topics of a forum."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    ReopenForumTopic,
)

from bot.simulator.accounts import BotAccount, Json, Topic
from bot.simulator.methods import common
from bot.simulator.refusals import bad_request
from bot.simulator.rooms import Room
from bot.simulator.world import World

COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
NAME_LIMIT = 128
OneTopic = EditForumTopic | CloseForumTopic | ReopenForumTopic | DeleteForumTopic


def create(world: World, bot: BotAccount, call: CreateForumTopic) -> Json:
    room = _forum(world, bot, call.chat_id)
    assert room.group is not None
    _check_name(call.name)
    color = COLORS[0] if call.icon_color is None else call.icon_color
    if color not in COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    opened = {"name": call.name.strip(), "icon_color": color}
    message = world.post(room, bot, {"forum_topic_created": opened})
    message.thread = message.id
    room.group.topics[message.id] = Topic(message.id, call.name.strip(), color, call.icon_custom_emoji_id)
    return {"message_thread_id": message.id, **opened}


def edit(world: World, bot: BotAccount, call: EditForumTopic) -> bool:
    room, topic = _topic(world, bot, call)
    name = topic.name if call.name is None else call.name.strip()
    if call.name is not None:
        _check_name(call.name)
    icon = (
        topic.icon_custom_emoji_id if call.icon_custom_emoji_id is None else call.icon_custom_emoji_id or None
    )
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_custom_emoji_id = name, icon
    world.post(room, bot, {"forum_topic_edited": {"name": name}}, thread=topic.id)
    return True


def close(world: World, bot: BotAccount, call: CloseForumTopic) -> bool:
    return _set_closed(world, bot, call, True)


def reopen(world: World, bot: BotAccount, call: ReopenForumTopic) -> bool:
    return _set_closed(world, bot, call, False)


def _set_closed(
    world: World, bot: BotAccount, call: CloseForumTopic | ReopenForumTopic, closed: bool
) -> bool:
    room, topic = _topic(world, bot, call)
    if topic.closed is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    word = "forum_topic_closed" if closed else "forum_topic_reopened"
    world.post(room, bot, {word: {}}, thread=topic.id)
    return True


def delete(world: World, bot: BotAccount, call: DeleteForumTopic) -> bool:
    """The topic goes, and all its messages."""
    room, topic = _topic(world, bot, call, right="can_delete_messages")
    world.delete_topic(room, topic.id)
    return True


def _check_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= NAME_LIMIT:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name.strip() else "TOPIC_TITLE_TOO_LONG")


def _forum(world: World, bot: BotAccount, chat_id: int | str, right: str = "can_manage_topics") -> Room:
    room = common.writable_room(world, bot, chat_id)
    if room.group is None or not room.group.forum:
        raise bad_request("the chat is not a forum")
    common.require(room.group, bot, right, "not enough rights to manage topics")
    return room


def _topic(
    world: World, bot: BotAccount, call: OneTopic, right: str = "can_manage_topics"
) -> tuple[Room, Topic]:
    room = _forum(world, bot, call.chat_id, right)
    assert room.group is not None
    topic = room.group.topics.get(call.message_thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    return room, topic


METHODS: dict[str, Any] = {
    "createForumTopic": create,
    "editForumTopic": edit,
    "closeForumTopic": close,
    "reopenForumTopic": reopen,
    "deleteForumTopic": delete,
}
