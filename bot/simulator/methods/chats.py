"""Methods about chats and who is in them."""

from __future__ import annotations

from typing import Any

from aiogram.methods import GetChat, GetChatAdministrators, GetChatMember, GetChatMemberCount, LeaveChat

from bot.simulator import shapes
from bot.simulator.accounts import BotAccount, Chat, Json, Member
from bot.simulator.methods import common
from bot.simulator.refusals import bad_request
from bot.simulator.world import World

PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *(
        "can_add_web_page_previews",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    ),
)


def get_chat(world: World, bot: BotAccount, call: GetChat) -> Json:
    room = common.find_room(world, bot, call.chat_id)
    if room.group is not None:
        common.membership(room.group, bot)
    told: Json = {
        **shapes.chat(room),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _no_gifts(),
    }
    if room.group is not None:
        told["permissions"] = dict.fromkeys(PERMISSIONS, True)
    pinned = [each for each in room.messages.values() if each.pinned]
    if pinned:
        told["pinned_message"] = shapes.message(pinned[-1], room, bot, world.files)
    return told


def _no_gifts() -> Json:
    kinds = (
        *("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
    )
    return dict.fromkeys(kinds, False)


def _group(world: World, bot: BotAccount, chat_id: int | str) -> Chat:
    room = common.find_room(world, bot, chat_id)
    if room.group is None:
        raise bad_request("there are no administrators in the private chat")
    common.membership(room.group, bot)
    return room.group


def get_member(world: World, bot: BotAccount, call: GetChatMember) -> Json:
    room = common.find_room(world, bot, call.chat_id)
    account = common.whoever(world, call.user_id)
    if account is None:
        raise bad_request("invalid user_id specified")
    if room.group is None:
        return shapes.member(Member(account, "member"))
    common.membership(room.group, bot)
    return shapes.member(room.group.members.get(call.user_id, Member(account, "left")))


def get_member_count(world: World, bot: BotAccount, call: GetChatMemberCount) -> int:
    room = common.find_room(world, bot, call.chat_id)
    if room.group is None:
        return 2
    group = _group(world, bot, call.chat_id)
    return sum(group.member(each.who) is not None for each in group.members.values())


def get_administrators(world: World, bot: BotAccount, call: GetChatAdministrators) -> list[Json]:
    """People only: Telegram leaves out other bots, and gives the calling one."""
    group = _group(world, bot, call.chat_id)
    members = [each for each in group.members.values() if shapes.is_admin(group, each.who)]
    return [
        shapes.member(each) for each in members if not isinstance(each.who, BotAccount) or each.who is bot
    ]


def leave(world: World, bot: BotAccount, call: LeaveChat) -> bool:
    room = common.find_room(world, bot, call.chat_id)
    if room.group is None:
        raise bad_request("chat member status can't be changed in private chats")
    common.membership(room.group, bot)
    world.leave(room.group, bot)
    return True


METHODS: dict[str, Any] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatMemberCount": get_member_count,
    "getChatAdministrators": get_administrators,
    "leaveChat": leave,
}
