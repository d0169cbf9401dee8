"""The desk's figures: counted, posted once at the desk's hour, and shown to who asks for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.casework import digests as wording
from bot.casework import figures
from bot.casework.case import Facts, Role
from bot.casework.digests import Digest, Kind
from bot.casework.routing import DEFAULT_DESK
from bot.outgoing import Body, Message, Picture
from bot.text import Text, _, screen
from handlers.access import ONLY_STAFF, record_refusal, role_now
from handlers.asked import Answer, Asked
from handlers.decisions import GO_ON_IN_PRIVATE, OPEN_PRIVATE, settle_in
from handlers.desk import Desk, language_in, post, reply
from handlers.staff_said import Said
from storage import audit, digests, seen_updates, staff, statistics
from storage.coarse import day_of

STATS = "stats"
PAUSE = timedelta(minutes=1)  # between two of one chat
AT_ONCE = 200  # facts of cases, sealed: nobody has to wait for longer
NOT_FOR_MONITORS = _("The figures are for moderators and admins.")
JUST_SHOWN = _("The figures of a moment ago stand above. Ask again in a minute.")


async def post_due(desk: Desk) -> None:
    """Each digest whose hour has come, once; one that was missed does not come later."""
    for kind in Kind:
        if await desk.store.run(lambda db, kind=kind: _is_due(db, desk, kind)):  # type: ignore[misc]
            digest = await gather(desk, kind)
            await desk.store.run(lambda db, kind=kind, digest=digest: _post(db, desk, kind, digest))  # type: ignore[misc]


async def show(desk: Desk, said: Said) -> None:
    """`/stats`, with `week` and `dark` after it: the same on demand. Whole days only, so that asking often
    tells nothing more."""
    words = (said.text or "").lower().split()[1:]
    kind = Kind.WEEKLY if "week" in words else Kind.DAILY
    refused = await _give(desk, said, kind, dark="dark" in words)
    if refused is not None:
        await desk.store.run(lambda db: reply(db, desk, said, screen(refused), desk.clock()))


async def press(desk: Desk, asked: Asked) -> Answer:
    """The button of the board: the figures come to whoever pressed, in private."""
    said = Said(asked.update_id, asked.person, asked.person, None, asked.member)
    language, can_write = await desk.store.run(
        lambda db: (language_in(db, desk, asked.person), staff.has_private(db, asked.person))
    )
    if not asked.private and not can_write:
        return Answer(OPEN_PRIVATE, language, url=f"https://t.me/{desk.username}?start={STATS}")
    refused = await _give(desk, said, Kind.DAILY, dark=False)
    return Answer(refused or (None if asked.private else GO_ON_IN_PRIVATE), language)


async def _give(desk: Desk, said: Said, kind: Kind, *, dark: bool) -> Text | None:
    """Why they are not shown; None when they are."""
    refused = await desk.store.run(lambda db: _refusal(db, desk, said, kind))
    digest = await gather(desk, kind) if refused is None else None
    return await desk.store.run(lambda db: _answer(db, desk, said, kind, digest, dark=dark))


async def gather(desk: Desk, kind: Kind) -> Digest:
    """The figures of now. Facts of cases are opened in a thread, some at a time, and only counted."""
    today = day_of(desk.clock()).date()
    if kind is Kind.DAILY:
        since = figures.first_day(today)
        counts = await desk.store.run(lambda db: _count(db, since, today))
        return wording.of_days(figures.daily(counts, today))
    counts = await desk.store.run(lambda db: _count(db, figures.first_week(today), today))
    facts = await _facts(desk, figures.last_week(today))
    return wording.of_weeks(figures.weekly(counts, today, facts), desk.labels)


def _count(db: Connection, since: date, today: date) -> figures.Counts:
    return figures.Counts(
        statistics.came(db, DEFAULT_DESK, since),
        statistics.closed(db, DEFAULT_DESK, since),
        statistics.open_now(db, DEFAULT_DESK),
        statistics.first_looks(db, DEFAULT_DESK, since, today),
    )


async def _facts(desk: Desk, week: date) -> list[Facts]:
    found: list[Facts] = []
    last, before = 0, week + figures.WEEK
    while True:
        rows = await desk.store.run(
            lambda db, last=last: statistics.sealed_facts(db, DEFAULT_DESK, week, before, last, AT_ONCE)  # type: ignore[misc]
        )
        found += await asyncio.to_thread(statistics.opened_facts, desk.keys, rows)
        if len(rows) < AT_ONCE:
            return found
        last = rows[-1].id


def _is_due(db: Connection, desk: Desk, kind: Kind) -> bool:
    last, now = digests.posted_at(db, DEFAULT_DESK, kind), desk.clock()
    if last is None:
        digests.note(db, DEFAULT_DESK, kind, now)  # days are counted from here
        return False
    return wording.is_due(kind, desk.rules(db), now, last)


def _post(db: Connection, desk: Desk, kind: Kind, digest: Digest) -> None:
    """Looks once more: figures take a moment to gather."""
    if _is_due(db, desk, kind):
        digests.note(db, DEFAULT_DESK, kind, desk.clock())
        post(db, desk, desk.chat, _body(digest, kind, desk.clock()), desk.clock())


def _answer(
    db: Connection, desk: Desk, said: Said, kind: Kind, digest: Digest | None, *, dark: bool
) -> Text | None:
    """Shown with its row in the trail; or why not."""
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return None
    if said.chat == said.person:
        settle_in(db, desk, said.person, said.phone)
    refused = _refusal(db, desk, said, kind)
    if refused is not None or digest is None:
        if refused in (NOT_FOR_MONITORS, ONLY_STAFF):
            record_refusal(db, said.person, STATS, now)
        return refused or JUST_SHOWN
    digests.note(db, str(said.chat), _asked_for(kind), now)
    audit.record(db, str(said.person), STATS, None, kind, now)
    post(db, desk, said.chat, _body(digest, kind, now, dark=dark, thread=said.thread), now)
    return None


def _refusal(db: Connection, desk: Desk, said: Said, kind: Kind) -> Text | None:
    role, now = role_now(db, said.person, said.member), desk.clock()
    if role not in (Role.MODERATOR, Role.ADMIN):
        return NOT_FOR_MONITORS if role else ONLY_STAFF
    last = digests.posted_at(db, str(said.chat), _asked_for(kind))
    return JUST_SHOWN if last is not None and last <= now < last + PAUSE else None


def _asked_for(kind: Kind) -> str:
    """Days and weeks are shown side by side; each has its own pause."""
    return f"{STATS} {kind[:1]}"


def picture(digest: Digest, kind: Kind, now: datetime, *, dark: bool) -> Picture | None:
    """With the button that changes its colours; None when there is nothing to be seen on one."""
    if digest.chart is None:
        return None
    words = wording.with_shade(digest.words, kind, day_of(now).date(), dark=dark)
    return Picture(digest.chart, words, dark)


def _body(
    digest: Digest, kind: Kind, now: datetime, *, dark: bool = False, thread: int | None = None
) -> Body:
    shown = picture(digest, kind, now, dark=dark)
    return Message(digest.words, thread=thread) if shown is None else replace(shown, thread=thread)
