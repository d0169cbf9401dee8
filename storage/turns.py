"""Whose turn it is in the outbox: the first of each chat, the urgent before others, the oldest before newer.

What is meant for later lets others pass (quiet hours); what was tried and failed does not.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
)

from storage.letters import Side
from storage.prepared import Prepared
from storage.shared import padded
from storage.tables import Moment, drafts, outbox


class Turn(NamedTuple):
    """A row of the outbox as the driver gives it, with the panel of its chat. `due_at` is in microseconds."""

    id: int
    side: str
    chat: bytes
    key: str
    sealed: bytes
    due_at: int
    attempts: int
    dedupe: str | None
    rank: int
    revision: int
    panel: int | None


_earlier, _failed, _one = outbox.alias("earlier"), outbox.alias("failed"), outbox.alias("one")
_side: BindParameter[str] = bindparam("this_side")
_PASSED, _CALM = "passed", "calm"
_NOBODY = b""  # stands for no chat: a list has something in it
_now = bindparam("now", type_=Moment)
_same_chat_before = (
    (_earlier.c.side == outbox.c.side)
    & (_earlier.c.chat == outbox.c.chat)
    & (tuple_(_earlier.c.rank, _earlier.c.id) < tuple_(outbox.c.rank, outbox.c.id))
)
# An urgent message may go before others, but not while Telegram wants the chat left alone.
_held = exists().where(
    _failed.c.side == outbox.c.side,
    _failed.c.chat == outbox.c.chat,
    _failed.c.id != outbox.c.id,
    literal_column("failed.attempts > 0"),  # as the partial index says it
    _failed.c.due_at > _now,
)


def _due(query: Select[Any], passed: int) -> Select[Any]:
    return (
        query.where(
            outbox.c.side == _side,
            outbox.c.due_at <= _now,
            outbox.c.chat.not_in(_chats_named(_PASSED, passed)),
            ~_held,
        )
        .order_by(outbox.c.rank, outbox.c.due_at, outbox.c.id)
        .limit(bindparam("most"))
    )


def _chats_named(name: str, count: int) -> list[BindParameter[bytes]]:
    return [bindparam(f"{name}_{number}", type_=outbox.c.chat.type) for number in range(count)]


# Many chats with a few rows each: walk the queue, and pass over what is not the first of its chat.
_OF_MANY = (
    select(outbox, drafts.c.panel)
    .outerjoin(drafts, drafts.c.witness == outbox.c.chat)
    .where(~exists().where(_same_chat_before, or_(_earlier.c.attempts > 0, _earlier.c.due_at <= _now)))
)
# Few chats, one of which may have thousands: look up the first of each.
# A walk from chat to chat along the index: `distinct` would read every row.
_any, _beyond = outbox.alias("any"), outbox.alias("beyond")
_start = select(func.min(_any.c.chat).label("chat")).where(_any.c.side == _side).cte("chats", recursive=True)
_step = select(func.min(_beyond.c.chat)).where(_beyond.c.side == _side, _beyond.c.chat > _start.c.chat)
_chats = _start.union_all(select(_step.scalar_subquery()).where(_start.c.chat.is_not(None)))
_first = (
    select(_one.c.id)
    .where(_one.c.side == _side, _one.c.chat == _chats.c.chat)
    .where(or_(_one.c.attempts > 0, _one.c.due_at <= _now))
    .order_by(_one.c.rank, _one.c.id)
    .limit(1)
    .scalar_subquery()
)
_OF_FEW = select(outbox, null().label("panel")).select_from(_chats).join(outbox, outbox.c.id == _first)


@cache
def _prepared(side: Side, passed: int, calm: int) -> Prepared:
    if side == "witness":
        query = _OF_MANY
    else:
        query = _OF_FEW.where(or_(outbox.c.rank == 0, outbox.c.chat.not_in(_chats_named(_CALM, calm))))
    chats = (*_chats_named(_PASSED, passed), *_chats_named(_CALM, calm))
    return Prepared(_due(query, passed), "this_side", "now", "most", *(chat.key for chat in chats))


def due(
    db: Connection, side: Side, now: datetime, most: int, passed: Collection[bytes], calm: Collection[bytes]
) -> list[Turn]:
    """Those that can be sent now, in their order; of the chats in `passed` none, of those that are `calm`
    only what is urgent."""
    lists = {_PASSED: padded([*passed, _NOBODY]), _CALM: padded([*calm, _NOBODY])}
    values = {"this_side": side, "now": now, "most": most}
    values |= {f"{name}_{at}": chat for name, chats in lists.items() for at, chat in enumerate(chats)}
    found = _prepared(side, len(lists[_PASSED]), len(lists[_CALM])).run(db, values)
    return [Turn._make(row) for row in found.fetchall()]


_until = (
    select(func.max(_failed.c.due_at))
    .where(_failed.c.side == outbox.c.side, _failed.c.chat == outbox.c.chat, _failed.c.id != outbox.c.id)
    .where(_failed.c.attempts > 0)
    .scalar_subquery()
)
_turn = case((_until > outbox.c.due_at, _until), else_=outbox.c.due_at)
NEXT_DUE = select(func.min(_turn, type_=Moment)).where(
    outbox.c.side == _side,
    ~exists().where(_same_chat_before, or_(_earlier.c.attempts > 0, _earlier.c.due_at <= outbox.c.due_at)),
)
