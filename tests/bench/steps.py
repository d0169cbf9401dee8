"""Steps of an interview per second, the burst of a thousand, and calm weather.

Alone, for work on speed: `python -m tests.bench.steps --only sqlite` (or postgresql, echo, memory, redis).
"""

from __future__ import annotations

import argparse
import asyncio
import random
from functools import partial
from statistics import median

from tests.bench.ground import Ground, ground
from tests.bench.paired import alternate, middle, ratio
from tests.bench.result import Goal, Row, Section
from tests.bench.stands import KINDS, NAMES, OURS, Stand, Stands, standing
from tests.bench.witnesses import AT_ONCE, Crowd, Run, interviews

BURST = 1000
CALM = 30  # updates a second
LONGER = 3  # times as many pairs as elsewhere: two processors that a database shares vary most


async def steps(here: Ground, stands: Stands) -> Section:
    """How much one process does."""
    size = 300 if here.quick else 1000
    pairs = here.pairs * LONGER
    runs = await alternate(pairs, {kind: partial(one.interviews, size) for kind, one in stands.items()})
    rates = {kind: [run.rate for run in some] for kind, some in runs.items()}
    rows: list[Row] = [
        (
            NAMES[kind],
            middle(rates[kind]),
            str(ratio(rates[kind], rates["memory"])),
            str(ratio(rates[kind], rates["echo"])),
            middle([run.cpu["loop"] / run.steps * 1e6 for run in some]),
            middle([_others(run) / run.steps * 1e6 for run in some]),
            middle([sum(run.calls.values()) / run.steps for run in some], "{:.2f}"),
            middle([run.own * 100 for run in some], "{:.0f} %"),
        )
        for kind, some in runs.items()
    ]
    if "redis" not in stands:
        rows.append((NAMES["redis"], "no Redis server here", *[""] * 6))
    return Section(
        "Steps of an interview",
        f"{size} witnesses answer three questions, {AT_ONCE} of them at a time, each as soon as the bot has "
        "answered. A step is an update, its commit (ours) and the words that answer it; ours and one peer "
        f"also delete what the witness wrote. {pairs} alternating pairs. Processor time and calls are of one "
        "step; load is how busy the loopback's Telegram was.",
        (
            "",
            "steps/s",
            "÷ FSM in memory",
            "÷ echo",
            "loop, µs CPU/step",
            "other threads",
            "calls/step",
            "load",
        ),
        rows,
        [
            Goal.at_least(
                f"durable steps/s ÷ aiogram's FSM in memory, {NAMES[kind].partition(', ')[2]}",
                1.5,
                ratio(rates[kind], rates["memory"]).middle,
            )
            for kind in OURS
        ],
    )


def _others(run: Run) -> float:
    return sum(used for name, used in run.cpu.items() if name != "loop")


async def burst(here: Ground, stands: Stands) -> Section:
    """A thousand at the same moment."""

    async def start(one: Stand) -> Run:
        return await Crowd(one.bot, interviews(one.witnesses(BURST, None), ["/start"])).play(BURST)

    runs = await alternate(here.pairs, {kind: partial(start, one) for kind, one in stands.items()})
    slow = {kind: [run.wait(0.99) for run in some] for kind, some in runs.items()}
    rows = [
        (
            NAMES[kind],
            middle([run.wait(0.5) * 1e3 for run in some], "{:,.0f} ms"),
            middle([seconds * 1e3 for seconds in slow[kind]], "{:,.0f} ms"),
            str(ratio(slow[kind], slow["memory"])),
            middle([run.committed for run in some], "{:.2f} s") if kind in OURS else "",
        )
        for kind, some in runs.items()
    ]
    ours, compared = runs["sqlite"], ratio(slow["sqlite"], slow["memory"])
    return Section(
        "A burst of 1,000",
        "1,000 new witnesses send /start at the same moment.",
        ("", "p50", "p99", "p99 ÷ FSM in memory", "all committed after"),
        rows,
        [
            Goal.at_most("p99 of the burst ÷ the memory FSM's", 0.7, compared.middle),
            Goal.at_most("burst of 1,000: all committed", 1, median(run.committed for run in ours), " s"),
        ],
    )


async def calm(here: Ground, stands: Stands) -> Section:
    """What a witness waits on a usual day."""
    seconds = 5 if here.quick else 10
    moments = random.Random(7)
    pauses = [moments.expovariate(CALM) for _ in range(CALM * seconds)]

    async def day(one: Stand) -> Run:
        chats = one.witnesses(len(pauses))
        return await Crowd(one.bot, interviews(chats, ["In our village, near the school."])).come(pauses)

    chosen = {kind: one for kind, one in stands.items() if kind in (*OURS, "memory")}
    runs = await alternate(here.pairs, {kind: partial(day, one) for kind, one in chosen.items()})
    slow = {kind: [run.wait(0.99) * 1e3 for run in some] for kind, some in runs.items()}
    return Section(
        "On a usual day",
        f"{CALM} updates a second for {seconds} seconds, at random moments (the same for all).",
        ("", "p50", "p99", "p99 ÷ FSM in memory"),
        [
            (
                NAMES[kind],
                middle([run.wait(0.5) * 1e3 for run in some], "{:.1f} ms"),
                middle(slow[kind], "{:.1f} ms"),
                str(ratio(slow[kind], slow["memory"])),
            )
            for kind, some in runs.items()
        ],
        [Goal.at_most("p99 at 30 updates/s", 10, median(slow["sqlite"]), " ms")],
    )


def told(run: Run) -> str:
    """One run in a line."""
    spent = sorted((name, used) for name, used in run.cpu.items() if used > 0.02)
    cpu = ", ".join(f"{name} {used / run.steps * 1e6:.0f}" for name, used in spent)
    calls = ", ".join(f"{name} {number / run.steps:.2f}" for name, number in run.calls.items())
    return (
        f"{run.rate:6.0f} steps/s  p50 {run.wait(0.5) * 1e3:.0f}, p99 {run.wait(0.99) * 1e3:.0f} ms  "
        f"CPU µs a step: {cpu}  calls a step: {calls}  load server busy {run.own:.0%}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=KINDS, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--interviews", type=int, default=1000, help="in a round")
    given = parser.parse_args()
    async with ground(pairs=given.rounds, quick=True) as here, standing(here, given.only or KINDS) as stands:
        for _round in range(given.rounds):
            for kind, one in stands.items():
                print(f"{kind:10}", told(await one.interviews(given.interviews)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
