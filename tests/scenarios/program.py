"""The program as people start it: a process of its own, with its settings in the environment."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import bot
from bot.simulator.server import Server
from bot.stage import STAFF_TOKEN, Stage
from storage import keys
from tests import starts
from tests.starts import Started

ROOT = Path(bot.__file__).parent.parent
PATIENCE = 60.0  # seconds for a start, on a busy machine


def environment(**settings: object) -> dict[str, str]:
    """Nothing of the caller's settings, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WITNESSLINE_")}
    named = {f"WITNESSLINE_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | named | {"PYTHONPATH": f"{ROOT}:{sysconfig.get_path('purelib')}"}


async def telegram_alone(folder: Path, *, mirrored: bool = False) -> Stage:
    """A stage with keys and a local Telegram, and no bots yet."""
    stage = Stage(folder, mirrored=mirrored)
    stage.server = Server(stage.world)
    await stage.server.start()
    keys.create(folder / "keys", stage.clock())
    return stage


def settings_of(stage: Stage) -> dict[str, object]:
    """What the program needs to play on this stage."""
    return {
        "witness_tokens": ",".join(stage.witness_tokens),
        "staff_token": STAFF_TOKEN,
        "desk_chat": stage.group.id,
        "admins": ",".join(str(person.id) for person in stage.moderators),
        "telegram_api": stage.server.url,
        "data": stage.folder,
        "send_limits": "none",
        "quiet_hours": "none",
        "health": stage.health,
        "log_level": "DEBUG",
    }


@dataclass(frozen=True, slots=True)
class User:
    """A system user, with a Python that they may run."""

    id: int
    group: int
    python: str


async def command(*words: str, cwd: Path, **settings: object) -> tuple[int, str]:
    """Run one command to its end; its exit code and all it printed."""
    return await _run(await start(words, cwd, environment(**settings)))


async def command_by(user: User, *words: str, cwd: Path, **settings: object) -> tuple[int, str]:
    """The same, run by another user: in an interpreter of its own, whose library they may read."""
    return await _run(await start(words, cwd, environment(**settings), user, cold=True))


async def cold_command(*words: str, cwd: Path, **settings: object) -> tuple[int, str]:
    """The same in an interpreter of its own; that takes ten times as long."""
    return await _run(await start(words, cwd, environment(**settings), cold=True))


async def _run(process: tuple[Started, asyncio.StreamReader]) -> tuple[int, str]:
    started, output = process
    async with asyncio.timeout(PATIENCE):
        printed = await output.read()
        return await started.ended, printed.decode()


@dataclass(slots=True)
class Program:
    """`witnessline run`, to be killed and started again; `printed` is all it ever said. `words` may name one
    side, `user` a system user who runs it (root alone can have that done)."""

    stage: Stage
    words: tuple[str, ...] = ("run",)
    user: User | None = None
    printed: bytearray = field(default_factory=bytearray)
    started: Started = field(init=False)
    _reader: asyncio.Task[None] = field(init=False)

    async def start(self, *, cold: bool = False) -> None:
        """Returns when it says that it listens."""
        known = environment(**settings_of(self.stage))
        self.started, output = await start(self.words, self.stage.folder, known, self.user, cold=cold)
        ready = asyncio.Event()
        self._reader = asyncio.create_task(self._read(output, ready))
        await asyncio.wait_for(ready.wait(), PATIENCE)

    async def _read(self, output: asyncio.StreamReader, ready: asyncio.Event) -> None:
        async for line in output:
            self.printed += line
            if b"listening" in line:
                ready.set()
        ready.set()

    async def kill(self) -> None:
        """As a lost power line does."""
        self.started.signal(signal.SIGKILL)
        await self._ended()

    async def terminate(self) -> int:
        """Asked to stop; its exit code."""
        self.started.signal(signal.SIGTERM)
        return await self._ended()

    async def _ended(self) -> int:
        code = await self.started.ended
        await self._reader
        return code


async def start(
    words: tuple[str, ...], cwd: Path, env: Mapping[str, str], user: User | None = None, *, cold: bool = False
) -> tuple[Started, asyncio.StreamReader]:
    """The process, and what it prints. What another user runs is always cold."""
    output = asyncio.StreamReader()
    reading, printing = os.pipe()
    try:
        if cold or user:
            python = user.python if user else sys.executable
            become = (user.id, user.group) if user else None
            started = await starts.cold(python, words, env, cwd, printing, become)
        else:
            started = await starts.template().start(words, env, cwd, printing)
    finally:
        os.close(printing)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb", buffering=0)
    )
    return started, output
