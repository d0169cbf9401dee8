"""From nothing to polling, and the memory of a bot that has nothing to do."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from tests.bench.ground import ROOT, Bot, Ground, fill_drafts
from tests.bench.paired import alternate, middle, ratio
from tests.bench.result import Goal, Section

SETTLING = 2.0  # seconds after the start, then memory is read
DRAFTS = 100_000
_tokens = count(500_000)


async def starting(here: Ground) -> Section:
    """The real command with both bots, beside the smallest aiogram bot."""
    home = here.home()
    here.sqlite(home)
    found = await alternate(here.pairs, {"ours": partial(_both, here, home), "echo": partial(_echo, here)})
    seconds = {name: [one[0] for one in some] for name, some in found.items()}
    memory = {name: [one[1] for one in some] for name, some in found.items()}
    named = {"ours": "Witnessline, both bots", "echo": "aiogram, echo only"}
    return Section(
        "Starting",
        "`witnessline run` on an empty database, until both bots have asked for updates; memory 2 seconds "
        "later.",
        ("", "polling after", "÷ echo", "memory", "÷ echo"),
        [
            (
                named[name],
                middle(seconds[name], "{:.1f} s"),
                str(ratio(seconds[name], seconds["echo"])),
                middle(memory[name], "{:.0f} MB"),
                str(ratio(memory[name], memory["echo"])),
            )
            for name in named
        ],
        [Goal.at_most("both bots up and polling", 6, median(seconds["ours"]), " s")],
    )


async def drafts(here: Ground) -> Section:
    """Open drafts lie in the database, not in the process."""
    number = 10_000 if here.quick else DRAFTS
    homes = {"empty": here.home(), "filled": here.home()}
    urls = {name: here.sqlite(home) for name, home in homes.items()}
    await asyncio.to_thread(fill_drafts, homes["filled"], urls["filled"], 1, range(1, number + 1))
    found = await alternate(
        here.pairs, {name: partial(_idle, here, homes[name], urls[name]) for name in homes}
    )
    more = [filled - empty for filled, empty in zip(found["filled"], found["empty"], strict=True)]
    return Section(
        "Open drafts",
        "The witness side, after all its jobs have run once.",
        ("", "memory", "÷ with none"),
        [
            ("no drafts", middle(found["empty"], "{:.1f} MB"), ""),
            (
                f"{number:,} open drafts",
                middle(found["filled"], "{:.1f} MB"),
                str(ratio(found["filled"], found["empty"])),
            ),
        ],
        [Goal.at_most(f"memory with {number:,} open drafts - with none", 20, median(more), " MB")],
    )


async def _idle(here: Ground, home: Path, url: str) -> float:
    async with here.ours("drafts", home, url) as bot:
        await bot.ask("jobs")
        await asyncio.sleep(SETTLING)
        return bot.memory()


async def _echo(here: Ground) -> tuple[float, float]:
    began = time.perf_counter()
    async with here.peer("echo") as bot:
        seconds = time.perf_counter() - began
        await asyncio.sleep(SETTLING)
        return seconds, bot.memory()


async def _both(here: Ground, home: Path) -> tuple[float, float]:
    tokens = [f"{next(_tokens)}:bench" for _ in range(2)]
    lines = [here.telegram.line(token) for token in tokens]
    began, said = time.perf_counter(), here.folder / "both.log"
    with said.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=_environment(here, home, tokens), stderr=log
        )
    bot = Bot("both", process, lines[0], said)
    try:
        async with asyncio.timeout(90):
            await asyncio.gather(*(line.polled.wait() for line in lines))
        seconds = time.perf_counter() - began
        await asyncio.sleep(SETTLING)
        return seconds, bot.memory()
    finally:
        await bot.stop()


def _environment(here: Ground, home: Path, tokens: Sequence[str]) -> dict[str, str]:
    settings = {
        "witness_tokens": tokens[0],
        "staff_token": tokens[1],
        "desk_chat": "-1001234567890",
        "admins": "1",
        "telegram_api": here.telegram.url,
        "data": str(home),
        "log_level": "ERROR",
    }
    ours = {f"WITNESSLINE_{name.upper()}": value for name, value in settings.items()}
    return {name: value for name, value in os.environ.items() if "WITNESSLINE_" not in name} | ours
