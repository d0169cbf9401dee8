"""Where in the group those messages stand that are edited there: cards, the board, digests."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.text import Screen
from storage.conflicts import or_change
from storage.keys import StaffKeys
from storage.tables import places

BOARD = "board"

_SET = or_change(places, "chat", "message", "said", "drawn_at")


@dataclass(frozen=True, slots=True)
class Place:
    """`said` tells whether other words would be new; `drawn_at` is when these were true."""

    chat: int
    message: int
    said: bytes
    drawn_at: datetime


def of_card(case_id: int) -> str:
    return f"card:{case_id}"


def of_digest(number: int) -> str:
    return f"digest:{number}"


def of_topic(case_id: int) -> str:
    """The first message in a case's topic."""
    return f"topic:{case_id}"


def find(db: Connection, place: str) -> Place | None:
    row = db.execute(select(places).where(places.c.place == place)).one_or_none()
    return None if row is None else Place(row.chat, row.message, row.said, row.drawn_at)


def cards(db: Connection) -> dict[int, datetime]:
    """The cases that have a card, and when it was drawn."""
    found = select(places.c.place, places.c.drawn_at).where(places.c.place.startswith("card:"))
    return {int(row.place.partition(":")[2]): row.drawn_at for row in db.execute(found)}


def keep(
    db: Connection,
    keys: StaffKeys,
    place: str,
    chat: int,
    message: int,
    shown: Screen,
    drawn_at: datetime,
) -> None:
    """From now on it stands there, and says this."""
    said = words_of(keys, shown)
    row = {"place": place, "chat": chat, "message": message, "said": said, "drawn_at": drawn_at}
    db.execute(_SET[db.dialect.name], row)


def leave(db: Connection, place: str) -> None:
    """What comes there next is sent anew."""
    db.execute(delete(places).where(places.c.place == place))


def words_of(keys: StaffKeys, shown: Screen) -> bytes:
    """What tells these words from others. Keyed: of the few facts of a card a plain digest could be tried."""
    return hmac.digest(keys.press.key, b"said:" + repr(shown).encode("utf-8", "surrogatepass"), "sha256")
