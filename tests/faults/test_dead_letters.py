"""Dead letters: listed without their words, tried again with one effect, dropped, gone after three days."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from bot import dead_letters as asked
from bot.__main__ import cli
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import dead_letters
from storage.dead_letters import DeadLetter
from tests.conftest import Clock
from tests.databases import sqlite_database
from tests.faults import weather
from tests.scenarios import inside

STORY = "Kept from everybody."


async def buried(stage: Stage) -> tuple[Witness, DeadLetter]:
    """A message that could not be handled, because of a bug that has been mended since."""
    witness = await weather.at_the_narrative(stage)
    broken = weather.said_by(witness, STORY, **weather.NOWHERE)
    stage.world.inject(stage.witness_bot, {"message": broken})
    await inside.settled(stage)
    [letter] = await stage.app.store.run(dead_letters.listed)
    return witness, letter


async def mend(stage: Stage) -> None:
    """What is in the dead letter can be handled from now on."""
    keys = stage.app.deliveries[0].keys
    [letter] = await stage.app.store.run(dead_letters.listed)
    raw = await stage.app.store.run(lambda db: dead_letters.read(db, keys, letter.id))
    assert raw is not None

    def work(db: Connection) -> None:
        dead_letters.drop(db, letter.id)
        good = raw.replace(b'"north"', b"1")
        dead_letters.keep(db, keys, "update", good, letter.reason, letter.at)

    await stage.app.store.run(work)


async def retry(stage: Stage) -> None:
    [letter] = await stage.app.store.run(dead_letters.listed)
    assert await asked.retry(stage.settings(), letter.id, stage.clock())
    stage.app.nudge()


async def test_an_update_that_is_tried_again_is_handled_once(stage: Stage) -> None:
    witness, _letter = await buried(stage)
    await mend(stage)
    await retry(stage)
    await witness.sees("✅")
    await inside.settled(stage)
    assert await inside.dead_letters(stage) == []
    stage.server.faults.repeat_updates(stage.witness_bot, last=5)
    await inside.settled(stage)
    assert str((await inside.draft(stage, witness)).answers).count(STORY) == 1


async def test_what_was_asked_for_while_the_program_stood_still_is_tried_at_its_start(stage: Stage) -> None:
    witness, _letter = await buried(stage)
    await mend(stage)
    [letter] = await stage.app.store.run(dead_letters.listed)
    await stage.app.stop()
    assert await asked.retry(stage.settings(), letter.id, stage.clock())
    await stage.start_bots()
    await witness.sees("✅")


async def test_what_fails_again_is_kept_and_nobody_is_told_twice(stage: Stage, clock: Clock) -> None:
    witness, letter = await buried(stage)
    await retry(stage)
    for _round in range(100):
        [again] = await stage.app.store.run(dead_letters.listed)
        if again.state == "kept":
            break
        await weather.comes(stage, clock, lambda: True)
    assert (again.id, again.state, again.reason) == (letter.id, "kept", "ValidationError")
    assert witness.transcript().count("was not saved") == 1


async def test_a_crash_between_handling_and_dropping_has_no_second_effect(stage: Stage) -> None:
    witness, _letter = await buried(stage)
    await mend(stage)
    await retry(stage)
    await witness.sees("✅")
    await inside.settled(stage)
    number = stage.world.queue(stage.witness_bot).confirmed[-1].raw["update_id"]
    keys, clock = stage.app.deliveries[0].keys, stage.clock
    raw = weather.dead_update(stage, number, weather.said_by(witness, STORY))

    def crashed(db: Connection) -> None:
        dead_letters.keep(db, keys, "update", raw, "X", clock())
        [letter] = dead_letters.listed(db)
        dead_letters.take_up(db, letter.id)

    await stage.app.store.run(crashed)
    stage.app.nudge()
    for _round in range(100):
        if not await inside.dead_letters(stage):
            break
    assert str((await inside.draft(stage, witness)).answers).count(STORY) == 1


async def test_a_message_that_telegram_refused_goes_out_when_tried_again(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    stage.server.faults.next(
        "sendMessage", kind="refused", description="Bad Request: odd", bot=stage.witness_bot
    )
    await witness.start()
    await stage.world.until(lambda: stage.server.faults.left() == 0)
    await inside.settled(stage)
    assert [(side, what) for side, what, _reason in await inside.dead_letters(stage)] == [
        ("witness", "outbox")
    ]
    await retry(stage)
    await witness.sees("Choose your language")
    await inside.settled(stage)
    assert await inside.dead_letters(stage) == []


async def test_admins_hear_of_dead_letters_once_an_hour(stage: Stage) -> None:
    nino = stage.moderator()
    await nino.start()
    witness, _letter = await buried(stage)
    await nino.in_private.sees("was set aside")
    stage.world.inject(
        stage.witness_bot,
        {"message": weather.said_by(witness, STORY, **weather.NOWHERE)},
    )
    await inside.settled(stage)
    assert nino.in_private.transcript().count("was set aside") == 1
    assert STORY not in nino.in_private.transcript()


async def test_after_three_days_they_are_gone_and_the_trail_says_so(stage: Stage, clock: Clock) -> None:
    await buried(stage)
    clock.advance(hours=71)
    await inside.ticked(stage)
    assert len(await inside.dead_letters(stage)) == 1
    clock.advance(hours=2)
    await inside.ticked(stage)
    assert await inside.dead_letters(stage) == []
    assert ("system", "dead letters removed") in await inside.trail(stage)


async def test_dropping_is_in_the_trail(stage: Stage) -> None:
    _witness, letter = await buried(stage)
    assert await asked.drop(stage.settings(), letter.id, stage.clock())
    assert not await asked.drop(stage.settings(), letter.id, stage.clock())
    assert await inside.dead_letters(stage) == []
    assert ("operator", "dead letter dropped") in await inside.trail(stage)


async def test_the_list_shows_what_and_why_but_never_what_it_says(stage: Stage, clock: Clock) -> None:
    witness, letter = await buried(stage)
    clock.advance(hours=5, minutes=7)
    heading, line = await asked.listed(stage.settings(), clock())
    assert heading.split() == ["id", "side", "kind", "age", "reason"]
    assert line.split() == [str(letter.id), "witness", "update", "5", "h", "07", "min", "ValidationError"]
    assert not {STORY, str(witness.person.id)} & set(line.split())


class Line:
    """The command line, in a folder with an empty database."""

    def __init__(self, folder: Path) -> None:
        sqlite_database(folder)
        self.runner = CliRunner(env={"WITNESSLINE_DATA": str(folder)})

    def __call__(self, *words: str) -> tuple[int, str]:
        ran = self.runner.invoke(cli, ["dead-letters", *words])
        return ran.exit_code, ran.output


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.chdir(tmp_path)
    return Line(tmp_path)


def test_no_dead_letters_is_said_so(line: Line) -> None:
    assert line("list") == (0, "There are no dead letters.\n")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("retry", "There is no dead letter 7 that could be tried again.\n"),
        ("drop", "There is no dead letter 7.\n"),
    ],
)
def test_a_number_that_is_none_is_refused_in_one_line(line: Line, command: str, words: str) -> None:
    assert line(command, "7") == (1, words)
