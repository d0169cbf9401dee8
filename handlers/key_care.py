"""Looking after the keys while the program runs: the next one in its time, the old one gone in its."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Connection

from handlers.alarms import FORGED, WITH_ARCHIVE
from handlers.jobs import Job
from storage import alarms, cases, files, in_use, keyfiles, newkeys, recipients, resealing
from storage import keys as all_keys
from storage.blobs import Blobs
from storage.keyfiles import KeysMissing
from storage.keys import Keys, StaffKeys, WitnessKeys
from storage.rings import K, Ring
from storage.transaction import Store

log = structlog.get_logger()

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeyCare:
    """One side's. `folder` is that of all keys: only its own part of it is touched."""

    store: Store
    keys: Keys
    folder: Path
    blobs: Blobs
    clock: Callable[[], datetime]

    async def take_up(self) -> None:
        """Before anything is sealed. Raises KeysMissing when the database needs keys that are not here."""
        await self.store.run(lambda db: in_use.require(db, self.keys))
        if all_keys.link_of(self.keys) is None and await self.store.run(recipients.any_announced):
            raise KeysMissing(f"{self.keys.folder / 'link.key'} is missing. Bring it back from a copy.")
        await asyncio.to_thread(newkeys.complete, self.folder, self.clock())
        self._look()
        await self.renew()
        await self.learn()

    async def renew(self) -> None:
        """Makes what is due, and says so to the other side; seals anew; destroys what has had its time."""
        await self.make()
        old = resealing.ending(self.keys, self.clock()) if isinstance(self.keys, StaffKeys) else ()
        while await resealing.seal_anew(self.store, self.keys, self.blobs, old):
            pass
        await self._destroy()

    async def make(self) -> None:
        """What is due, and a word to the other side."""
        desks = await self.store.run(cases.desks)
        await asyncio.to_thread(self._look)
        await asyncio.to_thread(make_due, self.keys, desks, self.clock())
        await self.store.run(self._note)

    async def learn(self) -> None:
        """What the other side has left; and what somebody has put into this side's folder."""
        await asyncio.to_thread(self._look)
        for announced in await self.store.run(lambda db: recipients.unknown(db, self.keys)):
            if announced.genuine:
                await asyncio.to_thread(recipients.learn, self.keys, announced.half)
            else:
                log.critical("a key that the other side did not leave", side=self.keys.side)
                await self.store.run(lambda db: alarms.ring(db, FORGED, 0, "staff", self.clock()))
        await self.store.run(lambda db: recipients.note_learnt(db, self.keys, self.clock()))

    async def mind_the_archive(self) -> None:
        """Once a day, as long as it lasts."""
        there = all_keys.archive_secret_here(self.folder)
        if there and keyfiles.written_at(there) < self.clock() - DAY:  # a day to carry it away
            await self.store.run(
                lambda db: alarms.ring(db, WITH_ARCHIVE, 0, "staff", self.clock(), every=DAY)
            )

    def _look(self) -> None:
        for ring in self.keys.rings:
            ring.look()

    def _note(self, db: Connection) -> None:
        recipients.announce(db, self.keys)
        if isinstance(self.keys, StaffKeys):
            files.name_first_key(db, self.keys.desk.all()[-1].key.id)

    async def _destroy(self) -> None:
        """What is sealed from now on goes to newer ones: nothing can come to need these any more."""
        for id in await self.store.run(lambda db: in_use.outlived(db, self.keys, self.clock())):
            log.info("a key has had its time", side=self.keys.side, reason=id)
            await asyncio.to_thread(in_use.destroy, self.keys, id)
            await self.store.run(lambda db, id=id: recipients.withdraw(db, id))  # type: ignore[misc]


def make_due(keys: Keys, desks: tuple[str, ...], now: datetime) -> None:
    """Not the archive's, whose secret somebody must carry away, nor the signing key's, whose public half
    must be published."""
    if all_keys.link_of(keys) is None:
        return  # the other side could not be told
    match keys:
        case StaffKeys():
            for desk in newkeys.desks_to_make(keys.desk, desks, now):
                newkeys.next_identity(keys.desk, now, newkeys.week_of(now), desk)
        case WitnessKeys():
            if _is_due(keys.relay, now):
                newkeys.next_identity(keys.relay, now, newkeys.month_of(now))
            if _is_due(keys.route, now):
                newkeys.next_route(keys, now)


def _is_due(ring: Ring[K], now: datetime) -> bool:
    due = newkeys.due_at(ring.name, ring.all()[0].made_at)
    return due is not None and due <= now


def jobs_of(care: KeyCare) -> tuple[Job, ...]:
    """For bot.app's table."""
    return (
        Job("learn keys", 60, care.learn),
        Job("renew keys", 3600, care.renew),
        Job("mind the archive's key", 3600, care.mind_the_archive),
    )
