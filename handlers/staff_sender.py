"""The staff bot's calls, through python-telegram-bot."""

from __future__ import annotations

import os
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

# Durations as timedelta, not as numbers: the library's own switch, read when an error is made.
os.environ.setdefault("PTB_TIMEDELTA", "true")

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMedia,
    InputMediaAudio,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    MessageEntity,
    User,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.text import Text, _
from handlers import batches
from handlers.translate import SOURCE, Worded, Wording
from handlers.updates import LONG_POLL, Raw
from handlers.wire import (
    ODD,
    Barred,
    Blocked,
    Known,
    Moved,
    Refused,
    Revoked,
    Unreached,
    Unreadable,
    refusal,
    refuse,
)

T = TypeVar("T")

UPLOAD = 120.0  # seconds for a file
FIGURES = "figures.png"
_MEDIA: dict[str, Callable[..., InputMedia]] = {
    "jpg": InputMediaPhoto,
    "mp4": InputMediaVideo,
    "m4a": InputMediaAudio,
    "mp3": InputMediaAudio,
}

RIGHTS = {"can_delete_messages": "delete messages", "can_pin_messages": "pin messages"}
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
PRESENT = ("creator", "administrator", "member")
_CODES: tuple[tuple[type[TelegramError], int], ...] = (
    (BadRequest, 400),  # a NetworkError in this library: first come the narrow ones
    (InvalidToken, 401),
    (EndPointNotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (NetworkError, 500),
)


class _Request(HTTPXRequest):
    """The library's, but that one update which cannot be read does not hide the others."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        try:
            told = batches.read(payload)
        except Unreached as torn:
            raise NotJSON("not JSON") from torn
        if not isinstance(told, dict) or not {"result", "description"} & told.keys():
            raise NotJSON("no answer of Telegram's")
        return told


class NotJSON(TelegramError):
    """An answer that is cut off, or none of Telegram's."""


def connect(token: str, api: str, proxy: str | None) -> Bot:
    """A bot at this Bot API server."""

    def request(size: int) -> HTTPXRequest:
        trust = {"verify": _trust()}
        return _Request(
            size, proxy=proxy, read_timeout=20, write_timeout=20, connect_timeout=10, httpx_kwargs=trust
        )

    return Bot(
        token,
        base_url=f"{api.rstrip('/')}/bot",
        base_file_url=f"{api.rstrip('/')}/file/bot",
        request=request(16),
        get_updates_request=request(1),
    )


@cache
def _trust() -> ssl.SSLContext:
    """Of all that we connect to: read once, since that takes longer than anything else at the start."""
    return httpx.create_ssl_context()


COMMANDS: dict[str, Text] = {
    "next": _("claim the most urgent case that waits"),
    "mine": _("your open cases"),
    "queue": _("what waits, the most urgent first"),
    "find": _("find open cases"),
    "case": _("the card of a case, with its code"),
    "claim": _("claim a case, with its code"),
    "read": _("read a case of yours in private"),
    "ask": _("ask the witness something"),
    "close": _("close a case, with a reason"),
    "reopen": _("work on a closed case again"),
    "hold": _("put a case on hold until a day"),
    "resume": _("end the time on hold"),
    "priority": _("say how urgent a case is"),
    "verify": _("say how far a case is verified"),
    "duplicate": _("close a case that tells the same as another"),
    "handover": _("write down what was agreed with a partner"),
    "consent": _("ask the witness whether a partner may see the case"),
    "escalate": _("call for help with a case"),
    "note": _("write a note for your colleagues"),
    "history": _("see what was done with a case"),
    "more": _("all that you can do with a case"),
    "delete": _("delete a case whose witness asks for it"),
    "keep": _("keep a case whose witness asks for deletion"),
    "release": _("put a case of yours back into the queue"),
    "stats": _("the desk's figures"),
    "assign": _("pass a case to a colleague"),
    "giveback": _("give a case back to whoever passed it to you"),
    "original": _("ask to have an original looked at"),
    "shift": _("hand over all your cases at once"),
    "help": _("how this works"),
}


async def introduce(bot: Bot, wording: Wording) -> None:
    """Learn who the bot is, take over from a webhook, and fill the command menu."""
    await _asked(bot.initialize())
    await _asked(bot.delete_webhook())
    with suppress(Refused, Revoked):  # the menu is a convenience; a server may not know these methods
        for language in wording.languages:
            commands = [(name, wording.words(text, language)) for name, text in COMMANDS.items()]
            code = None if language == SOURCE else language
            await _asked(bot.set_my_commands(commands, language_code=code))


async def username(bot: Bot) -> str:
    """Also the proof that the token works."""
    return _there(await _asked(bot.get_me())).username or ""


async def missing_rights(bot: Bot, chat: int) -> tuple[str, ...] | None:
    """What the bot may not do in the desk's group and must; None if it does not know the group."""
    try:
        member = await _asked(bot.get_chat_member(chat, _there(await _asked(bot.get_me())).id))
    except Refused:
        return None
    if member is None or member.status not in ("administrator", "creator"):
        return ("be an admin of it",)
    return tuple(words for right, words in RIGHTS.items() if not getattr(member, right, True))


async def known(bot: Bot, chat: int, user: int) -> Known:
    """How the desk's group knows this person, now. Raises when the group itself can't be asked."""
    try:
        found = await _asked(bot.get_chat_member(chat, user))
    except Barred:
        raise
    except Refused:
        return Known(user)
    member = _there(found)
    present = member.status in PRESENT or bool(getattr(member, "is_member", False))
    return Known(user, member.user.first_name, member.user.username or "", present, gone=not present)


async def first_name(bot: Bot, chat: int, user: int) -> str:
    """Their number when the group knows nothing of them, or can't be asked: nothing waits for a name."""
    try:
        return (await known(bot, chat, user)).first_name or str(user)
    except (Refused, Blocked):
        return str(user)


async def fetch(bot: Bot, offset: int | None) -> Sequence[Raw]:
    """The next updates, from the offset on; asking acknowledges those before it."""
    asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": ALLOWED}
    if offset is not None:
        asked["offset"] = offset
    # the library warns when a method it knows is asked for raw; under this spelling it does not know it
    found = await _asked(bot.do_api_request("get_Updates", api_kwargs=asked, read_timeout=LONG_POLL + 15))
    return batches.updates(found)


async def waiting(bot: Bot) -> int:
    """How many updates wait at Telegram."""
    return _there(await _asked(bot.get_webhook_info())).pending_update_count


async def may_have_topics(bot: Bot, chat: int) -> bool | None:
    """Whether the bot may manage the topics of the desk's group; None if it has none."""
    if not _there(await _asked(bot.get_chat(chat))).is_forum:
        return None
    member = await _asked(bot.get_chat_member(chat, bot.id))
    return bool(getattr(member, "can_manage_topics", False))


class StaffWire:
    """handlers.wire.Wire for the staff bot. `seal` makes callback data for a chat."""

    def __init__(self, bot: Bot, seal: Callable[[str, int], str]) -> None:
        self._bot = bot
        self._seal = seal

    async def send(self, chat: int, worded: Worded, *, protected: bool) -> int:
        return await self._send(chat, worded, protected=protected, quiet=False)

    async def send_quietly(self, chat: int, worded: Worded) -> int:
        return await self._send(chat, worded, protected=True, quiet=True)

    async def send_in_topic(self, chat: int, thread: int, worded: Worded) -> int:
        return await self._send(chat, worded, protected=False, quiet=True, thread=thread)

    async def _send(
        self, chat: int, worded: Worded, *, protected: bool, quiet: bool, thread: int | None = None
    ) -> int:
        sent = await _asked(
            self._bot.send_message(
                chat,
                worded.text,
                entities=_entities(worded),
                reply_markup=self._keyboard(worded, chat),
                protect_content=protected,
                disable_notification=quiet,
                message_thread_id=thread,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        return _there(sent).message_id

    async def pin(self, chat: int, message: int) -> None:
        await _asked(self._bot.pin_chat_message(chat, message, disable_notification=True))

    async def create_topic(self, chat: int, name: str) -> int:
        return _there(await _asked(self._bot.create_forum_topic(chat, name))).message_thread_id

    async def close_topic(self, chat: int, thread: int) -> None:
        await _asked(self._bot.close_forum_topic(chat, thread))

    async def reopen_topic(self, chat: int, thread: int) -> None:
        await _asked(self._bot.reopen_forum_topic(chat, thread))

    async def edit(self, chat: int, message: int, worded: Worded) -> None:
        await _asked(
            self._bot.edit_message_text(
                worded.text,
                chat_id=chat,
                message_id=message,
                entities=_entities(worded),
                reply_markup=self._keyboard(worded, chat),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )

    async def delete(self, chat: int, messages: tuple[int, ...]) -> None:
        if len(messages) == 1:
            await _asked(self._bot.delete_message(chat, messages[0]))
        else:
            await _asked(self._bot.delete_messages(chat, messages))

    async def edit_file(self, chat: int, message: int, content: bytes, name: str, worded: Worded) -> None:
        kind = _MEDIA[name.rpartition(".")[2]]
        media = kind(content, caption=worded.text, filename=name)
        await _asked(
            self._bot.edit_message_media(
                media, chat_id=chat, message_id=message, write_timeout=UPLOAD, read_timeout=UPLOAD
            )
        )

    async def send_picture(self, chat: int, picture: bytes, worded: Worded, thread: int | None = None) -> int:
        sent = await _asked(
            self._bot.send_photo(
                chat,
                picture,
                caption=worded.text,
                caption_entities=_entities(worded),
                filename=FIGURES,
                reply_markup=self._keyboard(worded, chat),
                message_thread_id=thread,
                write_timeout=UPLOAD,
                read_timeout=UPLOAD,
            )
        )
        return _there(sent).message_id

    async def edit_picture(self, chat: int, message: int, picture: bytes, worded: Worded) -> None:
        media = InputMediaPhoto(
            picture, caption=worded.text, caption_entities=_entities(worded), filename=FIGURES
        )
        await _asked(
            self._bot.edit_message_media(
                media,
                chat_id=chat,
                message_id=message,
                reply_markup=self._keyboard(worded, chat),
                write_timeout=UPLOAD,
                read_timeout=UPLOAD,
            )
        )

    async def send_voice_quietly(self, chat: int, voice: bytes, name: str, worded: Worded) -> int:
        sent = await _asked(
            self._bot.send_voice(
                chat,
                voice,
                caption=worded.text,
                filename=name,
                protect_content=True,
                disable_notification=True,
                write_timeout=UPLOAD,
                read_timeout=UPLOAD,
            )
        )
        return _there(sent).message_id

    def _keyboard(self, worded: Worded, chat: int) -> InlineKeyboardMarkup | None:
        rows = [[self._button(*button, chat=chat) for button in row] for row in worded.rows]
        return InlineKeyboardMarkup(rows) if rows else None

    def _button(self, label: str, press: str, url: str | None, *, chat: int) -> InlineKeyboardButton:
        if url:
            return InlineKeyboardButton(label, url=url)
        return InlineKeyboardButton(label, callback_data=self._seal(press, chat))


def _there(value: T | None) -> T:
    if value is None:
        raise Unreadable("no result")
    return value


async def _asked(call: Awaitable[T]) -> T | None:
    """The call's result; the library's exceptions become ours."""
    try:
        return await call
    except RetryAfter as wait:
        seconds = wait._retry_after.total_seconds()
        raise refusal(429, wait.message, seconds) or wait from wait
    except ChatMigrated as moved:
        raise Moved(moved.new_chat_id) from moved
    except NotJSON as torn:
        raise Unreadable("an answer that is not JSON") from torn
    except ODD as odd:
        raise Unreadable("an answer of another shape") from odd
    except TelegramError as error:
        code = next((code for kind, code in _CODES if isinstance(error, kind)), 500)
        refuse(code, error.message, cause=error)
        return None


def _entities(worded: Worded) -> list[MessageEntity] | None:
    bold = [MessageEntity("bold", at, size) for at, size in worded.strong]
    called = [
        MessageEntity("text_mention", at, size, user=User(user, "-", is_bot=False))
        for at, size, user in worded.calls
    ]
    return [*bold, *called] or None
