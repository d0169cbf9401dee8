"""The bot's end of the pipes: what the child sends back is a copy, or there is none."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger()

CHILD = (sys.executable, "-I", "-B", str(Path(__file__).with_name("child.py")))
SECONDS = 20.0  # from its start to its end
AT_ONCE = 2
LARGEST = 24 * 1024 * 1024  # bytes of a copy
PIECE = 64 * 1024
# How each kind of copy begins (offset, bytes): nothing else is passed on.
_BEGINS = {
    "jpg": (0, b"\xff\xd8\xff"),
    "mp4": (4, b"ftyp"),
    "m4a": (4, b"ftyp"),
    "mp3": (0, b"\xff"),
    "ogg": (0, b"OggS"),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """What staff may see of a file; `ending` is jpg, mp4, m4a, mp3 or ogg."""

    ending: str
    content: bytes = field(repr=False)


class _NoCopy(Exception):
    """The reason, for the log."""


@dataclass(slots=True)
class Copier:
    """A child for each file: what it read dies with it. Two at a time, however many come in."""

    command: tuple[str, ...] = CHILD
    seconds: float = SECONDS
    largest: int = LARGEST
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def copy(self, file: bytes | bytearray) -> Copy | None:
        """Made anew, without hidden data; none if the child knows no way, takes too long, or breaks."""
        async with self._turn:
            try:
                return _checked(await self._asked(file))
            except (_NoCopy, OSError) as why:
                reason = str(why) if isinstance(why, _NoCopy) else type(why).__name__
                log.info("a file has no preview", reason=reason)
                return None

    async def _asked(self, file: bytes | bytearray) -> bytes:
        with tempfile.TemporaryDirectory(prefix="witnessline-") as empty:
            child = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=empty,
                env={},
                start_new_session=True,
            )
            try:
                async with asyncio.timeout(self.seconds):
                    _fed, made = await asyncio.gather(_feed(child, file), _read(child, self.largest))
                    code = await child.wait()
            except TimeoutError:
                raise _NoCopy("it took too long") from None
            finally:
                await _ended(child)
        if code != 0:
            raise _NoCopy(f"the child ended with {code}")
        return made


async def _ended(child: Process) -> None:
    """Dead, and its pipes empty: while something is left in one, `wait` would wait for ever."""
    assert child.stdout is not None
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    while await child.stdout.read(PIECE):
        pass
    await child.wait()


async def _feed(child: Process, file: bytes | bytearray) -> None:
    """In pieces: one write would copy the whole file at once, while everybody else waits."""
    assert child.stdin is not None
    whole = memoryview(file)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it had seen enough
        for start in range(0, len(whole), PIECE):
            child.stdin.write(whole[start : start + PIECE])
            await child.stdin.drain()
    child.stdin.close()


async def _read(child: Process, largest: int) -> bytes:
    assert child.stdout is not None
    made = bytearray()
    while piece := await child.stdout.read(PIECE):
        made += piece
        if len(made) > largest:
            raise _NoCopy("the copy is too large")
    return bytes(made)


def _checked(made: bytes) -> Copy:
    """The child may have been taken over: it cannot hand staff what is no picture and no recording."""
    ending, content = made[:3].decode("ascii", "replace"), made[4:]
    at, mark = _BEGINS.get(ending, (0, b""))
    if not mark or not content.startswith(mark, at):
        raise _NoCopy("the child answered something else")
    return Copy(ending, content)
