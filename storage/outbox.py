"""What waits to be said, written with the change that caused it.

On the witness side `sealed` is two blobs: bot and chat under the route key, language and body under the
day's key, so that the words end with their day; on the staff side one, under the day's key. `key` names
them in that order.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as evolve
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from bot.outgoing import Body, Outgoing
from storage import dead_letters, turns
from storage.conflicts import or_change, unless_there
from storage.keys import Keys, StaffKeys, WitnessKeys
from storage.letters import Side
from storage.prepared import Prepared
from storage.sealing import KeyGone, Misplaced, Secret
from storage.tables import Moment, moment, outbox
from storage.transaction import Store
from storage.turns import NEXT_DUE, Turn


@dataclass(frozen=True, slots=True)
class Waiting:
    """`chat` stands for the chat, for order and limits; `attempts` counts those that failed;
    `panel` is the message that a witness in this chat sees; `revision` tells whether something else has
    taken its place meanwhile; `urgent` ones may use what is kept free for them."""

    id: int
    chat: bytes
    outgoing: Outgoing
    attempts: int
    due_at: datetime
    panel: int | None = None
    revision: int = 0
    urgent: bool = False


class Unknown(Exception):
    """A row opens, and says what this version of the program does not know."""


REMEMBERED = 256  # messages that are kept open until they are looked for, if that is soon
A_MOMENT = timedelta(minutes=1)

_OUTGOING = TypeAdapter(Outgoing)
_BODY: TypeAdapter[Body] = TypeAdapter(Body)
_ROW = ("side", "chat", "key", "sealed", "due_at", "attempts", "dedupe", "rank", "revision")
_POST = Prepared(unless_there(outbox, "dedupe"), *_ROW)
# The place in the queue stays, and what holds the chat; what is on its way is not marked sent by mistake.
_REPLACE = or_change(
    outbox, "chat", "key", "sealed", "rank", on=("dedupe",), also={"revision": outbox.c.revision + 1}
)
_SENT = Prepared(
    delete(outbox).where(outbox.c.id == bindparam("this"), outbox.c.revision == bindparam("as_sent")),
    "this",
    "as_sent",
)
_POSTPONE = (
    update(outbox)
    .where(outbox.c.id == bindparam("this"))
    .values(attempts=outbox.c.attempts + 1, due_at=bindparam("later", type_=Moment))
)


def post(
    db: Connection,
    keys: Keys,
    outgoing: Outgoing,
    now: datetime,
    *,
    due_at: datetime | None = None,
    dedupe: str | None = None,
    replace: bool = False,
    urgent: bool = False,
) -> None:
    """While one with the same `dedupe` waits, nothing is added; or, to `replace`, it says this instead.

    What is `urgent` goes before all else of its side.
    """
    chat = chat_of(keys, outgoing.chat)
    key, sealed = _seal(keys, outgoing, now, _place(chat))
    row: dict[str, Any] = {
        "side": keys.side,
        "chat": chat,
        "key": key,
        "sealed": sealed,
        "due_at": due_at or now,
    }
    row |= {"attempts": 0, "dedupe": dedupe, "rank": 0 if urgent else 1, "revision": 0}
    if replace:
        db.execute(_REPLACE[db.dialect.name], row)
    else:
        _POST.later(db, row)
        if due_at is None:
            _remember(db, chat, sealed, outgoing)
    Store.announce(db, f"outbox:{keys.side}")


def due(
    db: Connection,
    keys: Keys,
    now: datetime,
    limit: int,
    passed: Collection[bytes],
    calm: Collection[bytes] = (),
) -> tuple[Waiting, ...]:
    """The first of each chat, but for the chats in `passed`; on the staff side, of those that are `calm`,
    only what is urgent. What can't be opened becomes a dead letter."""
    found = []
    for row in turns.due(db, keys.side, now, limit, passed, calm):
        try:
            outgoing = _remembered(db, row, now) or opened(keys, row)
        except (KeyGone, Misplaced, Unknown) as wrong:
            dead_letters.keep(db, keys, "outbox", row.sealed, type(wrong).__name__, now)
            sent(db, row.id, row.revision)
            continue
        found.append(
            Waiting(
                row.id,
                row.chat,
                outgoing,
                row.attempts,
                moment(row.due_at),
                row.panel,
                row.revision,
                row.rank == 0,
            )
        )
    return tuple(found)


