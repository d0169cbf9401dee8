"""Figures: a digest once at the desk's hour, with a picture and words; /stats for who may see them."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Consent, Facts, Priority
from bot.casework.digests import CHANGES, Kind, older
from bot.simulator.people import PATIENCE, Moderator, Screen
from bot.simulator.rooms import Shown
from bot.stage import Stage
from handlers.staff_figures import JUST_SHOWN, NOT_FOR_MONITORS
from storage import cases, queue
from storage.keys import WitnessKeys
from tests.conftest import Clock
from tests.scenarios import inside, staffing
from tests.scenarios.walks import words

HERE = Facts(("detention",), "ru", "ru_khm", "ru", "Asia/Yekaterinburg", 0, Consent(True, True, True))
THERE = Facts(("killing", "torture"), "kz", "kz_39", "ru", "Asia/Almaty", 0, Consent(True, True, True))


async def came(stage: Stage, *facts: Facts) -> None:
    """Reports of now, without their interviews."""
    keys, now = WitnessKeys.load(stage.folder / "keys"), stage.clock()

    def open(db: Connection) -> None:
        for each in facts:
            code = f"Z{now.day % 10}-{len(queue.open_cases(db)):04}"
            cases.open_case(db, keys, code=code, priority=Priority.NORMAL, facts=each, entries=(), now=now)

    await stage.app.store.run(open)


def figures(chat: Screen) -> list[Shown]:
    return [each for each in chat.messages() if each.from_bot and each.kind == "photo"]


async def test_digests_come_once_at_the_desks_hour_and_missed_ones_do_not_come_later(
    any_stage: Stage, clock: Clock
) -> None:
    stage, group = any_stage, any_stage.moderator().in_group
    await came(stage, *[HERE] * 8, *[THERE] * 3)  # on a Saturday
    await inside.ticked(stage)  # days are counted from here
    clock.now = datetime(2026, 3, 16, 8, 59, tzinfo=clock.now.tzinfo)
    await inside.ticked(stage)
    assert figures(group) == []
    clock.advance(minutes=1)
    for _again in range(2):
        posting = next(job.work for job in stage.app.work if job.name == "post digests")
        await asyncio.gather(posting(), posting())
        await inside.ticked(stage)
        await inside.restart(stage)
    daily, weekly = figures(group)
    assert daily.text.startswith("The desk, day by day\n\nNew cases by day: 02.03–")
    assert "14.03 10 · 15.03 0" in daily.text
    assert "What happened, last week: Arrest or detention 10 · Killing <5 · Torture" in weekly.text
    assert "Khanty-Mansi District (Yugra) 10 · Kostanay Region <5" in weekly.text
    assert daily.file is not None
    assert daily.file.height == 1280  # as large as Telegram keeps it
    clock.advance(days=1)
    await inside.ticked(stage)
    assert len(figures(group)) == 3


async def test_a_small_desk_gets_a_line_and_no_picture(stage: Stage, clock: Clock) -> None:
    await came(stage, HERE, THERE)
    await inside.ticked(stage)
    clock.advance(days=1)
    await inside.ticked(stage)
    group = stage.moderator().in_group
    await group.sees("New on 14.03: <5.\n\nOpen at the end of it: <5.")
    assert figures(group) == []


async def test_stats_are_for_moderators_once_a_minute_and_in_the_trail(stage: Stage, clock: Clock) -> None:
    moderator = await staffing.seated(stage, "Boris")
    monitor = await staffing.seated(stage, "Vera", "monitor")
    await came(stage, *[HERE] * 30)
    clock.advance(days=1)
    await monitor.in_private.say("/stats")
    await monitor.in_private.sees(words(NOT_FOR_MONITORS))
    await staffing.somebody(stage, "Gleb").in_group.say("/stats@our_desk_bot")
    await moderator.in_group.sees("Only the staff of this desk can do this.")

    forbidden = "Bad Request: not enough rights to send photos to the chat"
    stage.server.faults.next("sendPhoto", kind="refused", description=forbidden)
    await moderator.in_group.say("/stats@our_desk_bot")
    shown = await moderator.in_group.sees("New cases by day")
    assert shown.kind == "text"
    await moderator.in_group.say("/stats@our_desk_bot week")
    await moderator.in_group.sees("The desk, week by week")
    await moderator.in_group.say("/stats@our_desk_bot week")
    await moderator.in_group.sees(words(JUST_SHOWN))
    clock.advance(minutes=1)
    moderator.person.language_code = "ru"
    await moderator.start()
    await moderator.in_private.say("/stats dark")
    shown = await moderator.in_private.sees(words("New cases by day", "ru"))
    assert shown.kind == "photo"
    await _turned_light_and_dark(stage, moderator)
    await monitor.in_group.press("Stats")
    await monitor.toast(words(NOT_FOR_MONITORS))
    clock.advance(minutes=1)
    await moderator.in_group.press("Stats")
    await moderator.toast(words("Go on in your private chat with this bot.", "ru"))
    await inside.settled(stage)
    await _is_of_its_day(stage, clock, moderator, monitor)
    assert [each.kind for each in moderator.in_private.messages()].count("photo") == 2
    rows = [row for row in await staffing.trail(stage) if "stats" in row]
    boris, vera = str(moderator.person.id), str(monitor.person.id)
    assert rows == [
        (vera, "refused", "stats"),
        ("stranger", "refused", "stats"),
        (boris, "stats", "daily"),
        (boris, "stats", "weekly"),
        *[(boris, "stats", "daily")] * 3,
        (vera, "refused", "stats"),
        (boris, "stats", "daily"),
        (boris, "stats", "daily"),
        (vera, "refused", "stats"),
    ]


async def _turned_light_and_dark(stage: Stage, moderator: Moderator) -> None:
    """In its place: one message, whose words stay."""
    chat = moderator.in_private
    (before,) = figures(chat)
    for pressed, other in (("Light", "Dark"), ("Dark", "Light")):
        looked = figures(chat)[0].file
        await chat.press(words(pressed, "ru"))
        await moderator.toast(words(CHANGES, "ru"))
        await chat.until(lambda looked=looked: figures(chat)[0].file != looked, "another picture", PATIENCE)
        (now,) = figures(chat)
        assert (now.id, now.text) == (before.id, before.text)
        assert [[button.text for button in row] for row in now.buttons] == [[words(other, "ru")]]


async def _is_of_its_day(stage: Stage, clock: Clock, moderator: Moderator, monitor: Moderator) -> None:
    """Whoever may not see figures changes none; and those of yesterday are not passed off as today's."""
    clock.advance(minutes=1)
    await moderator.in_group.say("/stats@our_desk_bot")
    await inside.settled(stage)
    shown = figures(moderator.in_group)[-1]
    await monitor.in_group.press("Dark", message=shown.id)
    await monitor.toast(words(NOT_FOR_MONITORS))
    clock.advance(days=1)
    await moderator.in_group.press("Dark", message=shown.id)
    await moderator.toast(words(older(Kind.DAILY), "ru"))
    await inside.settled(stage)
    assert figures(moderator.in_group)[-1] == shown
