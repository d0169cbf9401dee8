"""Private copies of what cases say: shown for a quarter of an hour, then taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from bot.casework import reading
from bot.casework.case import CloseReason, Workflow
from bot.casework.deadlines import KEPT_IN_PRIVATE
from bot.outgoing import Body, Copy, Erase, Preview, Replace
from bot.text import Screen, _, screen, verbatim
from handlers.desk import Desk, post
from storage import cases, outbox, private_copies, staff
from storage.private_copies import Part, PrivateCopy

STALE = timedelta(hours=24)  # what could not be shown for so long is not shown any more
AGAIN = timedelta(minutes=10)  # until a removal that came to nothing is tried again
TRIED = timedelta(days=7)  # for so long: whoever blocked the bot can't be reached
EMPTY = screen(verbatim("·"))
NEUTRAL = screen(_("One moment."))


def show(
    db: Connection,
    desk: Desk,
    user: int,
    case: int,
    shown: Screen,
    now: datetime,
    *,
    head: bool = False,
    part: Part = Part.ELSE,
) -> None:
    """A message with what a case says; a `head` turns into the line that is left."""
    copy = private_copies.expect(db, user, case, now + STALE, head=head, part=part)
    post(db, desk, user, Copy(copy, shown), now, dedupe=_name(copy))


def show_file(
    db: Connection, desk: Desk, user: int, case: int, file: str, name: str, caption: Screen, now: datetime
) -> None:
    copy = private_copies.expect(db, user, case, now + STALE, part=Part.FILE)
    post(db, desk, user, Preview(copy, file, name, caption), now, dedupe=_name(copy))


def _name(copy: int) -> str:
    """In the outbox."""
    return f"copy:{copy}"


def note_typed(db: Connection, user: int, case: int, message: int, now: datetime) -> None:
    """What somebody wrote to the bot about a case goes like a copy."""
    until = now + KEPT_IN_PRIVATE
    copy = private_copies.expect(db, user, case, until)
    private_copies.shown(db, copy, message, now, until)


def remove_due(db: Connection, desk: Desk) -> None:
    """Those whose time is over."""
    now = desk.clock()
    private_copies.give_up(db, now - TRIED)
    take_away(db, desk, private_copies.due(db, now), now)


def remove_of_user(db: Connection, desk: Desk, user: int, now: datetime) -> int:
    """Everything that one person still has on their screen, now; how many messages that were. What is on its
    way to them does not come any more."""
    found = private_copies.of_user(db, user)  # also what leaves already: the word for it may be lost
    take_away(db, desk, found, now)
    return sum(1 for each in found if each.message is not None)


def remove_of_case(db: Connection, desk: Desk, case: int, now: datetime) -> None:
    """From every private chat, now."""
    take_away(db, desk, _staying(private_copies.of_case(db, case)), now)


def make_room(db: Connection, desk: Desk, user: int, case: int, now: datetime) -> None:
    """Before a case is shown again: one at a time, and nothing in the place of the one before."""
    mine = [each for each in _staying(private_copies.of_case(db, case)) if each.user == user]
    take_away(db, desk, mine, now, leaves_line=False)


def turn(db: Connection, desk: Desk, user: int, case: int, part: Part, now: datetime) -> None:
    """The page of the text, or of the files, that stands there makes room for the next, and so does the list
    under it."""
    mine = [each for each in _staying(private_copies.of_case(db, case)) if each.user == user]
    gone = [each for each in mine if each.part in (part, Part.LIST)]
    take_away(db, desk, gone, now, leaves_line=False)


def _staying(copies: Collection[PrivateCopy]) -> list[PrivateCopy]:
    """What leaves already need not be told to."""
    return [each for each in copies if not each.leaving]


def take_away(
    db: Connection, desk: Desk, copies: Collection[PrivateCopy], now: datetime, *, leaves_line: bool = True
) -> None:
    """Their rows stay until they are gone: what is lost on the way is tried again. What was never shown has
    no turn in the outbox: else whoever presses Read again would wait ever longer, with nothing to see."""
    unseen = [each.id for each in copies if each.message is None]
    private_copies.drop(db, unseen)
    outbox.call_back(db, [_name(each) for each in unseen])
    standing = sorted(
        (each for each in copies if each.message is not None), key=lambda each: (each.user, each.case_id)
    )
    private_copies.leave(db, [each.id for each in standing], now + AGAIN)
    for (user, case), group in groupby(standing, lambda each: (each.user, each.case_id)):
        for body in _removal(db, desk, user, case, list(group), leaves_line=leaves_line):
            post(db, desk, user, body, now)


def _removal(
    db: Connection,
    desk: Desk,
    user: int,
    case: int,
    copies: list[PrivateCopy],
    *,
    leaves_line: bool,
) -> Iterator[Body]:
    heads = [each for each in copies if each.head] if leaves_line and not _others(db, user, case) else []
    line = heads[0] if heads else None
    if line is not None and line.message is not None:
        yield Replace(line.message, _line(db, desk, user, case))
    messages = [each.message for each in copies if each is not line and each.message is not None]
    if messages:
        yield Erase(tuple(messages))


def _others(db: Connection, user: int, case: int) -> bool:
    """Whether something of the case is still to stand there."""
    return any(each.user == user and not each.leaving for each in private_copies.of_case(db, case))


def _line(db: Connection, desk: Desk, user: int, case_id: int) -> Screen:
    case = cases.load(db, desk.keys, case_id)
    if case is None:
        return EMPTY
    gone = case.closed_reason is CloseReason.WITHDRAWN or case.workflow is Workflow.PURGED
    return reading.left(case, again=not gone and staff.role_of(db, user) is not None)
