"""`witnessline clock`, for who has no Telegram at hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import confirm, shown
from bot.settings import Common, load
from storage import clocks
from storage.letters import Side
from storage.transaction import Store
from tests import databases

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WITNESS: tuple[Side, ...] = ("witness",)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Common:
    databases.sqlite_database(tmp_path)
    monkeypatch.setenv("WITNESSLINE_DATA", str(tmp_path))
    return load(Common)


async def _note(settings: Common, ahead: timedelta | None) -> datetime | None:
    store = Store.open(settings.database_url)
    right = await store.run(lambda db: clocks.note(db, WITNESS, NOW, ahead))
    store.close()
    return right


async def test_no_clock_in_doubt(settings: Common) -> None:
    assert await shown(settings, NOW) == ["No clock is in doubt. Here it is 2026-03-14 12:00 UTC."]


async def test_a_clock_in_doubt_is_shown_beside_the_program_s_own_time(settings: Common) -> None:
    await _note(settings, DAY)
    assert await shown(settings, NOW + DAY) == [
        "witness side: the computer says 2026-03-15 12:00 UTC; the program goes by 2026-03-14 12:00 UTC.",
        "Here it is 2026-03-15 12:00 UTC.",
    ]


async def test_it_is_confirmed_where_the_same_time_is_shown(settings: Common) -> None:
    await _note(settings, DAY)
    assert await confirm(settings, NOW + DAY)
    assert await _note(settings, DAY) == NOW + DAY


async def test_another_time_confirms_nothing(settings: Common) -> None:
    await _note(settings, DAY)
    assert not await confirm(settings, NOW)
    assert await _note(settings, DAY) is None
