"""Who of the staff is in the desk's group, as Telegram says at this moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.casework.case import Role
from handlers.access import role_now
from handlers.desk import Desk
from handlers.staff_leaving import left
from handlers.staff_passing import colleagues
from handlers.wire import UNANSWERED, Known
from storage import staff

Look = Callable[[int], Awaitable[Known]]


class Unasked(Exception):
    """Telegram cannot be asked right now who is in the group: nothing is done for whoever it is."""


@dataclass(frozen=True, slots=True)
class Members:
    """`look` asks Telegram; it raises when the group can't be asked, and then nobody loses anything: for
    others it is `known`, which raises Unasked."""

    desk: Desk
    look: Look

    async def has(self, person: int) -> bool:
        """Of the staff, and in the group; the admins that the settings name need not be. Who has left
        loses their role here and now."""
        store = self.desk.store
        seat = await store.run(lambda db: staff.seat_of(db, person))
        if seat is None or seat.standing is None or seat.named:
            return seat is not None and seat.standing is not None
        found, now = await self.known(person), self.desk.clock()
        if found.gone:
            await store.run(lambda db: left(db, self.desk, person, now))
        return found.present

    async def known(self, person: int) -> Known:
        """How the group knows them now."""
        try:
            return await self.look(person)
        except UNANSWERED as away:
            raise Unasked from away

    async def look_round(self) -> None:
        """Who has left unheard: what Telegram wants to tell is gone after a day."""
        with suppress(Unasked):  # the next round asks again
            for seat in await self.desk.store.run(staff.seats):
                await self.has(seat.user)

    async def colleagues_of(self, person: int, member: bool) -> tuple[Known, ...]:
        """How the group knows each of the others. Only for who may pass cases on is anybody looked up."""

        def seated(db: Connection) -> tuple[int, ...]:
            if role_now(db, person, member) not in (Role.MODERATOR, Role.ADMIN):
                return ()
            return tuple(each.user for each in colleagues(db, person))

        return tuple([await self.known(user) for user in await self.desk.store.run(seated)])
