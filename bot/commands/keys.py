"""`witnessline keys`: how they stand, the next ones, and whether everything still opens."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import key_status
from bot.commands.line import done, fail, loaded, utc_now, with_bar
from bot.settings import Common
from handlers import key_care
from storage import audit, in_use, keyfiles, migrations, newkeys, resealing, verifying
from storage import keys as all_keys
from storage.blobs import Blobs
from storage.engine import NoDatabase
from storage.keyfiles import KeysMissing
from storage.keys import Keys, StaffKeys, WitnessKeys
from storage.transaction import Store

cli = typer.Typer(help="The keys: how they stand, new ones, and what they open.", no_args_is_help=True)


class Kind(StrEnum):
    desk = "desk"
    relay = "relay"
    route = "route"
    sign = "sign"
    archive = "archive"


@cli.command("status")
def status() -> None:
    """Show each key: its age, when the next one comes, what is sealed under it; in red what is wrong."""
    found = loaded(Common)

    async def look() -> list[key_status.Line]:
        async with opened(found) as store:
            keys = here(found.keys)
            return await store.run(lambda db: key_status.lines(db, found.keys, keys, utc_now()))

    lines = done(look())
    for line in key_status.table(lines, utc_now()):
        typer.secho(line.words, fg="red" if line.wrong else None)
    wrong = sum(bool(line.wrong) for line in lines)
    if wrong:
        fail(f"{wrong} to mend.")


@cli.command("rotate")
def rotate(
    kind: Annotated[Kind | None, typer.Argument(help="a new one of this kind, though none is due")] = None,
) -> None:
    """Make the keys that are due, and seal anew what old ones hold. Stop it at any moment; again goes on."""
    found = loaded(Common)
    done(_rotate(found, kind))


@cli.command("verify")
def verify() -> None:
    """Open everything that can be opened here; show nothing of it, only what fails."""
    found = loaded(Common)
    if done(_verify(found)):
        fail("Not everything opens.")
    typer.echo("Everything that can be opened here opens.")


@asynccontextmanager
async def opened(settings: Common) -> AsyncIterator[Store]:
    """The database. Raises NoDatabase, StorageAway."""
    if await asyncio.to_thread(migrations.pending, settings.database_url):
        raise NoDatabase("is not up to date: run `witnessline migrate` first")
    store = Store.open(settings.database_url)
    try:
        yield store
    finally:
        store.close()


def here(folder: Path) -> list[Keys]:
    """Those of each side whose folder this user can read. KeysMissing if there are none."""
    found: list[Keys] = []
    for own, load in (("witness", WitnessKeys.load), ("staff", StaffKeys.load)):
        if keyfiles.readable(folder / own):
            found.append(load(folder))
    if not found:
        raise KeysMissing(f"{folder}: no keys can be read here. Run this as the user they belong to.")
    return found


async def _rotate(settings: Common, kind: Kind | None) -> None:
    blobs = Blobs(settings.data / "files")
    async with opened(settings) as store:
        keys = here(settings.keys)
        for own in keys:
            await store.run(lambda db, own=own: in_use.require(db, own))  # type: ignore[misc]
        newkeys.complete(settings.keys, utc_now())
        if kind is not None:
            made = _made(settings, keys, kind)
            await store.run(lambda db: audit.record(db, "operator", "key made", None, made, utc_now()))
            typer.echo(f"{made} is new.")
        cares = [key_care.KeyCare(store, own, settings.keys, blobs, utc_now) for own in keys]
        for care in cares:
            await care.make()
        for care in cares:
            await care.learn()
        for own in keys:
            await _seal_anew(store, own, blobs, kind)


async def _seal_anew(store: Store, keys: Keys, blobs: Blobs, kind: Kind | None) -> None:
    old: tuple[str, ...] = ()
    if isinstance(keys, StaffKeys):
        after = resealing.ENDING * (kind is not Kind.desk)
        old = resealing.ending(keys, utc_now(), after)
    length = await store.run(lambda db: resealing.left(db, keys, old))
    words = "routes" if isinstance(keys, WitnessKeys) else "open cases"
    await with_bar(
        f"Sealing {words} anew", length, lambda: resealing.seal_anew(store, keys, blobs, old, most=20)
    )
    remain = await store.run(lambda db: resealing.left(db, keys, old))
    if remain:
        fail(f"{remain} could not be opened: `witnessline keys verify` says which.")


def _made(settings: Common, keys: list[Keys], kind: Kind) -> str:
    """The new key's name. The old one stays until the program finds that nothing needs it."""
    now = utc_now()
    witness = next((own for own in keys if isinstance(own, WitnessKeys)), None)
    staff = next((own for own in keys if isinstance(own, StaffKeys)), None)
    needed = staff if kind is Kind.desk else witness
    if needed is None:
        raise KeysMissing(f"The {kind} key cannot be made here. Run this as the user it belongs to.")
    if kind in (Kind.desk, Kind.relay) and all_keys.link_of(needed) is None:
        raise KeysMissing(
            f"{needed.folder / 'link.key'} is missing. Run `witnessline keys rotate` as root first."
        )
    match needed, kind:
        case StaffKeys(), _:
            return newkeys.next_identity(needed.desk, now, newkeys.week_of(now), "main")
        case WitnessKeys(), Kind.relay:
            return newkeys.next_identity(needed.relay, now, newkeys.month_of(now))
        case WitnessKeys(), Kind.route:
            return newkeys.next_route(needed, now)
        case WitnessKeys(), Kind.sign:
            made = newkeys.next_sign(needed.sign, now)
            typer.echo(f"Publish this key in place of the older one: {needed.sign.current.public}")
            return made
        case _:
            assert isinstance(needed, WitnessKeys)
            path = newkeys.next_archive(settings.keys, needed, now)
            typer.echo(f"Now move {path} to a computer that is kept offline, beside the older ones.")
            return path.stem


async def _verify(settings: Common) -> bool:
    """Whether something is wrong."""
    async with opened(settings) as store:
        openers = await verifying.openers(store, here(settings.keys), all_keys.archive_secrets(settings.keys))
        return await verified(store, openers, Blobs(settings.data / "files"))


async def verified(store: Store, openers: verifying.Openers, blobs: Blobs) -> bool:
    """Whether something is wrong; says what was opened, and names what was not."""
    good, ended, wrong = Counter[str](), Counter[str](), list[str]()
    length = await verifying.number(store, openers)
    with typer.progressbar(length=max(length, 1), label="Opening") as bar:
        async for found in verifying.look(store, openers, blobs):
            good[found.words] += found.opened
            ended[found.words] += found.ended
            wrong += found.wrong
            bar.update(found.opened + found.ended + len(found.wrong))
    for words, number in sorted((good + ended).items()):
        past = f" ({ended[words]} past their day, as promised)" if ended[words] else ""
        typer.echo(f"{words}: {number}{past}")
    for line in wrong:
        typer.secho(line, fg="red")
    return bool(wrong)