def sent(db: Connection, id: int, revision: int = 0) -> bool:
    """It need not be said again, unless something has taken its place meanwhile. Whether it still waited."""
    return bool(_SENT.run(db, {"this": id, "as_sent": revision}).rowcount == 1)


def mark_sent(db: Connection, id: int, revision: int) -> None:
    """The same, for who need not know."""
    _SENT.later(db, {"this": id, "as_sent": revision})


def once_more(db: Connection, id: int) -> None:
    """Although it was said, there is more to say: it is not marked sent this time."""
    db.execute(update(outbox).where(outbox.c.id == id).values(revision=outbox.c.revision + 1))


def waits(db: Connection, id: int) -> bool:
    """Whether it has not been taken away meanwhile."""
    return bool(db.scalar(select(exists().where(outbox.c.id == id))))


def postpone(db: Connection, id: int, due_at: datetime) -> None:
    db.execute(_POSTPONE, {"this": id, "later": due_at})


def of_chat(db: Connection, keys: Keys, chat: bytes) -> tuple[Outgoing, ...]:
    """All that waits for it and can be opened, in order."""
    mine = (outbox.c.side == keys.side) & (outbox.c.chat == chat)
    found = []
    for row in db.execute(select(outbox).where(mine).order_by(outbox.c.id)).all():
        with suppress(KeyGone, Misplaced):
            found.append(opened(keys, row))
    return tuple(found)


def close(db: Connection, side: Side, chat: bytes) -> None:
    """Nothing more can be said in this chat."""
    db.execute(delete(outbox).where(outbox.c.side == side, outbox.c.chat == chat))


def take_back(db: Connection, dedupe: str) -> None:
    """What waits under this name is not said."""
    db.execute(delete(outbox).where(outbox.c.dedupe == dedupe))


def call_back(db: Connection, dedupes: Collection[str]) -> None:
    """What waits under these names has no turn any more; but one that failed holds its chat, and stays."""
    db.execute(delete(outbox).where(outbox.c.dedupe.in_(dedupes), outbox.c.attempts == 0))


def drop_about(db: Connection, keys: Keys, code: str) -> None:
    """What waits at this side and names this case is not said."""
    for row in db.execute(select(outbox).where(outbox.c.side == keys.side)).all():
        with suppress(KeyGone, Misplaced):  # found again, and buried, when its turn comes
            if code.encode() in packed(opened(keys, row)):
                db.execute(delete(outbox).where(outbox.c.id == row.id))


def waits_named(db: Connection, prefix: str) -> bool:
    """Whether something whose `dedupe` begins so has not been sent yet."""
    named = outbox.c.dedupe.startswith(prefix, autoescape=True)
    return db.execute(select(outbox.c.id).where(named).limit(1)).first() is not None


def last_named(db: Connection, prefix: str) -> str | None:
    """The `dedupe` of the newest that begins so and has not been sent yet."""
    named = outbox.c.dedupe.startswith(prefix, autoescape=True)
    return db.scalar(select(outbox.c.dedupe).where(named).order_by(outbox.c.id.desc()).limit(1))


def in_line(db: Connection, keys: Keys, chat: int, now: datetime, most: int) -> int:
    """How many wait for their turn in a chat; beyond `most` nobody counts."""
    mine = (outbox.c.side == keys.side) & (outbox.c.chat == chat_of(keys, chat)) & (outbox.c.due_at <= now)
    some = select(outbox.c.id).where(mine).limit(most).subquery()
    return db.execute(select(func.count()).select_from(some)).scalar_one()


def resume(db: Connection, side: Side, chat: bytes, now: datetime) -> None:
    """What waits because a chat could not be written to is tried at once."""
    waiting = (outbox.c.side == side) & (outbox.c.chat == chat)
    tried = update(outbox).where(waiting, outbox.c.attempts > 0, outbox.c.due_at > now)
    db.execute(tried.values(attempts=0, due_at=now))
    Store.announce(db, f"outbox:{side}")


