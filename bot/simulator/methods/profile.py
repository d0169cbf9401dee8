"""What a bot says of itself: getMe, names, descriptions, commands, the menu button."""

from __future__ import annotations

import re
from typing import Any

from aiogram.methods import (
    DeleteMyCommands,
    GetChatMenuButton,
    GetMe,
    GetMyCommands,
    SetChatMenuButton,
    SetMyCommands,
)

from bot.simulator import shapes
from bot.simulator.accounts import BotAccount, Json
from bot.simulator.refusals import bad_request
from bot.simulator.validation import plain
from bot.simulator.world import World

COMMAND = re.compile("[a-z0-9_]{1,32}")
DEFAULT_SCOPE = {"type": "default"}


def get_me(world: World, bot: BotAccount, call: GetMe) -> Json:
    return shapes.user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_commands(world: World, bot: BotAccount, call: SetMyCommands) -> bool:
    if len(call.commands) > 100:
        raise bad_request("too many commands")
    for each in call.commands:
        if not COMMAND.fullmatch(each.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(each.description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.profile[_commands_key(call)] = [plain(each) for each in call.commands]
    return True


def get_commands(world: World, bot: BotAccount, call: GetMyCommands) -> list[Json]:
    found: list[Json] = bot.profile.get(_commands_key(call), [])
    return found


def delete_commands(world: World, bot: BotAccount, call: DeleteMyCommands) -> bool:
    bot.profile.pop(_commands_key(call), None)
    return True


def _commands_key(call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> str:
    scope = plain(call.scope) or DEFAULT_SCOPE
    return f"commands:{sorted(scope.items())}:{call.language_code or ''}"


def _setter(field: str, limit: int) -> Any:
    """The method that sets one word of the profile, per language; an empty one takes it back."""

    def change(world: World, bot: BotAccount, call: Any) -> bool:
        value = getattr(call, field) or ""
        if len(value) > limit:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        bot.profile[f"{field}:{call.language_code or ''}"] = value
        return True

    return change


def _getter(field: str) -> Any:
    """The method that tells it, falling back to the one for all languages."""

    def tell(world: World, bot: BotAccount, call: Any) -> Json:
        default = bot.profile.get(f"{field}:") or (bot.name if field == "name" else "")
        return {field: bot.profile.get(f"{field}:{call.language_code or ''}") or default}

    return tell


def set_menu_button(world: World, bot: BotAccount, call: SetChatMenuButton) -> bool:
    bot.profile[f"menu:{call.chat_id or ''}"] = plain(call.menu_button) or {"type": "default"}
    return True


def get_menu_button(world: World, bot: BotAccount, call: GetChatMenuButton) -> Json:
    own = bot.profile.get(f"menu:{call.chat_id or ''}")
    found: Json = own or bot.profile.get("menu:") or {"type": "commands"}
    return found


METHODS: dict[str, Any] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
