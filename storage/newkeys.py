"""Making keys: all of them once, the next of a kind in its time, and what the first release had not."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from storage import keyfiles
from storage.keyfiles import KeysExist
from storage.rings import MAIN, Named, Ring
from storage.sealing import Reader, Signer, new_identity

if TYPE_CHECKING:
    from storage.keys import WitnessKeys

K = TypeVar("K", bound=Named)

ARCHIVE_SECRET = "archive.key"
PRESS = "press.key"
LINK = "link.key"  # one secret in both folders: by it each side knows what the other has announced

_MOVE_AWAY = (
    "# This key opens everything that is archived. Move this file to a computer that is",
    "# never online, keep a second copy in another safe place, and delete it here.",
)


def create(folder: Path, now: datetime) -> Path:
    """Every key, once; returns where the archive's secret lies until someone moves it away."""
    witness, staff = folder / "witness", folder / "staff"
    if folder.exists() and any(folder.iterdir()):
        raise KeysExist(f"{folder} is not empty: keys are never made over existing ones.")
    for each in (folder, witness, staff):
        keyfiles.make_folder(each)
    _archive(folder, witness, "archive-1", now, ARCHIVE_SECRET, "archive.pub")
    _pair(now, f"desk-{week_of(now)}", staff / "desk.key", witness / "desk.pub")
    _pair(now, "relay-1", witness / "relay.key", staff / "relay.pub")
    seal, tag = secrets.token_hex(32), secrets.token_hex(32)
    keyfiles.write(witness / "route.key", "route-1", _made(now), seal, tag)
    complete(folder, now)
    return folder / ARCHIVE_SECRET


def complete(folder: Path, now: datetime) -> None:
    """Adds what the first release did not make, as far as the folders can be written to from here."""
    witness, staff = folder / "witness", folder / "staff"
    if _is_ours(witness):
        later_ones(witness, _made(now))
    if _is_ours(staff):
        press_key(staff, _made(now))
    if not (_is_ours(witness) and _is_ours(staff)):
        return
    known = [keyfiles.read(own / LINK) for own in (witness, staff) if (own / LINK).exists()]
    secret = known[0].lines[0] if known else secrets.token_hex(32)
    for own in (witness, staff):
        if not (own / LINK).exists():
            keyfiles.write(own / LINK, "link-1", _made(now), secret)


def later_ones(witness: Path, *about: str) -> None:
    """Keys that folders of the first release do not have. What one with a link lacks was lost."""
    for name in ("receipt", "sign") if not (witness / LINK).exists() else ():
        if not any(witness.glob(f"{name}*.key")):
            with suppress(FileExistsError):  # another process was faster
                keyfiles.write(witness / f"{name}.key", f"{name}-1", *about, secrets.token_hex(32))


def press_key(staff: Path, *about: str) -> None:
    """Nothing that is kept is sealed with it, so a lost one is made anew: buttons end, and no more."""
    if not (staff / PRESS).exists():
        with suppress(FileExistsError):  # another process was faster
            keyfiles.write(staff / PRESS, "press-1", *about, secrets.token_hex(32))


def next_identity(ring: Ring[Reader], now: datetime, stamp: str, part: str | None = None) -> str:
    """A new age key: its id. The public half is announced, not written."""
    id = _free(ring, "-".join((ring.name, *([part] if part else []), stamp)))
    own, shown = new_identity()
    keyfiles.write(ring.path(id), id, _made(now), f"# public key: {shown}", own)
    ring.look()
    return id


def next_route(keys: WitnessKeys, now: datetime) -> str:
    """Seals anew; what stands for a chat in look-ups stays."""
    id = _free(keys.route, f"route-{now.year}")
    keyfiles.write(keys.route.path(id), id, _made(now), secrets.token_hex(32), keys.tag_key.hex())
    keys.route.look()
    return id


def next_sign(ring: Ring[Signer], now: datetime) -> str:
    id = _free(ring, f"sign-{now.year}")
    keyfiles.write(ring.path(id), id, _made(now), secrets.token_hex(32))
    ring.look()
    return id


def next_archive(folder: Path, keys: WitnessKeys, now: datetime) -> Path:
    """Where its secret lies until someone moves it away."""
    id = _free(keys.archive, f"archive-{now.year}")
    path = _archive(folder, keys.folder, id, now, f"{id}.key", f"{id}.pub")
    keys.archive.look()
    return path


def due_at(name: str, made_at: datetime) -> datetime | None:
    """When the next of a kind should be there. None for the one that stays: no receipt would be found."""
    made_at = made_at.astimezone(UTC)
    morning = made_at.replace(hour=0, minute=0, second=0, microsecond=0)
    match name:
        case "desk":
            return morning + timedelta(days=7 - made_at.weekday())
        case "relay":
            return (morning.replace(day=1) + timedelta(days=32)).replace(day=1)
        case "receipt":
            return None
        case _:
            return made_at + timedelta(days=365)


def week_of(now: datetime) -> str:
    year, week, _day = now.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02}"


def month_of(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m}"


def desks_to_make(ring: Ring[Reader], desks: Collection[str], now: datetime) -> tuple[str, ...]:
    """Those that have no key of this week."""
    week = week_of(now)
    have = {id.removeprefix("desk-") for id in ring.held}
    wanted = {MAIN, *desks}
    return tuple(sorted(name for name in wanted if not any(_is_of(id, name, week) for id in have)))


def _is_of(id: str, desk: str, week: str) -> bool:
    stamps = (week, f"{desk}-{week}") if desk == MAIN else (f"{desk}-{week}",)
    return id.partition(".")[0] in stamps


def _archive(folder: Path, own: Path, id: str, now: datetime, secret: str, public: str) -> Path:
    _pair(now, id, folder / secret, own / public, *_MOVE_AWAY)
    return folder / secret


def _pair(now: datetime, id: str, secret: Path, public: Path, *comments: str) -> None:
    own, shown = new_identity()
    keyfiles.write(secret, id, *comments, _made(now), f"# public key: {shown}", own)
    keyfiles.write(public, id, _made(now), shown)


def _made(now: datetime) -> str:
    return f"# created: {now.isoformat()}"


def _free(ring: Ring[K], id: str) -> str:
    """This id; `….2` and so on when it is taken."""
    number, wanted = 1, id
    while wanted in ring.held or ring.path(wanted).exists():
        number += 1
        wanted = f"{id}.{number}"
    return wanted


def _is_ours(folder: Path) -> bool:
    """Whether this process may write there."""
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True
