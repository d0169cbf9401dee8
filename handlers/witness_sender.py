"""The witness bots' calls, through aiogram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramAPIError, TelegramNetworkError, TelegramRetryAfter
from aiogram.types import BotCommand
from aiohttp import BytesPayload, ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from bot.text import Text, _
from handlers import batches
from handlers.translate import SOURCE, Worded, Wording
from handlers.updates import LONG_POLL, Raw
from handlers.wire import ODD, Refused, Revoked, Unreached, Unreadable, refusal, refuse

T = TypeVar("T")
WitnessBot = Bot  # for those who may know the bot, but not its library

TIMEOUT = 20.0  # seconds for one call
LIMIT = 20 * 1024 * 1024  # bytes; what Telegram lets a bot download
_JSON = "application/json"
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


@cache
def _url(api: TelegramAPIServer, token: str, method: str) -> URL:
    return URL(api.api_url(token, method))


@cache
def _within(seconds: float) -> ClientTimeout:
    return ClientTimeout(seconds)


class LeanSession(AiohttpSession):
    """The library's session, and beside it calls that are JSON both ways: where no file travels that is
    half the work of a typed one, and updates that no model takes come through."""

    async def create_session(self) -> ClientSession:
        """Without a jar for cookies, which nobody sends: it costs a third of a call."""
        if self._session is None or self._session.closed or self._should_reset_connector:
            await self.close()
            self._session = ClientSession(
                connector=self._connector_type(**self._connector_init), cookie_jar=DummyCookieJar()
            )
            self._should_reset_connector = False
        return self._session

    async def call(self, bot: Bot, method: str, fields: dict[str, Any], seconds: float = TIMEOUT) -> Any:
        """The bare result; None where there was nothing to change. Raises what handlers.wire names."""
        client = await self.create_session()
        url, said = _url(self.api, bot.token, method), BytesPayload(orjson.dumps(fields), content_type=_JSON)
        try:
            async with client.post(url, data=said, timeout=_within(seconds)) as answered:
                told = batches.read(await answered.read(), answered.status)
        except (ClientError, TimeoutError) as away:
            raise Unreached(type(away).__name__) from away
        if not isinstance(told, dict):
            raise Unreadable("no answer of Telegram's")
        if told.get("ok"):
            return told.get("result")
        code, why, more = told.get("error_code"), told.get("description"), told.get("parameters") or {}
        if not (type(code) is int and isinstance(why, str) and isinstance(more, dict)):
            raise Unreadable("a refusal of another shape")
        refuse(code, why, more.get("retry_after"))
        return None


def connect(token: str, api: str, proxy: str | None) -> Bot:
    """A bot at this Bot API server; texts are never parsed for markup."""
    server = TelegramAPIServer.from_base(api)
    return Bot(token, session=LeanSession(proxy=proxy, api=server, timeout=TIMEOUT))


def _lean(bot: Bot) -> LeanSession:
    assert isinstance(bot.session, LeanSession)
    return bot.session


COMMANDS: dict[str, Text] = {
    "start": _("the menu"),
    "language": _("another language"),
    "status": _("your cases"),
    "help": _("how this works"),
    "privacy": _("who can see what"),
    "cancel": _("leave what you are doing"),
    "delete": _("take back a report"),
    "panic": _("delete everything at once"),
}


DESCRIPTION = _("Tell a human-rights monitoring group what happened, safely. Press Start.")


async def introduce(bot: Bot, wording: Wording) -> str:
    """Take over from a webhook, and fill the command menu in every language; the bot's name."""
    await _asked(bot.delete_webhook())
    name = await username(bot)
    with suppress(Refused, Revoked):  # the menu is a convenience; a server may not know these methods
        await _fill_menu(bot, wording)
    return name


async def _fill_menu(bot: Bot, wording: Wording) -> None:
    for language in wording.languages:
        commands = [
            BotCommand(command=name, description=wording.words(text, language))
            for name, text in COMMANDS.items()
        ]
        code = None if language == SOURCE else language
        await _asked(bot.set_my_commands(commands, language_code=code))
        await _asked(bot.set_my_description(wording.words(DESCRIPTION, language), language_code=code))


async def username(bot: Bot) -> str:
    """Also the proof that the token works."""
    return _there(await _asked(bot.me())).username or ""


async def fetch(bot: Bot, offset: int | None) -> Sequence[Raw]:
    """The next updates, from the offset on; asking acknowledges those before it."""
    asked = {"timeout": LONG_POLL, "allowed_updates": ALLOWED}
    if offset is not None:
        asked["offset"] = offset
    return batches.updates(await _lean(bot).call(bot, "getUpdates", asked, LONG_POLL + 15))


async def waiting(bot: Bot) -> int:
    """How many updates wait at Telegram."""
    told = _there(await _lean(bot).call(bot, "getWebhookInfo", {}))
    return int(told["pending_update_count"])


class WitnessWire:
    """handlers.wire.Wire for one witness bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat: int, worded: Worded, *, protected: bool) -> int:
        fields = {"chat_id": chat} | _shown(worded) | ({"protect_content": True} if protected else {})
        sent = await self._call("sendMessage", fields)
        try:
            return int(_there(sent)["message_id"])
        except ODD as odd:
            raise Unreadable("an answer of another shape") from odd

    async def edit(self, chat: int, message: int, worded: Worded) -> None:
        await self._call("editMessageText", {"chat_id": chat, "message_id": message} | _shown(worded))

    async def delete(self, chat: int, messages: tuple[int, ...]) -> None:
        if len(messages) == 1:
            await self._call("deleteMessage", {"chat_id": chat, "message_id": messages[0]})
        else:
            await self._call("deleteMessages", {"chat_id": chat, "message_ids": messages})

    async def acknowledge(self, press: str) -> None:
        """Stops the button's spinner."""
        await self._call("answerCallbackQuery", {"callback_query_id": press})

    async def _call(self, method: str, fields: dict[str, Any]) -> Any:
        return await _lean(self._bot).call(self._bot, method, fields)


def _there(value: T | None) -> T:
    if value is None:
        raise Unreadable("no result")
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
        refuse(_CODES.get(type(error).__name__, 400), str(error.message), cause=error)
        return None
    except AiogramError as unreadable:
        raise Unreached(type(unreadable).__name__) from unreadable


async def download(bot: Bot, file_id: str, put: Callable[[bytes], None]) -> None:
    """The file's bytes, piece by piece. Raises Refused for good (also for more than LIMIT), Unreached for
    now."""
    found = _there(await _asked(bot.get_file(file_id)))
    url = bot.session.api.file_url(bot.token, found.file_path or "")
    got = 0
    try:
        async for piece in bot.session.stream_content(url, timeout=120, raise_for_status=True):
            got += len(piece)
            if got > LIMIT:
                break
            put(piece)
    except Exception as broken:
        raise Unreached(type(broken).__name__) from broken
    if got > LIMIT:
        raise Refused("more than Telegram lets a bot download")


def _shown(worded: Worded) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": worded.text, "link_preview_options": {"is_disabled": True}}
    if worded.strong:
        fields["entities"] = [{"type": "bold", "offset": at, "length": size} for at, size in worded.strong]
    if worded.rows:
        rows = [[_button(*button) for button in row] for row in worded.rows]
        fields["reply_markup"] = {"inline_keyboard": rows}
    return fields


def _button(label: str, press: str, url: str | None) -> dict[str, str]:
    return {"text": label, "url": url} if url else {"text": label, "callback_data": press}
