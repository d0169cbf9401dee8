"""A case has room for thirty files: what fits is kept, the rest is refused kindly and counted."""

from __future__ import annotations

from bot.simulator.people import Witness
from bot.stage import Stage
from storage import tables
from tests.scenarios import inside, walks


async def _send(stage: Stage, witness: Witness, count: int, album: str | None = None) -> None:
    for number in range(count):
        await witness.send("document", f"file {number}".encode(), f"{number}.pdf", album=album)
    await inside.settled(stage)


async def test_an_album_that_crosses_the_limit_keeps_what_fits(any_stage: Stage) -> None:
    stage, witness = any_stage, any_stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await _send(stage, witness, 28)
    for number in range(5):
        await witness.send("document", f"more {number}".encode(), album="one")
    await witness.sees("3 files were not saved: a report has room for 30 files.")
    await inside.settled(stage)
    assert await inside.count(stage, tables.files) == 30
    await witness.press("Done")
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    assert len(await inside.files_named(stage, code)) == 30


async def test_what_is_added_later_counts_too(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await _send(stage, witness, 29)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await witness.press("Menu")
    await witness.press("My cases")
    await witness.press(f"Add to {code}")
    await witness.sees(f"Add to {code}")
    await _send(stage, witness, 2)
    await witness.sees("1 file was not saved")
    await walks.tell(witness, "Words still go in.")
    assert await inside.count(stage, tables.files) == 30
    assert (await inside.told(stage, code))[-1] == ["Words still go in."]
