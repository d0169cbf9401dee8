"""The program, imported once and forked for each start: what is killed is a real process of its own.

Importing both Telegram libraries takes seconds; a thousand starts would take hours. This process imports
all, runs nothing, and forks at each line on its standard input: `{"args": …, "environment": …, "folder": …,
"log": …}`. The child does what `python -m bot` does with these arguments. Each start and end is a line on
standard output.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
from typing import Any

import orjson


def warm() -> None:
    """All that `python -m bot run` imports, also late."""
    import alembic.command
    import psycopg
    import sqlalchemy.dialects.postgresql
    import sqlalchemy.dialects.sqlite

    import bot.__main__
    import bot.app
    import bot.demo
    from handlers import media, staff, witness, witness_sender

    assert all((alembic, psycopg, sqlalchemy, bot, media, staff, witness, witness_sender))


def main() -> None:
    """Until standard input ends; then no child is left."""
    warm()
    gc.collect()
    gc.freeze()
    bell, rung = socket.socketpair()
    for each in (bell, rung):
        each.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(rung.fileno())
    _say(event="ready")
    children: set[int] = set()
    with selectors.DefaultSelector() as selector, open(0, "rb", buffering=0, closefd=False) as orders:
        selector.register(orders, selectors.EVENT_READ)
        selector.register(bell, selectors.EVENT_READ)
        while True:
            for key, _mask in selector.select():
                if key.fileobj is bell:
                    bell.recv(4096)
                    _reap(children)
                elif line := orders.readline():
                    children.add(_start(orjson.loads(line)))
                else:
                    _end(children)
                    return


def _start(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _become(order)
    _say(event="started", pid=pid, number=order["number"])
    return pid


def _become(order: dict[str, Any]) -> None:
    """The program, as the command line would start it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for old, new in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(old, new)
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        sys.argv[:] = ["witnessline", *order["args"]]

        from bot.__main__ import main as program

        program()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _reap(children: set[int]) -> None:
    for pid in tuple(children):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            children.discard(pid)
            _say(event="ended", pid=pid, status=os.waitstatus_to_exitcode(status))


def _end(children: set[int]) -> None:
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _say(**fields: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(fields) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
