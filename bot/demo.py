"""The demo: the real bots on a local Telegram, as a page or as one story in the terminal."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from pathlib import Path

import typer

HOST = "127.0.0.1"


class PortRefused(Exception):
    """The page cannot be served at this port; the message says why."""


async def serve(folder: Path, port: int, cases: int = 0) -> None:
    """The page, until a signal asks to stop; the desk has so many cases already. Raises PortRefused."""
    probe(port)
    typer.echo("\n  Starting the practice room…")
    # These take seconds, so they come after what can be refused at once.
    from bot.simulator.demo import routes
    from bot.simulator.demo_events import hang_up
    from bot.stage import Stage

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stage = Stage(folder)
    page = routes(stage.world, stage.witness_bot, stage.staff_bot, stage.group, stage.moderators)
    url = await stage.open(port=port, routes=page)
    try:
        for moderator in range(len(stage.moderators)):
            await stage.moderator(moderator).start()
        if cases:
            from bot.crowd import gather

            await gather(stage, cases)
        typer.echo(f"  Open {url} in a browser. Nothing leaves this computer. Stop with Ctrl+C.\n")
        await stop.wait()
    finally:
        hang_up(stage.world, stage.group)
        await stage.close()


def probe(port: int) -> None:
    """Raises PortRefused."""
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HOST, port))
    except OverflowError:
        raise PortRefused("A port is a number from 0 to 65535: choose another with --port.") from None
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            raise PortRefused(f"Port {port} is taken: choose another with --port.") from None
        raise PortRefused(f"Port {port}: {refused.strerror}. Choose another with --port.") from None


async def play(folder: Path) -> None:
    """One full story, told line by line."""
    from bot.stage import Stage
    from bot.story import tell

    stage = Stage(folder)
    await stage.open()
    try:
        await tell(stage, typer.echo)
    finally:
        await stage.close()
