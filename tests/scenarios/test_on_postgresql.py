"""The stories that write most, once more: on PostgreSQL."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.stage import Stage
from tests import databases
from tests.conftest import Clock
from tests.scenarios import (
    test_files,
    test_follow_ups,
    test_restarts,
    test_several_witnesses,
    test_the_whole_story,
    test_withdrawal,
)

MODULES = (
    test_the_whole_story,
    test_several_witnesses,
    test_restarts,
    test_withdrawal,
    test_files,
    test_follow_ups,
)
Story = Callable[..., Awaitable[None]]

pytestmark = pytest.mark.postgresql


def _stories(modules: tuple[ModuleType, ...]) -> Iterator[Any]:
    """Those that need no more than the stage, or the stage and its clock."""
    for module in modules:
        for name, story in vars(module).items():
            if inspect.iscoroutinefunction(story) and name.startswith("test_"):
                wanted = set(inspect.signature(story).parameters)
                if "stage" in wanted and wanted <= {"stage", "clock"} and not hasattr(story, "pytestmark"):
                    yield pytest.param(story, id=name.removeprefix("test_"))


@pytest.fixture
async def stage(tmp_path: Path, clock: Clock, postgres: str) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path / "data", clock, database=databases.emptied(postgres))
    await stage.open()
    yield stage
    await stage.close()


@pytest.mark.parametrize("story", list(_stories(MODULES)))
async def test_on_postgresql(story: Story, stage: Stage, clock: Clock) -> None:
    known = {"stage": stage, "clock": clock}
    await story(**{name: known[name] for name in inspect.signature(story).parameters})
