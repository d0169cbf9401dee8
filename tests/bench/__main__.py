"""`make bench`: every figure beside its peers, on this machine, now."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from tests.bench.calling import calling
from tests.bench.catching_up import catching_up
from tests.bench.ground import ROOT, Ground, ground
from tests.bench.machine import machine
from tests.bench.profiling import profiling
from tests.bench.result import Section, goals
from tests.bench.sealing import sealing
from tests.bench.stands import Stands, standing
from tests.bench.starting import drafts, starting
from tests.bench.steps import burst, calm, steps
from tests.bench.stored import growth, size

PAGE = ROOT / "docs/benchmarks.md"
BESIDE: dict[str, Callable[[Ground, Stands], Awaitable[Section]]] = {
    "steps": steps,
    "burst": burst,
    "calm": calm,
}
ALONE: dict[str, Callable[[Ground], Awaitable[Section]]] = {
    "calls": calling,
    "catching-up": catching_up,
    "starting": starting,
    "drafts": drafts,
    "sealing": sealing,
    "size": size,
    "growth": growth,
}
FIGURES = (*BESIDE, "profile", *ALONE)
INTRODUCTION = """\
# Benchmarks

Made by `make bench`: do not edit. {pairs} alternating pairs for each figure: the medians are given, and of
ratios also the least and the greatest. The bots are processes of their own, on the real libraries, against a
Telegram on the loopback that answers at once (`tests/bench/telegram.py`). Trust ratios, not absolute numbers:
they hold within a run.
"""


async def figures(here: Ground, wanted: Sequence[str]) -> AsyncIterator[Section]:
    """One after the other."""
    if {*BESIDE, "profile"} & set(wanted):
        async with standing(here) as stands:
            for name, measure in BESIDE.items():
                if name in wanted:
                    yield await measure(here, stands)
            if "profile" in wanted:
                for section in await profiling(here, stands):
                    yield section
    for name, alone in ALONE.items():
        if name in wanted:
            yield await alone(here)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=FIGURES, action="append")
    parser.add_argument("--quick", action="store_true", help="2 pairs, and less of everything")
    parser.add_argument("--page", action="store_true", help="write it also with only some figures")
    given = parser.parse_args()
    pairs = 2 if given.quick else 5
    began = time.monotonic()
    async with ground(pairs=pairs, quick=given.quick) as here:
        on = machine(here.versions())
        print(on, flush=True)
        sections = []
        async for section in figures(here, given.only or FIGURES):
            sections.append(section)
            print(f"\n{section}", flush=True)
    print(goals(sections))
    print(f"Took {(time.monotonic() - began) / 60:.0f} minutes.")
    missing = [name for name in FIGURES if given.only and name not in given.only]
    if given.quick or (missing and not given.page):
        print("A quick or partial run: docs/benchmarks.md is left as it is.")
        return
    parts = [INTRODUCTION.format(pairs=pairs), on + "\n", goals(sections), *map(str, sections)]
    if missing:
        parts.insert(1, f"Not measured in this run: {', '.join(missing)}.\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    asyncio.run(main())
