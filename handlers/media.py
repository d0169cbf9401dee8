"""Files: fetched, hashed and sealed unread; staff get copies, made elsewhere. Only then is ✅ shown."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.interview import events, screens
from bot.interview.draft import Place
from bot.interview.leaving import cover
from bot.interview.showing import view
from bot.logs import trace
from bot.outgoing import Body, Cover, Erase, Message, Outgoing, Panel
from bot.questionnaire.answers import FileKind
from bot.text import Line, Text, _, screen
from handlers.door import Door
from handlers.intake import around
from handlers.wire import Refused, Unreached
from handlers.witness_sender import WitnessBot, download
from storage import drafts, files, letters, outbox, routes
from storage.drafts import Reach
from storage.files import Arrived, Arriving
from storage.transaction import StorageAway

log = structlog.get_logger()

AT_ONCE = 4
TRIES = 160  # with the pauses below, about a day
LONGEST_PAUSE = 600.0  # seconds
SHOWN = frozenset(FileKind) - {FileKind.DOCUMENT}  # kinds that are pictures or recordings
SHOWN_TYPES = ("image/", "video/", "audio/")  # and documents that say they are
KEPT = _("✅ Your file is saved.")
LOST = _("A file could not be fetched. Please send it again.")


async def fetch_waiting(door: Door, bots: Mapping[int, WitnessBot]) -> None:
    """One round: everything that is due, a few at a time. StorageAway once all have come to rest."""
    now = door.clock()
    waiting = await door.store.run(lambda db: files.due(db, door.keys, now, AT_ONCE))
    ended = await asyncio.gather(*(_fetch(door, bots, file) for file in waiting), return_exceptions=True)
    for problem in ended:
        if problem is not None:
            raise problem
    for name in await door.store.run(lambda db: files.dropped(db, 100)):
        await _delete(door, name)
        await door.store.run(lambda db, name=name: files.discard(db, [name]))  # type: ignore[misc]
    for name in await door.store.run(lambda db: files.retired(db, 100)):
        await door.blobs.delete(f"previews/{name}.age")
        await door.store.run(lambda db, name=name: files.archived(db, name))  # type: ignore[misc]
    if waiting:
        door.store.listen("files").set()


async def _fetch(door: Door, bots: Mapping[int, WitnessBot], file: Arriving) -> None:
    content = bytearray()
    try:
        if file.source.bot not in bots:
            raise Refused("another bot's file")
        await download(bots[file.source.bot], file.source.file_id, content.extend)
        await _keep(door, file, content)
    except Refused:
        await _give_up(door, file)
    except StorageAway:
        raise
    except Unreached as away:
        log.warning("a file is not here yet", error=type(away).__name__, attempts=file.attempts)
        await _later(door, file)
    except Exception as broken:  # a full disk above all
        log.error("a file cannot be kept", error=trace(broken), attempts=file.attempts)
        await _later(door, file)


async def _later(door: Door, file: Arriving) -> None:
    if file.attempts >= TRIES:
        await _give_up(door, file)
        return
    pause = timedelta(seconds=min(2.0**file.attempts, LONGEST_PAUSE))
    await door.store.run(lambda db: files.postpone(db, file.file, door.clock() + pause))


async def _keep(door: Door, file: Arriving, content: bytearray) -> None:
    digest, sealed = await asyncio.to_thread(_sealed, door, content)
    await door.blobs.put(f"originals/{file.file}.age", sealed)
    copy = await door.copier.copy(content) if _may_be_shown(file) else None
    shown = copy.ending if copy else None
    key = None
    if copy is not None:
        key, covered = await asyncio.to_thread(files.seal_preview, door.keys, file.file, copy.content)
        await door.blobs.put(f"previews/{file.file}.age", covered)

    def note(db: Connection) -> bool:
        where = files.arrived(db, file.file, digest, shown, key, door.clock())
        if where is None:
            return files.is_here(db, file.file)
        if where.case_id is not None:
            letters.post(db, "staff", where.case_id, "arrived", door.clock())
        _tell(db, door, where, KEPT)
        return True

    if not await door.store.run(note):  # taken back while it came
        await _delete(door, file.file)


async def _delete(door: Door, file: str) -> None:
    await door.blobs.delete(f"originals/{file}.age")
    await door.blobs.delete(f"previews/{file}.age")


def _sealed(door: Door, content: bytearray) -> tuple[bytes, bytearray]:
    """The original's hash, and itself for the archive: nobody here looks into it."""
    return hashlib.sha256(content).digest(), files.seal_original(door.keys, content)


async def _give_up(door: Door, file: Arriving) -> None:
    log.error("a file could not be fetched", attempts=file.attempts)

    def note(db: Connection) -> None:
        files.failed(db, file.file)
        _tell(db, door, Arrived(file.case_id, file.witness, None), LOST)

    await door.store.run(note)


def _tell(db: Connection, door: Door, where: Arrived, words: Text) -> None:
    """The panel says so above what it says now; once the case is sent, the message that brought it goes."""
    reach, witness = _reach(db, door, where)
    kept = drafts.load(db, door.keys, witness) if witness else None
    if reach is None or witness is None or kept is None:
        return
    known = around(db, door, witness, events.Started(), kept.draft, None, door.clock(), reach.bot)
    sent = next((case for case in known.cases if case.id == where.case_id), None)
    if kept.covered:
        shown = cover(words)
    elif sent is not None and kept.draft.place is Place.MENU:  # the code stays in sight
        shown = screens.sent(sent.code, contact=False)
        shown = replace(shown, lines=(Line(words), *shown.lines))
    else:
        shown = view(door.form(kept.draft.language), kept.draft, known, words)
    shown_once = kept.draft.place is Place.GIVEN  # a receipt stays until it is written down
    panel: Body = Message(screen(words)) if shown_once else Panel(shown)
    said: list[Body] = [Cover(shown) if kept.covered else panel]
    if where.case_id is not None and where.message is not None and kept.draft.traceless:
        said.append(Erase((where.message,)))
    for body in said:
        outbox.post(db, door.keys, Outgoing(reach.bot, reach.chat, kept.draft.language, body), door.clock())


def _reach(db: Connection, door: Door, where: Arrived) -> tuple[Reach | None, bytes | None]:
    if where.case_id is not None:
        route = routes.of_case(db, door.keys, where.case_id)
        return (Reach(route.bot, route.chat), door.keys.tag(route.chat)) if route else (None, None)
    kept = drafts.load(db, door.keys, where.witness) if where.witness else None
    return (kept.reach, where.witness) if kept else (None, None)


def _may_be_shown(file: Arriving) -> bool:
    """Papers and archives are not copied, whatever is in them."""
    return file.kind in SHOWN or (file.source.mime or "").startswith(SHOWN_TYPES)
