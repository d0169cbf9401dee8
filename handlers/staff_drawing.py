"""A case's card in the group, and whether the group has room for more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.casework import cards
from bot.casework.case import Case
from bot.text import Screen
from handlers.desk import Desk, post_card
from storage import files, outbox, questions

BUSY = 10  # messages that wait for their turn in the group: more would make it wait for minutes


def draw(db: Connection, desk: Desk, case: Case, now: datetime) -> Screen:
    """The card as it is now."""
    rows = files.of_case(db, case.id)
    here = sum(1 for row in rows if row.state == "arrived")
    coming = sum(1 for row in rows if row.state == "arriving")
    asked = questions.standing(db, case.id)
    return cards.card(case, desk.labels, here, coming, now, desk.hourly(case), asked)


def show_card(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    post_card(db, desk, case, draw(db, desk, case, now), now)


def is_busy(db: Connection, desk: Desk, now: datetime) -> bool:
    """Whether more waits for the group than it takes in half a minute."""
    return outbox.in_line(db, desk.keys, desk.chat, now, BUSY) >= BUSY
