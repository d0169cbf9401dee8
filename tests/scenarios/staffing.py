"""Ways that stories about the staff itself take: who comes in, by which link, and what is offered."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.simulator.people import Moderator
from bot.stage import Stage
from storage import tables


def somebody(stage: Stage, name: str, *, joined: bool = True, username: str | None = None) -> Moderator:
    """In the desk's group if they joined, and without a role."""
    person = stage.world.add_person(name, username=username, language_code="en")
    if joined:
        stage.world.join(stage.group, person)
    return Moderator(stage.world, stage.staff_bot, stage.group, person)


async def link(admin: Moderator, role: str) -> str:
    """A new invitation."""
    before = {each.id for each in admin.in_private.messages()}
    await admin.in_private.say(f"/invite {role}")
    found: list[str] = []

    def there() -> bool:
        new = (each.text for each in admin.in_private.messages() if each.id not in before and each.from_bot)
        found[:] = [made.group() for text in new if (made := re.search(r"https://t\.me/\S+", text))]
        return bool(found)

    await admin.in_private.until(there, "an invitation", 10)
    return found[0]


async def seated(
    stage: Stage, name: str, role: str = "moderator", *, by: Moderator | None = None
) -> Moderator:
    """Somebody who has opened an invitation of the first admin's."""
    admin = by or stage.moderator()
    if by is None:
        await admin.start()
    new = somebody(stage, name)
    await new.in_private.follow(await link(admin, role))
    await new.in_private.sees("You are now on the staff of this desk")
    return new


async def trail(stage: Stage) -> list[tuple[str, str, str]]:
    """(actor, action, reason) of what is not about the settings."""
    columns = tables.audit.c
    rows = select(columns.actor, columns.action, columns.reason).order_by(columns.id)
    found = await stage.app.store.run(lambda db: db.execute(rows).all())
    return [(row.actor, row.action, row.reason) for row in found if row.actor != "settings"]
