"""Everything that lies sealed, as one table: who opens it, what is counted, checked and sealed anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, select, true, tuple_

from bot.casework.case import Workflow
from storage import (
    archive,
    cases,
    copies,
    dead_letters,
    drafts,
    files,
    manifest,
    notes,
    outbox,
    parked,
    prompts,
    questions,
    requests,
    routes,
    tables,
)
from storage.letters import Side
from storage.tables import cases as case_rows

ENDED = (Workflow.CLOSED, Workflow.PURGED)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sealed rows. `opens(keys, row)` raises KeyGone or Misplaced; `opener` holds its keys:
    a side, or who has the archive's secret. `passing`: its day's key ends, and that is as it should be."""

    words: str
    opener: str
    table: Table
    opens: Callable[[Any, Row[Any]], object]
    only: ColumnElement[bool]
    passing: bool = False

    @property
    def key(self) -> ColumnElement[str]:
        """The column that names the key, or several."""
        return self.table.c.key

    @property
    def order(self) -> tuple[ColumnElement[Any], ...]:
        return tuple(self.table.primary_key)

    def place(self, row: Row[Any]) -> tuple[Any, ...]:
        """Where a row stands in that order."""
        return tuple(getattr(row, column.key or "") for column in self.order)


def _of(side: Side, table: Table) -> ColumnElement[bool]:
    return table.c.side == side


def _there(table: Table) -> ColumnElement[bool]:
    return func.length(table.c.sealed) > 0


_T = tables
KINDS = (
    Kind("texts of cases", "staff", _T.desk_copies, copies.opened, _there(_T.desk_copies)),
    Kind("notes", "staff", _T.notes, notes.opened, true()),
    Kind("facts on cards", "staff", _T.cases, cases.opened, _there(_T.cases)),
    Kind("waiting messages", "staff", _T.outbox, outbox.opened, _of("staff", _T.outbox), passing=True),
    Kind("dead letters", "staff", _T.dead_letters, dead_letters.opened, _of("staff", _T.dead_letters), True),
    Kind("questions begun", "staff", _T.prompts, prompts.opened, _there(_T.prompts), passing=True),
    Kind(
        "questions for a second person",
        "staff",
        _T.contact_requests,
        requests.opened,
        _there(_T.contact_requests),
        passing=True,
    ),
    Kind("routes", "witness", _T.routes, routes.opened, true()),
    Kind("questions", "witness", _T.questions, questions.opened, _there(_T.questions)),
    Kind("drafts", "witness", _T.drafts, drafts.opened, true(), passing=True),
    Kind("updates that wait", "witness", _T.parked, parked.opened, true(), passing=True),
    Kind("files on their way", "witness", _T.files, files.opened, _there(_T.files), passing=True),
    Kind("waiting messages", "witness", _T.outbox, outbox.opened, _of("witness", _T.outbox), passing=True),
    Kind(
        "dead letters", "witness", _T.dead_letters, dead_letters.opened, _of("witness", _T.dead_letters), True
    ),
    Kind("signed lines", "anyone", _T.manifest, manifest.opened, true()),
    Kind("archived texts", "archive", _T.archive_copies, archive.opened, true()),
)


def counted(db: Connection, opener: str) -> dict[str, Counter[str]]:
    """For each key that rows name, how many of which kind."""
    found: dict[str, Counter[str]] = {}
    for kind in KINDS:
        if kind.opener != opener:
            continue
        query = select(kind.key.label("named"), func.count().label("number")).where(kind.only)
        for row in db.execute(query.group_by(kind.key)):
            for id in row.named.split():
                found.setdefault(id, Counter())[kind.words] += row.number
    if opener == "staff":
        for id, number in files.previews_by_key(db).items():
            found.setdefault(id, Counter())["previews"] += number
    return found


def page(db: Connection, kind: Kind, after: Any, limit: int) -> tuple[Row[Any], ...]:
    """The next rows of a kind; `after` is the last one's `place`, None at the start."""
    further = true() if after is None else tuple_(*kind.order) > tuple_(*after)
    return tuple(db.execute(select(kind.table).where(kind.only, further).order_by(*kind.order).limit(limit)))


def number(db: Connection, kind: Kind) -> int:
    return db.execute(select(func.count()).select_from(kind.table).where(kind.only)).scalar_one()


def still_open() -> ColumnElement[bool]:
    """Of `cases`: worked on, or waiting for it; a duplicate is read as long as its original is."""
    return case_rows.c.workflow.not_in(ENDED) | case_rows.c.duplicate_of.is_not(None)
