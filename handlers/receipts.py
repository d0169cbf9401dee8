"""Receipts within the transaction: what one opens, and what is written down when the chat moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection

from bot.casework.case import Workflow
from bot.interview import events, receipt_screens
from bot.interview.by_receipt import WRONG_TRIES
from bot.interview.draft import Draft, Place
from bot.interview.effects import GiveReceipt, Known, Miss, Move, OpenByReceipt, OpenedCase
from bot.outgoing import Outgoing, Panel
from handlers.door import Door
from handlers.follow_ups import AFTER_CLOSING
from handlers.known import follow_ups, sent_case
from storage import audit, cases, letters, outbox, receipts, routes
from storage.receipts import Minted
from storage.routes import Route

Effect = GiveReceipt | Miss | OpenByReceipt | Move

HOUR = timedelta(hours=1)  # in which wrong tries are counted
IN_SIGHT = timedelta(minutes=10)  # how long a receipt stays on the screen


def concern(draft: Draft, event: events.Event) -> bool:
    """Whether this has to do with a receipt that somebody holds."""
    return draft.place is Place.RECEIPT or draft.opened is not None or event == events.Went(Place.RECEIPT)


def around(
    db: Connection, door: Door, known: Known, witness: bytes, event: events.Event, draft: Draft, bot: int
) -> Known:
    """With what a receipt has opened: the one that was just typed, else an earlier one."""
    case = event.case if isinstance(event, events.Presented) else draft.opened
    opened = _opened(db, door, witness, case, bot) if case is not None else None
    return replace(known, opened=opened, locked=is_locked(db, witness, known.now))


def is_locked(db: Connection, witness: bytes, now: datetime) -> bool:
    """Whether too many wrong ones came from this chat."""
    return receipts.tries_since(db, witness, now - HOUR) >= WRONG_TRIES


def forget_tries(db: Connection, door: Door) -> None:
    """Those that do not count any more."""
    receipts.forget_tries(db, door.clock() - HOUR)


def _opened(db: Connection, door: Door, witness: bytes, case: int, bot: int) -> OpenedCase | None:
    found = cases.states(db, [case])
    if not found or not receipts.count(db, case):  # both end with a withdrawal
        return None
    route = routes.of_case(db, door.keys, case)
    here = route is not None and (route.bot, door.keys.tag(route.chat)) == (bot, witness)
    return OpenedCase(sent_case(found[0]), follow_ups(db, door, found), here)


def record(
    db: Connection, door: Door, effect: Effect, here: Route, minted: Minted | None, now: datetime
) -> None:
    """`here` is the chat that it happened in; its time zone is not known."""
    match effect:
        case GiveReceipt(case):
            assert minted is not None
            assert minted.kept.case_id == case
            _give(db, door, minted, here, now)
        case Miss():
            receipts.note_try(db, door.keys.tag(here.chat), now)
        case OpenByReceipt(case):
            audit.record(db, "witness", "opened by receipt", case, "", now)
        case Move(case):
            _move(db, door, case, here, now)
        case _:
            assert_never(effect)


def _give(db: Connection, door: Door, minted: Minted, here: Route, now: datetime) -> None:
    """It opens its case from now on. After a while the panel says something else by itself."""
    receipts.keep(db, door.keys, minted)
    witness = door.keys.tag(here.chat)
    leave(db, witness)
    rest = Panel(receipt_screens.resting(Draft(), Known(now)))
    later = Outgoing(here.bot, here.chat, here.language, rest)
    outbox.post(db, door.keys, later, now, due_at=now + IN_SIGHT, dedupe=_resting(witness))


def leave(db: Connection, witness: bytes) -> None:
    """The receipt is off the screen already."""
    outbox.take_back(db, _resting(witness))


def _move(db: Connection, door: Door, case: int, here: Route, now: datetime) -> None:
    """Only this chat is written to about the case, and only it sees it; staff learn that it is another."""
    before = routes.of_case(db, door.keys, case)
    (state,) = cases.states(db, [case])
    to = replace(here, zone=before.zone) if before else here
    until = now + AFTER_CLOSING if state.workflow is Workflow.CLOSED else None
    routes.keep(db, door.keys, case, door.keys.tag(here.chat), to, state.opened_at, until)
    audit.record(db, "witness", "channel changed", case, "", now)
    letters.post(db, "staff", case, "moved", now)


def _resting(witness: bytes) -> str:
    return f"rest:{witness.hex()}"
