"""Who holds which key: the witness side, the staff side, and the workstation that is never online."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from storage import keyfiles
from storage.daykeys import DayKeys
from storage.keyfiles import FOLDER_MODE, KeysExist, KeysMissing, LooseKeys
from storage.sealing import Reader, Recipient, Secret, Signer, new_identity

__all__ = [
    "DayKeys",
    "Keys",
    "KeysExist",
    "KeysMissing",
    "LooseKeys",
    "StaffKeys",
    "WitnessKeys",
    "archive_secret_here",
    "create",
    "signer",
]

ARCHIVE_SECRET = "archive.key"


@dataclass(frozen=True, slots=True)
class WitnessKeys:
    """Seals to the archive and the desk, and opens neither."""

    archive: Recipient
    desk: Recipient
    relay: Reader
    route: Secret
    draft: DayKeys
    tag_key: bytes = field(repr=False)
    receipt_key: bytes = field(repr=False)
    receipt_key_id: str

    @classmethod
    def load(cls, folder: Path) -> WitnessKeys:
        """KeysMissing or LooseKeys, each with what to do, when the folder is not as it should be."""
        own = folder / "witness"
        keyfiles.check_mode(own, FOLDER_MODE)
        route = keyfiles.read(own / "route.key")
        seal, tag = (bytes.fromhex(line) for line in route.lines)
        _make_later_ones(own)
        receipt = keyfiles.read(own / "receipt.key")
        return cls(
            archive=_recipient(own / "archive.pub"),
            desk=_recipient(own / "desk.pub"),
            relay=_reader(own / "relay.key"),
            route=Secret.of(route.id, seal),
            draft=DayKeys(own, "draft"),
            tag_key=tag,
            receipt_key=bytes.fromhex(receipt.lines[0]),
            receipt_key_id=receipt.id,
        )

    @property
    def day(self) -> DayKeys:
        return self.draft

    @property
    def side(self) -> Literal["witness"]:
        return "witness"

    def tag(self, chat: int) -> bytes:
        """What stands for a chat id in look-ups: a plain hash of all Telegram ids falls in hours."""
        return hmac.digest(self.tag_key, chat.to_bytes(8, "big", signed=True), hashlib.sha256)

    def receipt_tag(self, public: str) -> bytes:
        """What stands for the public half of a receipt in look-ups."""
        return hmac.digest(self.receipt_key, public.encode(), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class StaffKeys:
    """Opens what open cases say; no key here leads to a witness."""

    desk: Reader
    relay: Recipient
    mail: DayKeys

    @classmethod
    def load(cls, folder: Path) -> StaffKeys:
        """KeysMissing or LooseKeys, each with what to do, when the folder is not as it should be."""
        own = folder / "staff"
        keyfiles.check_mode(own, FOLDER_MODE)
        return cls(_reader(own / "desk.key"), _recipient(own / "relay.pub"), DayKeys(own, "mail"))

    @property
    def day(self) -> DayKeys:
        return self.mail

    @property
    def side(self) -> Literal["staff"]:
        return "staff"


Keys = WitnessKeys | StaffKeys


def create(folder: Path, now: datetime) -> Path:
    """Every key, once; returns where the archive's secret lies until someone moves it away."""
    if folder.exists() and any(folder.iterdir()):
        raise KeysExist(f"{folder} is not empty: keys are never made over existing ones.")
    witness, staff = folder / "witness", folder / "staff"
    for each in (folder, witness, staff):
        keyfiles.make_folder(each)
    year, week, _ = now.isocalendar()
    _pair(now, "archive-1", folder / ARCHIVE_SECRET, witness / "archive.pub", *_MOVE_AWAY)
    _pair(now, f"desk-{year}-W{week:02}", staff / "desk.key", witness / "desk.pub")
    _pair(now, "relay-1", witness / "relay.key", staff / "relay.pub")
    keyfiles.write(witness / "route.key", "route-1", secrets.token_hex(32), secrets.token_hex(32))
    _make_later_ones(witness)
    return folder / ARCHIVE_SECRET


def signer(folder: Path) -> Signer:
    """What signs for us; KeysMissing or LooseKeys when it is not as it should be."""
    keyfiles.check_mode(folder / "witness", FOLDER_MODE)
    _make_later_ones(folder / "witness")
    file = keyfiles.read(folder / "witness" / "sign.key")
    return Signer.of(file.id, file.lines[0])


def archive_secret_here(folder: Path) -> bool:
    """Whether the archive's secret still lies beside what it opens."""
    return (folder / ARCHIVE_SECRET).exists()


def _make_later_ones(witness: Path) -> None:
    """Keys that folders of earlier versions do not have. Nothing is sealed with them."""
    for name in ("receipt", "sign"):
        path = witness / f"{name}.key"
        if not path.exists():
            with suppress(FileExistsError):  # another process was faster
                keyfiles.write(path, f"{name}-1", secrets.token_hex(32))


_MOVE_AWAY = (
    "# This key opens everything that is archived. Move this file to a computer that is",
    "# never online, keep a second copy in another safe place, and delete it here.",
)


def _pair(now: datetime, id: str, secret: Path, public: Path, *comments: str) -> None:
    own, shown = new_identity()
    about = (*comments, f"# created: {now.isoformat()}", f"# public key: {shown}")
    keyfiles.write(secret, id, *about, own)
    keyfiles.write(public, id, shown)


def _recipient(path: Path) -> Recipient:
    file = keyfiles.read(path)
    return Recipient.of(file.id, file.lines[0])


def _reader(path: Path) -> Reader:
    file = keyfiles.read(path)
    return Reader.of(file.id, file.lines[0])
