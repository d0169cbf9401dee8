"""Cases: what staff work on, and the few words of their state that a witness may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, exists, insert, literal, select
from sqlalchemy.sql import ColumnElement

from bot.casework.case import (
    NO_FACTS,
    Case,
    CloseReason,
    Facts,
    Flag,
    Handover,
    Item,
    Passing,
    Priority,
    RestReason,
    Track,
    Verification,
    Workflow,
)
from bot.questionnaire.answers import Entry
from bot.questionnaire.glossary import NO_GLOSSARY, Glossary
from storage import copies, duplicates, glossaries, notes, original_requests
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.sealing import KeyGone, Misplaced, Reader, deflated, inflated
from storage.tables import cases, desk_copies, routes
from storage.transaction import Store

_FACTS = TypeAdapter(Facts)
_PARTNER = select(routes.c.partner).where(routes.c.case_id == cases.c.id).scalar_subquery()
_REPORT = desk_copies.alias("report")


@dataclass(frozen=True, slots=True)
class CaseState:
    """What the witness side may know of a case: nothing that it says. `partner`: whether the witness has
    agreed to one, None if only the desk knows."""

    id: int
    code: str
    workflow: Workflow
    closed_reason: CloseReason | None
    opened_at: datetime
    handover: Handover = Handover.NONE
    partner: bool | None = None


def open_case(
    db: Connection,
    keys: WitnessKeys,
    *,
    code: str,
    priority: Priority,
    facts: Facts,
    entries: tuple[Entry, ...],
    now: datetime,
    desk: str = "main",
    track: Track = Track.REPORT,
    glossary: Glossary = NO_GLOSSARY,
) -> int:
    """Its id. The report becomes item 0; `glossary` has the words of its questionnaire."""
    row = {
        "code": code,
        "track": track,
        "desk": desk,
        "workflow": Workflow.NEW,
        "priority": priority,
        "version": 1,
        "opened_at": now,
        "key": "",
        "sealed": b"",  # the facts are with the report, until they change
    }
    case_id: int = db.execute(insert(cases).returning(cases.c.id), row).scalar_one()
    allowed = [name for name in ("contact", "partner", "publish") if getattr(facts.consent, name)]
    about = {"code": code, "language": facts.language, "consents": allowed}
    glossaries.keep(db, glossary)
    copies.add(db, keys, case_id, desk, "report", entries, now, about, glossary, facts)
    return case_id


def load(db: Connection, keys: StaffKeys, case_id: int) -> Case | None:
    """Locked until the transaction ends."""
    return _one(db, keys, cases.c.id == case_id)


def by_code(db: Connection, keys: StaffKeys, code: str) -> Case | None:
    """Locked until the transaction ends."""
    return _one(db, keys, cases.c.code == code)


def sealed(db: Connection, case_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Not locked: to be opened elsewhere, so that nobody waits for it."""
    wanted = with_report(select(cases)).where(cases.c.id.in_(case_ids))
    return db.execute(wanted.order_by(cases.c.id)).all()


def opened_cases(keys: StaffKeys, rows: Sequence[Row[Any]]) -> Iterator[Case]:
    """Those that open still."""
    for row in rows:
        with suppress(KeyGone, Misplaced):  # `keys verify` tells of them
            yield _case(row, keys)


def desks(db: Connection) -> tuple[str, ...]:
    """Those that have had a case."""
    return tuple(db.scalars(select(cases.c.desk).distinct()))


def codes(db: Connection, case_ids: Collection[int]) -> tuple[str, ...]:
    """Without opening them."""
    return tuple(db.scalars(select(cases.c.code).where(cases.c.id.in_(case_ids)).order_by(cases.c.id)))


def is_closed(db: Connection, case_id: int) -> bool:
    state = db.execute(select(cases.c.workflow).where(cases.c.id == case_id)).scalar_one_or_none()
    return state in (Workflow.CLOSED, Workflow.PURGED)


def closed_at(db: Connection, case_id: int) -> datetime | None:
    """None while it is open."""
    found: datetime | None = db.scalar(select(cases.c.closed_at).where(cases.c.id == case_id))
    return found if is_closed(db, case_id) else None


def code_taken(db: Connection, code: str) -> bool:
    return bool(db.execute(select(exists().where(cases.c.code == code))).scalar_one())


def update(db: Connection, keys: StaffKeys, before: Case, case: Case) -> None:
    """Writes the whole value; the caller has loaded `before` in this transaction. Facts that stay are not
    sealed again."""
    values = {
        "desk": case.desk,
        "workflow": case.workflow,
        "priority": case.priority,
        "version": case.version,
        "assignee": case.assignee,
        "claimed_until": case.claimed_until,
        "closed_reason": case.closed_reason,
        "closed_at": case.closed_at,
        "flags": " ".join(sorted(case.flags)),
        "verification": case.verification,
        "handover": case.handover,
        "rests_until": case.rests_until,
        "rest_reason": case.rest_reason,
        "duplicate_of": case.duplicate_of,
        "due_at": case.due_at,
        "closed_from": case.closed_from,
        "assigned_by": case.assigned_by,
        **_passing_values(case.passing),
    }
    if case.workflow is Workflow.PURGED:
        values |= {"opened_at": case.opened_at, "sealed": b""}
    elif case.facts not in (NO_FACTS, before.facts):
        reader = keys.desk.of(case.desk)
        sealed = reader.recipient.seal(deflated(_FACTS.dump_json(case.facts)), _place(case.code))
        values |= {"key": reader.id, "sealed": sealed}
    db.execute(cases.update().where(cases.c.id == case.id).values(values))


