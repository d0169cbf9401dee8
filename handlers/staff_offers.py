"""What an admin was offered to do, to somebody or for the desk: taken once, by them alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.casework.desk_settings import Setting
from bot.casework.presses import OFFER
from bot.casework.staffing import Deed
from bot.text import Button, Text, _
from handlers.desk import Desk
from storage import prompts

LASTS = timedelta(minutes=10)
NO_CASE = 0  # a prompt about the staff is about no case
Choice = Deed | Setting
OFFERED = "staff"
CANCEL = "x"


@dataclass(frozen=True, slots=True)
class Offer:
    """`mark` ties the buttons to it; `sure`: pressing one does it, and asks nothing more."""

    mark: str
    deeds: tuple[Choice, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What was chosen; no deed for Cancel."""

    deed: Choice | None
    sure: bool


_OFFER = TypeAdapter(Offer)
Rows = tuple[tuple[Button, ...], ...]


def offer(
    db: Connection,
    desk: Desk,
    admin: int,
    options: tuple[tuple[Text, Choice], ...],
    sure: bool,
    now: datetime,
) -> Rows:
    """The buttons: each option, then Cancel. A later offer takes the place of this one."""
    made = Offer(secrets.token_hex(8), tuple(deed for _label, deed in options), sure)
    prompts.expect(db, desk.keys, admin, NO_CASE, OFFERED, _OFFER.dump_json(made).decode(), now)
    labels = [*((label, str(at)) for at, (label, _deed) in enumerate(options)), (_("Cancel"), CANCEL)]
    return tuple((Button(label, f"{OFFERED}:{made.mark}:{option}"),) for label, option in labels)


def is_offered(data: str) -> bool:
    """Whether a button may be one of these."""
    return OFFER.fullmatch(data) is not None


def take(db: Connection, desk: Desk, admin: int, chat: int, data: str, now: datetime) -> Taken | None:
    """None for what is not offered to them, or not any more, or not there: only the desk's own settings are
    offered in the group. What is taken is offered no longer."""
    shape, made = OFFER.fullmatch(data), _standing(db, desk, admin, now)
    if shape is None or made is None or not secrets.compare_digest(made.mark, shape[1]):
        return None
    if chat != admin and any(isinstance(deed, Deed) for deed in made.deeds):
        return None
    options: dict[str, Choice | None] = {str(at): deed for at, deed in enumerate(made.deeds)}
    options[CANCEL] = None
    if shape[2] not in options:
        return None
    prompts.clear(db, admin)
    return Taken(options[shape[2]], made.sure)


def _standing(db: Connection, desk: Desk, admin: int, now: datetime) -> Offer | None:
    waiting = prompts.waiting(db, desk.keys, admin)
    if waiting is None or waiting.what != OFFERED or not waiting.text or now - waiting.at > LASTS:
        return None
    return _OFFER.validate_json(waiting.text)
