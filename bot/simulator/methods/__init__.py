"""The Bot API's methods that the local Telegram knows, as one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod

from bot.simulator.accounts import BotAccount
from bot.simulator.methods import callbacks, chats, edits, fetching, profile, sending, topics
from bot.simulator.world import World

Run = Callable[[World, BotAccount, Any], Any]
"""What a method does; the result, or an awaitable of it, is Telegram's `result`."""

METHODS: dict[str, Run] = {
    **sending.METHODS,
    **edits.METHODS,
    **callbacks.METHODS,
    **fetching.METHODS,
    **chats.METHODS,
    **topics.METHODS,
    **profile.METHODS,
}


def shape_of(method: str) -> type[TelegramMethod[Any]]:
    """aiogram's class of this method."""
    shape: type[TelegramMethod[Any]] = getattr(aiogram.methods, re.sub("^.", method[0].upper(), method))
    return shape
