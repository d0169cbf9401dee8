"""Statements for many rows: each row as it was given, in its order, whatever it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from storage.prepared import Prepared
from storage.tables import Id, Moment
from storage.transaction import Store
from tests.storage.conftest import NOW

ROWS = Table(
    "rows_of_many",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("words", String(40), unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("number", BigInteger),
    Column("seen", Boolean, nullable=False),
    Column("at", Moment),
    prefixes=["TEMPORARY"],
)
KEPT = ("words", "sealed", "number", "seen", "at")
ADD = Prepared(insert(ROWS), *KEPT)
RENUMBER = Prepared(
    update(ROWS).where(ROWS.c.words == bindparam("named")).values(number=bindparam("as_now")),
    "named",
    "as_now",
    key="named",
)
REMOVE = Prepared(
    delete(ROWS).where(ROWS.c.words == bindparam("named"), ROWS.c.seen == bindparam("was_seen")),
    "named",
    "was_seen",
)
WORDS = ("plain", "", "it's", 'a "quote"', "\\x41", "%s $1 :one {}", "ԱӘ😀", "\ud7ff\u202e", None, None)


def row(words: str | None, at: int) -> dict[str, object]:
    """One with something odd in each column."""
    return {
        "words": words,
        "sealed": bytes(range(256)) * at,
        "number": None if at % 3 == 0 else (-1) ** at * (2**63 - 1),
        "seen": at % 2 == 0,
        "at": None if at % 4 == 0 else NOW + timedelta(microseconds=at),
    }


ODD = [row(words, at) for at, words in enumerate(WORDS)]


def told(db: Connection) -> list[dict[str, object]]:
    return [
        dict(found._mapping)
        for found in db.execute(select(*(ROWS.c[name] for name in KEPT)).order_by(ROWS.c.id))
    ]


async def test_many_rows_are_as_they_were_given_and_in_their_order(store: Store) -> None:
    def work(db: Connection) -> list[dict[str, object]]:
        ROWS.create(db)
        ADD.run_many(db, ODD)
        ADD.run_many(db, [row("alone", 3)])
        return told(db)

    assert await store.run(work) == [*ODD, row("alone", 3)]


async def test_of_rows_with_one_key_the_last_counts(store: Store) -> None:
    def work(db: Connection) -> dict[object, object]:
        ROWS.create(db)
        ADD.run_many(db, [row("one", 1), row("other", 2), row("third", 1)])
        RENUMBER.run_many(
            db, [{"named": name, "as_now": at} for at, name in enumerate(("one", "other", "one"))]
        )
        return {found["words"]: found["number"] for found in told(db)}

    assert await store.run(work) == {"one": 2, "other": 1, "third": 1 - 2**63}


async def test_many_are_removed_and_no_others(store: Store) -> None:
    def work(db: Connection) -> list[object]:
        ROWS.create(db)
        ADD.run_many(db, [row(name, at) for at, name in enumerate("abcd")])
        REMOVE.run_many(db, [{"named": name, "was_seen": True} for name in ("a", "b", "c", "nobody")])
        return [found["words"] for found in told(db)]

    assert await store.run(work) == ["b", "d"]


async def test_one_row_that_is_refused_leaves_none_of_its_statement(store: Store) -> None:
    def work(db: Connection) -> None:
        ROWS.create(db)
        ADD.run_many(db, [row("one", 1), row("one", 2)])

    with pytest.raises(DBAPIError):
        await store.run(work)
