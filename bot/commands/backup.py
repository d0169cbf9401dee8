"""`witnessline backup` and `restore`: a copy while the program runs, its check, and the way back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.commands.keys import here, verified
from bot.commands.line import done, fail, loaded, utc_now
from bot.settings import Common
from storage import backup, migrations, restore, verifying
from storage.backup import NotEmpty
from storage.blobs import Blobs
from storage.engine import NoDatabase
from storage.keyfiles import KeysMissing
from storage.restore import Backup, NoBackup
from storage.transaction import Store

T = TypeVar("T")
Keys = Annotated[Path | None, typer.Option("--keys", help="also the keys, into this file")]
Saved = Annotated[Path | None, typer.Option("--keys", help="the file that `backup --keys` wrote")]
Identity = Annotated[Path | None, typer.Option("--identity", help="archive.key, to open the originals too")]


def make_backup(
    target: Annotated[Path, typer.Argument(metavar="FOLDER|FILE.tar", help="must not exist yet")],
    keys: Keys = None,
) -> None:
    """Copy database and sealed files as they are now, while the program runs. No keys are among them."""
    found = loaded(Common)

    async def work() -> backup.About:
        if migrations.pending(found.database_url):
            raise NoDatabase("is not up to date: run `witnessline migrate` first")
        with typer.progressbar(length=_blobs(found.data / "files"), label="Copying files") as bar:
            files = found.data / "files"
            return await asyncio.to_thread(
                backup.make, found.database_url, files, target, utc_now(), bar.update
            )

    about = _done(work)
    backup.note_last(found.data, utc_now())
    typer.echo(f"{target}: {sum(about.tables.values())} rows, {len(about.files)} files.")
    if keys is not None:
        _save_keys(found.keys, keys)
    if about.missing:
        fail(f"{len(about.missing)} files that rows name are missing, such as {about.missing[0]}.")


def restore_backup(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="what `backup` made")],
    verify: Annotated[bool, typer.Option("--verify", help="only look whether it is whole")] = False,
    keys: Saved = None,
    identity: Identity = None,
) -> None:
    """Bring a backup back into an empty data folder; or, with --verify, only look whether it is whole."""
    found = loaded(Common)

    async def work() -> bool:
        with restore.opened(source) as copy:
            bad = _whole(copy)
            if verify:
                return await _opens(found, copy, keys, identity) or bad
            if not bad:
                _bring_back(found, copy, keys)
            return bad

    if _done(work):
        fail(f"{source} is not whole." if verify else f"{source} is not whole, so it was not restored.")
    typer.echo(f"{source} is whole." if verify else "Restored. Now run `witnessline keys verify`.")


def _whole(copy: Backup) -> bool:
    """Whether something is wrong."""
    length = len(copy.about.files) if copy.about else 0
    with typer.progressbar(length=max(length, 1), label="Checking files") as bar:
        found = list(restore.problems(copy, bar.update))
    for line in found:
        typer.secho(line, fg="red")
    return bool(found)


async def _opens(settings: Common, copy: Backup, saved: Path | None, identity: Path | None) -> bool:
    """With whichever keys are here; whether something does not."""
    with ExitStack() as stack:
        folder = stack.enter_context(restore.keys_from(saved)) if saved else settings.keys
        try:
            sides = here(folder)
        except KeysMissing:
            sides = []
        if not sides and identity is None:
            typer.echo("There are no keys here to try: what it says was not opened.")
        store = Store.open(copy.url)
        stack.callback(store.close)
        openers = await verifying.openers(store, sides, [identity] if identity else [])
        bad = await verified(store, openers, Blobs(copy.files))
        if identity is not None:
            return await _originals(store, openers, copy) or bad
        return bad


async def _originals(store: Store, openers: verifying.Openers, copy: Backup) -> bool:
    seen: Counter[bool] = Counter()
    async for file, right in verifying.originals(store, openers["archive"], Blobs(copy.files)):
        seen[right] += 1
        if not right:
            typer.secho(f"originals/{file}.age: does not open to what came", fg="red")
    typer.echo(f"originals: {seen.total()}")
    return bool(seen[False])


def _bring_back(settings: Common, copy: Backup, saved: Path | None) -> None:
    if saved is not None:
        restore.unpack_keys(saved, settings.keys)
    length = len(copy.about.files) if copy.about else 0
    with typer.progressbar(length=max(length, 1), label="Copying files") as bar:
        restore.bring_back(copy, settings.data, settings.database_url, bar.update)


def _save_keys(folder: Path, target: Path) -> None:
    try:
        backup.save_keys(folder, target)
    except FileExistsError:
        fail(f"{target} exists. Choose another name: keys are never written over.")
    typer.echo(f"{target}: the keys. Whoever has both can read the backup: keep them in different places.")


def _blobs(files: Path) -> int:
    return max(1, sum(1 for _path in files.rglob("*.age")))


def _done(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    async def named() -> T:
        try:
            return await work()
        except (NotEmpty, NoBackup) as refused:
            fail(str(refused))

    return done(named())
