"""What several methods ask: which room is meant, whether the bot may write there, what text says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram.client.default import Default
from aiogram.types import MessageEntity, ReplyParameters

from bot.simulator import entities, markup
from bot.simulator.accounts import BotAccount, Chat, Json, Member, Person
from bot.simulator.refusals import bad_request, forbidden
from bot.simulator.rooms import Message, Room
from bot.simulator.validation import plain
from bot.simulator.world import World, private_key

GENERAL_TOPIC = 1
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


def find_room(world: World, bot: BotAccount, chat_id: int | str) -> Room:
    """The chat with this id, if the bot knows it. Raises Refused."""
    if chat_id == "":
        raise bad_request("chat_id is empty")
    if isinstance(chat_id, str):
        raise bad_request("chat not found")
    if chat_id > 0:
        return _private(world, bot, chat_id)
    room = world.rooms.get(f"group:{chat_id}")
    if room is None or room.group is None or bot.id not in room.group.members:
        raise bad_request("chat not found")
    if room.group.moved_to is not None:
        moved = {"migrate_to_chat_id": room.group.moved_to}
        raise bad_request("group chat was upgraded to a supergroup chat", moved)
    return room


def _private(world: World, bot: BotAccount, chat_id: int) -> Room:
    room = world.rooms.get(private_key(bot.id, chat_id))
    if room is not None:
        return room
    if any(each.id == chat_id for each in world.bots.values()):
        raise forbidden("bots can't send messages to bots")
    if chat_id in world.people and _met(world, bot, chat_id):
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def _met(world: World, bot: BotAccount, person: int) -> bool:
    groups = (room.group for room in world.rooms.values() if room.group is not None)
    return any(bot.id in group.members and person in group.members for group in groups)


def writable_room(world: World, bot: BotAccount, chat_id: int | str) -> Room:
    """The chat with this id, if the bot may write there. Raises Refused."""
    room = find_room(world, bot, chat_id)
    if room.person is not None and (bot.id, room.person.id) in world.blocked:
        raise forbidden("bot was blocked by the user")
    if room.group is not None:
        membership(room.group, bot)
    return room


def membership(group: Chat, bot: BotAccount) -> Member:
    """The bot's own place in a group. Raises Refused where it has none."""
    member = group.members[bot.id]
    match member.status:
        case "kicked":
            raise forbidden(f"bot was kicked from the {group.kind} chat")
        case "left":
            raise forbidden(f"bot is not a member of the {group.kind} chat")
        case _:
            return member


def require(group: Chat | None, bot: BotAccount, right: str, otherwise: str) -> None:
    """Refuse unless the bot is an administrator with this right."""
    if group is not None and right not in membership(group, bot).rights:
        raise bad_request(otherwise)


def find_thread(room: Room, bot: BotAccount, thread: int | None) -> int | None:
    """The topic to write to; General is not named but left out."""
    if thread is None:
        return None
    topics = room.group.topics if room.group is not None else {}
    if thread == GENERAL_TOPIC or thread not in topics:
        raise bad_request("message thread not found")
    if topics[thread].closed:
        require(room.group, bot, "can_manage_topics", "TOPIC_CLOSED")
    return thread


def find_reply(room: Room, asked: ReplyParameters | None) -> Message | None:
    """The message to reply to; None where there is none, and that is allowed."""
    if asked is None:
        return None
    if asked.chat_id is not None and asked.chat_id != room.id:
        raise bad_request("chat not found")
    if asked.message_id is None or asked.message_id not in room.messages:
        if said(asked.allow_sending_without_reply):
            return None
        raise bad_request("message to be replied not found")
    return room.messages[asked.message_id]


def said(value: Any) -> Any:
    """aiogram marks what was left out with a default of its own."""
    return None if isinstance(value, Default) else value


def marked(
    text: str, given: Sequence[MessageEntity] | None, parse_mode: Any, limit: int
) -> tuple[str, list[Json]]:
    """The text and its entities, as Telegram will show them. Raises Refused."""
    mode = (said(parse_mode) or "").lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    own = [plain(each) or {} for each in given or []]
    text, own = markup.from_html(text) if mode else (text, own)
    body, found = entities.trimmed(text, entities.checked(text, own))
    if entities.units(body) > limit:
        raise bad_request("message caption is too long" if limit == CAPTION_LIMIT else "message is too long")
    return body, entities.with_found(body, found)


def text_content(text: str, given: Sequence[MessageEntity] | None, parse_mode: Any) -> Json:
    """The fields of a text message. Raises Refused for an empty or too long one."""
    if not text:
        raise bad_request("message text is empty")
    body, found = marked(text, given, parse_mode, TEXT_LIMIT)
    if not body:
        raise bad_request("text must be non-empty")
    return {"text": body, **({"entities": found} if found else {})}


def caption_content(caption: str | None, given: Sequence[MessageEntity] | None, parse_mode: Any) -> Json:
    body, found = marked(caption or "", given, parse_mode, CAPTION_LIMIT)
    return {**({"caption": body} if body else {}), **({"caption_entities": found} if body and found else {})}


def own_message(room: Room, bot: BotAccount, message_id: int | None, absent: str) -> Message:
    """A message that the bot itself wrote. Raises Refused."""
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = room.messages.get(message_id)
    if message is None:
        raise bad_request(absent)
    if message.sender is not bot or message.kind == "service":
        raise bad_request("message can't be edited")
    return message


def whoever(world: World, user_id: int) -> Person | BotAccount | None:
    """The account with this id."""
    bots = {bot.id: bot for bot in world.bots.values()}
    return world.people.get(user_id) or bots.get(user_id)
