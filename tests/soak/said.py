"""What was ever to be said: the round's database itself notes each row that enters the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    select,
    text,
)

from bot.outgoing import (
    Card,
    Copy,
    Cover,
    Erase,
    Message,
    Outgoing,
    Panel,
    Picture,
    Placed,
    Preview,
    Replace,
    Topic,
    Vanish,
)
from bot.text import Screen, with_names
from handlers.translate import Wording
from storage import outbox
from storage.keys import StaffKeys, WitnessKeys
from tests.soak.history import Posted

_LOG = Table(
    "soak_outbox",
    MetaData(),
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *(Column(name, String(40)) for name in ("change", "side")),
    Column("row", BigInteger),
    Column("key", String),
    *(Column(name, LargeBinary) for name in ("chat", "sealed")),
)
_INTO = "INSERT INTO soak_outbox (change, row, side, chat, key, sealed) VALUES"
_NEW = "NEW.id, NEW.side, NEW.chat, NEW.key, NEW.sealed"
_TRIGGERS = {
    "sqlite": (
        f"CREATE TRIGGER soak_new AFTER INSERT ON outbox BEGIN {_INTO} ('INSERT', {_NEW}); END",
        f"CREATE TRIGGER soak_other AFTER UPDATE OF sealed ON outbox BEGIN {_INTO} ('UPDATE', {_NEW}); END",
    ),
    "postgresql": (
        f"""CREATE FUNCTION soak_note() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN {_INTO} (TG_OP, {_NEW}); RETURN NULL; END $$""",
        """CREATE TRIGGER soak_outbox AFTER INSERT OR UPDATE OF sealed ON outbox
            FOR EACH ROW EXECUTE FUNCTION soak_note()""",
    ),
}


@contextmanager
def empty_database(server: Any) -> Iterator[str]:
    """On this PostgreSQL server; dropped at the end."""
    name = f"soak_{uuid.uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            db.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def keep_log(url: str) -> None:
    """From now on the database itself notes all that is posted: rows of the outbox go once they are sent."""
    engine = create_engine(url)
    with engine.begin() as db:
        _LOG.create(db)
        for command in _TRIGGERS[db.dialect.name]:
            db.execute(text(command))
    engine.dispose()


def posted(
    db: Connection, witness: WitnessKeys, staff: StaffKeys, names: Mapping[int, str]
) -> tuple[Posted, ...]:
    """In the order in which it was posted. `names` are those that staff have at Telegram."""
    wording, slots, found = _Worded(names), {}, []
    for row in db.execute(select(_LOG).order_by(_LOG.c.number)):
        if row.change == "INSERT" or row.row not in slots:  # or it was there before the log was
            slots[row.row] = row.number
        # The outbox itself shows only what still waits.
        outgoing = outbox.opened(witness if row.side == "witness" else staff, row)
        found.append(_said(slots[row.row], row.side, outgoing, wording))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Worded:
    """Screens in words, with names where the outbox has numbers."""

    names: Mapping[int, str]
    wording: Wording = field(default_factory=Wording)

    def text(self, shown: Screen, language: str) -> str:
        return self.wording.screen(with_names(shown, self.names), language).text


def _said(slot: int, side: str, outgoing: Outgoing, wording: _Worded) -> Posted:
    """In the words that Telegram should get."""
    chat, body = outgoing.chat, outgoing.body
    match body:
        case Erase(messages):
            return Posted(slot, side, chat, body.sort, messages=messages)
        case Preview(caption=shown) | Picture(caption=shown):
            return Posted(slot, side, chat, body.sort, wording.text(shown, outgoing.language))
        case Panel() | Message() | Replace() | Cover() | Vanish() | Card() | Placed() | Topic() | Copy():
            words = wording.text(body.screen, outgoing.language)
            taken_along = body.erase if isinstance(body, Panel) else ()
            return Posted(slot, side, chat, body.sort, words, _presses(body.screen), taken_along)


def _presses(shown: Screen) -> tuple[str, ...]:
    return tuple(button.press for row in shown.rows for button in row)
