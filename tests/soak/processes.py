"""The program's processes: started from the template or cold, killed without warning, stopped in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests import starts
from tests.starts import Started, Template

SIDES = ("witness", "staff")
ORDERLY = 20.0  # seconds that a process gets to stop


@dataclass(eq=False, slots=True)
class Running:
    """One process, and the sides it runs."""

    started: Started
    sides: tuple[str, ...]

    @property
    def ended(self) -> asyncio.Future[int]:
        return self.started.ended

    def kill(self) -> None:
        self.started.signal(signal.SIGKILL)


@dataclass(slots=True)
class Programs:
    """What runs in a round. `apart`: one process for each side; else one for both. `complaints` are ends
    that nobody caused."""

    template: Template
    folder: Path
    environment: Mapping[str, str]
    apart: bool
    running: list[Running] = field(default_factory=list)
    starts: int = 0
    cold_starts: int = 0
    complaints: list[str] = field(default_factory=list)

    async def start(self, *, cold: bool = False) -> None:
        """Whatever does not run."""
        here = {side for each in self.running for side in each.sides}
        wanted = [(side,) for side in SIDES] if self.apart else [SIDES]
        for sides in wanted:
            if not here & set(sides):
                self.running.append(await self._start(sides, cold=cold))

    async def _start(self, sides: tuple[str, ...], *, cold: bool) -> Running:
        self.starts += 1
        self.cold_starts += cold
        words = ("run", *(sides if self.apart else ()))
        environment = {**os.environ, "PYTHONPATH": os.getcwd(), **self.environment}
        with (self.folder / f"log-{self.starts}.txt").open("ab") as log:
            given = (words, environment, self.folder, log.fileno())
            started = await (starts.cold(sys.executable, *given) if cold else self.template.start(*given))
        return Running(started, sides)

    async def kill(self, struck: list[Running]) -> None:
        """Gone when this returns."""
        for each in struck:
            if each.ended.done():
                self.complaints.append(f"a process for {each.sides} ended by itself: {each.ended.result()}")
            each.kill()
        for each in struck:
            await each.ended
            self.running.remove(each)

    async def stop(self) -> None:
        """In order, as systemd does it."""
        for each in self.running:
            each.started.signal(signal.SIGTERM)
        for each in self.running:
            try:
                code = await asyncio.wait_for(asyncio.shield(each.ended), ORDERLY)
            except TimeoutError:
                code = -9
                each.kill()
                await each.ended
            if code != 0:
                self.complaints.append(f"a process for {each.sides} stopped with {code}")
        self.running.clear()

    def logged(self) -> list[str]:
        """What the processes themselves call an error."""
        lines = [
            line
            for log in sorted(self.folder.glob("log-*.txt"))
            for line in log.read_text(errors="replace").splitlines()
        ]
        return [line for line in lines if any(word in line for word in _BAD)]


_BAD = ("level='error'", "level='critical'", "Traceback", "Error")
