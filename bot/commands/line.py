"""What commands share: settings, the database, and one line on standard error when they fail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

import typer

from bot import logs, settings
from bot.settings import BadSettings, Common, Loaded

T = TypeVar("T")


def fail(line: str) -> NoReturn:
    """One line on standard error, exit code 1."""
    typer.echo(line, err=True)
    raise typer.Exit(1)


def loaded(kind: type[Loaded]) -> Loaded:
    """The settings; else the first that is missing or wrong."""
    try:
        found = settings.load(kind)
    except BadSettings as wrong:
        fail(str(wrong).splitlines()[0])
    logs.setup(found.log_level)
    return found


def utc_now() -> datetime:
    return datetime.now(UTC)


def asked(work: Callable[[Common], Coroutine[Any, Any, T]]) -> T:
    """What the database says, with no other setting than its address."""
    return done(work(loaded(Common)))


def done(work: Coroutine[Any, Any, T]) -> T:
    """To its end; what the database or the keys refuse becomes one line, and Ctrl+C another."""
    from storage.engine import NoDatabase
    from storage.keyfiles import KeysExist, KeysMissing, LooseKeys
    from storage.transaction import StorageAway

    try:
        return asyncio.run(work)
    except NoDatabase as wrong:
        fail(f"WITNESSLINE_DATABASE: {wrong}.")
    except StorageAway:
        fail("WITNESSLINE_DATABASE: does not answer.")
    except (KeysExist, KeysMissing, LooseKeys) as wrong:
        fail(str(wrong))
    except KeyboardInterrupt:
        fail("Stopped. What was done stays done; start it again to go on.")
    except OSError as refused:
        where = f"{refused.filename}: " if refused.filename else ""
        fail(f"{where}{refused.strerror or refused}.")


async def with_bar(label: str, length: int, steps: Callable[[], Awaitable[int]]) -> int:
    """Shows how far along it is; `steps` says how many were done, 0 at the end. How many there were."""
    count = 0
    with typer.progressbar(length=max(length, 1), label=label) as bar:
        while number := await steps():
            count += number
            bar.update(number)
        bar.update(max(length, 1) - bar.pos)
    return count
