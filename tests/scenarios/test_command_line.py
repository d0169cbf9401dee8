"""The commands, as a person runs them: what fails says in one line what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.stage import STAFF_TOKEN, WITNESS_TOKEN, Stage
from storage.keys import ARCHIVE_SECRET
from tests.scenarios.program import cold_command, command, settings_of, telegram_alone


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await telegram_alone(tmp_path / "data")
    yield stage
    await stage.server.stop()


async def test_init_makes_the_keys_once_and_refuses_to_do_so_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    code, printed = await cold_command("init", cwd=tmp_path, data=data)
    assert code == 0, printed
    assert str(data / "keys" / ARCHIVE_SECRET) in printed
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (data / "keys").rglob("*"))

    code, printed = await command("init", cwd=tmp_path, data=data)
    assert code == 1
    assert len(printed.splitlines()) == 1
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


async def test_run_without_settings_names_the_first_that_is_missing(tmp_path: Path) -> None:
    code, printed = await command("run", cwd=tmp_path)
    assert code == 1
    assert len(printed.splitlines()) == 1
    assert "WITNESSLINE_" in printed
    assert "is not set" in printed


async def test_run_without_keys_says_so_in_one_line(tmp_path: Path, alone: Stage) -> None:
    code, printed = await command("run", cwd=tmp_path, **settings_of(alone) | {"data": tmp_path / "other"})
    assert code == 1
    assert len(printed.splitlines()) == 1
    assert "keys" in printed


async def test_run_with_a_refused_token_says_so_and_prints_no_token(tmp_path: Path, alone: Stage) -> None:
    wrong = settings_of(alone) | {"witness_tokens": "111111:no-such-bot", "log_level": "ERROR"}
    code, printed = await command("run", cwd=tmp_path, **wrong)
    assert code == 1
    assert "token" in printed.splitlines()[-1]
    assert "no-such-bot" not in printed
    assert "Traceback" not in printed


async def test_check_lists_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    wrong = {
        "witness_tokens": "nonsense",
        "desk_chat": "the desk",
        "quiet_hours": "late",
        "log_level": "LOUD",
    }
    code, printed = await command("check", cwd=tmp_path, **wrong)
    assert code == 1
    for name in ("WITNESS_TOKENS", "STAFF_TOKEN", "DESK_CHAT", "ADMINS", "QUIET_HOURS", "LOG_LEVEL"):
        assert f"WITNESSLINE_{name}:" in printed
    assert "nonsense" not in printed


async def test_check_tries_both_tokens_and_the_group(tmp_path: Path, alone: Stage) -> None:
    (alone.folder / "keys" / ARCHIVE_SECRET).unlink()
    code, printed = await command("check", cwd=tmp_path, **settings_of(alone))
    assert code == 0, printed
    for name in (alone.witness_bot.username, alone.staff_bot.username):
        assert f"@{name}" in printed
    assert "✓ Previews of files are made" in printed

    wrong = {"witness_tokens": f"{WITNESS_TOKEN},333333:no-such", "staff_token": "222222:no-such"}
    code, printed = await command("check", cwd=tmp_path, **settings_of(alone) | wrong)
    assert code == 1
    assert f"@{alone.witness_bot.username}" in printed
    assert "WITNESSLINE_WITNESS_TOKENS (number 2)" in printed
    assert "WITNESSLINE_STAFF_TOKEN" in printed
    for secret in ("no-such", *(token.partition(":")[2] for token in (WITNESS_TOKEN, STAFF_TOKEN))):
        assert secret not in printed


async def test_migrate_makes_the_database_and_may_be_repeated(tmp_path: Path) -> None:
    for _time in (1, 2):
        code, printed = await command("migrate", cwd=tmp_path, data=tmp_path / "data")
        assert code == 0, printed
    with sqlite3.connect(tmp_path / "data" / "witnessline.db") as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    assert {"drafts", "cases", "outbox", "audit"} <= names


async def test_the_demo_plays_its_story_to_the_end(tmp_path: Path) -> None:
    code, printed = await command("demo", "--script", cwd=tmp_path)
    assert code == 0, printed
    assert "Traceback" not in printed
    for word in ("Claim", "Ask", "Close", "✅"):
        assert word in printed
