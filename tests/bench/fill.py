"""Many cases at once: copies of a real one, each with another code, other seals, another witness."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Column, LargeBinary, Table

from storage.tables import metadata

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number) "
# An odd factor turns a row of numbers into as many different ones, without order: as codes are.
_CODE = "printf('%07x', (n.i * 2654435761) % 268435456)"


def fill_cases(file: Path, number: int) -> None:
    """In an SQLite database that holds one case."""
    db = sqlite3.connect(file, isolation_level=None)
    for hasty in (
        "journal_mode = DELETE",
        "journal_mode = OFF",
        "synchronous = OFF",
    ):  # whoever opens it resets them
        db.execute(f"PRAGMA {hasty}").close()
    db.execute("BEGIN")
    ((only,),) = db.execute("SELECT id FROM cases").fetchall()
    for table in metadata.sorted_tables:
        if table.name == "cases" or "case_id" in table.c:
            db.execute(_copying(table), {"number": number, "only": only})
    db.execute("COMMIT")
    db.close()


def _copying(table: Table) -> str:
    """The statement that repeats what a table has of the only case."""
    which = "id" if table.name == "cases" else "case_id"
    copied = {column.name: _value(table, column) for column in table.c}
    named = {name: value for name, value in copied.items() if value}
    return (
        f"{_NUMBERS} INSERT INTO {table.name} ({', '.join(named)}) "
        f"SELECT {', '.join(named.values())} FROM n, {table.name} AS one WHERE one.{which} = :only"
    )


def _value(table: Table, column: Column[object]) -> str:
    """What a copy has in this column; nothing where the database gives it a number."""
    match column.name:
        case "id":
            return "n.i + one.id" if table.name == "cases" else ""
        case "case_id":
            return "n.i + one.case_id"
        case "code":
            return _CODE
        case "sealed":
            return f"zeroblob(length(one.{column.name}))"  # nobody opens it: its size is what counts
        case _ if isinstance(column.type, LargeBinary):
            return f"randomblob(length(one.{column.name}))"
        case _:
            return f"one.{column.name}"
