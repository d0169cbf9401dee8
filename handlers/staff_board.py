"""The board: drawn anew when it would say something else, and not more often than the group can bear."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.casework.board import board
from bot.outgoing import Outgoing, Placed
from bot.text import Screen
from handlers.desk import Desk
from handlers.staff_drawing import is_busy
from storage import outbox, places, queue
from storage.transaction import Store

NAME = "board"
APART = timedelta(seconds=10)
APART_WHEN_BUSY = timedelta(minutes=1)
PAUSE = 0.5  # seconds between two looks at the queue, however much happens


def look_again(db: Connection) -> None:
    """Something has changed that the board may tell of."""
    Store.announce(db, NAME)


def refresh(db: Connection, desk: Desk) -> None:
    """Nothing is sent when it says the same already."""
    now, shown = desk.clock(), draw(db, desk, desk.clock())
    there = places.find(db, places.BOARD)
    if there is not None and there.chat == desk.chat and there.said == places.words_of(desk.keys, shown):
        outbox.take_back(db, NAME)
        return
    apart = APART_WHEN_BUSY if is_busy(db, desk, now) else APART
    due_at = max(now, there.drawn_at + apart) if there is not None else now
    outgoing = Outgoing(desk.bot, desk.chat, desk.language, Placed(places.BOARD, shown))
    outbox.post(db, desk.keys, outgoing, now, due_at=due_at, dedupe=NAME, replace=True)


def draw(db: Connection, desk: Desk, now: datetime) -> Screen:
    cases, paused = queue.open_cases(db), desk.rules(db).paused
    return board(cases, now, with_archive=desk.with_archive(), paused=paused)
