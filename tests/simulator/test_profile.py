"""What a bot says of itself."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands, MenuButtonDefault

from bot.simulator.methods import METHODS
from tests.simulator.conftest import Place


async def test_a_bot_knows_itself(place: Place) -> None:
    me = await place.bot.get_me()
    assert (me.id, me.username, me.is_bot) == (700001, "witness_bot", True)
    assert (await place.ptb.get_me()).username == "staff_bot"


async def test_commands_are_kept_by_scope_and_language(place: Place) -> None:
    private, start = BotCommandScopeAllPrivateChats(), [BotCommand(command="start", description="Begin")]
    await place.bot.set_my_commands(start, scope=private, language_code="uk")
    kept = await place.bot.get_my_commands(scope=private, language_code="uk")
    assert [(each.command, each.description) for each in kept] == [("start", "Begin")]
    assert await place.bot.get_my_commands() == []
    await place.bot.delete_my_commands(scope=private, language_code="uk")
    assert await place.bot.get_my_commands(scope=private, language_code="uk") == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await place.bot.set_my_commands([BotCommand(command="Start!", description="Begin")])


async def test_names_and_descriptions_fall_back_to_the_default(place: Place) -> None:
    assert (await place.bot.get_my_name()).name == "Witness"
    await place.bot.set_my_name("Line")
    await place.bot.set_my_name("Лінія", language_code="uk")
    assert (await place.bot.get_my_name(language_code="uk")).name == "Лінія"
    assert (await place.bot.get_my_name(language_code="de")).name == "Line"
    await place.bot.set_my_description("About")
    assert (await place.bot.get_my_description()).description == "About"
    await place.bot.set_my_short_description("Short")
    assert (await place.bot.get_my_short_description()).short_description == "Short"
    with pytest.raises(TelegramBadRequest, match="too long"):
        await place.bot.set_my_short_description("x" * 121)


async def test_the_menu_button_is_set_for_all_or_for_one_chat(place: Place) -> None:
    await place.bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await place.bot.set_chat_menu_button(chat_id=place.anna.id, menu_button=MenuButtonDefault())
    assert (await place.bot.get_chat_menu_button()).type == "commands"
    assert (await place.bot.get_chat_menu_button(chat_id=place.anna.id)).type == "default"


def test_the_table_names_only_methods_of_telegram() -> None:
    assert all(name[0].islower() for name in METHODS)
