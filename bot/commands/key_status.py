"""How the keys stand, as lines of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from storage import in_use, keyfiles, newkeys, recipients, sealed
from storage import keys as all_keys
from storage.keyfiles import KeysMissing
from storage.keys import Keys, StaffKeys, WitnessKeys

LATE = timedelta(days=2)  # after it was due, a key that should make itself is missed
DAYS_KEPT = timedelta(days=4)  # a day's key with nothing under it is gone by then


@dataclass(frozen=True, slots=True)
class Line:
    """One key; or, with neither age nor next, something that is wrong with all of them."""

    name: str
    made_at: datetime | None = None
    next: str = ""
    holds: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    words: str
    wrong: bool


def lines(db: Connection, folder: Path, keys: Sequence[Keys], now: datetime) -> list[Line]:
    """Of all sides that can be read here."""
    found = [line for own in keys for line in (*_rings(db, own, keys, now), *_days(db, own, now))]
    return [*found, *_troubles(db, folder, keys)]


def table(lines: Sequence[Line], now: datetime) -> list[Shown]:
    """In columns; what is wrong stands at the end of its line."""
    listed = [line for line in lines if line.made_at]
    cells = [("key", "age", "next", "holds"), *(_cells(line, now) for line in listed)]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    rows = ["  ".join(map(str.ljust, row, widths)) for row in cells]
    shown = [Shown(rows[0].rstrip(), False)]
    for line, row in zip(listed, rows[1:], strict=True):
        shown.append(Shown(f"{row}  ✗ {line.wrong}" if line.wrong else row.rstrip(), bool(line.wrong)))
    return shown + [Shown(f"✗ {line.name}: {line.wrong}", True) for line in lines if not line.made_at]


def _cells(line: Line, now: datetime) -> tuple[str, str, str, str]:
    assert line.made_at
    days = max(0, (now - line.made_at).days)
    age = "today" if days == 0 else f"{days} day{'s' * (days != 1)}"
    return line.name, age, line.next, line.holds


def _rings(db: Connection, keys: Keys, sides: Sequence[Keys], now: datetime) -> Iterator[Line]:
    counts = _counted(db, keys)
    for ring in keys.rings:
        if _is_learnt(keys, ring.name) and len(sides) > 1:
            continue  # the public halves of what stands there already
        for held in ring.all():
            newest = held.key.id == ring.of(all_keys.part_of(ring.name, held.key.id)).id
            due = newkeys.due_at(ring.name, held.made_at)
            when = "has one" if not newest else f"{due:%Y-%m-%d}" if due else "stays"
            late = due and newest and now - due > LATE and not _is_learnt(keys, ring.name)
            wrong = f"is overdue: `witnessline keys rotate{_by_hand(ring.name)}`" if late else ""
            yield Line(held.key.id, held.made_at, when, _words(counts.get(held.key.id)), wrong)


def _days(db: Connection, keys: Keys, now: datetime) -> Iterator[Line]:
    counts = _counted(db, keys)
    for id, made_at in keys.day.all():
        held = _words(counts.get(id))
        late = not held and now - made_at > DAYS_KEPT
        yield Line(id, made_at, "each day", held, "should be gone: does the program run?" if late else "")


def _troubles(db: Connection, folder: Path, keys: Sequence[Keys]) -> Iterator[Line]:
    secret = all_keys.archive_secret_here(folder)
    if secret:
        yield Line(str(secret), wrong="the archive's secret is still on this computer: move it away")
    for own in keys:
        if all_keys.link_of(own) is None:
            yield Line(
                str(own.folder), wrong="keys stay as they are until `witnessline keys rotate` ran as root"
            )
        if any(not announced.genuine for announced in recipients.unknown(db, own)):
            yield Line(
                own.side, wrong="somebody has put a key into the database that the other side did not make"
            )
        try:
            in_use.require(db, own)
        except KeysMissing as missing:
            yield Line(own.side, wrong=str(missing))
        for path in keyfiles.loose(own.folder):
            yield Line(str(path), wrong=f"can be reached by others: chmod 600 {path}")


def _counted(db: Connection, keys: Keys) -> dict[str, Counter[str]]:
    found = sealed.counted(db, keys.side)
    if isinstance(keys, WitnessKeys):
        found |= sealed.counted(db, "archive") | sealed.counted(db, "anyone")
    return found


def _is_learnt(keys: Keys, ring: str) -> bool:
    """Those come from the other side, when it has run."""
    return ring == ("relay" if isinstance(keys, StaffKeys) else "desk")


def _by_hand(ring: str) -> str:
    """These two do not make themselves."""
    return f" {ring}" if ring in ("archive", "sign") else ""


def _words(counts: Counter[str] | None) -> str:
    return ", ".join(f"{number} {words}" for words, number in sorted((counts or {}).items()))
