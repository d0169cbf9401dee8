"""Telegram's JSON for what the world holds, as one bot sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.simulator.accounts import ADMIN_RIGHTS, ANONYMOUS_ADMIN, BotAccount, Chat, Json, Member, Person
from bot.simulator.rooms import Message, Room
from bot.simulator.stored import Files


def stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def user(account: Person | BotAccount) -> Json:
    if isinstance(account, BotAccount):
        return {"id": account.id, "is_bot": True, "first_name": account.name, "username": account.username}
    made: Json = {"id": account.id, "is_bot": False, "first_name": account.first_name}
    optional = {
        "last_name": account.last_name,
        "username": account.username,
        "language_code": account.language_code,
    }
    return made | {name: value for name, value in optional.items() if value}


def chat(room: Room) -> Json:
    if room.person is not None:
        person = user(room.person)
        shown = ("first_name", "last_name", "username")
        made: Json = {"id": room.id, "type": "private"}
        return made | {name: person[name] for name in shown if name in person}
    assert room.group is not None
    return group(room.group)


def group(of: Chat) -> Json:
    made: Json = {"id": of.id, "type": of.kind, "title": of.title}
    return made | ({"is_forum": True} if of.forum else {})


ANONYMOUS: Json = {
    "id": ANONYMOUS_ADMIN,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def message(of: Message, room: Room, bot: BotAccount, files: Files, *, deep: bool = True) -> Json:
    """A Message; what it replies to is told one level deep, as Telegram does."""
    made: Json = {"message_id": of.id, "from": user(of.sender), "chat": chat(room), "date": stamp(of.date)}
    if of.anonymous:
        made |= {"from": ANONYMOUS, "sender_chat": chat(room)}
    made |= with_file_ids(of.content, bot, files)
    if of.edited_at is not None:
        made["edit_date"] = stamp(of.edited_at)
    if of.thread is not None:
        made |= {"message_thread_id": of.thread, "is_topic_message": True}
    if of.reply_to is not None and deep:
        made["reply_to_message"] = message(of.reply_to, room, bot, files, deep=False)
    if of.protected:
        made["has_protected_content"] = True
    if of.buttons is not None:
        made["reply_markup"] = of.buttons
    return made


def with_file_ids(value: Any, bot: BotAccount, files: Files) -> Any:
    """The same JSON, every file in it named by the id that belongs to this bot."""
    match value:
        case dict():
            made = {name: with_file_ids(each, bot, files) for name, each in value.items()}
            unique = value.get("file_unique_id")
            return {"file_id": files.id_for(bot.id, unique), **made} if unique is not None else made
        case list():
            return [with_file_ids(each, bot, files) for each in value]
        case _:
            return value


def member(of: Member) -> Json:
    """A ChatMember, with the fields its status demands."""
    made: Json = {"status": of.status, "user": user(of.who)}
    match of.status:
        case "creator":
            return made | {"is_anonymous": of.anonymous}
        case "administrator":
            rights = {right: right in of.rights for right in sorted(ADMIN_RIGHTS)}
            return made | {"can_be_edited": False, "is_anonymous": of.anonymous, **rights}
        case "kicked":
            return made | {"until_date": 0}
        case _:
            return made


def member_updated(room: Room, by: Person | BotAccount, old: Member, new: Member, at: datetime) -> Json:
    return {
        "chat": chat(room),
        "from": user(by),
        "date": stamp(at),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }


def is_admin(of: Chat, account: Person | BotAccount) -> bool:
    found = of.member(account)
    return found is not None and found.status in ("administrator", "creator")


def may_read(of: Chat, bot: BotAccount, message: Message) -> bool:
    """Telegram's privacy mode: administrators read all, other bots what is meant for them."""
    if is_admin(of, bot) or message.kind == "service":
        return True
    replied = message.reply_to is not None and message.reply_to.sender is bot
    named = f"@{bot.username}".lower() in message.text.lower()
    command = message.text.startswith("/") and "@" not in message.text.split()[0]
    return replied or named or command
