"""Statements of the hot path: built with Core, compiled once, run on the driver at half the cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Connection,
    Insert,
    LargeBinary,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

from storage import shared

_Processor = Callable[[Any], Any]
_ROWS = "rows"  # the parameter that holds all rows of a statement for many


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`order` names the parameters, with a processor those that the driver does not take as they are."""

    sql: str
    fixed: Mapping[str, Any]
    order: tuple[tuple[str, _Processor | None], ...]
    types: Mapping[str, TypeEngine[Any]]

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """As the driver takes them."""
        bound = {**self.fixed, **values} if self.fixed else values
        return [bound[name] if process is None else process(bound[name]) for name, process in self.order]


class Prepared:
    """One statement; where databases differ, one for each dialect's name. `names` are the columns of an
    insert or the parameters of a query. Defaults of columns are not filled in: pass every column. With `key`,
    `run_many` takes only the last row for each value of that column: an update needs it, and an insert that
    changes the row it meets."""

    def __init__(
        self, statement: ClauseElement | Mapping[str, ClauseElement], *names: str, key: str | None = None
    ) -> None:
        self._statement = statement
        self._names = names
        self._key = key
        self._compiled: dict[str, _Compiled] = {}
        self._compiled_for_many: dict[str, _Compiled] = {}

    def run(self, db: Connection, values: Mapping[str, Any]) -> Any:
        """The driver's cursor. Its errors are raised as SQLAlchemy would."""
        shared.flush(db)
        compiled = self._for_one(db.dialect)
        return on_driver(db, compiled.sql, compiled.given(values))

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """For each row, in this order. PostgreSQL is given all of them in one statement: one for each would
        cost the driver some five times as much."""
        if self._key is not None:
            rows = list({row[self._key]: row for row in rows}.values())
        one = self._for_one(db.dialect)
        if db.dialect.name == "sqlite":
            on_driver(db, one.sql, [one.given(row) for row in rows], many=True)
        else:
            many = self._for_many(db.dialect, one)
            on_driver(db, many.sql, many.given({_ROWS: _written(one, rows)}))

    def later(self, db: Connection, values: Mapping[str, Any]) -> None:
        """With those of others, when nobody waits for what comes of it."""
        shared.later(db, self.run_many, values)

    def _for_one(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compiled(self._stated(dialect), self._names, dialect)
        return found

    def _for_many(self, dialect: Dialect, one: _Compiled) -> _Compiled:
        found = self._compiled_for_many.get(dialect.name)
        if found is None:
            whole = _of_rows(self._stated(dialect), {name: one.types[name] for name in self._names})
            found = self._compiled_for_many[dialect.name] = _compiled(whole, (_ROWS,), dialect)
        return found

    def _stated(self, dialect: Dialect) -> ClauseElement:
        statement = self._statement
        return statement if isinstance(statement, ClauseElement) else statement[dialect.name]


def _compiled(statement: ClauseElement, names: Sequence[str], dialect: Dialect) -> _Compiled:
    made: Any = statement.compile(dialect=dialect, column_keys=list(names))
    types = {name: bind.type for name, bind in made.binds.items()}
    processors = {
        name: type_.dialect_impl(dialect).bind_processor(dialect)
        for name, type_ in types.items()
        if not isinstance(type_, LargeBinary)  # drivers take bytes as they are
    }
    order = tuple((str(name), processors.get(name)) for name in made.positiontup)
    fixed = {name: value for name, value in made.params.items() if name not in names}
    return _Compiled(str(made), fixed, order, types)


def _of_rows(statement: ClauseElement, types: Mapping[str, TypeEngine[Any]]) -> ClauseElement:
    """The same for all rows in one parameter, a JSON array: the SQL is the same however many there are."""
    columns = (column(name, type_) for name, type_ in types.items())
    given = func.json_to_recordset(cast(bindparam(_ROWS), JSON)).table_valued(*columns)
    rows = given.render_derived(name=_ROWS, with_types=True)
    if isinstance(statement, Insert):
        return statement.from_select(list(types), select(*rows.c), include_defaults=False)

    def instead(element: Any, **_: Any) -> Any:
        return rows.c[element.key] if isinstance(element, BindParameter) and element.key in types else None

    replaced: ClauseElement = replacement_traverse(statement, {}, instead)  # type: ignore[assignment]
    return replaced


def _written(one: _Compiled, rows: Sequence[Mapping[str, Any]]) -> str:
    """Without the values that are the same in all."""
    taken = [pair for pair in one.order if pair[0] not in one.fixed]
    whole = [
        {name: row[name] if process is None else process(row[name]) for name, process in taken}
        for row in rows
    ]
    return orjson.dumps(whole, _hex).decode()


def _hex(value: bytes) -> str:
    """As PostgreSQL writes bytes."""
    return f"\\x{value.hex()}"


def of_many(
    column: ColumnElement[Any], query: Callable[[ColumnElement[bool]], ClauseElement]
) -> Callable[[Connection, Sequence[Any]], list[Any]]:
    """What runs a query for many keys at once; `query` is given which rows they are. It is compiled for few
    numbers of keys, not for each."""

    @cache
    def prepared(count: int) -> Prepared:
        names = [f"key_{number}" for number in range(count)]
        return Prepared(query(column.in_([bindparam(name, type_=column.type) for name in names])), *names)

    def rows(db: Connection, keys: Sequence[Any]) -> list[Any]:
        asked = shared.padded(keys)
        found = prepared(len(asked)).run(db, {f"key_{at}": key for at, key in enumerate(asked)})
        return list(found.fetchall())

    return rows


def on_driver(db: Connection, sql: str, given: Any = (), *, many: bool = False) -> Any:
    """The driver's cursor after this statement, with `many` once for each of those given. Its errors are
    raised as SQLAlchemy would."""
    cursor = db.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(sql, given)
    except db.dialect.loaded_dbapi.Error as wrong:
        raise _named(db, wrong, cursor) from wrong
    return cursor


def _named(db: Connection, wrong: Any, cursor: Any) -> BaseException:
    lost = db.dialect.is_disconnect(wrong, db.connection.dbapi_connection, cursor)
    if lost:
        db.invalidate(wrong)
    named: BaseException = DBAPIError.instance(
        "a statement of the hot path",
        None,
        wrong,
        db.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=db.dialect,
    )
    return named
