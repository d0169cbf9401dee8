"""The command line. A command that fails says in one line what to do."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Coroutine
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import logs, settings
from bot.commands import backup, clock, dead_letters, mirrors, setup, workstation
from bot.commands import keys as key_commands
from bot.commands.line import asked, done, fail, loaded, utc_now
from bot.settings import BadSettings, Common, ForStaff, ForWitness, Settings

cli = typer.Typer(
    help="Witnessline: a guided, sealed intake channel for human-rights reports, over Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

cli.add_typer(dead_letters.cli, name="dead-letters")
cli.add_typer(clock.cli, name="clock")
trail = typer.Typer(help="Who did what.", no_args_is_help=True)
cli.add_typer(trail, name="audit")
cli.add_typer(key_commands.cli, name="keys")
cli.command("init")(setup.init)
cli.command("backup")(backup.make_backup)
cli.command("restore")(backup.restore_backup)
cli.command("open")(workstation.open_backup)


class Side(StrEnum):
    witness = "witness"
    staff = "staff"


_NEEDED: dict[Side | None, type[Common]] = {None: Settings, Side.witness: ForWitness, Side.staff: ForStaff}


@cli.command()
def migrate() -> None:
    """Bring the database up to date; `run` does so by itself."""
    from storage import migrations
    from storage.engine import NoDatabase

    found = loaded(Common)
    _prepare(found)
    try:
        migrations.upgrade(found.database_url)
    except NoDatabase as wrong:
        fail(f"WITNESSLINE_DATABASE: {wrong}.")
    typer.echo("The database is up to date.")


@cli.command()
def check() -> None:
    """Look at all settings, keys, tokens and rights at once."""
    from bot.check import report

    found: Settings | None = None
    lines: list[str] = []
    try:
        found = settings.load(Settings)
        logs.setup("ERROR")
    except BadSettings as wrong:
        lines = str(wrong).splitlines()
    bad = len(lines)
    for line in lines:
        typer.secho(f"✗ {line}", fg="red")
    if found is not None:
        for finding in asyncio.run(report(found)):
            typer.secho(f"{finding.sign} {finding.words}", fg="red" if finding.bad or finding.risky else None)
            bad += finding.bad
    if bad:
        fail(f"{bad} to mend.")
    typer.echo("All is well.")


@cli.command()
def run(side: Annotated[Side | None, typer.Argument(help="one side alone; both without it")] = None) -> None:
    """Run the bots until a signal asks to stop."""
    from bot.app import App

    found = loaded(_NEEDED[side])
    _prepare(found)
    _until_done(_serve(App(found), side))


@cli.command()
def demo(
    script: Annotated[bool, typer.Option("--script", help="play one story here, in the terminal")] = False,
    port: Annotated[int, typer.Option(help="of the page")] = 8765,
    cases: Annotated[int, typer.Option(min=0, max=500, help="that the desk has when it opens")] = 0,
) -> None:
    """Try everything on this computer, without a Telegram account."""
    from bot.demo import play, serve

    logs.setup("ERROR")
    with tempfile.TemporaryDirectory(prefix="witnessline-demo-") as folder:
        _until_done(play(Path(folder)) if script else serve(Path(folder), port, cases))


@cli.command()
def compromised(user: Annotated[int, typer.Argument(metavar="USER_ID", help="a Telegram id")]) -> None:
    """End the access of an account of the staff that others may have, and list all that it opened."""
    from bot.compromised import end

    found = loaded(ForStaff)
    lines = done(end(found, user, utc_now()))
    if lines is None:
        fail(f"Nobody with the id {user} is or was on the staff.")
    for line in lines:
        typer.echo(line)


@cli.command()
def erase(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="list, and change nothing")] = False,
) -> None:
    """List the closed cases whose text will be removed, and what keeps the others."""
    from bot import erase

    if not dry_run:
        fail("Nothing is removed by hand: the program announces it, and then does it. Use --dry-run.")
    for line in asked(lambda found: erase.listed(found, utc_now())):
        typer.echo(line)


@trail.command("verify")
def verify_trail(
    head: Annotated[str | None, typer.Option("--head", help="a head that the staff bot has posted")] = None,
) -> None:
    """Say whether every row of the trail is as it was written; else name the first that is not."""
    from bot.audit import Broken, verify

    try:
        typer.echo(asked(lambda found: verify(found, head)))
    except Broken as wrong:
        fail(str(wrong))


cli.command("mirrors")(mirrors.list_mirrors)


def _prepare(found: Common) -> None:
    try:
        found.data.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        fail(f"WITNESSLINE_DATA: cannot use {found.data}: {refused.strerror}")


def _until_done(work: Coroutine[Any, Any, None]) -> None:
    """Known failures become their one line."""
    import uvloop

    from bot.demo import PortRefused
    from handlers.wire import Revoked
    from storage.engine import NoDatabase
    from storage.keyfiles import KeysMissing, LooseKeys

    try:
        uvloop.run(work)
    except (KeysMissing, LooseKeys, PortRefused) as refused:
        fail(str(refused))
    except Revoked as refused:
        fail(f"{refused}: a token is wrong; `witnessline check` says which.")
    except NoDatabase as wrong:
        fail(f"WITNESSLINE_DATABASE: {wrong}.")


async def _serve(app: Any, side: Side | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    starting = asyncio.create_task(app.start())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
    elif starting.exception() is None:
        typer.echo("Both bots are listening." if side is None else f"The {side} bot is listening.", err=True)
        await stop.wait()
    stopping.cancel()
    await app.stop()
    if not starting.cancelled():
        starting.result()


def main() -> None:
    """The console script."""
    os.umask(0o007)  # what is made here is nobody else's to read
    cli()


if __name__ == "__main__":
    main()
