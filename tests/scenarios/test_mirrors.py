"""The list of our own bots: printed with what Telegram says, signed, and verified by anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.stage import MIRROR_TOKEN, Stage
from storage import keys
from tests.scenarios.program import command, settings_of, telegram_alone


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Stage]:
    """A Telegram with two bots of ours, neither of which runs."""
    stage = await telegram_alone(tmp_path / "data", mirrored=True)
    yield stage
    await stage.server.stop()


async def _mirrors(stage: Stage, *words: str, **changed: object) -> tuple[int, str]:
    return await command("mirrors", *words, cwd=stage.folder, **settings_of(stage) | changed)


async def test_the_list_names_each_bot_as_telegram_does_and_can_be_verified(
    alone: Stage, tmp_path: Path
) -> None:
    code, printed = await _mirrors(alone)
    assert code == 0
    assert "@tell_us_safely_bot  https://t.me/tell_us_safely_bot\n" in printed
    assert "@tell_us_also_bot  https://t.me/tell_us_also_bot\n" in printed
    assert "We never ask for your phone number, a login code, a password or money." in printed
    assert MIRROR_TOKEN.partition(":")[2] not in printed

    public = keys.signer(alone.folder / "keys").public
    assert f"Key: {public}\n" in printed
    copied = tmp_path / "list.txt"
    copied.write_text("\n\n".join(f"  {line}\r" for line in printed.splitlines()))
    for words in (("--verify", str(copied)), ("--verify", str(copied), "--key", public)):
        code, said = await _mirrors(alone, *words)
        assert (code, "This list is ours" in said) == (0, True), said

    copied.write_text(printed.replace("tell_us_also_bot", "tell_us_a1so_bot"))
    code, said = await _mirrors(alone, "--verify", str(copied))
    assert (code, "It was changed" in said) == (1, True), said


async def test_a_bot_that_is_not_reached_is_named_so(alone: Stage) -> None:
    alone.server.faults.next("getMe", bot=alone.mirror_bot, kind="error500")
    code, printed = await _mirrors(alone)
    assert code == 0
    assert "@tell_us_safely_bot" in printed
    assert "Bot 333333: not reached on this day" in printed


async def test_a_bot_that_telegram_has_shut_is_named_so(alone: Stage) -> None:
    code, printed = await _mirrors(alone, witness_tokens=f"{alone.witness_tokens[0]},444444:gone")
    assert code == 0
    assert "Bot 444444: Telegram does not know it any more" in printed


async def test_without_any_bot_there_is_no_list(alone: Stage) -> None:
    code, printed = await _mirrors(alone, witness_tokens="444444:gone")
    assert (code, "Signature" in printed) == (1, False)
