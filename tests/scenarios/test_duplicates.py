"""Two witnesses tell the same: one case is a duplicate of the other, and both stay in touch."""

from __future__ import annotations

from bot.casework.case import CloseReason, Workflow
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks


async def test_a_duplicate_is_merged_and_its_witness_is_still_heard(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    amina, bakyt, nino = stage.witness("Amina"), stage.witness("Bakyt"), stage.moderator()
    await nino.start()
    first = await walks.report(amina)
    second = await walks.report(bakyt)
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
    await nino.in_private.sees(f"From {second} (duplicate)")
    await nino.in_private.say(f"/close {first} documented")
    await inside.settled(stage)
    assert (await inside.case(stage, first)).workflow is Workflow.CLOSED
    await other.say("/status")
    await other.press(f"Add to {second}")
    await walks.tell(other, "There was a fifth man.")
    await inside.settled(stage)
    assert (await inside.case(stage, first)).workflow is Workflow.WITNESS_REPLIED
    assert (await inside.case(stage, second)).duplicate_of == first
    assert (await inside.told(stage, second))[-1] == ["There was a fifth man."]
    await nino.in_private.sees(f"{first}: the witness has written.")
