"""`witnessline keys`, as a person runs it beside the running program."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.commands import key_status
from bot.stage import Stage
from storage import routes, tables
from storage.keys import ARCHIVE_SECRET, Keys, StaffKeys, WitnessKeys
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.program import command, settings_of


async def _keys(stage: Stage, *words: str, fails: bool = False) -> str:
    known = settings_of(stage) | {"database": stage.database, "log_level": "WARNING"}
    code, printed = await command("keys", *words, cwd=stage.folder, **known)
    assert code == fails, printed
    assert "Traceback" not in printed
    assert walks.NARRATIVE not in printed
    return printed


async def test_rotating_beside_the_running_program_loses_nothing(any_stage: Stage) -> None:
    stage = any_stage
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    for kind in ("route", "desk", "relay"):
        printed = await _keys(stage, "rotate", kind)
        assert f"{kind}-" in printed
        assert "is new" in printed
    keys = WitnessKeys.load(stage.folder / "keys")
    row = await stage.app.store.run(lambda db: db.execute(select(tables.routes)).one())
    assert row.key == keys.route.current.id != "route-1"
    assert await stage.app.store.run(lambda db: routes.of_case(db, keys, row.case_id))
    desk = StaffKeys.load(stage.folder / "keys").desk.current.id
    assert await stage.app.store.run(lambda db: db.scalars(select(tables.desk_copies.c.key)).all()) == [desk]

    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    await walks.ask(moderator, code, "Who was there?")
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await moderator.in_private.sees(f"{code}: the witness has written.")
    assert await walks.report(stage.witness("Bakyt"))
    await inside.settled(stage)
    assert await inside.count(stage, tables.dead_letters) == 0
    assert ("operator", "key made") in await inside.trail(stage)
    await stage.app.tick()
    await _keys(stage, "verify")
    assert not (stage.folder / "keys" / "witness" / "route.key").exists()


async def test_weeks_pass_and_everything_still_opens(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    for _week in range(6):
        clock.advance(weeks=1)
        await stage.app.tick()
        await inside.ticked(stage)
    assert not (stage.folder / "keys" / "staff" / "desk.key").exists()
    assert len(list((stage.folder / "keys" / "staff").glob("desk-*.key"))) == 5  # of 35 days
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    second = await walks.report(stage.witness("Bakyt"))
    await walks.claim(moderator, second)
    await _keys(stage, "verify")


async def test_status_shows_each_key_and_what_is_wrong(stage: Stage) -> None:
    sides = (WitnessKeys.load(stage.folder / "keys"), StaffKeys.load(stage.folder / "keys"))
    await walks.report(stage.witness())
    printed = await _keys(stage, "status", fails=True)
    assert f"{ARCHIVE_SECRET}: the archive's secret is still on this computer" in printed
    rows = {line.split()[0]: line for line in printed.splitlines()}
    assert "1 routes" in rows["route-1"]
    assert "is overdue" in rows["relay-1"]  # by the computer's clock: the stage plays in March

    found = await _lines(stage, sides)
    assert {line.name for line in found if line.wrong} == {str(stage.folder / "keys" / ARCHIVE_SECRET)}
    (stage.folder / "keys" / ARCHIVE_SECRET).unlink()
    held = {line.name: line.holds for line in await _lines(stage, sides)}
    assert held["archive-1"] == "1 archived texts"
    assert held["sign-1"] == "1 signed lines"
    assert held["draft-2026-03-14"] == "1 drafts"
    shown = key_status.table(await _lines(stage, sides), stage.clock())
    assert not [line for line in shown if line.wrong]
    (stage.folder / "keys" / "staff" / "desk.key").chmod(0o644)
    [wrong] = [line for line in await _lines(stage, sides) if line.wrong]
    assert "can be reached by others" in wrong.wrong


async def _lines(stage: Stage, sides: tuple[Keys, ...]) -> list[key_status.Line]:
    folder = stage.folder / "keys"
    return await stage.app.store.run(lambda db: key_status.lines(db, folder, sides, stage.clock()))


async def test_verify_names_what_does_not_open_without_showing_it(stage: Stage) -> None:
    await walks.report(stage.witness())
    (stage.folder / "keys" / ARCHIVE_SECRET).unlink()
    printed = await _keys(stage, "verify")
    assert "texts of cases: 1" in printed
    assert "archived texts" not in printed
    torn = update(tables.desk_copies).values(sealed=b"age-encryption.org/v1\n" + bytes(300))
    await stage.app.store.run(lambda db: db.execute(torn).close())
    printed = await _keys(stage, "verify", fails=True)
    assert "texts of cases case_id=1 sequence=0 id=1: changed" in printed
    assert printed.splitlines()[-1] == "Not everything opens."


async def test_a_new_archive_key_is_used_at_once_and_its_secret_is_to_be_moved(stage: Stage) -> None:
    first = await walks.report(stage.witness())
    printed = await _keys(stage, "rotate", "archive")
    [secret] = (stage.folder / "keys").glob("archive-*.key")
    assert f"Now move {secret} to a computer that is kept offline" in printed
    await stage.app.tick()
    second = await walks.report(stage.witness("Bakyt"))
    rows = select(tables.archive_copies.c.key).order_by(tables.archive_copies.c.id)
    named = await stage.app.store.run(lambda db: db.scalars(rows).all())
    assert named == ["archive-1", secret.stem]
    opening = ("open", str(stage.folder), "--identity", str(secret))
    code, printed = await command(*opening, cwd=stage.folder)
    assert code == 1  # the older year's key is needed too
    assert f"✗ {first}: item 0 does not open" in printed
    older = ("--identity", str(stage.folder / "keys" / ARCHIVE_SECRET))
    code, printed = await command(*opening, *older, cwd=stage.folder)
    assert code == 0, printed
    assert first in printed
    assert second in printed


async def test_the_admins_hear_of_the_archive_s_key_in_private(stage: Stage, clock: Clock) -> None:
    moderator = stage.moderator()
    await moderator.start()
    yesterday = (clock() - timedelta(hours=25)).timestamp()
    os.utime(stage.folder / "keys" / ARCHIVE_SECRET, (yesterday, yesterday))
    await stage.app.tick()
    await moderator.in_private.sees("The archive's secret key is still on the server.")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("loose", "chmod 600"),
        ("gone", "no keys can be read here"),
        ("lost", "route.key is missing"),
    ],
)
async def test_keys_that_are_not_as_they_should_be_are_refused_in_one_line(
    tmp_path: Path, harm: str, said: str
) -> None:
    data = tmp_path / "data"
    for words in (("init",), ("migrate",)):
        assert (await command(*words, cwd=tmp_path, data=data))[0] == 0
    route = data / "keys" / "witness" / "route.key"
    match harm:
        case "loose":
            route.chmod(0o644)
        case "gone":
            (data / "keys").rename(tmp_path / "elsewhere")
        case _:
            route.unlink()
    for command_words in ("status", "rotate", "verify"):
        code, printed = await command("keys", command_words, cwd=tmp_path, data=data)
        assert code == 1
        assert len(printed.splitlines()) == 1, printed
        assert said in printed
