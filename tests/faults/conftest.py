"""A computer whose clock can be wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.stage import Stage
from tests.conftest import Clock


@dataclass
class Times:
    """The time it is, also at Telegram, and by how much the computer's clock is wrong."""

    true: Clock
    off: timedelta = timedelta()
    slept: float = 0.0

    def wall(self) -> datetime:
        return self.true() + self.off

    def steady(self) -> float:
        return self.true().timestamp() - self.slept

    def sleep(self, **span: float) -> None:
        """So long a sleep, which even the steady clock does not count."""
        self.true.advance(**span)
        self.slept += timedelta(**span).total_seconds()


@pytest.fixture
def times(clock: Clock) -> Times:
    return Times(clock)


@pytest.fixture
async def jumpy(tmp_path: Path, times: Times, database: str) -> AsyncIterator[Stage]:
    """A stage whose computer's clock can be wrong."""
    stage = Stage(tmp_path / "data", times.true, times.steady, database=database)
    stage.clock = times.wall
    await stage.open()
    yield stage
    await stage.close()
