"""What runs on the clock: one table. Jobs only tick; what is due lies in rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot.casework.deadlines import next_waking
from bot.interview import events
from bot.interview.buttons import button
from bot.interview.draft import Draft
from bot.interview.leaving import cover
from bot.interview.showing import view
from bot.outgoing import Body, Cover, Erase, Outgoing, Panel, Replace
from bot.questionnaire import places
from bot.questionnaire.answers import Pick
from bot.text import Text, _, screen
from handlers import (
    erasure,
    receipts,
    staff_board,
    staff_cards,
    staff_copies,
    staff_digests,
    staff_figures,
    staff_head,
    staff_offered,
    staff_overdue,
    staff_seconding,
)
from handlers.desk import Desk
from handlers.door import Door
from handlers.intake import around
from storage import coarse, dead_letters, drafts, files, openings, outbox, routes, seen_updates, standing
from storage.drafts import Kept
from storage.in_use import day_keys_in_use
from storage.keys import Keys
from storage.transaction import Store

UPDATES_KEPT = timedelta(hours=48)  # ids of updates may start again after that
DAY_KEYS_KEPT = timedelta(days=3)  # after the day they are of
IDLE = timedelta(minutes=10)
FILES_STAY = timedelta(hours=40)  # bots can delete for 48
REMIND = timedelta(hours=48)  # of silence, then a draft is named once
CLEARED = _(
    "The files that you sent are removed from this chat, before Telegram would make them stay. "
    "They are saved, and nothing has been sent yet."
)


@dataclass(frozen=True, slots=True)
class Job:
    """`every` so many seconds."""

    name: str
    every: int
    work: Callable[[], Awaitable[Any]]


def of_witness(door: Door) -> tuple[Job, ...]:
    """The witness side's."""

    def in_store(work: Callable[[Connection, Door], None]) -> Callable[[], Awaitable[None]]:
        return lambda: door.store.run(lambda db: work(db, door))

    return (
        Job("end drafts", 60, in_store(end_drafts)),
        Job("remind of drafts", 600, in_store(remind_of_drafts)),
        Job("cover panels", 60, in_store(cover_panels)),
        Job("clear away files", 600, in_store(clear_away_files)),
        Job("forget messages", 600, in_store(lambda db, door: standing.forget_old(db, door.clock()))),
        Job("blur times", 3600, in_store(lambda db, door: coarse.blur(db, door.clock()))),
        Job("forget routes", 600, in_store(lambda db, door: routes.forget_expired(db, door.clock()))),
        Job("forget wrong receipts", 600, in_store(receipts.forget_tries)),
        *_of_both(door.store, door.keys, door.clock),
    )


def of_staff(desk: Desk) -> tuple[Job, ...]:
    """The staff side's."""

    def in_store(work: Callable[[Connection, Desk], None]) -> Callable[[], Awaitable[None]]:
        return lambda: desk.store.run(lambda db: work(db, desk))

    return (
        Job("bring cards", 60, in_store(staff_digests.bring)),
        Job("redraw cards", 600, in_store(staff_cards.redraw)),
        Job("refresh the board", 60, in_store(staff_board.refresh)),
        Job("end offers", 60, in_store(staff_offered.end_offers)),
        Job("end rests", 60, in_store(staff_cards.end_rests)),
        Job("close for good", 10, in_store(staff_cards.close_for_good)),
        Job("look what is overdue", 60, in_store(staff_overdue.look)),
        Job("erase", 600, lambda: erasure.erase(desk)),
        Job("tell the head", 600, lambda: desk.store.run(lambda db: staff_head.tell_head(db, desk))),
        Job("post digests", 600, lambda: staff_figures.post_due(desk)),
        Job("remove private copies", 60, in_store(staff_copies.remove_due)),
        Job("end requests", 60, in_store(staff_seconding.end_requests)),
        Job("forget openings", 3600, in_store(lambda db, desk: openings.forget(db, desk.clock()))),
        *_of_both(desk.store, desk.keys, desk.clock),
    )


