"""Inserts that meet a row that is already there, for both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects.postgresql import insert as on_postgresql
from sqlalchemy.dialects.sqlite import insert as on_sqlite
from sqlalchemy.sql.dml import Insert

ByDialect = Mapping[str, Insert]


def unless_there(table: Table, *columns: str) -> ByDialect:
    """An insert that leaves a row with the same `columns` as it is. Pick with `db.dialect.name`."""
    return {
        "sqlite": on_sqlite(table).on_conflict_do_nothing(index_elements=columns),
        "postgresql": on_postgresql(table).on_conflict_do_nothing(index_elements=columns),
    }


def or_change(
    table: Table, *changed: str, on: Sequence[str] = (), also: Mapping[str, ColumnElement[Any]] | None = None
) -> ByDialect:
    """An insert that sets `changed`, and `also`, in the row with the same `on`; the primary key, if that is
    not named. Pick with `db.dialect.name`."""
    lite, post = on_sqlite(table), on_postgresql(table)
    key = [table.c[name] for name in on] or list(table.primary_key)
    more = also or {}
    return {
        "sqlite": lite.on_conflict_do_update(
            key, set_={**{name: lite.excluded[name] for name in changed}, **more}
        ),
        "postgresql": post.on_conflict_do_update(
            index_elements=key, set_={**{name: post.excluded[name] for name in changed}, **more}
        ),
    }
