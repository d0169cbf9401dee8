"""All rows of one database into another that is empty: from PostgreSQL into a backup, and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, delete, func, insert, make_url, select, text

from storage import migrations
from storage.engine import NoDatabase, filling, reading
from storage.tables import metadata

AT_ONCE = 1000  # rows


def snapshot(url: str, target: Path) -> None:
    """Into a new SQLite file, as the database is at one moment, while others write. Raises NoDatabase."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        _sqlite_snapshot(str(where.database), target)
        return
    migrations.upgrade(f"sqlite:///{target}")
    fill(url, f"sqlite:///{target}")
    with closing(sqlite3.connect(target)) as db:
        db.execute("PRAGMA journal_mode = DELETE").close()


def fill(source: str, target: str) -> None:
    """Every row, in one transaction; the target has the tables, and no rows but those that came with them."""
    with reading(source) as old, filling(target) as new:
        for table in metadata.sorted_tables:
            new.execute(delete(table))
            rows = old.execution_options(stream_results=True).execute(select(table))
            for some in rows.mappings().partitions(AT_ONCE):
                new.execute(insert(table), [dict(row) for row in some])
        _go_on_counting(new)


def is_new(url: str) -> bool:
    """Whether it holds no more than the tables come with."""
    with TemporaryDirectory(prefix="witnessline-new-") as room:
        fresh = f"sqlite:///{room}/new.db"
        migrations.upgrade(fresh)
        most = counts(fresh)
        return all(number <= most[name] for name, number in counts(url).items())


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with reading(url) as db:
        return {
            str(table.name): db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def _sqlite_snapshot(source: str, target: Path) -> None:
    if not Path(source).exists():
        raise NoDatabase(f"{source} does not exist")
    # In one step: a copy made in several begins anew whenever somebody writes.
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.execute("PRAGMA busy_timeout = 5000").close()
        old.backup(new, pages=-1)
        new.execute("PRAGMA journal_mode = DELETE").close()


def _go_on_counting(db: Connection) -> None:
    """PostgreSQL gives numbers from a counter that knows nothing of rows that brought theirs."""
    if db.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if table.autoincrement_column is not None and "id" in table.c:
            db.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
                )
            )
