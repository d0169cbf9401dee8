"""How a new case comes to the group: by a card of its own, later, or in a digest while cards would queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework import lists
from bot.casework.case import Case, Priority, Workflow
from bot.casework.deadlines import card_due
from bot.outgoing import Outgoing, Placed
from handlers.desk import Desk
from handlers.staff_board import look_again
from handlers.staff_drawing import is_busy, show_card
from handlers.staff_topics import follow
from storage import cases, outbox, places, uncarded

_NEW = "digest:"


def announce(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    """An urgent one has its card at once. Others wait for `bring`, and may be held back before, so that
    nobody sees when they came."""
    if case.priority is Priority.URGENT:
        show_card(db, desk, case, now)
    else:
        uncarded.hold_back(db, case.id, card_due(case.priority, now, desk.jitter, desk.draw()))


def bring(db: Connection, desk: Desk) -> None:
    """Those whose time has come, in their order."""
    now, digests = desk.clock(), set[int]()
    for id in uncarded.due(db, now):
        case = cases.load(db, desk.keys, id)
        if case is None or not _is_open(case):
            uncarded.take(db, id)  # the group has not heard of it, and need not
        elif (digest := _digest_for(db, desk, id, now)) is not None:
            uncarded.put(db, id, digest)
            if digest not in digests:  # from now on it has its place in the queue
                _draw_digest(db, desk, digest, now)
            digests.add(digest)
        else:
            uncarded.take(db, id)
            show_card(db, desk, case, now)
    for digest in sorted(digests):
        _draw_digest(db, desk, digest, now)
    look_again(db)


def show_anew(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    """The card as it is now. A case without one stays so until somebody has it or must look at it."""
    follow(db, desk, case, now)
    quiet = case.assignee is None and case.priority is not Priority.URGENT
    if quiet and uncarded.has(db, case.id) and (_is_open(case) or uncarded.is_held_back(db, case.id)):
        return
    give_card(db, desk, case, now)


def give_card(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    """A card of its own, and no line in a digest any more."""
    digest = uncarded.take(db, case.id)
    show_card(db, desk, case, now)
    if digest is not None:
        _draw_digest(db, desk, digest, now)


def _digest_for(db: Connection, desk: Desk, case_id: int, now: datetime) -> int | None:
    """The digest that waits and has room: what came later than its cases must not go before them. Else a new
    one, named after its first case, once cards would queue."""
    waits = outbox.last_named(db, _NEW)
    if waits is not None:
        number = int(waits.removeprefix(_NEW))
        if len(uncarded.in_digest(db, number)) < lists.IN_DIGEST:
            return number
    return case_id if is_busy(db, desk, now) else None


def _draw_digest(db: Connection, desk: Desk, number: int, now: datetime) -> None:
    """One on the screen is drawn anew under another name, so that nothing new is added to it."""
    named = [cases.load(db, desk.keys, id) for id in uncarded.in_digest(db, number)]
    there = tuple(case for case in named if case is not None)
    shown = lists.digest(there, desk.labels, now, not desk.jitter)
    body = Placed(places.of_digest(number), shown)
    on_screen = places.find(db, body.place) is not None
    outgoing = Outgoing(desk.bot, desk.chat, desk.language, body)
    outbox.post(
        db, desk.keys, outgoing, now, dedupe=f"{'re' if on_screen else ''}{_NEW}{number}", replace=True
    )


def _is_open(case: Case) -> bool:
    return case.workflow not in (Workflow.CLOSED, Workflow.PURGED)
