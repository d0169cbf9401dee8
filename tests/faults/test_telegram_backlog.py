"""After hours without Telegram all comes at once: all of it is handled, what is urgent is seen first."""

from __future__ import annotations

from bot.interview.languages import OWN_NAMES
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks

PEOPLE = 500


async def ready(stage: Stage, name: str, in_danger: str) -> Witness:
    """A witness who has only Submit left to press."""
    witness = stage.witness(name)
    await walks.begin(witness)
    await walks.ask_for(witness, "Is anyone in danger right now?")
    await witness.press(in_danger)
    await walks.reach(witness, walks.REVIEW)
    await walks.consent(witness)
    return witness


async def test_thousands_of_updates_at_once_are_all_handled(stage: Stage, clock: Clock) -> None:
    nino = stage.moderator()
    await nino.start()
    patient = [await ready(stage, name, "No") for name in ("Amina", "Boris")]
    urgent = await ready(stage, "Chinara", "Yes")
    await inside.settled(stage)

    await weather.strikes(stage, clock, on=True)
    for witness in (*patient, urgent):
        await witness.press("Submit")
    crowd = [stage.witness(f"Person {number}") for number in range(PEOPLE)]
    for _time in range(4):  # nobody answers, so they say it again
        for witness in crowd:
            await witness.start()
    clock.advance(hours=8)
    assert len(stage.world.queue(stage.witness_bot).pending) == 3 + 4 * PEOPLE
    stage.server.faults.next("sendMessage", kind="flood", retry_after=60, bot=stage.staff_bot)
    await weather.strikes(stage, clock, on=False)
    await weather.heard(stage, patience=60)
    await weather.calms(stage, clock)

    assert await inside.count(stage, tables.drafts) == PEOPLE + 3
    for witness in crowd:
        assert "Choose your language" in witness.screen()
        assert OWN_NAMES["ru"] in witness.screen()
    codes = [await walks.sent(witness) for witness in (*patient, urgent)]
    shown = nino.in_group.transcript()
    assert shown.index(codes[-1]) == min(shown.index(code) for code in codes)
    await weather.unnoticed(stage)
