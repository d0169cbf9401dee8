"""Two witnesses tell the same: one case is a duplicate of the other, and both stay in touch."""

from __future__ import annotations

from bot.casework.case import CloseReason, Workflow
from bot.simulator.people import Witness
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks
from tests.scenarios.test_private_copies import withdraw

LONG = "They came at night. " * 200  # with its question that makes two messages


async def test_a_duplicate_is_merged_and_its_witness_is_still_heard(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    amina, bakyt, nino = stage.witness("Amina"), stage.witness("Bakyt"), stage.moderator()
    await nino.start()
    first = await walks.report(amina, LONG)
    second = await walks.report(bakyt, LONG)
    receipt = await walks.take_receipt(bakyt)
    for code in (first, second):
        await walks.claim(nino, code)
    await nino.in_private.say(f"/duplicate {second} {second}")
    await nino.in_private.sees("A case can't be a duplicate of itself.")
    await nino.in_private.say(f"/duplicate {second} {first}")
    await nino.in_private.sees(f"{second} is a duplicate of {first}?")
    await nino.in_private.press("Yes, merge")
    await nino.in_private.sees(f"{second}: ☑️ Closed: Duplicate of {first}")
    await nino.in_private.press("Undo")
    await inside.settled(stage)
    assert (await inside.case(stage, second)).duplicate_of is None
    await nino.in_private.say(f"/duplicate {second} {first}")
    await nino.in_private.press("Yes, merge")
    await inside.settled(stage)
    merged = await inside.case(stage, second)
    assert (merged.closed_reason, merged.duplicate_of) == (CloseReason.DUPLICATE, first)
    clock.advance(seconds=61)
    await inside.ticked(stage)
    await nino.in_private.say(f"/duplicate {first} {second}")
    await nino.in_private.sees(f"{second} is itself a duplicate of {first}.")

    other = stage.witness("Cholpon")
    await walks.begin(other)
    await walks.present(other, receipt)
    shown = await other.sees("Shall we write to you here from now on?")
    assert second in shown.text
    assert first not in other.transcript()
    await bakyt.say("/status")
    await bakyt.sees("being looked at")
    assert first not in bakyt.transcript()
    await other.press("Yes")
    await other.sees(f"From now on we write to you here about {second}.")
    await inside.settled(stage)
    await nino.in_private.say(f"/read {first}")
    await nino.in_private.sees(f"From {second} (duplicate), 1 of 2")
    await nino.in_private.press("More text (4 of 4)")
    await nino.in_private.sees(f"From {second} (duplicate), 2 of 2")
    await inside.settled(stage)
    assert f"From {second} (duplicate), 1 of 2" not in nino.in_private.transcript()
    await nino.in_private.say(f"/close {first} documented")
    await inside.settled(stage)
    assert (await inside.case(stage, first)).workflow is Workflow.CLOSED
    assert f"From {second}" not in nino.in_private.transcript()
    await other.say("/status")
    await other.press(f"Add to {second}")
    await walks.tell(other, "There was a fifth man.")
    await inside.settled(stage)
    assert (await inside.case(stage, first)).workflow is Workflow.WITNESS_REPLIED
    assert (await inside.case(stage, second)).duplicate_of == first
    assert (await inside.told(stage, second))[-1] == ["There was a fifth man."]
    await nino.in_private.sees(f"{first}: the witness has written.")


TOLD = "They came at night, four men in black, and took my brother from our house near the river."
NEARLY_THE_SAME = TOLD.replace("four men", "five men")
NOTHING_ALIKE = (
    "My newspaper was closed because of an article about the mayor, and nobody says for how long it is."
)


async def with_picture(stage: Stage, witness: Witness, narrative: str, picture: bytes) -> str:
    await walks.begin(witness)
    await walks.reach(witness, walks.FILES, narrative)
    await witness.send_photo(picture)
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW, narrative)
    return await walks.submit(witness)


async def test_similar_cases_are_suggested_and_read_together_until_one_is_withdrawn(
    any_stage: Stage,
) -> None:
    stage = any_stage
    nino, bakyt = stage.moderator(), stage.witness("Bakyt")
    await nino.start()
    picture = pictures.jpeg()
    first = await with_picture(stage, stage.witness("Amina"), TOLD, picture)
    other = await walks.report(stage.witness("Cholpon"), NOTHING_ALIKE)
    second = await with_picture(stage, bakyt, NEARLY_THE_SAME, picture)
    for code in (first, second):
        await walks.claim(nino, code)
    await nino.in_private.say(f"/read {second}")
    await nino.in_private.sees(f"May be a duplicate of {first} (same file)")
    await nino.in_private.press("Duplicate of")
    shown = await nino.in_private.sees(f"{second}: of which case is it a duplicate?")
    for why in ("same file", "nearly the same text (9"):
        assert why in shown.text
    assert other not in shown.text
    await nino.in_private.press(first)
    await nino.in_private.press("Yes, merge")
    await inside.settled(stage)
    assert (await inside.case(stage, second)).duplicate_of == first
    await nino.in_private.say(f"/read {first}")
    await nino.in_private.sees(f"From {second} (duplicate)")
    await nino.in_private.sees(f"{second}-1.jpg")
    assert [action for _actor, action in await inside.trail(stage)].count("read") == 3
    await withdraw(stage, bakyt, second)
    await inside.settled(stage)
    assert "five men" not in nino.in_private.transcript()
    assert "four men" in nino.in_private.transcript()
    assert await inside.told(stage, first) == [[TOLD]]
    assert await inside.told(stage, second) == []
    await nino.in_private.say(f"/duplicate {first}")
    await nino.in_private.sees("No similar case was found.")
    await nino.in_private.say(f"/duplicate {first} {second}")
    await nino.in_private.sees(f"Nothing is left of what {second} said.")
