"""The migrated schema is the one that the code speaks to."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage import migrations
from storage.engine import engine_for
from storage.tables import metadata


def test_the_migrated_schema_is_the_one_in_the_tables(url: str) -> None:
    engine = engine_for(url)
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_migrated_database_has_nothing_pending(url: str) -> None:
    assert not migrations.pending(url)


def test_an_empty_database_has_everything_pending(tmp_path: Path) -> None:
    assert migrations.pending(f"sqlite:///{tmp_path / 'empty.db'}")


def test_upgrading_twice_changes_nothing(url: str) -> None:
    migrations.upgrade(url)
    assert not migrations.pending(url)
