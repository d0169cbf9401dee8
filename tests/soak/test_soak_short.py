"""The short form of the soak, for every run of the tests."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests import databases
from tests.soak.round import Round, Wanted
from tests.soak.said import empty_database
from tests.starts import template


@pytest.fixture(autouse=True)
def _hushed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "aiohttp.server")  # it grumbles at calls cut in half


async def test_25_kills_lose_double_and_invert_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'witnessline.db'}"
    outcome = await Round(Wanted("short", 25, 10, url, tmp_path, cold=0), template()).play()
    assert outcome.verdict.violations == ()
    assert outcome.kills.total() >= 25
    assert len(outcome.history.kept.cases) > 5


@pytest.mark.postgresql
async def test_8_kills_on_postgresql_lose_double_and_invert_nothing(tmp_path: Path) -> None:
    with databases.postgres_server() as server, empty_database(server) as url:
        outcome = await Round(Wanted("short", 8, 8, url, tmp_path, cold=0), template()).play()
    assert outcome.verdict.violations == ()
    assert outcome.kills.total() >= 8
    assert len(outcome.history.kept.cases) > 2
