"""The button under a picture of figures: the same picture, dark or light, in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.casework import digests as wording
from bot.casework.case import Role
from bot.casework.digests import SHADES, Digest
from bot.outgoing import Outgoing
from bot.text import Text
from handlers.access import ONLY_STAFF, record_refusal, role_now
from handlers.asked import Answer, Asked
from handlers.desk import Desk, language_in
from handlers.staff_figures import NOT_FOR_MONITORS, STATS, gather, picture
from storage import audit, outbox, seen_updates
from storage.coarse import day_of


def answer(db: Connection, desk: Desk, asked: Asked) -> Answer:
    """At once; drawing comes after."""
    now, language = desk.clock(), language_in(db, desk, asked.person)
    refused = _refusal(db, asked, now)
    if refused is None:
        return Answer(wording.CHANGES, language, redraw=True)
    theirs = refused not in (NOT_FOR_MONITORS, ONLY_STAFF)
    if not theirs and seen_updates.first_time(db, desk.bot, asked.update_id, now):
        record_refusal(db, asked.person, STATS, now)
    return Answer(refused, language)


async def redraw(desk: Desk, asked: Asked) -> None:
    """The press counts as seen only now: after a crash it comes again."""
    digest = await gather(desk, SHADES[asked.press.action][0])
    await desk.store.run(lambda db: _post(db, desk, asked, digest))


def _refusal(db: Connection, asked: Asked, now: datetime) -> Text | None:
    """A picture of another day stays as it is: its figures are not kept."""
    role, kind = role_now(db, asked.person, asked.member), SHADES[asked.press.action][0]
    if role not in (Role.MODERATOR, Role.ADMIN):
        return NOT_FOR_MONITORS if role else ONLY_STAFF
    newest = asked.press.version == wording.mark_of_day(kind, day_of(now).date())
    return None if newest else wording.older(kind)


def _post(db: Connection, desk: Desk, asked: Asked, digest: Digest) -> None:
    """Of several presses on one picture the last counts."""
    now, (kind, dark) = desk.clock(), SHADES[asked.press.action]
    shown = picture(digest, kind, now, dark=dark)
    if shown is None or asked.pressed is None or _refusal(db, asked, now) is not None:
        return
    if not seen_updates.first_time(db, desk.bot, asked.update_id, now):
        return
    audit.record(db, str(asked.person), STATS, None, kind, now)
    body = replace(shown, message=asked.pressed)
    outgoing = Outgoing(desk.bot, asked.chat, language_in(db, desk, asked.chat), body)
    name = f"picture:{asked.chat}:{asked.pressed}"
    outbox.post(db, desk.keys, outgoing, now, dedupe=name, replace=True)
