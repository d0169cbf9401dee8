"""aiogram: what a witness does becomes an event of the interview."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import structlog
from aiogram import Bot, Dispatcher, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from sqlalchemy import Connection

from bot.interview import events
from bot.interview.draft import Place
from bot.outgoing import Message as Said
from bot.outgoing import Outgoing
from bot.questionnaire.answers import FileKind
from bot.text import _, screen
from handlers import follow_ups, intake, updates
from handlers.door import Door
from handlers.patience import TakeBack
from handlers.witness_sender import WitnessWire, fetch
from handlers.witness_trim import trimmed
from storage import outbox, seen_updates
from storage.files import Source

log = structlog.get_logger()

NOT_SAVED = _("Something went wrong on our side, and that was not saved. Please send it again.")
NOT_YET = _(
    "We cannot save anything right now, so this is not saved yet. We keep trying. "
    "If you hear nothing within a day, please send it again."
)
LIMIT = 20 * 1024 * 1024  # bytes; what Telegram lets a bot download


def dispatcher(door: Door) -> Dispatcher:
    """The routes of the witness bots; no states of the library's own."""
    root = Dispatcher(disable_fsm=True, door=door)
    root.include_router(_routes())
    return root


def _routes() -> Router:
    router = Router()
    private = F.chat.type == "private"
    router.message.register(on_group, ~private)
    router.message.register(on_start, CommandStart())
    router.message.register(on_command, F.text.regexp(r"^/[A-Za-z_]{1,32}(\s|@|$)"))
    router.message.register(on_text, F.text)
    router.message.register(on_location, F.location)
    router.message.register(on_message)
    router.edited_message.register(on_edited, private)
    router.callback_query.register(on_press)
    router.my_chat_member.register(on_member)
    return router


def source(bot: Bot, door: Door) -> updates.Source:
    """One witness bot for the update loop."""
    root = dispatcher(door)

    async def handle(raw: updates.Raw) -> None:
        kept = trimmed(raw)
        if kept.keys() > {"update_id"}:  # else nobody has said anything
            await root.feed_raw_update(bot, kept)

    def apologise(db: Connection, raw: updates.Raw) -> None:
        chat, phone = updates.chat_of(raw), _phone(raw)
        if isinstance(chat, int) and chat > 0:
            said = Said(screen(NOT_SAVED))
            language = door.wording.nearest(phone)
            outbox.post(db, door.keys, Outgoing(bot.id, chat, language, said), door.clock())

    async def warn(raw: updates.Raw) -> TakeBack | None:
        chat, wire = updates.chat_of(raw), WitnessWire(bot)
        if not isinstance(chat, int) or chat <= 0 or "my_chat_member" in raw:
            return None
        worded = door.wording.screen(screen(NOT_YET), door.wording.nearest(_phone(raw)))
        said = await wire.send(chat, worded, protected=False)
        return lambda: wire.delete(chat, (said,))

    return updates.Source(bot.id, lambda offset: fetch(bot, offset), handle, trimmed, apologise, warn)


def _phone(raw: updates.Raw) -> str | None:
    for content in raw.values():
        if isinstance(content, dict) and isinstance(content.get("from"), dict):
            language = content["from"].get("language_code")
            return language if isinstance(language, str) else None
    return None


async def on_start(message: Message, event_update: Update, bot: Bot, door: Door) -> None:
    await _heard(message, event_update, bot, door, events.Started())


async def on_command(message: Message, event_update: Update, bot: Bot, door: Door) -> None:
    name = (message.text or "").split()[0].removeprefix("/").partition("@")[0].lower()
    await _heard(message, event_update, bot, door, events.Commanded(name))


async def on_text(message: Message, event_update: Update, bot: Bot, door: Door) -> None:
    replied = events.Replied(_clean(message.text or ""), message.message_id)
    await _heard(message, event_update, bot, door, replied)


