"""Who holds which key: the witness side, the staff side, and the workstation that is never online."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from storage import keyfiles
from storage.daykeys import DayKeys
from storage.keyfiles import FOLDER_MODE, KeyFile, KeysExist, KeysMissing, LooseKeys
from storage.newkeys import ARCHIVE_SECRET, LINK, PRESS, complete, create, later_ones, press_key
from storage.rings import Ring, part_of
from storage.sealing import Reader, Recipient, Secret, ShortSecret, Signer

__all__ = [
    "ARCHIVE_SECRET",
    "DayKeys",
    "Keys",
    "KeysExist",
    "KeysMissing",
    "LooseKeys",
    "StaffKeys",
    "WitnessKeys",
    "archive_secret_here",
    "complete",
    "create",
    "part_of",
    "signer",
]


@dataclass(frozen=True, slots=True)
class WitnessKeys:
    """Seals to the archive and the desk, and opens neither."""

    archive: Ring[Recipient]
    desk: Ring[Recipient]
    relay: Ring[Reader]
    route: Ring[Secret]
    sign: Ring[Signer]
    receipt: Ring[Secret]
    draft: DayKeys
    tag_key: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> WitnessKeys:
        """KeysMissing or LooseKeys, each with what to do, when the folder is not as it should be."""
        own = folder / "witness"
        keyfiles.check_mode(own, FOLDER_MODE)
        later_ones(own)
        route = Ring.load(own, "route", ".key", _secret)
        return cls(
            archive=Ring.load(own, "archive", ".pub", _recipient),
            desk=Ring.load(own, "desk", ".pub", _recipient),
            relay=Ring.load(own, "relay", ".key", _reader),
            route=route,
            sign=Ring.load(own, "sign", ".key", _signer),
            receipt=Ring.load(own, "receipt", ".key", _secret),
            draft=DayKeys(own, "draft"),
            tag_key=bytes.fromhex(route.all()[0].file.lines[1]),
        )

    @property
    def day(self) -> DayKeys:
        return self.draft

    @property
    def side(self) -> Literal["witness"]:
        return "witness"

    @property
    def folder(self) -> Path:
        return self.draft.folder

    @property
    def rings(self) -> tuple[Ring[Recipient] | Ring[Reader] | Ring[Secret] | Ring[Signer], ...]:
        return self.archive, self.desk, self.relay, self.route, self.sign, self.receipt

    def tag(self, chat: int) -> bytes:
        """What stands for a chat id in look-ups: a plain hash of all Telegram ids falls in hours."""
        return hmac.digest(self.tag_key, chat.to_bytes(8, "big", signed=True), hashlib.sha256)

    @property
    def receipt_key(self) -> bytes:
        return self.receipt.current.key

    @property
    def receipt_key_id(self) -> str:
        return self.receipt.current.id

    def receipt_tag(self, public: str) -> bytes:
        """What stands for the public half of a receipt in look-ups."""
        return hmac.digest(self.receipt_key, public.encode(), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class StaffKeys:
    """Opens what open cases say; no key here leads to a witness."""

    desk: Ring[Reader]
    relay: Ring[Recipient]
    mail: DayKeys
    press: ShortSecret

    @classmethod
    def load(cls, folder: Path) -> StaffKeys:
        """KeysMissing or LooseKeys, each with what to do, when the folder is not as it should be."""
        own = folder / "staff"
        keyfiles.check_mode(own, FOLDER_MODE)
        desk, relay = Ring.load(own, "desk", ".key", _reader), Ring.load(own, "relay", ".pub", _recipient)
        press_key(own)
        return cls(desk, relay, DayKeys(own, "mail"), _press(keyfiles.read(own / PRESS)))

    @property
    def day(self) -> DayKeys:
        return self.mail

    @property
    def side(self) -> Literal["staff"]:
        return "staff"

    @property
    def folder(self) -> Path:
        return self.mail.folder

    @property
    def rings(self) -> tuple[Ring[Reader] | Ring[Recipient], ...]:
        return self.desk, self.relay


Keys = WitnessKeys | StaffKeys


def signer(folder: Path) -> Signer:
    """What signs for us; KeysMissing or LooseKeys when it is not as it should be."""
    keyfiles.check_mode(folder / "witness", FOLDER_MODE)
    later_ones(folder / "witness")
    return Ring.load(folder / "witness", "sign", ".key", _signer).current


def archive_secret_here(folder: Path) -> Path | None:
    """A secret of the archive that still lies beside what it opens."""
    try:
        found = [folder / ARCHIVE_SECRET, *folder.glob("archive-*.key")]
        return next((path for path in found if path.exists()), None)
    except PermissionError:
        return None


def archive_secrets(folder: Path) -> tuple[Path, ...]:
    """Those that can be read here."""
    found = (folder / ARCHIVE_SECRET, *folder.glob("archive-*.key"))
    return tuple(path for path in found if os.access(path, os.R_OK))


def _press(file: KeyFile) -> ShortSecret:
    return ShortSecret(file.id, bytes.fromhex(file.lines[0]))


def _recipient(file: KeyFile) -> Recipient:
    return Recipient.of(file.id, file.lines[0])


def _reader(file: KeyFile) -> Reader:
    return Reader.of(file.id, file.lines[0])


def _secret(file: KeyFile) -> Secret:
    return Secret.of(file.id, bytes.fromhex(file.lines[0]))


def _signer(file: KeyFile) -> Signer:
    return Signer.of(file.id, file.lines[0])


def link_of(keys: Keys) -> bytes | None:
    """What both sides share, and nobody else. The first release had none: `complete` makes it."""
    path = keys.folder / LINK
    return bytes.fromhex(keyfiles.read(path).lines[0]) if path.exists() else None
