"""The witness bots' calls, through aiogram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramAPIError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods.base import TelegramMethod
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
)

from bot.text import Text, _
from handlers.translate import SOURCE, Worded, Wording
from handlers.updates import LONG_POLL, Raw
from handlers.wire import Refused, Unreached, refusal

T = TypeVar("T")
WitnessBot = Bot  # for those who may know the bot, but not its library

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
_CODES = {
    "TelegramBadRequest": 400,
    "TelegramUnauthorizedError": 401,
    "TelegramForbiddenError": 403,
    "TelegramNotFound": 404,
    "TelegramConflictError": 409,
    "TelegramServerError": 500,
    "RestartingTelegram": 500,
}


class _RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose updates are not parsed: one that cannot be must not stop the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = LONG_POLL
    allowed_updates: list[str] = ALLOWED


def connect(token: str, api: str, proxy: str | None) -> Bot:
    """A bot at this Bot API server; texts are never parsed for markup."""
    return Bot(token, session=AiohttpSession(proxy=proxy, api=TelegramAPIServer.from_base(api), timeout=20))


COMMANDS: dict[str, Text] = {
    "start": _("the menu"),
    "language": _("another language"),
    "status": _("your cases"),
    "help": _("how this works"),
    "privacy": _("who can see what"),
    "cancel": _("leave what you are doing"),
    "delete": _("take back a report"),
}


async def introduce(bot: Bot, wording: Wording) -> None:
    """Take over from a webhook, and fill the command menu in every language."""
    await _asked(bot.delete_webhook())
    with suppress(Refused):  # the menu is a convenience
        await _fill_menu(bot, wording)


async def _fill_menu(bot: Bot, wording: Wording) -> None:
    for language in wording.languages:
        commands = [
            BotCommand(command=name, description=wording.words(text, language))
            for name, text in COMMANDS.items()
        ]
        code = None if language == SOURCE else language
        await _asked(bot.set_my_commands(commands, language_code=code))


async def username(bot: Bot) -> str:
    """Also the proof that the token works."""
    return _there(await _asked(bot.me())).username or ""


async def fetch(bot: Bot, offset: int | None) -> Sequence[Raw]:
    """The next updates, from the offset on; asking acknowledges those before it."""
    return await _asked(bot.session(bot, _RawUpdates(offset=offset), timeout=LONG_POLL + 15)) or []


class WitnessWire:
    """handlers.wire.Wire for one witness bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat: int, worded: Worded, *, protected: bool) -> int:
        sent = await _asked(
            self._bot.send_message(
                chat,
                worded.text,
                entities=_strong(worded),
                reply_markup=_keyboard(worded),
                protect_content=protected or None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        return _there(sent).message_id

    async def edit(self, chat: int, message: int, worded: Worded) -> None:
        await _asked(
            self._bot.edit_message_text(
                worded.text,
                chat_id=chat,
                message_id=message,
                entities=_strong(worded),
                reply_markup=_keyboard(worded),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )

    async def delete(self, chat: int, messages: tuple[int, ...]) -> None:
        if len(messages) == 1:
            await _asked(self._bot.delete_message(chat, messages[0]))
        else:
            await _asked(self._bot.delete_messages(chat, list(messages)))

    async def send_photo(self, chat: int, photo: bytes, name: str, worded: Worded) -> int:
        sent = await _asked(
            self._bot.send_photo(
                chat, BufferedInputFile(photo, name), caption=worded.text, protect_content=True
            )
        )
        return _there(sent).message_id


def _there(value: T | None) -> T:
    if value is None:
        raise Refused("no result")
    return value


async def _asked(call: Awaitable[T]) -> T | None:
    """The call's result; the library's exceptions become ours."""
    try:
        return await call
    except TelegramRetryAfter as wait:
        raise refusal(429, wait.message, wait.retry_after) or wait from wait
    except TelegramNetworkError as away:
        raise Unreached(type(away).__name__) from away
    except TelegramAPIError as error:
        meant = refusal(_CODES.get(type(error).__name__, 400), error.message, None)
        if meant is not None:
            raise meant from error
        return None
    except AiogramError as unreadable:
        raise Unreached(type(unreadable).__name__) from unreadable


async def download(bot: Bot, file_id: str, put: Callable[[bytes], None]) -> None:
    """The file's bytes, piece by piece. Raises Refused for good, Unreached for now."""
    found = _there(await _asked(bot.get_file(file_id)))
    url = bot.session.api.file_url(bot.token, found.file_path or "")
    try:
        async for piece in bot.session.stream_content(url, timeout=120, raise_for_status=True):
            put(piece)
    except Exception as broken:
        raise Unreached(type(broken).__name__) from broken


def _strong(worded: Worded) -> list[MessageEntity] | None:
    return [MessageEntity(type="bold", offset=at, length=size) for at, size in worded.strong] or None


def _keyboard(worded: Worded) -> InlineKeyboardMarkup | None:
    rows = [
        [
            InlineKeyboardButton(text=label, url=url)
            if url
            else InlineKeyboardButton(text=label, callback_data=press)
            for label, press, url in row
        ]
        for row in worded.rows
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
