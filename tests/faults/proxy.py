"""Between the program and PostgreSQL: cuts connections at the worst moment."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import make_url

Moment = Literal["before", "after"]


@dataclass(slots=True)
class _Pair:
    """One connection. While `deaf`, the next that the server says ends it."""

    client: socket.socket
    server: socket.socket
    deaf: bool = False

    def end(self) -> None:
        _end(self.client, self.server)


class Proxy:
    """Listens in a folder of its own and passes on to the server's socket, on threads of its own."""

    def __init__(self, url: str) -> None:
        self._target = str(Path(str(make_url(url).query["host"])) / ".s.PGSQL.5432")
        self._folder = tempfile.TemporaryDirectory(prefix="witnessline-cut-")
        self.url = make_url(url).set(query={"host": self._folder.name}).render_as_string(hide_password=False)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(Path(self._folder.name) / ".s.PGSQL.5432"))
        self._listener.listen()
        self._pairs: list[_Pair] = []
        self._cut: list[Moment | None] = []
        self.away = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_commits(self, *moments: Moment | None) -> None:
        """The next commits end with a lost connection: before the server has seen them, or after.
        Those that say None pass."""
        self._cut = list(moments)

    def cut_more(self, *moments: Moment | None) -> None:
        """After those."""
        self._cut += moments

    @property
    def cuts_left(self) -> int:
        return len(self._cut)

    def leave(self) -> None:
        """Nobody is let in any more, and who is in is thrown out."""
        self.away = True
        for pair in self._pairs:
            pair.end()

    def come_back(self) -> None:
        self.away = False

    def close(self) -> None:
        self.leave()
        _end(self._listener)
        self._folder.cleanup()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    self._let_in(client, server)
                except OSError:
                    _end(client, server)

    def _let_in(self, client: socket.socket, server: socket.socket) -> None:
        if self.away:
            raise ConnectionRefusedError
        server.connect(self._target)
        pair = _Pair(client, server)
        self._pairs.append(pair)
        for work in (self._pass_up, self._pass_down):
            threading.Thread(target=work, args=(pair,), daemon=True).start()

    def _pass_up(self, pair: _Pair) -> None:
        with suppress(OSError):
            while said := pair.client.recv(65536):
                moment = self._cut.pop(0) if self._cut and b"COMMIT" in said else None
                if moment == "before":
                    break
                pair.deaf = moment == "after"
                pair.server.sendall(said)
        if not pair.deaf:
            pair.end()

    def _pass_down(self, pair: _Pair) -> None:
        with suppress(OSError):
            while (heard := pair.server.recv(65536)) and not pair.deaf:
                pair.client.sendall(heard)
        pair.end()


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    proxy = Proxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
