"""Chats of the staff that change: the desk's group gets another id or shuts the bot out, people block it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.outgoing import Erase
from handlers import alarms
from handlers.desk import Desk, post
from storage import alarms as rung
from storage import moved_chats, outbox, seen_updates, staff
from storage.outbox import Waiting


def move(db: Connection, desk: Desk, chat: int, to: int) -> None:
    """It became a supergroup: what waits goes there, and so does all that is said from now on."""
    now = desk.clock()
    moved_chats.move(db, chat, to)
    outbox.move(db, desk.keys, chat, to, now)
    rung.ring(db, alarms.MOVED, to, "staff", now)
    if desk.home.chat == chat:
        desk.home.chat = to


def drop_notice(db: Connection, desk: Desk, update_id: int, message: int) -> None:
    """Telegram's line that the board was pinned says nothing: nobody but the bot pins in its name, and it
    pins nothing else."""
    now = desk.clock()
    if seen_updates.first_time(db, desk.bot, update_id, now):
        post(db, desk, desk.chat, Erase((message,)), now)


def unreachable(db: Connection, lost: Waiting) -> None:
    """Somebody blocked the bot, or the chat is gone: nothing more is said there until they start it again."""
    outbox.close(db, "staff", lost.chat)
    staff.closed_private(db, lost.outgoing.chat)


def came_back(db: Connection, desk: Desk) -> None:
    """The bot may write in the group again: what waits is said now."""
    outbox.resume(db, "staff", outbox.chat_of(desk.keys, desk.chat), desk.clock())


def shut_out(db: Connection, desk: Desk) -> None:
    """The bot was removed from the group: the admins hear of it before the first card fails."""
    rung.ring(db, alarms.BARRED, 0, "staff", desk.clock())
