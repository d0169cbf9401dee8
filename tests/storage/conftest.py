"""Every storage test runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import keys
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests import databases

NOW = datetime(2026, 11, 22, 12, 30, 0, 123_456, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return databases.sqlite_database(tmp_path)
    return databases.emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store.open(url)
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Keys, just made."""
    folder = tmp_path / "keys"
    keys.create(folder, NOW)
    return folder


@pytest.fixture
def witness_keys(folder: Path) -> WitnessKeys:
    return WitnessKeys.load(folder)


@pytest.fixture
def staff_keys(folder: Path) -> StaffKeys:
    return StaffKeys.load(folder)