def move(db: Connection, keys: Keys, chat: int, to: int, now: datetime) -> None:
    """What waits for a chat goes to the one that it became, and keeps its place."""
    target = chat_of(keys, to)
    mine = (outbox.c.side == keys.side) & (outbox.c.chat == chat_of(keys, chat))
    for row in db.execute(select(outbox).where(mine).order_by(outbox.c.id)).all():
        try:
            outgoing = evolve(opened(keys, row), chat=to)
        except (KeyGone, Misplaced, Unknown):
            continue  # found again, and buried, when its turn comes
        key, sealed = _seal(keys, outgoing, now, _place(target))
        values = {"chat": target, "key": key, "sealed": sealed, "attempts": 0, "due_at": min(row.due_at, now)}
        db.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    Store.announce(db, f"outbox:{keys.side}")


def waiting(db: Connection, side: Side) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest should have been sent."""
    mine = select(func.count(), func.min(outbox.c.due_at)).where(outbox.c.side == side)
    row = db.execute(mine).one()
    return row[0], row[1]


def packed(outgoing: Outgoing) -> bytes:
    """As JSON, for a dead letter."""
    return _OUTGOING.dump_json(outgoing)


def unpacked(raw: bytes) -> Outgoing:
    """From a dead letter. ValueError if it is none."""
    return _OUTGOING.validate_json(raw)


def next_due(db: Connection, side: Side) -> datetime | None:
    """When the next one can be sent, if those before it are."""
    first: datetime | None = db.execute(NEXT_DUE, {"this_side": side}).scalar_one()
    return first


def chat_of(keys: Keys, chat: int) -> bytes:
    """What stands for a chat in the outbox."""
    match keys:
        case WitnessKeys():
            return keys.tag(chat)
        case StaffKeys():
            return chat.to_bytes(8, "big", signed=True)


def _remember(db: Connection, chat: bytes, sealed: bytes, outgoing: Outgoing) -> None:
    """Most messages are sent a moment after they are written: those need not be opened again."""
    fresh = _just_sealed(db)
    fresh[chat, sealed] = outgoing
    if len(fresh) > REMEMBERED:
        del fresh[next(iter(fresh))]


def _remembered(db: Connection, row: Turn, now: datetime) -> Outgoing | None:
    found = _just_sealed(db).pop((row.chat, row.sealed), None)
    return found if now - moment(row.due_at) < A_MOMENT else None


def _just_sealed(db: Connection) -> dict[tuple[bytes, bytes], Outgoing]:
    found: dict[tuple[bytes, bytes], Outgoing] = db.info.setdefault("just sealed", {})
    return found


def _seal(keys: Keys, outgoing: Outgoing, now: datetime, place: str) -> tuple[str, bytes]:
    day = keys.day.for_day(now)
    match keys:
        case StaffKeys():
            return day.id, day.seal(_OUTGOING.dump_json(outgoing), place)
        case WitnessKeys():
            way = keys.route.current
            route = _sealed_route(way, outgoing.bot, outgoing.chat, outgoing.language, place)
            words = day.seal(_BODY.dump_json(outgoing.body), place)
            return f"{way.id} {day.id}", len(route).to_bytes(4, "big") + route + words


@lru_cache(maxsize=1024)
def _sealed_route(key: Secret, bot: int, chat: int, language: str, place: str) -> bytes:
    """The same for every message to a chat; its rows are known to belong together by their `chat` anyway."""
    return key.seal(orjson.dumps([bot, chat, language]), place)


def opened(keys: Keys, row: Row[Any] | Turn) -> Outgoing:
    """KeyGone, Misplaced, Unknown."""
    try:
        return _opened(keys, row)
    except (TypeError, ValueError):
        raise Unknown from None


def _opened(keys: Keys, row: Row[Any] | Turn) -> Outgoing:
    place = _place(row.chat)
    match keys:
        case StaffKeys():
            return _OUTGOING.validate_json(keys.mail.named(row.key).open(row.sealed, place))
        case WitnessKeys():
            route_id, _, day_id = row.key.partition(" ")
            end = 4 + int.from_bytes(row.sealed[:4], "big")
            words = keys.draft.named(day_id).open(row.sealed[end:], place)
            bot, chat, language = orjson.loads(keys.route.named(route_id).open(row.sealed[4:end], place))
            return Outgoing(bot, chat, language, _BODY.validate_json(words))


def _place(chat: bytes) -> str:
    return f"outbox:{chat.hex()}"
