"""What the program imports of others, imported once, and a fork for each start: each is a process of its own.

Importing both Telegram libraries costs a second or more, each time. This process imports them, runs nothing,
and forks whenever `tests.starts` asks. The child imports the program itself, does what `python -m bot` does,
and ends as an interpreter ends.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

LIBRARIES = (
    *("aiogram", "aiohttp.web", "alembic.command", "apscheduler", "httpx", "obstore", "PIL.Image", "psycopg"),
    *("pyrage", "pyxform", "rapidfuzz", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite"),
    *("telegram.ext", "uvloop"),
)
TASKS = Path("/proc/self/task")


def warm() -> None:
    """The command line, and the libraries behind it. The rest of the program is left to each start, so that
    what it imports late, and in which order, is tried every time."""
    for name in ("bot.__main__", *LIBRARIES):
        import_module(name)
    assert not TASKS.exists() or len(list(TASKS.iterdir())) == 1  # a fork would lose the others
    assert tempfile.tempdir is None  # where temporary files go is for each start to find out


def serve(control: socket.socket) -> dict[str, Any] | None:
    """In each child what it is to do; in the template itself None, once nobody is left who asks."""
    bell, rung = socket.socketpair()
    for each in (bell, rung):
        each.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(rung.fileno())
    children: dict[int, socket.socket] = {}
    with control, bell, rung, selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(bell, selectors.EVENT_READ)
        while True:
            for key, _mask in selector.select():
                if key.fileobj is bell:
                    bell.recv(4096)
                    _reap(children, selector)
                elif key.fileobj is not control:
                    _kill(children, key.fileobj)
                elif (asked := _asked(control)) is None:
                    _end(children)
                    return None
                elif (order := _start(*asked, children, selector)) is not None:
                    return order


def _asked(control: socket.socket) -> tuple[socket.socket, int] | None:
    """The line to whoever wants a start, and where it is to print."""
    byte, sent, _flags, _address = socket.recv_fds(control, 1, 2)
    return (socket.socket(fileno=sent[0]), sent[1]) if byte else None


def _start(
    line: socket.socket, output: int, children: dict[int, socket.socket], selector: selectors.BaseSelector
) -> dict[str, Any] | None:
    with line.makefile("rb") as asks:
        order: dict[str, Any] = orjson.loads(asks.readline())
    pid = os.fork()
    if pid == 0:
        _step_out(output, (line, *children.values()))
        return order
    os.close(output)
    children[pid] = line
    selector.register(line, selectors.EVENT_READ)
    line.sendall(b"%d\n" % pid)
    return None


def _step_out(output: int, lines: tuple[socket.socket, ...]) -> None:
    """Nothing of the template's stays with the child."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(old, new)
    for each in (nothing, output):
        os.close(each)
    for line in lines:
        line.close()


def _reap(children: dict[int, socket.socket], selector: selectors.BaseSelector) -> None:
    for pid in tuple(children):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            line = children.pop(pid)
            selector.unregister(line)
            _tell(line, os.waitstatus_to_exitcode(status))


def _tell(line: socket.socket, code: int) -> None:
    with line, suppress(BrokenPipeError):  # whoever started it may have let go
        line.sendall(b"%d\n" % code)


def _kill(children: dict[int, socket.socket], line: object) -> None:
    """Whoever started it has let go of it."""
    for pid in [pid for pid, each in children.items() if each is line]:
        os.kill(pid, signal.SIGKILL)


def _end(children: dict[int, socket.socket]) -> None:
    for pid, line in children.items():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        line.close()


def become(order: dict[str, Any]) -> None:
    """The program, as the command line starts it."""
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])

    import bot.__main__ as program

    sys.argv[:] = [program.__file__, *order["words"]]
    sys.modules["__main__"].__package__ = "bot"  # usage says `python -m bot`
    program.main()


if __name__ == "__main__":
    warm()
    gc.collect()
    gc.freeze()
    if (order := serve(socket.socket(fileno=int(sys.argv[1])))) is not None:
        become(order)
