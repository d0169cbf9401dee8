"""All that the program writes, in one list: who adds a place where it writes adds a line here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.scenarios.program import Program, command, settings_of


@dataclass(frozen=True, slots=True)
class House:
    """A program that has done its work, and still runs; `temporary` is where it makes temporary files."""

    program: Program
    health: str
    temporary: Path

    @property
    def folder(self) -> Path:
        return self.program.stage.folder


Writes = Callable[[House], Awaitable[bytes]]


async def _printed(house: House) -> bytes:
    return bytes(house.program.printed)


async def _folder(house: House) -> bytes:
    """The database, its journal, the keys, the sealed files."""
    paths = sorted(path for path in house.folder.rglob("*") if path.is_file())
    assert {".db", ".age", ".key"} <= {path.suffix for path in paths}
    return b"\n".join(path.name.encode() + path.read_bytes() for path in paths)


async def _temporary(house: House) -> bytes:
    paths = [path for path in house.temporary.rglob("*") if path.is_file()]
    return b"\n".join(path.read_bytes() for path in paths)


def _page(name: str) -> Writes:
    async def read(house: House) -> bytes:
        async with aiohttp.ClientSession() as client, client.get(f"http://{house.health}/{name}") as answer:
            return await answer.read()

    return read


def _command(*words: str) -> Writes:
    async def run(house: House) -> bytes:
        stage = house.program.stage
        _code, printed = await command(*words, cwd=stage.folder, **settings_of(stage))
        return printed.encode()

    return run


# Where the program writes, and how to read it. Backups and exports belong here as soon as there are any.
WRITTEN: dict[str, Writes] = {
    "the data folder": _folder,
    "standard output and error, at DEBUG": _printed,
    "temporary files": _temporary,
    "/metrics": _page("metrics"),
    "/healthz": _page("healthz"),
    "/readyz": _page("readyz"),
    "the list of dead letters": _command("dead-letters", "list"),
    "check": _command("check"),
}
