"""`/health` for admins, in private: how the program is, in words; the same numbers as for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.casework.cards import age
from bot.casework.case import Role
from bot.text import Button, Line, Screen, Text, _, _n, screen, verbatim
from handlers.access import IN_PRIVATE, ONLY_ADMINS, ONLY_STAFF, record_refusal, role_now
from handlers.desk import Desk, reply
from handlers.health import SILENCE
from handlers.staff_said import Said
from handlers.vitals import Vitals
from handlers.wire import UNANSWERED
from storage import backup, clocks, dead_letters, lately, outbox, seen_updates
from storage import keys as all_keys
from storage.letters import Side

OLD = timedelta(days=7)  # a backup
NOTED = timedelta(minutes=5)  # a side notes every minute that it runs
GOOD, ODD, BAD = "✅", "⚠️", "🚨"
BOTS: Mapping[Side, Text] = {"witness": _("The witness bot"), "staff": _("The staff bot")}
RIGHTS: Mapping[str, Text] = {
    "be an admin of it": _("be an admin of it"),
    "delete messages": _("delete messages"),
    "pin messages": _("pin messages"),
}
_MANY = ((20, _("a few")), (200, _("many")))
_LONG = (
    (timedelta(minutes=1), _("under a minute")),
    (timedelta(minutes=10), _("some minutes")),
    (timedelta(hours=1), _("under an hour")),
    (timedelta(days=1), _("some hours")),
)


@dataclass(frozen=True, slots=True)
class Checkup:
    """`rights` asks Telegram what the bot may not do in the group and must; None: it is not known there."""

    vitals: Vitals
    data: Path
    keys: Path
    rights: Callable[[], Awaitable[tuple[str, ...] | None]]


@dataclass(frozen=True, slots=True)
class _Found:
    """What cannot be asked within a transaction."""

    vitals: Vitals
    archive: bool
    backup: datetime | None
    rights: Line


async def tell(desk: Desk, checkup: Checkup, said: Said) -> None:
    """Telegram is asked only for an admin."""
    admin = await desk.store.run(lambda db: role_now(db, said.person, said.member) is Role.ADMIN)
    rights = await _rights(checkup) if admin and said.chat == said.person else _line(GOOD, verbatim(""))
    archive = await asyncio.to_thread(all_keys.archive_secret_here, checkup.keys)
    saved = await asyncio.to_thread(backup.last, checkup.data)
    found = _Found(checkup.vitals, archive is not None, saved, rights)
    await desk.store.run(lambda db: _answer(db, desk, said, found))


def _answer(db: Connection, desk: Desk, said: Said, found: _Found) -> None:
    now = desk.clock()
    if not seen_updates.first_time(db, desk.bot, said.update_id, now):
        return
    role = role_now(db, said.person, said.member)
    if role is not Role.ADMIN:
        record_refusal(db, said.person, "health", now)
        shown = screen(ONLY_ADMINS if role else ONLY_STAFF)
    elif said.chat != said.person:
        link = Button(_("Open the private chat"), "", f"https://t.me/{desk.username}?start=help")
        shown = screen(IN_PRIVATE, rows=((link,),))
    else:
        shown = _report(db, desk, found, now)
    reply(db, desk, said, shown, now)


def _report(db: Connection, desk: Desk, found: _Found, now: datetime) -> Screen:
    """What is wrong stands first."""
    seen = clocks.seen(db)
    lines = (
        *(_running(found.vitals, side, seen.get(side), now) for side in BOTS),
        *_witnesses(db, desk, found.vitals, now),
        *(_outbox(db, side, now) for side in BOTS),
        *(_dead(db, side) for side in BOTS),
        _clock(db),
        _backup(found.backup, now),
        _archive(found.archive),
        found.rights,
        *_intake(db, desk),
    )
    return screen(Line(_("Health"), strong=True), *sorted(lines, key=_how_good))


def _running(vitals: Vitals, side: Side, seen_at: datetime | None, now: datetime) -> Line:
    """Of a side in another process only what it last noted is known."""
    bot = BOTS[side]
    if side not in vitals.sides():
        if seen_at is None:
            return _line(BAD, _("{bot} has never run.", bot=bot))
        if now - seen_at > NOTED:
            return _line(
                BAD, _("{bot} does not run. It last did {time} ago.", bot=bot, time=_long(now - seen_at))
            )
        return _line(GOOD, _("{bot} runs, apart from this one.", bot=bot))
    if side in vitals.silent(SILENCE):
        return _line(BAD, _("{bot} has had no word from Telegram for minutes.", bot=bot))
    lag = timedelta(seconds=vitals.measured("update_lag_seconds", side) or 0)
    sign = GOOD if lag < _LONG[0][0] else ODD
    return _line(sign, _("{bot} runs. The last message waited {time}.", bot=bot, time=_long(lag)))


def _witnesses(db: Connection, desk: Desk, vitals: Vitals, now: datetime) -> Iterator[Line]:
    """What its rows tell, by the step that cards take: a quiet day is no fault."""
    handled, saved = lately.handled(db, desk.bot), lately.saved(db)
    if handled is not None and "witness" not in vitals.sides():
        yield _line(GOOD, _("The witness bot last handled a message: {age}.", age=_age(desk, handled, now)))
    if saved is not None:
        yield _line(GOOD, _("Something of a witness was last saved: {age}.", age=_age(desk, saved, now)))


def _age(desk: Desk, at: datetime, now: datetime) -> Text:
    return age(at, now, hourly=not desk.jitter)


def _outbox(db: Connection, side: Side, now: datetime) -> Line:
    size, since = outbox.waiting(db, side)
    bot, late = BOTS[side], now - since if since else timedelta(0)
    if not size or late <= timedelta(0):
        return _line(GOOD, _("{bot}: nothing waits to be sent.", bot=bot))
    sign = GOOD if late < _LONG[1][0] else ODD
    words = _("{bot}: {many} wait to be sent, for {time}.", bot=bot, many=_many(size), time=_long(late))
    return _line(sign, words)


def _dead(db: Connection, side: Side) -> Line:
    count, bot = dead_letters.counts(db).get(side, 0), BOTS[side]
    if not count:
        return _line(GOOD, _("{bot}: no message was left undone.", bot=bot))
    words = _n(
        "{bot}: {count} thing could not be handled or sent. On the server, {command} says what.",
        "{bot}: {count} things could not be handled or sent. On the server, {command} says what.",
        count,
        bot=bot,
        command="witnessline dead-letters list",
    )
    return _line(ODD, words)


def _clock(db: Connection) -> Line:
    if clocks.doubts(db):
        return _line(ODD, _("The computer's clock has jumped. Write /clock to see it."))
    return _line(GOOD, _("The clock is in order."))


def _backup(saved: datetime | None, now: datetime) -> Line:
    if saved is None:
        return _line(ODD, _("No backup was made here yet."))
    sign = GOOD if now - saved < OLD else ODD
    return _line(sign, _("The last backup: {age}.", age=age(saved, now)))


def _archive(here: bool) -> Line:
    if not here:
        return _line(GOOD, _("The archive's secret key is not on the server."))
    words = _(
        "The archive's secret key is on the server: whoever takes it can read everything. Move it away."
    )
    return _line(BAD, words)


async def _rights(checkup: Checkup) -> Line:
    try:
        missing = await checkup.rights()
    except UNANSWERED:
        return _line(ODD, _("Telegram does not say what I may do in the group."))
    if missing is None:
        return _line(BAD, _("I do not know the desk's group. Add me there."))
    if not missing:
        return _line(GOOD, _("I have the rights that I need in the group."))
    words = RIGHTS.get(missing[0], verbatim(missing[0]))
    for right in missing[1:]:
        words = _("{first}, {next}", first=words, next=RIGHTS.get(right, verbatim(right)))
    return _line(BAD, _("In the group I must be allowed to: {rights}.", rights=words))


def _intake(db: Connection, desk: Desk) -> Iterator[Line]:
    if desk.rules(db).paused:
        yield _line(ODD, _("The intake is closed. /pause off opens it."))


def _how_good(line: Line) -> int:
    return (BAD, ODD, GOOD).index(dict(line.text.params)["sign"])


def _line(sign: str, words: Text) -> Line:
    return Line(Text("{sign} {words}", (("sign", sign), ("words", words))), tight=True)


def _many(count: int) -> Text:
    return next((words for least, words in _MANY if count < least), _("very many"))


def _long(span: timedelta) -> Text:
    """Steps: exact times would tell of single messages."""
    return next((words for least, words in _LONG if span < least), _("days"))