def _of_both(store: Store, keys: Keys, clock: Callable[[], Any]) -> tuple[Job, ...]:
    async def destroy_keys() -> None:
        day = (clock() - DAY_KEYS_KEPT).date()
        if keys.day.any_before(day):
            needed = await store.run(lambda db: day_keys_in_use(db, keys.side))
            keys.day.destroy_before(day, needed)

    return (
        Job(
            "forget updates",
            3600,
            lambda: store.run(lambda db: seen_updates.forget(db, clock() - UPDATES_KEPT)),
        ),
        Job("destroy day keys", 3600, destroy_keys),
        Job(
            "forget dead letters",
            3600,
            lambda: store.run(lambda db: dead_letters.forget(db, keys.side, clock())),
        ),
    )


def catch_up(scheduler: AsyncIOScheduler) -> None:
    """After the computer's clock was set back, what it scheduled would wait until that time comes again."""
    now = datetime.now(UTC)
    for scheduled in scheduler.get_jobs():
        if scheduled.next_run_time - now > 2 * scheduled.trigger.interval:
            scheduled.modify(next_run_time=now)


def end_drafts(db: Connection, door: Door) -> None:
    """Unfinished reports of 72 hours ago are gone; whoever had one is told, without details."""
    now = door.clock()
    for witness in drafts.expired(db, now):
        kept = drafts.load(db, door.keys, witness)
        if kept is not None and _unfinished(kept.draft) and kept.panel is not None:
            said = screen(
                _(
                    "Something unfinished here has been deleted, as we said. "
                    "Files you sent may still be in this chat."
                )
            )
            outgoing = _to(kept, Replace(kept.panel, said))
            outbox.post(db, door.keys, outgoing, now)
        files.drop(db, [row.file for row in files.of_draft(db, witness)], now)
        drafts.discard(db, witness)


def cover_panels(db: Connection, door: Door) -> None:
    """After ten minutes without a word a neutral line takes the place of what was on the screen."""
    now = door.clock()
    for witness in drafts.cover(db, now - IDLE):
        kept = drafts.load(db, door.keys, witness)
        if kept is not None and kept.panel is not None and kept.draft.traceless:
            outbox.post(db, door.keys, _to(kept, Cover(cover())), now)


def clear_away_files(db: Connection, door: Door) -> None:
    """Files of an unfinished report leave the chat while a bot can still delete them; the witness is told."""
    now = door.clock()
    for witness, messages in files.standing_since(db, now - FILES_STAY).items():
        kept = drafts.load(db, door.keys, witness)
        if kept is None or not kept.draft.traceless:
            continue
        files.left_chat(db, witness, messages)
        known = around(db, door, witness, events.Began(), kept.draft, None, now, kept.reach.bot)
        shown = view(door.form(kept.draft.language), kept.draft, known, CLEARED)
        said = Cover(cover(CLEARED) if kept.covered else shown)
        for body in (said, Erase(messages)):
            outbox.post(db, door.keys, _to(kept, body), now)


def remind_of_drafts(db: Connection, door: Door) -> None:
    """One neutral reminder of a draft, a day before it ends."""
    now = door.clock()
    for witness in drafts.to_remind(db, now, REMIND):
        kept = drafts.load(db, door.keys, witness)
        if kept is None or not _unfinished(kept.draft):
            continue
        words: Text = _("Something here is unfinished. It will be deleted within a day unless you continue.")
        back = events.Began() if kept.draft.answers else events.Resumed()
        said = screen(words, rows=((button(_("Continue"), back),),))
        due_at = next_waking(now, _zone(kept.draft), door.quiet)
        outbox.post(db, door.keys, _to(kept, Panel(said, below=True)), now, due_at=due_at)


def _unfinished(draft: Draft) -> bool:
    """A report, or an answer to a question of several steps."""
    return bool(draft.answers or draft.replies)


def _zone(draft: Draft) -> str:
    """Where the draft says that things happened; that is as much as is known of where the witness is."""
    country, region = (
        next((part.name for part in draft.answers[name].parts if isinstance(part, Pick)), None)
        if name in draft.answers
        else None
        for name in ("country", "region")
    )
    return places.zone(country, region)


def _to(kept: Kept, body: Body) -> Outgoing:
    return Outgoing(kept.reach.bot, kept.reach.chat, kept.draft.language, body)
