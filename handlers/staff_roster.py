"""`/staff`: who is seated, by role. Names are asked of Telegram when this is shown."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from bot.casework.case import Role
from bot.casework.staffing import DUTIES, Seat
from bot.text import Line, Name, Screen, Text, _, screen
from storage import staff


def roster(db: Connection) -> Screen:
    """For admins."""
    seats = staff.seats(db)
    barred = [seat for seat in seats if seat.barred]
    lines: list[Line] = []
    for role in (Role.ADMIN, Role.MODERATOR, Role.MONITOR):
        lines += _group(DUTIES[role], [seat for seat in seats if seat.standing is role])
    lines += _group(_("Without access, after /compromised"), barred)
    return screen(*lines)


def _group(title: Text, seats: list[Seat]) -> Iterator[Line]:
    if seats:
        yield Line(title, strong=True)
    for seat in seats:
        yield Line(_who(seat), tight=True)


def _who(seat: Seat) -> Text:
    name, id = Name(seat.user), str(seat.user)
    if seat.named:
        return _("{name} · {id} · by the settings", name=name, id=id)
    return _("{name} · {id}", name=name, id=id)
