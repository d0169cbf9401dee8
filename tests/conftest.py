"""The stage that story tests play on, and the databases below it."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import databases

if TYPE_CHECKING:  # it imports aiogram, for seconds: whoever has no story to play need not wait
    from bot.stage import Stage

LONG = {
    "test_soak_short.py",
    "test_killed.py",
    "test_key_commands.py",
    "test_backups.py",
    "test_erasure.py",
    "test_desk_flood.py",
    "test_two_users.py",
    "test_desk_rows_machine.py",
}
RUN = "WITNESSLINE_TEST_RUN"  # names the test run that its processes belong to


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
    from bot.stage import Stage

    stage = Stage(_with_database(tmp_path / "data"), clock)
    await stage.open()
    yield stage
    await stage.close()


def _with_database(folder: Path) -> Path:
    """The same folder, in which there is a migrated database of SQLite's already: that is quicker."""
    folder.mkdir(mode=0o700)
    databases.sqlite_database(folder)
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """One PostgreSQL server for all processes of the run."""
    with databases.postgres_server(os.environ[RUN]) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(postgres_server: Any) -> Iterator[str]:
    """The URL of this process's database on it."""
    with databases.postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> str:
    """For `Stage.database`: SQLite in the stage's folder, then an empty PostgreSQL database."""
    return "" if request.param == "sqlite" else databases.emptied(request.getfixturevalue("postgres"))


@pytest.fixture
async def any_stage(tmp_path: Path, clock: Clock, database: str) -> AsyncIterator[Stage]:
    """The same as `stage`, once on each database."""
    from bot.stage import Stage

    folder = tmp_path / "data" if database else _with_database(tmp_path / "data")
    stage = Stage(folder, clock, database=database)
    await stage.open()
    yield stage
    await stage.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first: else one worker is left alone with the last of them."""
    items.sort(key=lambda item: item.path.name not in LONG)  # stable: a file's tests stay together


def pytest_configure(config: pytest.Config) -> None:
    """Worker processes inherit what names the run."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = uuid.uuid4().hex[:12]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Who began the run clears up after all workers."""
    if not hasattr(config, "workerinput"):
        databases.clear(os.environ[RUN])
