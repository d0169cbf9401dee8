"""Steps of an interview per second, with 128 witnesses at it: ours on two databases, and the peers.

Alone, for profiling: `python -m tests.bench.steps --only sqlite` (or postgresql, echo, memory, redis).
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count

from tests.bench.ground import Bot, Ground, fill_drafts, ground
from tests.bench.witnesses import Crowd, Run, interviews

KINDS = ("memory", "sqlite", "postgresql", "redis", "echo")
WARM_UP = 60  # interviews
_chats = count(1_000_000)


def fresh(number: int) -> list[int]:
    """Witnesses whom nobody has seen."""
    return [next(_chats) for _ in range(number)]


class Stand:
    """One bot and the witnesses that are ready to talk to it, a group for each round."""

    def __init__(self, bot: Bot, groups: Iterator[list[int]]) -> None:
        self.bot, self._groups = bot, groups

    async def round(self) -> Run:
        return await Crowd(self.bot, interviews(next(self._groups))).play()


async def stand(ground: Ground, stack: AsyncExitStack, kind: str, rounds: int, size: int) -> Stand | None:
    """Started and warm; nothing if its database is not to be had."""
    groups = [fresh(WARM_UP), *(fresh(size) for _ in range(rounds))]
    if kind in ("sqlite", "postgresql"):
        home = ground.home()
        url = ground.sqlite(home) if kind == "sqlite" else ground.postgres()
        fill_drafts(home, url, [chat for group in groups for chat in group])
        bot = await stack.enter_async_context(ground.ours(kind, home, url, "--levers"))
    elif kind == "redis":
        if (redis := await ground.redis()) is None:
            return None
        bot = await stack.enter_async_context(ground.peer(kind, "--redis", redis))
    else:
        bot = await stack.enter_async_context(ground.peer(kind))
    made = Stand(bot, iter(groups))
    await made.round()
    return made


def told(run: Run) -> str:
    cpu = ", ".join(
        f"{name} {seconds / run.steps * 1e6:.0f}"
        for name, seconds in sorted(run.cpu.items())
        if seconds > 0.02
    )
    calls = ", ".join(f"{name} {number / run.steps:.2f}" for name, number in run.calls.items())
    return (
        f"{run.rate:7.0f} steps/s  p50 {run.wait(0.5) * 1e3:.0f} ms  p99 {run.wait(0.99) * 1e3:.0f} ms  "
        f"µs a step: {cpu}  calls a step: {calls}  harness busy {run.own:.0%}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=KINDS, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--interviews", type=int, default=1000, help="in a round")
    given = parser.parse_args()
    async with ground(pairs=given.rounds, quick=True) as here, AsyncExitStack() as stack:
        stands = {
            kind: await stand(here, stack, kind, given.rounds, given.interviews)
            for kind in given.only or KINDS
        }
        for _round in range(given.rounds):
            for kind, one in stands.items():
                if one is not None:
                    print(f"{kind:10}", told(await one.round()), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
