"""A file of 20 MB comes in: how long everybody else waits for the event loop meanwhile."""

from __future__ import annotations

import asyncio
import os
import time
from functools import partial
from statistics import median

from tests.bench.ground import Bot, Ground
from tests.bench.paired import alternate, middle, ratio
from tests.bench.result import Goal, Section
from tests.bench.said import document
from tests.bench.stands import NAMES, Stand, standing
from tests.bench.witnesses import SHOWN

SIZE = 20 * 1000 * 1000


async def sealing(here: Ground) -> Section:
    """Ours fetches, hashes, seals and syncs; the peer fetches and writes."""
    here.telegram.files["documents/file_0.bin"] = os.urandom(SIZE)
    async with standing(here, ("sqlite", "keeper"), form="shipped", warm=False) as stands:
        for one in stands.values():
            await one.bot.ask("tick")
            await _file(one)
        found = await alternate(here.pairs, {kind: partial(_file, one) for kind, one in stands.items()})
    gaps = {kind: [gap * 1e3 for gap, _seconds in some] for kind, some in found.items()}
    times = {kind: [seconds * 1e3 for _gap, seconds in some] for kind, some in found.items()}
    named = {"sqlite": NAMES["sqlite"], "keeper": "aiogram, written to a file unsealed"}
    return Section(
        "A file of 20 MB",
        "The longest that the event loop lets a timer of 1 ms wait while a document of 20 MB comes in, from "
        "its update to its ✅.",
        ("", "longest stall", "÷ aiogram", "from update to ✅", "÷ aiogram"),
        [
            (
                words,
                middle(gaps[kind], "{:.1f} ms"),
                str(ratio(gaps[kind], gaps["keeper"])),
                middle(times[kind], "{:.0f} ms"),
                str(ratio(times[kind], times["keeper"])),
            )
            for kind, words in named.items()
        ],
        [Goal.at_most("loop stall while a 20 MB file is sealed", 10, median(gaps["sqlite"]), " ms")],
    )


async def _file(one: Stand) -> tuple[float, float]:
    """The longest stall and the whole time, in seconds."""
    (chat,) = one.witnesses(1)
    await one.bot.ask("gap")
    seconds = await _until_saved(one.bot, chat)
    return float(await one.bot.ask("gap")), seconds


async def _until_saved(bot: Bot, chat: int) -> float:
    """Two messages: it is on its way, it is saved."""
    saved = asyncio.Event()
    shown = 0

    def heard(_chat: int, method: str, _body: bytes) -> None:
        nonlocal shown
        shown += method in SHOWN
        if shown == 2:
            saved.set()

    bot.line.heard = heard
    began = time.perf_counter()
    bot.line.put(document(chat, SIZE))
    async with asyncio.timeout(60):
        await saved.wait()
    return time.perf_counter() - began
