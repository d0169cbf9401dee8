"""Folders for two system users: each side's keys and the originals are one's, the rest is their group's."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OWN, SHARED, PASSED = 0o700, 0o2770, 0o711  # shared: what is made in it belongs to the group too


class NoSuchUser(Exception):
    """A user or group that this computer does not know; the message names it."""


@dataclass(frozen=True, slots=True)
class Users:
    """Ids of the two users and of the group that both are in."""

    witness: int
    staff: int
    group: int

    @classmethod
    def named(cls, witness: str, staff: str, group: str) -> Users:
        """By names or numbers. Raises NoSuchUser."""
        users = cls(_user(witness), _user(staff), _group(group))
        if 0 in (users.witness, users.staff) or users.witness == users.staff:
            raise NoSuchUser("The two sides need two users, and neither may be root.")
        return users


def share(data: Path, users: Users) -> None:
    """Also where one user had everything before. Needs root."""
    keys, files = data / "keys", data / "files"
    for folder in (files, files / "originals", files / "previews"):
        folder.mkdir(parents=True, exist_ok=True)
    (data / "witnessline.db").touch()  # SQLite would make one that the group cannot write to
    for path in (data, *data.glob("witnessline.db*"), files, *_below(files / "previews")):
        _settle(path, 0 if path == data else users.witness, users.group, SHARED)
    for path in _below(files / "originals"):
        _settle(path, users.witness, users.group, OWN)
    _settle(keys, 0, 0, PASSED)
    for path in keys.glob("archive*.key"):
        _settle(path, 0, 0, OWN)
    for own, user in (("witness", users.witness), ("staff", users.staff)):
        for path in _below(keys / own):
            _settle(path, user, users.group, OWN)


def _below(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


def _settle(path: Path, user: int, group: int, mode: int) -> None:
    os.chown(path, user, group, follow_symlinks=False)
    path.chmod(mode if path.is_dir() else mode & 0o660)


def _user(name: str) -> int:
    try:
        return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise NoSuchUser(f"There is no user {name} here: make it with useradd --system {name}.") from None


def _group(name: str) -> int:
    try:
        return int(name) if name.isdecimal() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise NoSuchUser(f"There is no group {name} here: make it with groupadd --system {name}.") from None
