"""What is slow about receipts, done between two transactions: on a thread, few at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.interview import events
from bot.interview import receipts as written
from bot.interview.by_receipt import MOST
from bot.interview.draft import Place
from bot.interview.receipts import Receipt
from handlers.door import Door
from handlers.intake import Heard
from handlers.receipts import is_locked
from storage import cases, drafts, receipts, routes
from storage.receipts import Kept


@dataclass(frozen=True, slots=True)
class _Asked:
    """A receipt was asked for in this chat; `kept` is what is there for its public half."""

    kept: Kept | None


async def weighed(door: Door, heard: Heard) -> Heard:
    """With the case that a typed receipt opens, or with a fresh receipt; most events are left as they are."""
    match heard.event:
        case events.Replied(text, message) if receipt := written.read(text):
            return await _looked_up(door, heard, receipt, message)
        case events.TookReceipt(code):
            return await _minted(door, heard, code)
        case _:
            return heard


async def _looked_up(door: Door, heard: Heard, receipt: Receipt, message: int) -> Heard:
    """Unknown and nearly right ones take the same steps."""
    asked = await door.store.run(lambda db: _asked(db, door, heard, receipt))
    if asked is None:
        return heard
    async with door.few:
        case = await asyncio.to_thread(receipts.opens, asked.kept, receipt)
    door.vitals.count("receipts", "witness")
    return replace(heard, event=events.Presented(case, message))


def _asked(db: Connection, door: Door, heard: Heard, receipt: Receipt) -> _Asked | None:
    witness = door.keys.tag(heard.chat)
    kept = drafts.load(db, door.keys, witness)
    if kept is None or kept.draft.place is not Place.RECEIPT or is_locked(db, witness, door.clock()):
        return None
    return _Asked(receipts.find(db, door.keys, receipt))


async def _minted(door: Door, heard: Heard, code: str) -> Heard:
    case = await door.store.run(lambda db: _wanting(db, door, heard, code))
    if case is None:
        return heard
    async with door.few:
        minted = await asyncio.to_thread(receipts.mint, case)
    return replace(heard, minted=minted)


def _wanting(db: Connection, door: Door, heard: Heard, code: str) -> int | None:
    """The case that a receipt is wanted for, if it is theirs and has not had too many."""
    sent = cases.states(db, routes.of_witness(db, door.keys.tag(heard.chat)))
    case = next((state.id for state in sent if state.code == code), None)
    return case if case is not None and receipts.count(db, case) < MOST else None
