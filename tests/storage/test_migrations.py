"""The migrated schema is the one that the code speaks to."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.casework.case import Role
from bot.casework.staffing import Seat
from storage import audit, cases, migrations, staff
from storage.audit import Head
from storage.engine import engine_for
from storage.keys import StaffKeys
from storage.tables import metadata

BEFORE_RECEIPTS = import_module("storage.migrations.versions.0005_receipts").down_revision
BEFORE_ERASURE = import_module("storage.migrations.versions.0009_erasure").down_revision


def test_the_migrated_schema_is_the_one_in_the_tables(url: str) -> None:
    engine = engine_for(url)
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_seats_and_the_trail_are_taken_along(tmp_path: Path) -> None:
    """0003b: admins so far were named by the settings; where a row of the trail is missing it closes up."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(migrations._config(url), "0003")
    engine = engine_for(url)
    with engine.begin() as db:
        db.execute(text("INSERT INTO staff VALUES (5, 'admin', 'ru', 1), (6, 'moderator', NULL, 0)"))
        row = "INSERT INTO audit (id, actor, action, reason, at, previous, hash) VALUES"
        db.execute(
            text(f"{row} (1, '5', 'read', '', 0, x'00', x'01'), (4, '5', 'read', '', 0, x'01', x'02')")
        )
    migrations.upgrade(url)
    with engine.begin() as db:
        assert staff.seats(db) == (Seat(5, named=True), Seat(6, Role.MODERATOR))
        assert staff.language_of(db, 5) == "ru"
        assert list(db.scalars(text("SELECT id FROM audit ORDER BY id"))) == [1, 2]
        assert audit.head(db) == Head(2, b"\x02")
    engine.dispose()


def test_a_migrated_database_has_nothing_pending(url: str) -> None:
    assert not migrations.pending(url)


def test_an_empty_database_has_everything_pending(tmp_path: Path) -> None:
    assert migrations.pending(f"sqlite:///{tmp_path / 'empty.db'}")


def test_upgrading_twice_changes_nothing(url: str) -> None:
    migrations.upgrade(url)
    assert not migrations.pending(url)


def test_a_case_from_before_receipts_has_no_flag(tmp_path: Path, staff_keys: StaffKeys) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(migrations._config(url), BEFORE_RECEIPTS)
    engine = engine_for(url)
    with engine.begin() as db:
        db.execute(
            text(
                "INSERT INTO cases (code, track, desk, workflow, priority, version, opened_at, key, sealed)"
                " VALUES ('K7-4FQ2', 'report', 'main', 'new', 'normal', 1, 0, '', x'')"
            )
        )
    migrations.upgrade(url)
    with engine.begin() as db:
        found = cases.by_code(db, staff_keys, "K7-4FQ2")
    engine.dispose()
    assert found is not None
    assert found.flags == frozenset()


def test_pictures_that_had_a_preview_keep_it(tmp_path: Path) -> None:
    """0008: until then every preview was a JPEG."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    config = migrations._config(url)
    step = ScriptDirectory.from_config(config).get_revision("0008")
    assert step is not None
    assert isinstance(step.down_revision, str)
    command.upgrade(config, step.down_revision)
    engine = engine_for(url)
    row = "INSERT INTO files (file, state, kind, size, preview, key, sealed, attempts) VALUES "
    with engine.begin() as db:
        for name, preview in (("picture", 1), ("paper", 0)):
            db.execute(text(f"{row} ('{name}', 'arrived', 'photo', 1, {preview}, '', '', 0)"))
    migrations.upgrade(url)
    with engine.connect() as db:
        kept = db.execute(text("SELECT file, preview FROM files ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in kept] == [("picture", "jpg"), ("paper", None)]


def test_what_had_come_by_the_last_reading_counts_as_read(tmp_path: Path) -> None:
    """0009: a reply after it, and every reply to a case that nobody has read, does not."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(migrations._config(url), BEFORE_ERASURE)
    engine = engine_for(url)
    with engine.begin() as db:
        case = (
            "INSERT INTO cases (id, code, track, desk, workflow, priority, version, opened_at, key, sealed)"
            " VALUES (:id, :code, 'report', 'main', 'closed', 'normal', 1, 0, '', x'')"
        )
        item = (
            "INSERT INTO desk_copies (case_id, sequence, key, sealed, at) VALUES (:id, :number, '', x'', :at)"
        )
        for id, code in ((1, "K7-4FQ2"), (2, "K7-4FQ3")):
            db.execute(text(case), {"id": id, "code": code})
            for number, at in enumerate((10, 20, 30)):
                db.execute(text(item), {"id": id, "number": number, "at": at})
        db.execute(
            text(
                "INSERT INTO audit (id, case_id, actor, action, reason, at, previous, hash)"
                " VALUES (1, 1, '5', 'read', '', 25, x'00', x'01')"
            )
        )
    migrations.upgrade(url)
    with engine.begin() as db:
        assert list(db.execute(text("SELECT id, read_to FROM cases ORDER BY id"))) == [(1, 1), (2, 0)]
    engine.dispose()
