"""`witnessline mirrors`: the signed list of our own bots, printed and verified."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.commands.line import fail, loaded, utc_now
from bot.settings import ForWitness

if TYPE_CHECKING:
    from storage.sealing import Signer


def list_mirrors(
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="FILE", help="say whether this list is ours")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="verify with this public key; else with our own")
    ] = None,
) -> None:
    """Print the signed list of our own bots, for the site and for posters."""
    if verify is not None:
        _verify_mirrors(verify, key or _signer().public)
        return
    from bot import mirrors

    found, signer = loaded(ForWitness), _signer()
    bots = asyncio.run(mirrors.ask(found))
    missing = [bot for bot in bots if bot.name is None]
    if len(missing) == len(bots):
        fail("No bot was reached: there is nothing to list.")
    typer.echo(mirrors.signed(bots, signer, utc_now()), nl=False)
    for bot in missing:
        typer.echo(bot.line, err=True)


def _verify_mirrors(file: Path, public: str) -> None:
    from bot import mirrors

    try:
        date = mirrors.verified(file.read_text(encoding="utf-8"), public)
    except (OSError, UnicodeDecodeError) as unreadable:
        fail(f"Cannot read {file}: {unreadable}")
    except mirrors.NotOurs as wrong:
        fail(f"{file} is not our list. {wrong}")
    typer.echo(f"This list is ours, and unchanged since {date}.")


def _signer() -> Signer:
    from storage import keys

    try:
        return keys.signer(settings.data_folder() / "keys")
    except (keys.KeysMissing, keys.LooseKeys) as refused:
        fail(str(refused))