def add_item(
    db: Connection, keys: WitnessKeys, case_id: int, kind: str, entries: tuple[Entry, ...], now: datetime
) -> int:
    """Its sequence within the case."""
    found = db.execute(select(cases.c.code, cases.c.desk).where(cases.c.id == case_id)).one()
    return copies.add(db, keys, case_id, found.desk, kind, entries, now, {"code": found.code})


def items(db: Connection, keys: StaffKeys, case_id: int) -> tuple[Item, ...]:
    """In the order they came."""
    return copies.of_case(db, keys, case_id)


def note_reading(db: Connection, case_id: int, seen: Collection[Item]) -> None:
    """Somebody of the staff has opened all of these."""
    last = max((item.sequence for item in seen), default=0)
    db.execute(cases.update().where(cases.c.id == case_id).values(read_to=last))


def withdraw(db: Connection, case_id: int, now: datetime) -> None:
    """Both copies and the facts go; what is left is that there was a case."""
    empty(db, case_id)
    gone = {
        "workflow": Workflow.CLOSED,
        "closed_reason": CloseReason.WITHDRAWN,
        "closed_at": day_of(now),
        "closed_from": None,
        "duplicate_of": None,
        "due_at": None,
    }
    db.execute(cases.update().where(cases.c.id == case_id).values(version=cases.c.version + 1, **gone))


def empty(db: Connection, case_id: int) -> None:
    """Both copies of what it says, its facts, and what staff noted about it."""
    copies.remove(db, case_id)
    notes.remove(db, case_id)
    original_requests.remove(db, case_id)
    db.execute(cases.update().where(cases.c.id == case_id).values(sealed=b""))
    Store.scrub(db)


def states(db: Connection, case_ids: Collection[int]) -> tuple[CaseState, ...]:
    """The newest first; of a closing that can still be undone they know nothing, nor of a duplicate that it
    is one."""
    found = (
        select(cases, duplicates.waits().label("open_elsewhere"), _PARTNER.label("partner"))
        .where(cases.c.id.in_(case_ids))
        .order_by(cases.c.id.desc())
    )
    return tuple(map(_state, db.execute(found)))


def _state(row: Row[Any]) -> CaseState:
    workflow, reason = Workflow(row.workflow), _reason(row)
    if row.open_elsewhere:
        workflow, reason = Workflow.IN_REVIEW, None
    elif row.closed_from is not None:
        workflow, reason = Workflow(row.closed_from), None
    return CaseState(row.id, row.code, workflow, reason, row.opened_at, Handover(row.handover), row.partner)


def rested(db: Connection, now: datetime) -> tuple[int, ...]:
    """Those on hold whose time has come."""
    over = (cases.c.workflow == Workflow.ON_HOLD, cases.c.rests_until <= now)
    return tuple(db.scalars(select(cases.c.id).where(*over).order_by(cases.c.id)))


def closed_for_good(db: Connection, before: datetime) -> tuple[int, ...]:
    """Those that were closed before then, and could still be undone to something."""
    over = (cases.c.closed_from.is_not(None), cases.c.closed_at < before)
    return tuple(db.scalars(select(cases.c.id).where(*over).order_by(cases.c.id)))


def held_by(db: Connection, user: int) -> tuple[int, ...]:
    """The open cases that somebody has claimed."""
    open = cases.c.workflow.not_in((Workflow.CLOSED, Workflow.PURGED))
    return tuple(db.scalars(select(cases.c.id).where(cases.c.assignee == user, open).order_by(cases.c.id)))


def offered_to(db: Connection, user: int, mark: str | None = None) -> tuple[int, ...]:
    """The cases that somebody may accept; with this mark, if one is given."""
    mine = [cases.c.passed_to == user, *([cases.c.passed_mark == mark] if mark else [])]
    return tuple(db.scalars(select(cases.c.id).where(*mine).order_by(cases.c.id)))


def offered_by(db: Connection, user: int) -> tuple[int, ...]:
    """The cases that somebody wants to pass on."""
    return tuple(db.scalars(select(cases.c.id).where(cases.c.passed_by == user).order_by(cases.c.id)))


def unaccepted(db: Connection, now: datetime) -> tuple[int, ...]:
    """Those that nobody accepted in time."""
    return tuple(db.scalars(select(cases.c.id).where(cases.c.passed_until <= now).order_by(cases.c.id)))


