"""Nothing of a closed case is removed, and no key destroyed, by a clock that jumped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.stage import Stage
from storage import tables
from tests.faults.conftest import Times
from tests.scenarios import inside, walks
from tests.scenarios.closing import closed, days, dry_runs


def _day_keys(stage: Stage) -> set[Path]:
    return {path for name in ("draft", "mail") for path in (stage.folder / "keys").rglob(f"{name}-*.key")}


async def test_a_jump_of_forty_days_announces_removes_and_destroys_nothing_until_it_is_confirmed(
    jumpy: Stage, times: Times
) -> None:
    admin, code = jumpy.moderator().in_private, await closed(jumpy)
    times.true.advance(minutes=2)
    await inside.ticked(jumpy)  # the minute is over in which closing can be undone
    keys = _day_keys(jumpy)
    times.sleep(days=40)  # the program was not told that this time has passed
    for _look in range(3):
        await inside.ticked(jumpy)
    assert dry_runs(jumpy) == []
    assert await inside.told(jumpy, code) == [[walks.NARRATIVE]]
    assert await inside.count(jumpy, tables.routes) == 1
    assert _day_keys(jumpy) == keys
    await admin.say("/clock confirm")
    await admin.sees("Thank you.")
    await inside.ticked(jumpy)
    await inside.ticked(jumpy)
    assert not _day_keys(jumpy) & keys
    assert await inside.count(jumpy, tables.routes) == 0
    assert len(dry_runs(jumpy)) == 1
    assert await inside.told(jumpy, code) == [[walks.NARRATIVE]]  # it has only now been announced
    times.true.advance(days=1)
    await inside.ticked(jumpy)
    assert await inside.count(jumpy, tables.desk_copies) == 0


async def test_what_was_announced_stays_while_a_clock_is_in_doubt(jumpy: Stage, times: Times) -> None:
    code = await closed(jumpy)
    await days(jumpy, times.true, 28)
    assert len(dry_runs(jumpy)) == 1
    for off in (timedelta(days=40), timedelta(days=-40)):
        times.off = off
        await inside.ticked(jumpy)
        await days(jumpy, times.true, 2)
        assert await inside.told(jumpy, code) == [[walks.NARRATIVE]]
    times.off = timedelta()
    await inside.ticked(jumpy)
    assert await inside.count(jumpy, tables.desk_copies) == 0


async def test_a_clock_that_is_wrong_at_the_start_removes_nothing(jumpy: Stage, times: Times) -> None:
    code = await closed(jumpy)
    await days(jumpy, times.true, 28)
    keys = _day_keys(jumpy)
    await jumpy.app.stop()
    times.off = timedelta(days=40)
    await jumpy.start_bots()
    await jumpy.witness("Somebody else").start()  # Telegram says that it is earlier
    await inside.settled(jumpy)
    for _look in range(3):
        await inside.ticked(jumpy)
    assert await inside.told(jumpy, code) == [[walks.NARRATIVE]]
    assert keys <= _day_keys(jumpy)
