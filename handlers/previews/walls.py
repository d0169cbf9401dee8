"""The walls around a child that reads strangers' files: it puts them up itself, before it reads a byte."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import sys
from pathlib import Path

from handlers.previews import calls

MEMORY = 768 * 1024 * 1024  # bytes of address space
CPU = 10  # seconds of the processor
MOST_FILES = 1 << 20
_LIMITS = {
    "RLIMIT_AS": MEMORY,
    "RLIMIT_CPU": CPU,
    "RLIMIT_FSIZE": 0,  # nothing is written but the pipe
    "RLIMIT_NOFILE": 0,  # nothing more is opened
    "RLIMIT_NPROC": 0,
    "RLIMIT_CORE": 0,
}
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000  # linux/sched.h
_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2  # linux/prctl.h, linux/seccomp.h


class NoWalls(Exception):
    """This system has no way to shut a child in."""


def put_up() -> None:
    """For the rest of this process; everything it needs must be imported by now. Raises NoWalls."""
    os.closerange(3, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], MOST_FILES))  # uvloop passes some on
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.SIG_IGN)  # the bot, which stops in its own time, says when to stop
    with contextlib.suppress(OSError):  # a service may not let it
        os.nice(10)
    if sys.platform == "linux":
        _die_first()
        alone = _leave_the_network()
    _limit()
    if sys.platform == "linux":
        _filter_calls(alone)


def _die_first() -> None:
    """With the bot, and before it when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _leave_the_network() -> bool:
    """Into a network of its own, which is empty. Some kernels and services let nobody."""
    return bool(ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)


def _limit() -> None:
    for name, most in _LIMITS.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows some of them by name only
            resource.setrlimit(getattr(resource, name), (most, most))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _filter_calls(alone: bool) -> None:
    libc, machine = ctypes.CDLL(None), platform.machine()
    if not calls.knows(machine):
        if not alone:
            raise NoWalls(machine)
        return
    steps = calls.program(machine)
    shaped = _Program(len(steps) // 8, steps)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(_SECCOMP, _FILTER, ctypes.byref(shaped), 0, 0) != 0:
        raise NoWalls("the kernel takes no filter")
