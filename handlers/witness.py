"""What a witness does becomes an event of the interview."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.interview import events
from bot.interview.draft import Place
from bot.outgoing import Message as Said
from bot.outgoing import Outgoing
from bot.questionnaire.answers import FileKind
from bot.text import _, screen
from handlers import follow_ups, intake, updates, weighing
from handlers.door import Door
from handlers.patience import TakeBack
from handlers.slowing import Slowing
from handlers.wire import ODD, UNANSWERED, Gone, Unreadable
from handlers.witness_sender import LIMIT, WitnessWire, fetch
from handlers.witness_trim import trimmed
from handlers.witness_updates import Membership, Message, Press
from storage import outbox, seen_updates
from storage.files import Source

log = structlog.get_logger()

NOT_SAVED = _("Something went wrong on our side, and that was not saved. Please send it again.")
NOT_YET = _(
    "We cannot save anything right now, so this is not saved yet. We keep trying. "
    "If you hear nothing within a day, please send it again."
)
_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?=\s|@|$)")


def source(bot: Bot, door: Door, *, unlimited: bool = False) -> updates.Source:
    """One witness bot for the update loop; `unlimited`: no chat is ever slowed (local servers)."""

    async def handle(raw: updates.Raw) -> None:
        kept = trimmed(raw)
        if kept.keys() > {"update_id"}:  # else nobody has said anything
            number = updates.id_of(raw)
            if number is None:
                raise Unreadable("an update without an id")
            for kind, (read, react) in _KINDS.items():
                if kind in kept:
                    await react(read(kept[kind]), number, bot, door)

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

    slowing = None if unlimited else Slowing(door.store, door.keys, bot.id, door.clock, trimmed)
    return updates.Source(
        bot.id, lambda offset: fetch(bot, offset), handle, trimmed, apologise, warn, slowing
    )


def _phone(raw: updates.Raw) -> str | None:
    for content in raw.values():
        if isinstance(content, dict) and isinstance(content.get("from"), dict):
            language = content["from"].get("language_code")
            return language if isinstance(language, str) else None
    return None


async def on_message(message: Message, update_id: int, bot: Bot, door: Door) -> None:
    """A witness is written to in private only."""
    if message.chat.type != "private":
        await _leave(bot, message.chat.id)
    elif message.text is not None:
        await _heard(message, update_id, bot, door, _worded(message.text, message.message_id))
    elif message.location is not None:
        place = events.Located(message.location.latitude, message.location.longitude, message.message_id)
        await _heard(message, update_id, bot, door, place)
    else:
        await _heard(message, update_id, bot, door, *_filed(message, bot))


def _worded(text: str, message: int) -> events.Event:
    command = _COMMAND.match(text)
    if command is None:
        return events.Replied(_clean(text), message)
    name = command[1].lower()
    return events.Started() if name == "start" else events.Commanded(name)


def _filed(message: Message, bot: Bot) -> tuple[events.Event, Source | None]:
    """Files of every kind, and what is none."""
    for kind in FileKind:
        file = getattr(message, kind.value)
        if file is not None:
            break
    else:
        return events.Unsupported(message.message_id), None
    size = file.file_size or 0
    if size > LIMIT:
        return events.TooLarge(message.message_id), None
    name = _clean(file.file_name or "") or None
    source = Source(bot.id, message.message_id, file.file_id, name, file.mime_type)
    caption = _clean(message.caption or "")
    return events.Attached(secrets.token_hex(16), kind, size, message.message_id, caption), source


async def on_edited(message: Message, update_id: int, bot: Bot, door: Door) -> None:
    """Only words can be changed; a live location that moves on is no new answer."""
    text = message.text or message.caption
    if text and message.chat.type == "private":
        await _heard(message, update_id, bot, door, events.Reworded(_clean(text), message.message_id))


async def on_press(press: Press, update_id: int, bot: Bot, door: Door) -> None:
    event = events.pressed(press.data or "") or events.Went(Place.MENU)
    under = press.message
    if under is not None and under.chat.type == "private":
        phone = press.sender.language_code
        await _taken(
            door, intake.Heard(bot.id, update_id, under.chat.id, phone, event, pressed=under.message_id)
        )
    _soon(_acknowledge(bot, press.id))


async def on_member(member: Membership, update_id: int, bot: Bot, door: Door) -> None:
    if member.chat.type != "private":
        if member.now.status == "member":
            await _leave(bot, member.chat.id)
        return
    if member.now.status == "kicked":
        await door.store.run(lambda db: _blocked(db, door, bot.id, update_id, member.chat.id))


def _blocked(db: Connection, door: Door, bot: int, update_id: int, chat: int) -> None:
    if seen_updates.first_time(db, bot, update_id, door.clock()):
        follow_ups.unreachable(db, door, door.keys.tag(chat))


async def _heard(
    message: Message, update_id: int, bot: Bot, door: Door, event: events.Event, source: Source | None = None
) -> None:
    phone = message.sender.language_code if message.sender else None
    number = message.message_id
    heard = intake.Heard(bot.id, update_id, message.chat.id, phone, event, message=number, source=source)
    await _taken(door, heard)


async def _taken(door: Door, heard: intake.Heard) -> None:
    heard = await weighing.weighed(door, heard)
    if await door.store.run(lambda db: intake.take(db, door, heard), *intake.wants(door, heard)):
        door.vitals.count("answers", "witness")


async def _leave(bot: Bot, chat: int) -> None:
    try:
        await bot.leave_chat(chat)
    except AiogramError as refused:
        log.warning("leaving a group failed", error=type(refused).__name__)


async def _acknowledge(bot: Bot, press: str) -> None:
    """Without a row in the outbox: its failure loses nothing."""
    try:
        await WitnessWire(bot).acknowledge(press)
    except (*UNANSWERED, Gone, *ODD) as refused:
        log.debug("a press was not acknowledged", error=type(refused).__name__)


_running: set[asyncio.Task[None]] = set()


def _soon(work: Any) -> None:
    task = asyncio.ensure_future(work)
    _running.add(task)
    task.add_done_callback(_running.discard)


# Straight to whoever takes them: a dispatcher of the library's would wrap each handler anew for every update.
_KINDS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any, int, Bot, Door], Awaitable[None]]]] = {
    "message": (TypeAdapter(Message).validate_python, on_message),
    "edited_message": (TypeAdapter(Message).validate_python, on_edited),
    "callback_query": (TypeAdapter(Press).validate_python, on_press),
    "my_chat_member": (TypeAdapter(Membership).validate_python, on_member),
}


def _clean(words: str) -> str:
    """Half surrogates cannot be stored; they are shown as what they are, unreadable."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")
