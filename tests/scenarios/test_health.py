"""The health page: alive, ready, and numbers without a word of what they count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.settings import Common
from bot.stage import STAFF_TOKEN, WITNESS_TOKEN, Stage
from handlers.vitals import COUNTERS, GAUGES, Vitals
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks


@pytest.fixture
async def stage(tmp_path: Path, clock: Clock) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path / "data", clock, health="127.0.0.1:0")
    await stage.open()
    yield stage
    await stage.close()


async def told(stage: Stage, page: str) -> tuple[int, str]:
    """Status and text."""
    address = f"http://127.0.0.1:{stage.app.health_port}/{page}"
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        return answer.status, await answer.text()


async def measured(stage: Stage, name: str, side: str) -> float:
    _status, text = await told(stage, "metrics")
    wanted = f'witnessline_{name}{{side="{side}"}} '
    return float(next(line for line in text.splitlines() if line.startswith(wanted)).removeprefix(wanted))


async def test_a_program_at_work_is_alive_and_ready(stage: Stage) -> None:
    await walks.begin(stage.witness())
    await inside.settled(stage)
    assert await told(stage, "healthz") == (200, "ok\n")
    assert await told(stage, "readyz") == (200, "ok\n")


async def test_answers_and_messages_are_counted(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    await stage.moderator().card(code, "Claim")
    await inside.settled(stage)
    assert await measured(stage, "answers_total", "witness") >= 5
    assert await measured(stage, "updates_total", "witness") >= 10
    assert await measured(stage, "sent_total", "staff") >= 1
    assert await measured(stage, "outbox_size", "witness") == 0
    assert await measured(stage, "dead_letters", "witness") == 0
    await stage.app.tick()
    assert await measured(stage, "updates_waiting", "witness") == 0


async def test_a_queue_that_grows_is_seen(stage: Stage, clock: Clock) -> None:
    witness = await weather.at_the_narrative(stage)
    stage.server.faults.next("editMessageText", kind="flood", retry_after=600, bot=stage.witness_bot)
    stage.server.faults.next("sendMessage", kind="flood", retry_after=600, bot=stage.witness_bot)
    await witness.say(walks.NARRATIVE)
    await stage.world.until(lambda: stage.server.faults.left() == 1)
    await weather.heard(stage)
    stage.server.faults.clear()
    clock.advance(seconds=30)
    await witness.say("More.")
    await weather.heard(stage)
    assert await measured(stage, "outbox_size", "witness") >= 1
    assert await measured(stage, "floods_total", "witness") == 1
    clock.advance(seconds=30)
    assert await measured(stage, "outbox_age_seconds", "witness") >= 30


async def test_the_age_of_what_was_handled_is_seen(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await weather.strikes(stage, clock, on=True)
    await witness.say("/help")
    clock.advance(hours=2)
    await weather.strikes(stage, clock, on=False)
    await inside.settled(stage)
    assert await measured(stage, "update_lag_seconds", "witness") == 7200


async def test_while_telegram_is_not_reached_at_the_start_the_program_is_not_ready(
    stage: Stage, clock: Clock
) -> None:
    await stage.app.stop()
    stage.server.faults.outage = True
    starting = asyncio.create_task(stage.start_bots())
    await weather.comes(stage, clock, lambda: stage.app.health_port and not stage.app.vitals.started)
    assert await told(stage, "readyz") == (503, "starting\n")
    assert (await told(stage, "healthz"))[0] == 200
    stage.server.faults.outage = False
    await starting
    assert await told(stage, "readyz") == (200, "ok\n")


async def test_without_storage_the_program_is_alive_but_not_ready(stage: Stage) -> None:
    await walks.begin(stage.witness())
    stage.app.store.close()
    assert (await told(stage, "healthz"))[0] == 200
    status, text = await told(stage, "readyz")
    assert status == 503
    assert "storage is away" in text
    assert (await told(stage, "metrics"))[0] == 200


async def test_nothing_that_names_anyone_is_told(stage: Stage) -> None:
    witness, nino = stage.witness(), stage.moderator()
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)
    pages = "".join([(await told(stage, page))[1] for page in ("healthz", "readyz", "metrics")])
    secrets = (
        code, walks.NARRATIVE, WITNESS_TOKEN, STAFF_TOKEN, witness.person.id, nino.person.id,
        stage.group.id, stage.witness_bot.id, stage.staff_bot.id, witness.person.name, nino.person.name,
    )  # fmt: skip
    assert [secret for secret in secrets if str(secret) in pages] == []


def test_a_loop_that_does_not_turn_is_stuck() -> None:
    now = 0.0
    vitals = Vitals(timer=lambda: now)
    vitals.turns("delivery staff", within=10)
    vitals.turns("updates 7", within=100)
    assert vitals.stuck() == ()
    now = 50.0
    assert vitals.stuck() == ("delivery staff",)
    vitals.turns("delivery staff", within=10)
    assert vitals.stuck() == ()


def test_a_side_that_telegram_does_not_answer_is_silent() -> None:
    now = 0.0
    vitals = Vitals(timer=lambda: now)
    vitals.expect("witness", 1)
    vitals.expect("witness", 2)
    vitals.polled("witness", 1)
    assert vitals.silent(60) == ("witness",)
    vitals.polled("witness", 2)
    assert vitals.silent(60) == ()
    now = 61.0
    vitals.polled("witness", 1)
    assert vitals.silent(60) == ("witness",)


def test_every_number_says_what_it_is() -> None:
    assert all(words for words in (COUNTERS | GAUGES).values())


@pytest.mark.parametrize("address", ["0.0.0.0:9108", "9108", "127.0.0.1:", "example.org:80", "127.0.0.1:x"])
def test_the_page_is_for_this_computer_only(address: str) -> None:
    with pytest.raises(ValueError, match="neither none nor an address of this computer"):
        Common(health=address)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [("none", None), ("127.0.0.1:9108", ("127.0.0.1", 9108)), ("[::1]:80", ("::1", 80))],
)
def test_the_address_is_read(address: str, wanted: tuple[str, int] | None) -> None:
    assert Common(health=address).health_address == wanted  # type: ignore[call-arg]
