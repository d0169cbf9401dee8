"""Counting a desk's cases by day. Nothing is kept for it: what is gone is counted no more than by its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, func, literal, select, type_coerce
from sqlalchemy.sql import ColumnElement

from bot.casework.case import NO_FACTS, Facts, Workflow
from storage import cases as stored
from storage.keys import StaffKeys
from storage.sealing import KeyGone, Misplaced
from storage.tables import audit, cases

_DAY = 86_400_000_000  # microseconds
_FIRST = date(1970, 1, 1).toordinal()
_NOT_STAFF = ("witness", "system")
_c = cases.c


def came(db: Connection, desk: str, since: date) -> Mapping[date, int]:
    """How many were opened on each day."""
    return _by_day(db, _c.opened_at, _c.desk == desk, _c.opened_at >= _start(since))


def closed(db: Connection, desk: str, since: date) -> Mapping[date, int]:
    """How many were closed on each day, and still are."""
    return _by_day(db, _c.closed_at, _c.desk == desk, _c.closed_at >= _start(since))


def open_now(db: Connection, desk: str) -> int:
    worked_on = [state for state in Workflow if state not in (Workflow.CLOSED, Workflow.PURGED)]
    found = select(func.count()).where(_c.desk == desk, _c.workflow.in_(worked_on))
    return int(db.execute(found).scalar_one())


def first_looks(db: Connection, desk: str, since: date, before: date) -> Mapping[int | None, int]:
    """After how many days somebody of the staff first did something with those that came in between."""
    acted = select(audit.c.case_id, func.min(audit.c.at).label("at")).where(audit.c.actor.not_in(_NOT_STAFF))
    touched = (
        acted.join(cases, _c.id == audit.c.case_id).where(*_between(desk, since, before))
        .group_by(audit.c.case_id).subquery()
    )  # fmt: skip
    after = (_day(touched.c.at) - _day(_c.opened_at)).label("after")
    counted = select(after, func.count().label("count")).select_from(
        cases.outerjoin(touched, touched.c.case_id == _c.id)
    )
    rows = db.execute(counted.where(*_between(desk, since, before)).group_by("after")).all()
    return {row.after: row[1] for row in rows}


def sealed_facts(
    db: Connection, desk: str, since: date, before: date, after: int, most: int
) -> Sequence[Row[Any]]:
    """The next of them, by id, that have facts: to be opened elsewhere, so that nobody waits for it."""
    found: Select[Any] = stored.with_report(select(_c.id, _c.code, _c.key, _c.sealed))
    wanted = found.where(*_between(desk, since, before), _c.id > after)
    return db.execute(wanted.order_by(_c.id).limit(most)).all()


def opened_facts(keys: StaffKeys, rows: Sequence[Row[Any]]) -> list[Facts]:
    """Those that are there and open still."""
    found = []
    for row in rows:
        with suppress(KeyGone, Misplaced):  # `keys verify` tells of them
            found.append(stored.facts_of(row, keys))
    return [facts for facts in found if facts != NO_FACTS]


def _by_day(db: Connection, at: ColumnElement[Any], *which: ColumnElement[bool]) -> Mapping[date, int]:
    counted = select(_day(at).label("day"), func.count()).where(*which).group_by("day")
    return {date.fromordinal(_FIRST + day): count for day, count in db.execute(counted)}


def _day(at: ColumnElement[Any]) -> ColumnElement[int]:
    """Days since 1970."""
    return type_coerce(at, BigInteger) // literal(_DAY, BigInteger, literal_execute=True)


def _between(desk: str, since: date, before: date) -> tuple[ColumnElement[bool], ...]:
    return _c.desk == desk, _c.opened_at >= _start(since), _c.opened_at < _start(before)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
