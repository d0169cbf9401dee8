"""Clocks that jump, and nights in which they change: what is due happens once, nothing goes too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.simulator.people import Witness
from bot.stage import Stage
from handlers.jobs import catch_up
from tests.conftest import Clock
from tests.faults.conftest import Times
from tests.scenarios import inside, walks

DELETED = "Something unfinished here has been deleted"
UNFINISHED = "Something here is unfinished"
LINE = "We have a question for you. Open it when you are safe."


async def _unfinished(stage: Stage) -> Witness:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await inside.settled(stage)
    return witness


async def _answers(stage: Stage, witness: Witness) -> int:
    return len((await inside.draft(stage, witness)).answers)


async def test_a_jump_of_days_deletes_nothing_until_an_admin_confirms_it(jumpy: Stage, times: Times) -> None:
    admin = jumpy.moderator().in_private
    await jumpy.moderator().start()
    witness = await _unfinished(jumpy)
    keys = list((jumpy.folder / "keys").rglob("draft-*.key"))
    times.off = timedelta(days=8)
    await inside.ticked(jumpy)
    assert await _answers(jumpy, witness)
    assert list((jumpy.folder / "keys").rglob("draft-*.key")) == keys
    await admin.sees("clock has jumped by 192 hours")
    await admin.say("/clock confirm")
    await admin.sees("Telegram's clock says 2026-03-14 12:00 UTC, and the computer's does not.")
    await inside.ticked(jumpy)
    assert await _answers(jumpy, witness)


async def test_a_jump_that_is_right_and_confirmed_is_followed(jumpy: Stage, times: Times) -> None:
    admin = jumpy.moderator().in_private
    await jumpy.moderator().start()
    witness = await _unfinished(jumpy)
    key = next((jumpy.folder / "keys").rglob("draft-*.key"))
    times.sleep(days=8)
    await inside.ticked(jumpy)
    await witness.say("/help")  # Telegram has the same time, but an admin has to say so
    await inside.ticked(jumpy)
    assert await _answers(jumpy, witness)
    await admin.say("/clock")
    await admin.sees("The computer's clock says 2026-03-22 12:00 UTC.")
    await admin.say("/clock confirm")
    await admin.sees("Thank you.")
    await inside.ticked(jumpy)
    await witness.sees(DELETED)
    assert not key.exists()
    await admin.say("/clock")
    await admin.sees("The clock is in order.")


async def test_only_admins_confirm_a_clock(jumpy: Stage, times: Times) -> None:
    stranger = jumpy.witness("Stranger")
    stranger.bot = jumpy.staff_bot
    await stranger.say("/clock confirm")
    await stranger.sees("Only the staff of this desk can do this.")


async def test_a_clock_that_went_back_fires_nothing_twice(jumpy: Stage, times: Times) -> None:
    witness = await _unfinished(jumpy)
    times.true.advance(hours=49)
    await inside.ticked(jumpy)
    await witness.sees(UNFINISHED)
    for days in (-1, -30, 0):
        times.off = timedelta(days=days)
        await inside.ticked(jumpy)
        times.true.advance(minutes=20)
        await inside.ticked(jumpy)
    assert sum(UNFINISHED in message.text for message in witness.chat.messages()) == 1
    await witness.say("The next answer")
    await inside.settled(jumpy)
    assert await _answers(jumpy, witness)


async def test_what_is_written_while_the_clock_is_wrong_is_kept_when_it_is_right_again(
    jumpy: Stage, times: Times
) -> None:
    times.off = timedelta(days=-30)
    witness = await _unfinished(jumpy)
    times.off = timedelta()
    times.true.advance(hours=1)
    await inside.ticked(jumpy)
    assert await _answers(jumpy, witness)
    code = await _submitted(witness)
    assert (await inside.case(jumpy, code)).opened_at == times.true()


async def _submitted(witness: Witness) -> str:
    await walks.reach(witness, walks.REVIEW)
    return await walks.submit(witness)


async def test_a_weekend_without_the_program_is_no_jump_once_telegram_has_spoken(
    jumpy: Stage, times: Times
) -> None:
    witness = await _unfinished(jumpy)
    await jumpy.app.stop()
    times.true.advance(hours=80)
    await jumpy.start_bots()
    await inside.ticked(jumpy)
    assert await _answers(jumpy, witness)
    await jumpy.witness("Somebody else").start()
    await inside.settled(jumpy)
    await inside.ticked(jumpy)
    await witness.sees(DELETED)


async def test_the_scheduler_goes_on_when_the_clock_was_set_back(stage: Stage) -> None:
    scheduler = stage.app.loops.scheduler
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))
    catch_up(scheduler)
    assert all(job.next_run_time <= datetime.now(UTC) for job in scheduler.get_jobs() if job.trigger.interval)


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        pytest.param(
            datetime(2026, 3, 28, 21, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC), id="spring"
        ),
        pytest.param(
            datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC), id="autumn"
        ),
    ],
)
async def test_a_night_in_which_the_clocks_change_ends_at_eight_there(
    tmp_path: Path, clock: Clock, evening: datetime, morning: datetime
) -> None:
    clock.now = evening  # 23:00 in Kyiv
    stage = Stage(tmp_path / "data", clock, quiet_hours="22:00-08:00")
    await stage.open()
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, "In which country")
    await witness.press("Ukraine")
    code = await _submitted(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    for minutes, lines in ((-1, 0), (1, 1), (60, 1), (120, 1)):
        clock.now = morning + timedelta(minutes=minutes)
        await inside.ticked(stage)
        assert sum(message.text.startswith(LINE) for message in witness.chat.messages()) == lines
    await stage.close()
