"""Puts private copies on their readers' screens: the neutral line first, so that no lock screen tells."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection

from bot.casework.deadlines import KEPT_IN_PRIVATE
from bot.outgoing import Copy, Preview
from handlers.translate import Worded
from handlers.wire import Gone, Later, PrivateWire, Refused, Unreached
from storage import files, private_copies
from storage.files import Blobs
from storage.keys import StaffKeys
from storage.transaction import StorageAway, Store

DELETABLE = timedelta(hours=47)  # Telegram deletes for 48
SWEPT = 20  # numbers of messages: private chats of a bot share them, so others may lie between
# A black square, as PNG: only the child behind walls draws.
_EMPTY_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAD0lEQVR42mNgGAWjgHwAAAJAAAHgTR1EAAAAAElFTkSuQmCC"
)
NOTHING, EMPTY = Worded("", (), ()), Worded("·", (), ())


@dataclass(frozen=True, slots=True)
class Showing:
    """`wires` by bot id. A copy is known by its message before there is anything in it: a crash at any moment
    leaves the neutral line, or something that is removed in time."""

    store: Store
    keys: StaffKeys
    blobs: Blobs
    wires: Mapping[int, PrivateWire]
    clock: Callable[[], datetime]

    async def show(self, bot: int, chat: int, copy: Copy | Preview, neutral: Worded, worded: Worded) -> None:
        """Nothing, if it is not wanted any more. Where its message has gone, in another; once."""
        wire = self.wires[bot]
        for _try in range(2):
            message = await self._place(wire, chat, copy.copy, neutral)
            if message is None or await self._fill(wire, chat, message, copy, worded):
                return

    async def _fill(
        self, wire: PrivateWire, chat: int, message: int, copy: Copy | Preview, worded: Worded
    ) -> bool:
        try:
            match copy:
                case Copy():
                    await wire.edit(chat, message, worded)
                case Preview() as file:
                    await self._fill_with_file(wire, chat, message, file, worded)
                case _:
                    assert_never(copy)
        except Gone:
            await self.store.run(lambda db: private_copies.displace(db, copy.copy))
            return False
        return True

    async def _fill_with_file(
        self, wire: PrivateWire, chat: int, message: int, file: Preview, worded: Worded
    ) -> None:
        sealed = await self.blobs.get(f"previews/{file.file}.age")
        content = await asyncio.to_thread(files.open_preview, self.keys, file.file, sealed)
        if not file.name.endswith(".ogg"):
            return await wire.edit_file(chat, message, content, file.name, worded)
        # A voice message has one of its own. What a crash kept from being noted stands right after the line.
        await _remove(wire, chat, *range(message + 1, message + SWEPT))
        voice, now = await wire.send_voice_quietly(chat, content, file.name, worded), self.clock()
        until = now + KEPT_IN_PRIVATE
        kept = await self.store.run(lambda db: private_copies.shown(db, file.copy, voice, now, until))
        await _remove(wire, chat, message if kept else voice)
        return None

    async def blank_old(self, bot: int, chat: int, messages: tuple[int, ...]) -> tuple[int, ...]:
        """Copies that are too old for Telegram to delete are emptied; what is left to be deleted."""
        since = self.clock() - DELETABLE
        old = await self.store.run(lambda db: private_copies.older(db, chat, messages, since))
        for message, file in old.items():
            with suppress(Gone, Refused):  # a voice message can't be edited
                await self._blank(self.wires[bot], chat, message, file=file)
        return tuple(message for message in messages if message not in old)

    async def _blank(self, wire: PrivateWire, chat: int, message: int, *, file: bool) -> None:
        if file:
            await wire.edit_file(chat, message, _EMPTY_PICTURE, "empty.jpg", NOTHING)
        else:
            await wire.edit(chat, message, EMPTY)

    def forget(self, chat: int, messages: tuple[int, ...]) -> Callable[[Connection], None]:
        """To be recorded once these messages say nothing of a case any more."""
        return lambda db: private_copies.gone(db, chat, messages)

    async def _place(self, wire: PrivateWire, chat: int, copy: int, neutral: Worded) -> int | None:
        """The message that is to hold it; after a failure in between the same one again."""
        there = await self.store.run(lambda db: private_copies.wanted(db, copy))
        if there is None or there.user != chat:
            return None
        if there.message is not None:
            return there.message
        message = await wire.send_quietly(chat, neutral)
        now, until = self.clock(), self.clock() + KEPT_IN_PRIVATE
        try:
            if await self.store.run(lambda db: private_copies.shown(db, copy, message, now, until)):
                return message
        except StorageAway:  # placed anew later; whether it was noted is not known
            await _remove(wire, chat, message)
            raise
        await _remove(wire, chat, message)
        return None


async def _remove(wire: PrivateWire, chat: int, *messages: int) -> None:
    with suppress(Gone, Refused, Unreached, Later):
        await wire.delete(chat, messages)