def free(db: Connection, user: int) -> None:
    """Whatever still has their name on it, open or closed, loses it; nothing else changes."""
    named = cases.update().where(cases.c.assignee == user)
    db.execute(named.values(assignee=None, claimed_until=None))
    db.execute(cases.update().where(cases.c.assigned_by == user).values(assigned_by=None))


def note_late(db: Connection, case_id: int) -> None:
    """What the witness of a duplicate wrote before its closing was final is there, should that be undone."""
    waits = cases.c.closed_from.in_((Workflow.AWAITING_WITNESS, Workflow.ON_HOLD))
    change = cases.update().where(cases.c.id == case_id, waits)
    db.execute(change.values(closed_from=Workflow.WITNESS_REPLIED))


def raise_by_witness(db: Connection, case_id: int) -> bool:
    """Whether the case was waiting or closed, and now has something new to look at."""
    resting = cases.c.workflow.in_((Workflow.AWAITING_WITNESS, Workflow.ON_HOLD, Workflow.CLOSED))
    nothing = ("duplicate_of", "closed_reason", "closed_at", "closed_from", "rests_until", "rest_reason")
    raised = {"workflow": Workflow.WITNESS_REPLIED, **dict.fromkeys(nothing)}
    change = cases.update().where(cases.c.id == case_id, resting)
    return db.execute(change.values(version=cases.c.version + literal(1), **raised)).rowcount == 1


def revoke(db: Connection, case_id: int) -> None:
    """The witness takes back what was offered: from now on nobody can accept it."""
    offered = cases.update().where(cases.c.id == case_id, cases.c.handover == Handover.OFFERED)
    db.execute(offered.values(handover=Handover.REVOKED, version=cases.c.version + 1))


def _one(db: Connection, keys: StaffKeys, which: ColumnElement[bool]) -> Case | None:
    found = with_report(select(cases)).where(which).with_for_update(of=cases)
    row = db.execute(found).one_or_none()
    return None if row is None else _case(row, keys)


def with_report(query: Select[Any]) -> Select[Any]:
    """Of `cases`, with what `facts_of` needs."""
    report = (_REPORT.c.case_id == cases.c.id) & (_REPORT.c.sequence == 0)
    return query.add_columns(
        _REPORT.c.key.label("report_key"), _REPORT.c.sealed.label("report")
    ).outerjoin_from(cases, _REPORT, report)


def _case(row: Row[Any], keys: StaffKeys) -> Case:
    return Case(
        id=row.id,
        code=row.code,
        track=Track(row.track),
        desk=row.desk,
        workflow=Workflow(row.workflow),
        priority=Priority(row.priority),
        opened_at=row.opened_at,
        facts=facts_of(row, keys),
        version=row.version,
        assignee=row.assignee,
        claimed_until=row.claimed_until,
        closed_reason=_reason(row),
        closed_at=row.closed_at,
        flags=frozenset(map(Flag, row.flags.split())),
        verification=Verification(row.verification),
        handover=Handover(row.handover),
        rests_until=row.rests_until,
        rest_reason=None if row.rest_reason is None else RestReason(row.rest_reason),
        duplicate_of=row.duplicate_of,
        due_at=row.due_at,
        closed_from=None if row.closed_from is None else Workflow(row.closed_from),
        passing=_passing(row),
        assigned_by=row.assigned_by,
    )


def _passing(row: Row[Any]) -> Passing | None:
    if row.passed_until is None:
        return None
    return Passing(row.passed_by, row.passed_to, row.passed_until, row.passed_mark)


def _passing_values(passing: Passing | None) -> dict[str, Any]:
    names = ("passed_by", "passed_to", "passed_until", "passed_mark")
    if passing is None:
        return dict.fromkeys(names)
    return dict(zip(names, (passing.by, passing.to, passing.until, passing.mark), strict=True))


def facts_of(row: Row[Any], keys: StaffKeys) -> Facts:
    """None of a case whose text is gone. KeyGone, Misplaced."""
    if row.sealed:
        return _FACTS.validate_json(inflated(opened(keys, row)))
    if row.report is None:
        return NO_FACTS
    return copies.facts_of(keys, row.id, row.report_key, row.report) or NO_FACTS


def opened(keys: StaffKeys, row: Row[Any]) -> bytes:
    """Its facts. KeyGone, Misplaced."""
    return keys.desk.named(row.key).open(row.sealed, _place(row.code))


def seal_anew(db: Connection, keys: StaffKeys, row: Row[Any], reader: Reader) -> None:
    """Its facts, to another key of the desk's; its version stays. KeyGone, Misplaced."""
    sealed = reader.recipient.seal(opened(keys, row), _place(row.code))
    db.execute(cases.update().where(cases.c.id == row.id).values(key=reader.id, sealed=sealed))


def _reason(row: Row[Any]) -> CloseReason | None:
    return None if row.closed_reason is None else CloseReason(row.closed_reason)


def _place(code: str) -> str:
    return f"facts:{code}"
