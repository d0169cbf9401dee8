"""Where the time of a step goes: one profile of the event loop's thread, one of the writer's."""

from __future__ import annotations

import pstats
import sys
import sysconfig
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.ground import ROOT, Ground
from tests.bench.result import Row, Section, table
from tests.bench.stands import OURS, Stands

OWN = ("bot", "handlers", "storage")
TOP = 14
_STANDARD = Path(sysconfig.get_paths()["stdlib"])
_PACKAGES = Path(sysconfig.get_paths()["purelib"])
Function = tuple[str, int, str]


async def profiling(here: Ground, stands: Stands) -> list[Section]:
    """Of our interview steps on both databases."""
    return [
        await _profile(here, stands, kind, thread)
        for kind in OURS
        for thread in (("loop", "writer") if kind == "sqlite" else ("writer",))
    ]


async def _profile(here: Ground, stands: Stands, kind: str, thread: str) -> Section:
    one, file = stands[kind], str(here.folder / f"{kind}-{thread}.profile")
    await one.bot.ask("profile", thread)
    run = await one.interviews(300)
    await one.bot.ask("profiled", thread, file)
    stats: dict[Function, Any] = vars(pstats.Stats(file))["stats"]
    return _section(kind, thread, stats, run.steps)


def _section(kind: str, thread: str, stats: dict[Function, Any], steps: int) -> Section:
    total = sum(own for _calls, _all, own, *_rest in stats.values())
    libraries = _libraries(stats).most_common(TOP)
    functions = sorted(_own(stats).items(), key=lambda item: -item[1])[:TOP]
    shares = [(name, f"{own / total:.0%}", f"{own / steps * 1e6:.0f}") for name, own in libraries]
    inside: list[Row] = [
        (name, f"{used / total:.0%}", f"{used / steps * 1e6:.0f}") for name, used in functions
    ]
    return Section(
        f"Profile: {'the event loop' if thread == 'loop' else 'the writer'}, {kind}",
        f"cProfile on processor time, which costs time itself ({total / steps * 1e6:.0f} µs a step here): "
        "the shares count.\n\n" + table(("itself, by package", "share", "µs a step"), shares),
        ("own functions, with what they call", "share", "µs a step"),
        inside,
    )


def _libraries(stats: dict[Function, Any]) -> Counter[str]:
    """Time by package; what C code used counts for whoever called it."""
    found: Counter[str] = Counter()
    for function, (_calls, _all, own, _cumulated, callers) in stats.items():
        if function[0] == "~" and callers:
            for caller, (_ncalls, _nall, its, _ncum) in callers.items():
                found[_package(caller)] += its
        else:
            found[_package(function)] += own
    return found


def _own(stats: dict[Function, Any]) -> dict[str, float]:
    found: Counter[str] = Counter()
    for (file, _line, name), (_calls, _all, _own_time, cumulated, _callers) in stats.items():
        package = _package((file, 0, name))
        if package in OWN and not name.startswith("<"):
            found[f"{Path(file).relative_to(ROOT).with_suffix('')}.{name}"] += cumulated
    return dict(found)


def _package(function: Function) -> str:
    path = Path(function[0])
    for base in (_PACKAGES, ROOT):
        if path.is_relative_to(base):
            return path.relative_to(base).parts[0].removesuffix(".py")
    if path.is_relative_to(_STANDARD):
        return path.relative_to(_STANDARD).parts[0].removesuffix(".py")
    return f"{sys.implementation.name}, built in"
