"""How to reach a witness about a case: sealed, found by the tag of their chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, select, update

from storage import shared
from storage.conflicts import or_change
from storage.keys import WitnessKeys
from storage.prepared import of_many
from storage.tables import routes
from storage.transaction import Store


@dataclass(frozen=True, slots=True)
class Route:
    """Telegram's ids of bot and chat; `zone` is an IANA time zone; `traceless`: answers leave the chat."""

    bot: int
    chat: int
    language: str
    zone: str
    traceless: bool = True


UNWANTED = timedelta(hours=24)  # how long a witness who wants no contact is still reached

_ROUTE = TypeAdapter(Route)
_ROOM = 96  # bytes: enough for every route, so that all have one length
_KEEP = or_change(routes, "witness", "key", "sealed", "expires_at")
_of_many = of_many(
    routes.c.witness,
    lambda these: select(routes.c.witness, routes.c.case_id).where(these).order_by(routes.c.case_id.desc()),
)


def keep(
    db: Connection,
    keys: WitnessKeys,
    case_id: int,
    witness: bytes,
    route: Route,
    now: datetime,
    expires_at: datetime | None = None,
    *,
    partner: bool | None = None,
) -> None:
    """A second one for the same case replaces the first, and keeps when that was opened, and `partner`."""
    row = {"case_id": case_id, "witness": witness, "opened_at": now, "expires_at": expires_at}
    row |= {"partner": partner, **_sealed(keys, case_id, route)}
    db.execute(_KEEP[db.dialect.name], row)
    shared.ahead(db, ahead).clear()  # it may have been somebody else's before


def of_case(db: Connection, keys: WitnessKeys, case_id: int) -> Route | None:
    row = db.execute(select(routes).where(routes.c.case_id == case_id)).one_or_none()
    return None if row is None else opened(keys, row)


def there_is(db: Connection, case_id: int) -> bool:
    return db.scalar(select(routes.c.case_id).where(routes.c.case_id == case_id)) is not None


def opened(keys: WitnessKeys, row: Row[Any]) -> Route:
    """KeyGone, Misplaced."""
    plain = keys.route.named(row.key).open(row.sealed, _place(row.case_id))
    named = plain.startswith(b"{")  # as it was written at first
    return _ROUTE.validate_json(plain) if named else Route(*orjson.loads(plain))


def _sealed(keys: WitnessKeys, case_id: int, route: Route) -> dict[str, Any]:
    way = keys.route.current
    return {"key": way.id, "sealed": way.seal(orjson.dumps(astuple(route)), _place(case_id), _ROOM)}


def seal_anew(db: Connection, keys: WitnessKeys, row: Row[Any]) -> None:
    """Under the current key. KeyGone, Misplaced."""
    anew = _sealed(keys, row.case_id, opened(keys, row))
    db.execute(update(routes).where(routes.c.case_id == row.case_id).values(anew))


def ahead(db: Connection, witnesses: Sequence[bytes]) -> dict[bytes, tuple[int, ...]]:
    """For storage.shared: the cases of each, the newest first."""
    found: dict[bytes, tuple[int, ...]] = dict.fromkeys(witnesses, ())
    for witness, case in _of_many(db, witnesses):
        found[bytes(witness)] += (case,)
    return found


def of_witness(db: Connection, witness: bytes) -> tuple[int, ...]:
    """Their cases, the newest first."""
    fetched = shared.ahead(db, ahead)
    if witness in fetched:
        return tuple(fetched[witness])
    found = select(routes.c.case_id).where(routes.c.witness == witness).order_by(routes.c.case_id.desc())
    return tuple(db.scalars(found))


def opened_since(db: Connection, witness: bytes, since: datetime) -> int:
    """How many cases they opened from `since` on."""
    found = select(func.count()).where(routes.c.witness == witness, routes.c.opened_at >= since)
    return db.execute(found).scalar_one()


def expire(db: Connection, case_id: int, at: datetime) -> None:
    """Forgotten then, or earlier if that was said before."""
    sooner = (routes.c.expires_at.is_(None)) | (routes.c.expires_at > at)
    db.execute(update(routes).where(routes.c.case_id == case_id, sooner).values(expires_at=at))


def revive(db: Connection, case_id: int) -> None:
    """A closed case that the witness wrote to again is reached as before; a wish not to be is kept."""
    mine = routes.c.case_id == case_id
    row = db.execute(select(routes.c.expires_at, routes.c.opened_at).where(mine)).one_or_none()
    if row is not None and row.expires_at is not None and row.expires_at - row.opened_at > UNWANTED:
        db.execute(update(routes).where(mine).values(expires_at=None))


def set_traceless(db: Connection, keys: WitnessKeys, witness: bytes, on: bool) -> None:
    """Remembered with every case of theirs, so that it outlives their draft."""
    for case in of_witness(db, witness):
        route = of_case(db, keys, case)
        if route is not None:
            anew = _sealed(keys, case, replace(route, traceless=on))
            db.execute(update(routes).where(routes.c.case_id == case).values(anew))


def share(db: Connection, case_id: int, partner: bool) -> None:
    """Whether a partner may see the case, as the witness has said last."""
    db.execute(update(routes).where(routes.c.case_id == case_id).values(partner=partner))


def silence(db: Connection, case_id: int) -> None:
    """The witness is asked nothing more about this case."""
    db.execute(update(routes).where(routes.c.case_id == case_id).values(silenced=True))


def silenced(db: Connection, case_id: int) -> bool:
    return bool(db.scalar(select(routes.c.silenced).where(routes.c.case_id == case_id)))


def forget(db: Connection, case_id: int) -> None:
    db.execute(delete(routes).where(routes.c.case_id == case_id))
    shared.ahead(db, ahead).clear()
    Store.scrub(db)


def forget_expired(db: Connection, now: datetime) -> None:
    if db.execute(delete(routes).where(routes.c.expires_at <= now)).rowcount:
        shared.ahead(db, ahead).clear()
        Store.scrub(db)


def _place(case_id: int) -> str:
    return f"route:{case_id}"
