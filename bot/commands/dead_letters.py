"""`witnessline dead-letters`: what could not be handled or sent."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.line import asked, fail, utc_now

cli = typer.Typer(help="What could not be handled or sent.", no_args_is_help=True)
LetterId = Annotated[int, typer.Argument(metavar="ID", help="as `dead-letters list` shows it")]


@cli.command("list")
def list_dead() -> None:
    """Show them: side, kind, age and reason, never what they say."""
    from bot import dead_letters

    for line in asked(lambda found: dead_letters.listed(found, utc_now())):
        typer.echo(line)


@cli.command("retry")
def retry_dead(id: LetterId) -> None:
    """Handle or send one again; the program does so, now or when it is started."""
    from bot import dead_letters

    if not asked(lambda found: dead_letters.retry(found, id, utc_now())):
        fail(f"There is no dead letter {id} that could be tried again.")
    typer.echo("It will be tried again.")


@cli.command("drop")
def drop_dead(id: LetterId) -> None:
    """Delete one."""
    from bot import dead_letters

    if not asked(lambda found: dead_letters.drop(found, id, utc_now())):
        fail(f"There is no dead letter {id}.")
    typer.echo("It is gone.")
