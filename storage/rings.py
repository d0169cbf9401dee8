"""The keys of one kind in a folder: the newest seals, and each opens what it sealed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from storage import keyfiles
from storage.keyfiles import KeyFile, KeysMissing
from storage.sealing import KeyGone

FIRST = datetime.min.replace(tzinfo=UTC)  # key files of the first release do not say when they were made


class Named(Protocol):
    """`id` is how rows name a key."""

    @property
    def id(self) -> str: ...


K = TypeVar("K", bound=Named)


@dataclass(frozen=True, slots=True)
class Held(Generic[K]):
    """One key of a ring. `made_at` tells its age; `file` is the whole content of `path`."""

    key: K
    path: Path
    file: KeyFile
    made_at: datetime

    @property
    def order(self) -> tuple[datetime, str]:
        return self.file.created or FIRST, self.file.id


@dataclass(eq=False, slots=True)
class Ring(Generic[K]):
    """Files are called `<name><ending>` (the first) and `<name>-…<ending>`.

    Another process may add one at any moment: `look` finds it, and so does whoever asks for it by name.
    """

    folder: Path
    name: str
    ending: str
    made: Callable[[KeyFile], K] = field(repr=False)
    held: dict[str, Held[K]] = field(default_factory=dict, repr=False)
    _newest: K | None = field(default=None, repr=False)

    @classmethod
    def load(cls, folder: Path, name: str, ending: str, made: Callable[[KeyFile], K]) -> Ring[K]:
        """KeysMissing if there is none, LooseKeys if others can reach one."""
        ring = cls(folder, name, ending, made)
        ring.look()
        assert ring.current
        return ring

    @property
    def current(self) -> K:
        """The newest. Take it once, and use both its name and its seal: the next look may bring another."""
        if self._newest is None:
            first = self.folder / f"{self.name}{self.ending}"
            raise KeysMissing(f"{first} is missing. Bring it back from a copy, or start over without data.")
        return self._newest

    def of(self, part: str) -> K:
        """The newest of those named `<name>-<part>-…`; the ring's newest where that is the only part."""
        mine = [held for id, held in self.held.items() if part_of(self.name, id) == part]
        if not mine:
            raise KeysMissing(f"{self.folder} has no key {self.name}-{part}. Start the other side once.")
        return max(mine, key=lambda held: held.order).key

    def named(self, id: str) -> K:
        """KeyGone when it was destroyed, or is none of these."""
        if id not in self.held and id.startswith(self.name):
            self.look()
        if id not in self.held:
            raise KeyGone(id)
        return self.held[id].key

    def all(self) -> tuple[Held[K], ...]:
        """The newest first."""
        return tuple(sorted(self.held.values(), key=lambda held: held.order, reverse=True))

    def look(self) -> None:
        """What the folder holds now."""
        known = {held.path: held for held in self.held.values()}
        found = [known.get(path) or self._held(path) for path in self._paths()]
        self.held = {held.key.id: held for held in found}  # as a whole: other threads read it
        self._newest = max(found, key=lambda held: held.order).key if found else None

    def path(self, id: str) -> Path:
        return self.folder / f"{id}{self.ending}"

    def forget(self, id: str) -> None:
        """Destroyed, here and on the disk."""
        keyfiles.note_destroyed(self.folder, id)
        keyfiles.wipe(self.held[id].path)
        self.look()

    def _held(self, path: Path) -> Held[K]:
        file = keyfiles.read(path)
        return Held(self.made(file), path, file, keyfiles.made_at(path, file))

    def _paths(self) -> list[Path]:
        mine = re.compile(rf"{self.name}(-.+)?{re.escape(self.ending)}")
        return [path for path in self.folder.iterdir() if mine.fullmatch(path.name)]


MAIN = "main"
_PART = re.compile(r"[a-z_]\w*")


def part_of(name: str, id: str) -> str:
    """Whose key it is: `aid` for `desk-aid-2026-W48`. The first release named none: that is the main one."""
    first, _, rest = id.removeprefix(f"{name}-").partition("-")
    return first if rest and _PART.fullmatch(first) else MAIN
