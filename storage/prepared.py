"""Statements of the hot path: built with Core, compiled once, run on the driver at half the cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ClauseElement

from storage import shared

_Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`order` names the parameters; with a processor those that the driver does not take as they are."""

    sql: str
    fixed: Mapping[str, Any]
    order: tuple[tuple[str, _Processor | None], ...]
    positional: bool

    def given(self, values: Mapping[str, Any]) -> Any:
        """As the driver takes them."""
        bound = {**self.fixed, **values} if self.fixed else values
        if self.positional:
            return [bound[name] if process is None else process(bound[name]) for name, process in self.order]
        return {
            name: bound[name] if process is None else process(bound[name]) for name, process in self.order
        }


class Prepared:
    """One statement; where databases differ, one for each dialect's name. `names` are the columns of an
    insert or the parameters of a query. Defaults of columns are not filled in: pass every column."""

    def __init__(self, statement: ClauseElement | Mapping[str, ClauseElement], *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled: dict[str, _Compiled] = {}

    def run(self, db: Connection, values: Mapping[str, Any]) -> Any:
        """The driver's cursor. Its errors are raised as SQLAlchemy would."""
        shared.flush(db)
        compiled = self._compiled.get(db.dialect.name) or self._compile(db.dialect)
        return on_driver(db, compiled.sql, compiled.given(values))

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once for each row, in this order."""
        compiled = self._compiled.get(db.dialect.name) or self._compile(db.dialect)
        on_driver(db, compiled.sql, [compiled.given(row) for row in rows], many=True)

    def later(self, db: Connection, values: Mapping[str, Any]) -> None:
        """With those of others, when nobody waits for what comes of it."""
        shared.later(db, self.run_many, values)

    def _compile(self, dialect: Dialect) -> _Compiled:
        statement = self._statement
        if not isinstance(statement, ClauseElement):
            statement = statement[dialect.name]
        made: Any = statement.compile(dialect=dialect, column_keys=list(self._names))
        processors = {
            name: processor
            for name, bind in made.binds.items()
            if (processor := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        order = tuple(made.positiontup) if made.positional else tuple(made.params)
        fixed = {name: value for name, value in made.params.items() if name not in self._names}
        compiled = _Compiled(
            str(made), fixed, tuple((name, processors.get(name)) for name in order), made.positional
        )
        self._compiled[dialect.name] = compiled
        return compiled


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
