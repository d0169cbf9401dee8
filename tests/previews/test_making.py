"""A child that breaks, hangs, floods or lies costs a preview, and nothing else."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvloop

from handlers.previews.making import Copier
from tests.previews import camera

BROKEN = {
    "falls over": "import os; os.abort()",
    "hangs": "import sys; sys.stdin.buffer.read()\nwhile True: pass",
    "hangs and does not listen": "import signal; signal.pause()",
    "does not want the file": "raise SystemExit(3)",
    "says nothing": "import sys; sys.stdin.buffer.read()",
    "floods": "import os\nwhile True: os.write(1, bytes(1 << 16))",
    "answers a web page": "import sys; sys.stdin.buffer.read(); sys.stdout.write('jpg' + chr(10) + '<html>')",
    "answers a program": "import sys; sys.stdout.buffer.write(b'mp4' + bytes((10,)) + b'MZ  ftyp'[:4])",
    "answers of a kind of its own": "import sys; sys.stdout.write('exe' + chr(10) + 'MZ')",
    "fails after its answer": "import sys; sys.stdout.buffer.write(bytes.fromhex('6a70670affd8ff')); "
    "sys.stdout.flush(); raise SystemExit(1)",
}


@pytest.fixture(autouse=True)
def _nobody_is_left() -> Iterator[None]:
    """Of the children that a test has made; what starts programs for other tests may be there."""
    before = _children()
    yield
    assert _children() <= before


def _children() -> set[int]:
    return {
        int(each.parent.name) for each in Path("/proc").glob("[0-9]*/stat") if _parent(each) == os.getpid()
    }


def _parent(stat: Path) -> int | None:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


@pytest.mark.parametrize("how", BROKEN)
async def test_a_broken_child_is_no_preview(how: str) -> None:
    copier = Copier((sys.executable, "-I", "-c", BROKEN[how]), seconds=1.0, largest=1 << 20)
    assert await copier.copy(bytes(3 << 20)) is None


async def test_one_that_floods_keeps_nobody_waiting() -> None:
    """What it still pours out when it is ended used to hold its turn for ever, one time in ten."""
    copier = Copier((sys.executable, "-I", "-c", BROKEN["floods"]), largest=1 << 20)
    async with asyncio.timeout(20):
        assert await asyncio.gather(*(copier.copy(b"a file") for _number in range(30))) == [None] * 30


async def test_a_program_that_is_not_there_is_no_preview() -> None:
    assert await Copier(("/nowhere/python",)).copy(b"a file") is None


async def test_after_a_broken_one_the_next_is_copied() -> None:
    copier = Copier()
    assert await copier.copy(b"junk") is None
    copy = await copier.copy(camera.jpeg())
    assert copy is not None
    assert copy.ending == "jpg"


async def test_a_child_that_is_not_waited_for_is_ended() -> None:
    """The bot stops in the midst of it."""
    copier = Copier((sys.executable, "-I", "-c", BROKEN["hangs"]))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await copier.copy(b"a file")


def test_it_works_on_the_loop_that_the_program_runs_on() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        copy = runner.run(Copier().copy(camera.jpeg()))
        broken = Copier((sys.executable, "-I", "-c", BROKEN["hangs"]), seconds=0.5)
        assert runner.run(broken.copy(b"a file")) is None
    assert copy is not None
