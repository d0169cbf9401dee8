"""After an outage: how fast a queue is taken in, with sending switched off, and in how much memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from tests.bench.ground import Ground
from tests.bench.paired import alternate, middle, ratio
from tests.bench.result import Goal, Section
from tests.bench.said import ANSWERS, Update, text
from tests.bench.stands import NAMES, OURS, Stand, standing
from tests.bench.witnesses import PATIENCE, Meter, Run, Stuck


async def catching_up(here: Ground) -> Section:
    """Pairs of a fifth of the queue, and the whole of it for ours."""
    whole = 10_000 if here.quick else 50_000
    part = whole // 5
    async with standing(here, ("memory", *OURS), "--silent", warm=False) as stands:
        for one in stands.values():
            await queue(one, 300)
        runs = await alternate(here.pairs, {kind: partial(queue, one, part) for kind, one in stands.items()})
    rates = {kind: [run.rate for run in some] for kind, some in runs.items()}
    full, memory = {}, {}
    for kind in OURS:
        async with standing(here, [kind], "--silent", warm=False) as alone:
            full[kind] = await queue(alone[kind], whole)
            memory[kind] = alone[kind].bot.memory("VmHWM")
    rows = [
        (
            NAMES[kind],
            middle(rates[kind]),
            str(ratio(rates[kind], rates["memory"])),
            f"{full[kind].seconds:.1f} s" if kind in full else "",
            f"{full[kind].rate:,.0f}" if kind in full else "",
            f"{memory[kind]:.0f} MB" if kind in full else "",
        )
        for kind in runs
    ]
    ours = full["sqlite"]
    return Section(
        "Catching up",
        f"The answers of {whole // 3:,} witnesses wait when the bot comes back: all first ones, then all "
        f"second ones, and so on; sending is switched off in all of them. Pairs with {part:,} updates, ours "
        f"also once with {whole:,}.",
        ("", "updates/s", "÷ FSM in memory", f"{whole:,} in", "updates/s", "most memory"),
        rows,
        [
            Goal.at_least(
                f"catch-up of {whole:,} queued updates, sending off", 1000, ours.rate, " updates/s"
            ),
            Goal.at_most(f"most memory while catching up with {whole:,}", 512, memory["sqlite"], " MB"),
            Goal.at_most(f"burst of {whole:,}: all committed", 60, ours.committed, " s"),
        ],
    )


async def queue(one: Stand, updates: int) -> Run:
    """From the moment they are all there until the last is acknowledged."""
    line = one.bot.line
    waiting = queued(one.witnesses(updates // len(ANSWERS) + 1))[:updates]
    meter = Meter(one.bot)
    line.put(*waiting)
    try:
        async with asyncio.timeout(PATIENCE):
            await line.drained.wait()
    except TimeoutError:
        raise Stuck(f"{one.bot.name}: {line.acknowledged} acknowledged") from None
    return meter.read(updates)


def queued(chats: Sequence[int]) -> list[Update]:
    return [text(chat, words) for words in ANSWERS for chat in chats]
