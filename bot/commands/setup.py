"""`witnessline init`: the keys, once; and folders that two system users share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.commands.line import fail, utc_now
from storage import folders, keys

Witness = Annotated[str | None, typer.Option("--witness-user", help="who runs `run witness`")]
Staff = Annotated[str | None, typer.Option("--staff-user", help="who runs `run staff`")]
Group = Annotated[str, typer.Option("--group", help="the group that both are in")]


def init(witness_user: Witness = None, staff_user: Staff = None, group: Group = "witnessline") -> None:
    """Make the keys, once, before the first run; or share the folders between two users, also later."""
    data = settings.data_folder()
    if witness_user is None and staff_user is None:
        _make(data)
        return
    if witness_user is None or staff_user is None:
        fail("For two users name both: --witness-user and --staff-user.")
    if os.geteuid() != 0:
        fail("Only root can share the folders between two users: run this as root.")
    try:
        users = folders.Users.named(witness_user, staff_user, group)
    except folders.NoSuchUser as unknown:
        fail(str(unknown))
    if not (data / "keys").exists():
        _make(data)
    folders.share(data, users)
    typer.echo(
        f"{data} is shared: each side's keys are its user's alone, and the archive's secret is root's."
    )


def _make(data: Path) -> None:
    folder = data / "keys"
    if (data / "witnessline.db").exists() and not folder.exists():
        fail(
            f"{data} has a database whose keys are missing: bring {folder} back; new keys would not open it."
        )
    try:
        archive = keys.create(folder, utc_now())
    except (keys.KeysExist, OSError) as refused:
        fail(str(refused))
    typer.echo(f"Keys are in {folder}.")
    typer.echo(f"What you publish is signed; publish this key with it: {keys.signer(folder).public}")
    typer.echo(f"Now move {archive} to a computer that is kept offline: it opens every archived report.")