async def on_location(message: Message, event_update: Update, bot: Bot, door: Door) -> None:
    assert message.location is not None
    place = events.Located(message.location.latitude, message.location.longitude, message.message_id)
    await _heard(message, event_update, bot, door, place)


async def on_message(message: Message, event_update: Update, bot: Bot, door: Door) -> None:
    """Files of every kind, and what is none."""
    for kind in FileKind:
        found = getattr(message, kind.value)
        file = found[-1] if isinstance(found, list) and found else found
        if file:
            break
    else:
        await _heard(message, event_update, bot, door, events.Unsupported(message.message_id))
        return
    size = file.file_size or 0
    if size > LIMIT:
        await _heard(message, event_update, bot, door, events.TooLarge(message.message_id))
        return
    name = _clean(getattr(file, "file_name", None) or "") or None
    source = Source(bot.id, message.message_id, file.file_id, name, getattr(file, "mime_type", None))
    attached = events.Attached(
        secrets.token_hex(16), kind, size, message.message_id, _clean(message.caption or "")
    )
    await _heard(message, event_update, bot, door, attached, source)


async def on_edited(message: Message, event_update: Update, bot: Bot, door: Door) -> None:
    """Only words can be changed; a live location that moves on is no new answer."""
    text = message.text or message.caption
    if text:
        await _heard(message, event_update, bot, door, events.Reworded(_clean(text), message.message_id))


async def on_press(query: CallbackQuery, event_update: Update, bot: Bot, door: Door) -> None:
    event = events.pressed(query.data or "") or events.Went(Place.MENU)
    message = query.message
    if message is not None and message.chat.type == "private":
        heard = intake.Heard(
            bot.id,
            event_update.update_id,
            message.chat.id,
            query.from_user.language_code,
            event,
            message.message_id,
        )
        await _taken(door, heard)
    _soon(_acknowledge(bot, query.id))


async def on_group(message: Message, bot: Bot) -> None:
    """A witness is written to in private only."""
    await _leave(bot, message.chat.id)


async def on_member(member: ChatMemberUpdated, event_update: Update, bot: Bot, door: Door) -> None:
    if member.chat.type != "private":
        if member.new_chat_member.status == "member":
            await _leave(bot, member.chat.id)
        return
    if member.new_chat_member.status == "kicked":
        await door.store.run(lambda db: _blocked(db, door, bot.id, event_update.update_id, member.chat.id))


def _blocked(db: Connection, door: Door, bot: int, update_id: int, chat: int) -> None:
    if seen_updates.first_time(db, bot, update_id, door.clock()):
        follow_ups.unreachable(db, door, door.keys.tag(chat))


async def _heard(
    message: Message, update: Update, bot: Bot, door: Door, event: events.Event, source: Source | None = None
) -> None:
    phone = message.from_user.language_code if message.from_user else None
    heard = intake.Heard(bot.id, update.update_id, message.chat.id, phone, event, source=source)
    await _taken(door, heard)


async def _taken(door: Door, heard: intake.Heard) -> None:
    if await door.store.run(lambda db: intake.take(db, door, heard)):
        door.vitals.count("answers", "witness")


async def _leave(bot: Bot, chat: int) -> None:
    try:
        await bot.leave_chat(chat)
    except TelegramAPIError as refused:
        log.warning("leaving a group failed", error=type(refused).__name__)


async def _acknowledge(bot: Bot, query: str) -> None:
    """The one direct call: it only stops the button's spinner, so its failure loses nothing."""
    try:
        await bot.answer_callback_query(query)
    except TelegramAPIError as refused:
        log.debug("a press was not acknowledged", error=type(refused).__name__)


_running: set[asyncio.Task[None]] = set()


def _soon(work: Any) -> None:
    task = asyncio.ensure_future(work)
    _running.add(task)
    task.add_done_callback(_running.discard)


def _clean(words: str) -> str:
    """Half surrogates cannot be stored; they are shown as what they are, unreadable."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")
