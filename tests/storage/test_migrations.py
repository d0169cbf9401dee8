"""The migrated schema is the one that the code speaks to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.casework.case import Role
from bot.casework.staffing import Seat
from storage import audit, cases, manifest, migrations, routes, staff
from storage.audit import Head
from storage.engine import engine_for
from storage.keys import StaffKeys
from storage.tables import metadata
from tests import databases

BEFORE_RECEIPTS = import_module("storage.migrations.versions.0005_receipts").down_revision
BEFORE_BYTES = import_module("storage.migrations.versions.0021_bytes").down_revision
BEFORE_ERASURE = import_module("storage.migrations.versions.0009_erasure").down_revision


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    with databases.postgres_database(server, of="template0") as url:
        yield url


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


def test_signed_lines_and_routes_are_taken_along(fresh_url: str) -> None:
    """0021: their tables are made anew; each row stays, and is found as before."""
    command.upgrade(migrations._config(fresh_url), BEFORE_BYTES)
    engine = engine_for(fresh_url)
    line = "INSERT INTO manifest (id, case_id, sequence, digest, at, key, signature) VALUES"
    way = "INSERT INTO routes (case_id, witness, key, sealed, opened_at, expires_at, silenced) VALUES"
    with engine.begin() as db:
        blobs = {"a": b"\x00\xff" * 16, "b": b"\x01" * 64}
        db.execute(text(f"{line} (7, 3, 0, :a, 5, 'sign-1', :b), (8, 3, 1, :a, 6, 'sign-1', :b)"), blobs)
        kept, ending = "(3, :a, 'route-1', :b, 5, NULL, false)", "(4, :a, 'route-1', :b, 6, 9, true)"
        db.execute(text(f"{way} {kept}, {ending}"), blobs)
    migrations.upgrade(fresh_url)
    with engine.begin() as db:
        assert [(line.sequence, line.digest, line.signature) for line in manifest.lines(db, 3)] == [
            (0, blobs["a"], blobs["b"]),
            (1, blobs["a"], blobs["b"]),
        ]
        assert routes.of_witness(db, blobs["a"]) == (4, 3)
        assert [routes.silenced(db, case) for case in (3, 4)] == [False, True]
        routes.forget_expired(db, datetime(1970, 1, 2, tzinfo=UTC))
        assert routes.of_witness(db, blobs["a"]) == (3,)
    engine.dispose()
