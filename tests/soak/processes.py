"""The program's processes: started from the template or cold, killed without warning, stopped in order."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

SIDES = ("witness", "staff")
ORDERLY = 20.0  # seconds that a process gets to stop


@dataclass(eq=False, slots=True)
class Running:
    """One process. `sides` it runs; `ended` carries its exit code, negative for a signal."""

    pid: int
    sides: tuple[str, ...]
    cold: bool
    ended: asyncio.Future[int]

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Nothing, if it has ended: nobody else has its id before that is known here."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass(slots=True)
class Template:
    """The process of tests.soak.template, and its children."""

    _process: asyncio.subprocess.Process
    _started: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    _ended: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _listening: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls) -> Template:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.soak.template",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        template = cls(process)
        template._listening = asyncio.create_task(template._listen())
        await template._ready.wait()
        return template

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = orjson.loads(line)
            match said["event"]:
                case "ready":
                    self._ready.set()
                case "started":
                    self._ended[said["pid"]] = asyncio.get_running_loop().create_future()
                    self._started.pop(said["number"]).set_result(said["pid"])
                case "ended":
                    self._ended.pop(said["pid"]).set_result(said["status"])

    async def start(self, order: Mapping[str, object]) -> tuple[int, asyncio.Future[int]]:
        """The pid, and the future of its end."""
        number, started = next(self._numbers), asyncio.get_running_loop().create_future()
        self._started[number] = started
        assert self._process.stdin is not None
        self._process.stdin.write(orjson.dumps({**order, "number": number}) + b"\n")
        pid: int = await started
        return pid, self._ended[pid]

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        if self._listening is not None:
            await self._listening


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
        args = ["run", *(sides if self.apart else ())]
        log = self.folder / f"log-{self.starts}.txt"
        if cold:
            return await self._start_cold(sides, args, log)
        order = {"args": args, "environment": self.environment, "folder": str(self.folder), "log": str(log)}
        pid, ended = await self.template.start(order)
        return Running(pid, sides, cold, ended)

    async def _start_cold(self, sides: tuple[str, ...], args: list[str], log: Path) -> Running:
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *args),
                env={**os.environ, "PYTHONPATH": os.getcwd(), **self.environment},
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return Running(process.pid, sides, True, asyncio.ensure_future(process.wait()))

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
            each.signal(signal.SIGTERM)
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
