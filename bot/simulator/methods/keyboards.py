"""Reply markup: what Telegram takes, and what it says of the rest."""

from __future__ import annotations

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.simulator.accounts import Json
from bot.simulator.refusals import bad_request
from bot.simulator.validation import plain

BUTTONS, BUTTONS_A_ROW, DATA_BYTES = 100, 8, 64
ACTIONS = (
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query"),
    *(
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ),
)

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply


def inline(markup: Markup | None) -> Json | None:
    """The inline keyboard to keep with a message; other markup is taken and forgotten. Raises Refused."""
    match markup:
        case InlineKeyboardMarkup():
            rows = [row for row in markup.inline_keyboard if row]
            _check([button for row in rows for button in row], max((len(row) for row in rows), default=0))
            return plain(InlineKeyboardMarkup(inline_keyboard=rows)) if rows else None
        case ReplyKeyboardMarkup():
            _check_reply(markup)
            return None
        case _:
            return None


def _check(buttons: list[InlineKeyboardButton], widest: int) -> None:
    if len(buttons) > BUTTONS or widest > BUTTONS_A_ROW:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)


def _check_button(button: InlineKeyboardButton) -> None:
    said = [name for name in ACTIONS if getattr(button, name) is not None]
    if not button.text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if len(said) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and not is_link(button.url):
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")


def is_link(url: str) -> bool:
    scheme, mark, rest = url.partition("://")
    return bool(mark) and scheme in ("http", "https", "tg") and bool(rest) and " " not in rest


def _check_reply(markup: ReplyKeyboardMarkup) -> None:
    if any(not button.text.strip() for row in markup.keyboard for button in row):
        raise bad_request("keyboard button text must be non-empty")
