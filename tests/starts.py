"""Starts of the program: forked from the template, or an interpreter of their own."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

ROOT = Path(__file__).parent.parent
Whom = tuple[int, int]  # a system user and a group, whom root can have run it


@dataclass(eq=False, slots=True)
class Started:
    """A process of the program; `ended` carries its exit code, negative for a signal."""

    pid: int
    ended: asyncio.Future[int]

    def signal(self, number: signal.Signals) -> None:
        """Nothing, if it has ended: nobody else has its id before that is known here."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass(frozen=True, slots=True)
class Template:
    """The process of tests.template. It goes when whoever opened it goes, and its children with it."""

    _process: subprocess.Popen[bytes]
    _control: socket.socket

    @classmethod
    def open(cls) -> Template:
        """At once: the first start waits for its imports."""
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.template", str(number)],
                cwd=ROOT,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # it imports numpy: only one thread can fork
                pass_fds=[number],
            )
        return cls(process, ours)

    async def start(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        output: int,
    ) -> Started:
        """What `python -m bot` with these words does, in that folder; it prints to the file `output`."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"+"], [theirs.fileno(), output])
        order = {"words": words, "environment": environment, "folder": str(folder)}
        ours.sendall(orjson.dumps(order) + b"\n")
        reader, writer = await asyncio.open_connection(sock=ours)
        pid = int(await reader.readline())
        return Started(pid, asyncio.ensure_future(_end(reader, writer)))

    def close(self) -> None:
        self._control.close()
        self._process.wait()


async def _end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """As long as this waits, the process may run."""
    try:
        return int(await reader.readline())
    finally:
        writer.close()


@cache
def template() -> Template:
    """One for all tests of this process that start the program."""
    opened = Template.open()
    atexit.register(opened.close)
    return opened


async def cold(
    python: str,
    words: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    output: int,
    user: Whom | None = None,
) -> Started:
    """The same in an interpreter of its own."""
    user_id, group = user or (None, None)
    process = await asyncio.create_subprocess_exec(
        *(python, "-m", "bot", *words),
        env=environment,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        user=user_id,
        group=group,
        extra_groups=[] if user else None,
    )
    return Started(process.pid, asyncio.ensure_future(process.wait()))
