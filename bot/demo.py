"""The demo: the real bots on a local Telegram, as a page or as one story in the terminal."""

from __future__ import annotations

import asyncio
import errno
import signal
from pathlib import Path

import typer

from bot.stage import Stage


class PortTaken(Exception):
    """Another program listens there already."""


async def serve(folder: Path, port: int) -> None:
    """The page, until a signal asks to stop."""
    from bot.simulator.demo import routes

    stage = Stage(folder)
    try:
        page = routes(stage.world, stage.witness_bot, stage.staff_bot, stage.group, stage.moderators)
        url = await stage.open(port=port, routes=page)
    except OSError as taken:
        if taken.errno == errno.EADDRINUSE:
            raise PortTaken(f"Port {port} is taken: choose another with --port.") from None
        raise
    for moderator in range(len(stage.moderators)):
        await stage.moderator(moderator).start()
    typer.echo(f"\n  Open {url} in a browser. Nothing leaves this computer. Stop with Ctrl+C.\n")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await stage.close()


async def play(folder: Path) -> None:
    """One full story, told line by line."""
    from bot.story import tell

    stage = Stage(folder)
    await stage.open()
    try:
        await tell(stage, typer.echo)
    finally:
        await stage.close()
