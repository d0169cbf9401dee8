"""What a child behind walls can do when a stranger's file has taken it over: nothing but answer."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvloop

import handlers
from handlers.previews import walls
from handlers.previews.making import Copier

ROOT = Path(handlers.__file__).parents[1]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the walls of other systems are lower")
PROBE = """
import sys; sys.path.append(sys.argv[1])
import json, mmap, os, resource, signal, socket, threading
from handlers.previews import walls
walls.put_up()
acts = {
    "open a file": lambda: open("/etc/hostname"),
    "make a file": lambda: open("made", "w"),
    "look into a folder": lambda: os.listdir("/"),
    "ask about a file": lambda: os.stat("/etc/passwd"),
    "open a socket": lambda: socket.socket(),
    "open a socket of this computer": lambda: socket.socket(socket.AF_UNIX),
    "look up a name": lambda: socket.getaddrinfo("example.org", 80),
    "start a process": lambda: os.fork(),
    "become a program": lambda: os.execv("/bin/true", ["true"]),
    "start a thread": lambda: threading.Thread(target=int).start(),
    "signal its parent": lambda: os.kill(os.getppid(), 0),
    "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_CPU, (99, 99)),
    "take much memory": lambda: bytearray(1 << 30),
    "run what it wrote": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "change where it is": lambda: os.chdir("/tmp"),
}
ended = {}
for name, act in acts.items():
    try:
        act()
        ended[name] = "done"
    except BaseException as refused:
        ended[name] = getattr(refused, "errno", None)
os.write(1, json.dumps(ended).encode())
"""


WAITS = """
import sys; sys.path.append(sys.argv[1])
import os
from handlers.previews import walls
walls.put_up()
os.write(1, b"!")
os.read(0, 1)
"""


def _answer(program: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-I", "-c", program, str(ROOT)], capture_output=True, env={}, check=True, timeout=60
    )
    return json.loads(ran.stdout)


@LINUX
def test_behind_the_walls_nothing_is_opened_reached_started_or_run() -> None:
    ended = _answer(PROBE)
    assert "done" not in ended.values()
    refused = {name for name, number in ended.items() if number == errno.EPERM}  # by the kernel's filter
    assert refused >= {
        "open a file",
        "open a socket",
        "start a process",
        "become a program",
        "run what it wrote",
    }


def test_without_walls_the_probe_does_such_things() -> None:
    """Else the test above would show nothing."""
    bare = PROBE.replace("walls.put_up()", "pass")
    for name in (
        "become a program",
        "look up a name",
        "start a process",
        "make a file",
        "change where it is",
    ):
        bare = "\n".join(line for line in bare.splitlines() if name not in line)
    done = {name for name, how in _answer(bare).items() if how == "done"}
    assert done >= {"open a file", "open a socket", "start a thread", "take much memory", "run what it wrote"}


@LINUX
def test_the_limits_hold() -> None:
    command = [sys.executable, "-I", "-c", WAITS, str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.read(1) == b"!"
        told = Path(f"/proc/{child.pid}/limits").read_text()
        child.kill()
    limits = {line[:26].strip(): line[26:].split()[:2] for line in told.splitlines()}
    assert limits["Max address space"] == [str(walls.MEMORY)] * 2
    assert limits["Max cpu time"] == [str(walls.CPU)] * 2
    for name in ("Max file size", "Max open files", "Max processes", "Max core file size"):
        assert limits[name] == ["0", "0"]


FREE = """
import sys; sys.path.append(sys.argv[1])
import json, os
from handlers.previews import walls
environment, here, isolated = dict(os.environ), os.listdir("."), sys.flags.isolated
walls.put_up()
sys.stdin.buffer.read()
there = []
for number in range(3, 256):
    try:
        os.lseek(number, 0, os.SEEK_CUR)
    except OSError as refused:
        if refused.errno == 9:  # no such file is open
            continue
    there.append(number)
os.write(1, b"ogg" + bytes((10,)) + b"OggS" + json.dumps([environment, here, isolated, there]).encode())
"""


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_child_is_given_nothing_but_the_file(
    monkeypatch: pytest.MonkeyPatch, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """No settings, no keys' folder, no open file of the bot's."""
    monkeypatch.setenv("WITNESSLINE_STAFF_TOKEN", "222222:canary")
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    with asyncio.Runner(loop_factory=loop) as runner:
        copy = runner.run(Copier((sys.executable, "-I", "-c", FREE, str(ROOT))).copy(b"a file"))
    for end in (reading, writing):
        os.close(end)
    assert copy is not None
    environment, here, isolated, there = json.loads(copy.content[4:])
    assert environment.keys() <= {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}  # which Python sets itself
    assert (here, isolated, there) == ([], 1, [])
