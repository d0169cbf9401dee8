"""The answer to a press of a button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiogram.methods import AnswerCallbackQuery

from bot.simulator.accounts import BotAccount
from bot.simulator.entities import units
from bot.simulator.methods.keyboards import is_link
from bot.simulator.refusals import bad_request
from bot.simulator.world import Toast, World

ANSWERABLE_FOR = timedelta(seconds=150)
ANSWER_LIMIT = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer(world: World, bot: BotAccount, call: AnswerCallbackQuery) -> bool:
    press = world.presses.get(call.callback_query_id)
    if press is None or press.bot is not bot or press.answered or world.clock() - press.at > ANSWERABLE_FOR:
        raise bad_request(TOO_OLD)
    if units(call.text or "") > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.url is not None and not _may_open(bot, call.url):
        raise bad_request("URL_INVALID")
    press.answered = True
    world.toast(press.person, Toast(call.text or "", bool(call.show_alert), call.url))
    return True


def _may_open(bot: BotAccount, url: str) -> bool:
    """Telegram opens links only to this very bot from an answer."""
    own = (
        f"https://t.me/{bot.username}?start=",
        f"http://t.me/{bot.username}?start=",
        f"t.me/{bot.username}?start=",
    )
    return url.startswith(own) or (is_link(url) and url.startswith(f"tg://resolve?domain={bot.username}&"))


METHODS: dict[str, Any] = {"answerCallbackQuery": answer}
