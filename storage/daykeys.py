"""One key for each day: to destroy it is to destroy all that was sealed on that day."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from storage import keyfiles
from storage.sealing import KeyGone, Secret

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class DayKeys:
    """Key ids look like `draft-2026-11-22`; days are those of UTC."""

    folder: Path
    name: str
    known: dict[str, Secret] = field(default_factory=dict, repr=False, compare=False)

    def for_day(self, now: datetime) -> Secret:
        """Today's key, made on first use."""
        id = f"{self.name}-{now.astimezone(UTC).date().isoformat()}"
        if id not in self.known and not self._path(id).exists():
            self._make(id)
        return self.named(id)

    def named(self, id: str) -> Secret:
        """KeyGone when it was destroyed, or is none of these."""
        known = self.known.get(id)
        if known is None:
            known = self.known[id] = self._read(id)
        return known

    def destroy_before(self, day: date, needed: Collection[str] = ()) -> tuple[str, ...]:
        """The ids of the keys that are gone now; those that are `needed` stay until they are not."""
        for id in [id for id in self.known if _day(id) < day and id not in needed]:
            del self.known[id]  # even if another process has removed its file
        old = [path for path in self._before(day) if path.stem not in needed]
        for path in old:
            keyfiles.wipe(path)
        return tuple(sorted(path.stem for path in old if path.suffix == ".key"))

    def any_before(self, day: date) -> bool:
        return bool(self._before(day))

    def all(self) -> tuple[tuple[str, datetime], ...]:
        """Each key that is there, and when its day began; the oldest first."""
        paths = sorted(self.folder.glob(f"{self.name}-*.key"))
        days = [(path.stem, _day(path.stem)) for path in paths]
        return tuple((id, datetime(day.year, day.month, day.day, tzinfo=UTC)) for id, day in days)

    def _before(self, day: date) -> list[Path]:
        return [path for path in self.folder.glob(f"*{self.name}-*.key*") if _day(path.name) < day]

    def _make(self, id: str) -> None:
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key is the day's
            keyfiles.write(self._path(id), id, secrets.token_hex(32))

    def _read(self, id: str) -> Secret:
        if not id.startswith(f"{self.name}-") or not _DAY.fullmatch(id.removeprefix(f"{self.name}-")):
            raise KeyGone(id)
        try:
            return Secret.of(id, bytes.fromhex(keyfiles.read(self._path(id)).lines[0]))
        except keyfiles.KeysMissing:
            raise KeyGone(id) from None

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.key"


def _day(name: str) -> date:
    found = _DAY.search(name)
    return date.fromisoformat(found[0]) if found else date.max
