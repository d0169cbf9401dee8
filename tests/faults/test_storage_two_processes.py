"""`run witness` and `run staff`, each by itself on one database: all that passes between them is rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from bot.app import App
from bot.settings import Common, ForStaff, ForWitness
from bot.stage import Stage
from storage import migrations, tables
from tests import databases
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.program import command

S = TypeVar("S", bound=Common)


class Apart(Stage):
    """A stage with a program for each side; `app` is the witness side's."""

    staff_app: App

    async def start_bots(self) -> None:
        self.app, self.staff_app = self._program(ForWitness), self._program(ForStaff)
        await self.app.start()
        await self.staff_app.start()

    async def stop_bots(self) -> None:
        await asyncio.gather(self.app.stop(), self.staff_app.stop())

    async def close(self) -> None:
        await self.stop_bots()
        await self.server.stop()

    def _program(self, kind: type[S]) -> App:
        both = self.settings()
        mine = kind(**{name: getattr(both, name) for name in kind.model_fields})
        return App(mine, self.clock, lambda: self.clock().timestamp())


@pytest.fixture
async def apart(tmp_path: Path, clock: Clock, database: str) -> AsyncIterator[Apart]:
    stage = Apart(tmp_path / "data", clock, database=database)
    await stage.open()
    yield stage
    await stage.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'witnessline.db'}"
        return
    with databases.postgres_database(request.getfixturevalue("postgres_server")) as url:
        with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as db:
            db.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        yield url


async def test_two_that_start_at_once_make_the_tables_once(tmp_path: Path, empty: str) -> None:
    at_once = (command("migrate", cwd=tmp_path, data=tmp_path, database=empty) for _program in range(3))
    assert [code for code, _printed in await asyncio.gather(*at_once)] == [0, 0, 0]
    assert not migrations.pending(empty)


async def test_a_report_a_question_and_its_answer(apart: Apart) -> None:
    witness, moderator = apart.witness(), apart.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Who was there?")
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await moderator.in_private.sees(f"{code}: the witness has written.")
    await inside.settled(apart)
    assert await inside.told(apart, code) == [[walks.NARRATIVE], ["Two soldiers."]]


async def test_many_at_once_on_both_sides_leave_one_trail_and_nothing_twice(apart: Apart) -> None:
    moderator = apart.moderator()
    await moderator.start()
    witnesses = [apart.witness(f"Witness {number}") for number in range(6)]
    codes = await asyncio.gather(*(walks.report(witness) for witness in witnesses))
    for code in codes:
        await walks.claim(moderator, code)
        await moderator.press_card(code, "Read")
    for code in codes:
        await moderator.in_private.sees(f"{code}: no files")
    await inside.settled(apart)
    trail = await inside.trail(apart)
    for who, what, times in (("witness", "submitted", 6), (str(moderator.person.id), "claim", 6)):
        assert sum(actor == who and action.startswith(what) for actor, action in trail) == times
    for code in codes:
        assert sum(f"{code}: no files" in said.text for said in moderator.in_private.messages()) == 1
    assert await inside.count(apart, tables.dead_letters) == 0


async def test_one_side_goes_on_while_the_other_is_stopped(apart: Apart) -> None:
    witness, moderator = apart.witness(), apart.moderator()
    await moderator.start()
    await inside.settled(apart)
    await apart.staff_app.stop()
    code = await walks.report(witness)
    apart.staff_app = apart._program(ForStaff)
    await apart.staff_app.start()
    await walks.claim(moderator, code)
    await apart.app.stop()
    await walks.ask(moderator, code, "Who was there?")
    apart.app = apart._program(ForWitness)
    await apart.app.start()
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await moderator.in_private.sees(f"{code}: the witness has written.")
