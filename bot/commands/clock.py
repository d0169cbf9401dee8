"""`witnessline clock`: whether a computer's clock is in doubt, and saying that it is right."""

from __future__ import annotations

import typer

from bot.commands.line import asked, fail, utc_now

cli = typer.Typer(help="A clock that has jumped.", no_args_is_help=True)


@cli.command("show")
def show_clock() -> None:
    """Say whether a computer's clock is in doubt."""
    from bot.clock import shown

    for line in asked(lambda found: shown(found, utc_now())):
        typer.echo(line)


@cli.command("confirm")
def confirm_clock() -> None:
    """Say that this computer's clock is right, also after a jump."""
    from bot.clock import confirm

    if not asked(lambda found: confirm(found, utc_now())):
        fail("The computer whose clock is in doubt shows another time than this one. Set it right first.")
    typer.echo("Confirmed: within a minute the program goes by the clock again.")
