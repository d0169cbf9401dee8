"""The stage that story tests play on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.stage import Stage


@dataclass
class Clock:
    """A time that stands still until a test moves it."""

    now: datetime = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def stage(tmp_path: Path, clock: Clock) -> AsyncIterator[Stage]:
    """A local Telegram with both bots, on SQLite."""
    stage = Stage(tmp_path / "data", clock)
    await stage.open()
    yield stage
    await stage.close()
