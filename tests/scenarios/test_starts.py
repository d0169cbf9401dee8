"""A start from the template is what a start of the program is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.scenarios.program import (
    PATIENCE,
    cold_command,
    command,
    environment,
    settings_of,
    start,
    telegram_alone,
)


@pytest.mark.parametrize("words", [("nonsense",), ("audit", "verify")])
async def test_it_says_and_ends_what_an_interpreter_of_its_own_does(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, printed = await command(*words, cwd=tmp_path)
    assert (code, printed) == await cold_command(*words, cwd=tmp_path)
    assert code
    assert printed


async def test_a_fault_that_nobody_catches_ends_it_with_a_traceback(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff")
    code, printed = await command("migrate", cwd=tmp_path)
    assert code == 1
    assert printed.startswith("Traceback")
    assert printed.splitlines()[-1].startswith("UnicodeDecodeError")


async def test_what_nobody_waits_for_any_more_is_killed(tmp_path: Path) -> None:
    stage = await telegram_alone(tmp_path / "data")
    started, output = await start(("run",), tmp_path, environment(**settings_of(stage)))
    started.ended.cancel()
    async with asyncio.timeout(PATIENCE):
        await output.read()  # to its end: nobody is left who could print
    await stage.server.stop()
