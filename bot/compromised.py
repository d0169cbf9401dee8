"""`witnessline compromised`: ends somebody's access when Telegram is away, as `/compromised` does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app import desk_of, report_form
from bot.settings import ForStaff
from bot.text import Screen
from handlers.staff_breach import end_access, is_known
from handlers.translate import Wording
from storage import migrations, staff
from storage.engine import NoDatabase
from storage.keys import StaffKeys
from storage.transaction import Store

NO_ADMIN = "No admin is left: put another id into WITNESSLINE_ADMINS, and restart."


async def end(settings: ForStaff, user: int, now: datetime) -> list[str] | None:
    """What was done and what they had opened, line by line; None if this id is nobody's.

    What is to be said of it waits in the outbox. The keys of the staff side are needed: cards are drawn anew.
    """
    if migrations.pending(settings.database_url):
        raise NoDatabase("is not up to date: run `witnessline migrate` first")
    keys, wording = StaffKeys.load(settings.keys), Wording()
    store = Store.open(settings.database_url)
    try:
        desk = await desk_of(settings, store, keys, wording, report_form(), lambda: now)

        def work(db: Connection) -> tuple[tuple[Screen, ...] | None, bool]:
            if not is_known(db, user):
                return None, False
            return end_access(db, desk, user, "operator", now), not staff.has_admins(db)

        shown, without = await store.run(work)
    finally:
        store.close()
    if shown is None:
        return None
    lines = [line for page in shown for line in wording.screen(page, "en").text.splitlines() if line]
    return lines + ([NO_ADMIN] if without else [])
