"""The program as people start it: a process of its own, with its settings in the environment."""

from __future__ import annotations

import asyncio
import os
import sys
import sysconfig
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bot
from bot.simulator.server import Server
from bot.stage import STAFF_TOKEN, Stage
from storage import keys

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
    return await command_by(None, *words, cwd=cwd, **settings)


async def command_by(user: User | None, *words: str, cwd: Path, **settings: object) -> tuple[int, str]:
    """The same, run by another user."""
    process = await _start(words, cwd, environment(**settings), user)
    printed, _nothing = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode or 0, printed.decode()


@dataclass(slots=True)
class Program:
    """`witnessline run`, to be killed and started again; `printed` is all it ever said. `words` may name one
    side, `user` a system user who runs it (root alone can have that done)."""

    stage: Stage
    words: tuple[str, ...] = ("run",)
    user: User | None = None
    printed: bytearray = field(default_factory=bytearray)
    process: Process = field(init=False)
    _reader: asyncio.Task[None] = field(init=False)

    async def start(self) -> None:
        """Returns when it says that it listens."""
        known = environment(**settings_of(self.stage))
        self.process = await _start(self.words, self.stage.folder, known, self.user)
        ready = asyncio.Event()
        self._reader = asyncio.create_task(self._read(ready))
        await asyncio.wait_for(ready.wait(), PATIENCE)

    async def _read(self, ready: asyncio.Event) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.printed += line
            if b"listening" in line:
                ready.set()
        ready.set()

    async def kill(self) -> None:
        """As a lost power line does."""
        self.process.kill()
        await self._ended()

    async def terminate(self) -> int:
        """Asked to stop; its exit code."""
        self.process.terminate()
        await self._ended()
        return self.process.returncode or 0

    async def _ended(self) -> None:
        await self.process.wait()
        await self._reader


async def _start(
    words: tuple[str, ...], cwd: Path, env: Mapping[str, str], user: User | None = None
) -> Process:
    python = user.python if user else sys.executable
    become: dict[str, Any] = {}
    if user:
        become = {"user": user.id, "group": user.group, "extra_groups": []}
    return await asyncio.create_subprocess_exec(
        python, "-m", "bot", *words, cwd=cwd, env=env, stdout=PIPE, stderr=STDOUT, **become
    )
