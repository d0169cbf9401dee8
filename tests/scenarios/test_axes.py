"""One case along all its axes: hold, note, verify, escalate, close, undo, close again, reopen, history."""

from __future__ import annotations

from dataclasses import replace

from bot.casework.case import Flag, RestReason, Workflow
from bot.casework.desks import Rules
from bot.simulator.people import Moderator, Screen
from bot.stage import Stage
from storage import desks, routes, tables
from tests.conftest import Clock
from tests.scenarios import closing, inside, walks

NOTE = "The two cars were seen in another case too."
CHANGED = "Something has changed here. Open it when you are safe."


async def _choose(moderator: Moderator, command: str, *labels: str) -> None:
    """Typed in private, then what is offered is pressed."""
    await moderator.in_private.say(command)
    for label in labels:
        await moderator.in_private.press(label)


def _lines(chat: Screen) -> str:
    return "\n".join(message.text for message in chat.messages())


async def test_a_case_along_all_its_axes(any_stage: Stage, clock: Clock) -> None:
    stage, witness, nino = any_stage, any_stage.witness(), any_stage.moderator()
    on_call = stage.moderator(1)
    rules = replace(Rules(), on_call=on_call.person.id)
    await stage.app.store.run(lambda db: desks.set_rules(db, "main", rules))
    await nino.start()
    code = await walks.report(witness)
    await walks.claim(nino, code)

    await nino.press_card(code, "More")
    await nino.in_private.press("Hold")
    await nino.in_private.press("A week")
    await nino.in_private.press("Waiting for a colleague")
    await nino.in_group.sees("⏸ On hold until 2026-03-21")
    resting = await inside.case(stage, code)
    assert (resting.claimed_until, resting.rest_reason) == (None, RestReason.COLLEAGUE)
    clock.advance(days=7)
    await inside.ticked(stage)
    await nino.in_private.sees(f"{code}: the time on hold is over.")

    await nino.in_private.say(f"/hold {code} 2026-04-30 event")
    await nino.in_group.sees("⏸ On hold until 2026-04-30")
    await nino.in_private.say(f"/resume {code}")
    await nino.in_private.sees(f"{code} is in review again.")

    await nino.in_private.say(f"/note {code} {NOTE}")
    await nino.in_private.sees("the note is kept")
    await nino.in_private.say(f"/verify {code} corroborated")
    await nino.in_private.say(f"/priority {code} high")
    await nino.in_private.say(f"/escalate {code}")
    await nino.in_group.sees(f"{code} is escalated")
    shown = await nino.in_group.sees("📣 Escalated")
    assert f"{code} is escalated: it needs" not in nino.in_private.transcript()  # it was nino who pressed
    assert all(words in shown.text for words in ("✔️ Corroborated", "🔶 High"))
    await nino.press_card(code, "Read")
    await nino.in_private.sees(NOTE)
    assert await inside.count(stage, tables.notes) == 1
    stored = await stage.app.store.run(lambda db: db.execute(tables.notes.select()).one())
    assert NOTE.encode() not in bytes(stored.sealed)

    await closing.close(nino, code)
    await inside.settled(stage)
    clock.advance(seconds=30)
    await inside.ticked(stage)
    await nino.in_private.press("Undo")
    await nino.in_private.sees(f"{code} is open again, as it was.")
    await nino.in_group.sees("📖 In review")
    assert CHANGED not in _lines(witness.chat)
    await closing.close(nino, code)
    await inside.settled(stage)
    clock.advance(seconds=61)
    await inside.ticked(stage)
    await witness.sees(CHANGED)

    clock.advance(days=15)
    await inside.ticked(stage)
    await _choose(nino, f"/reopen {code}", "There is new information")
    await nino.in_private.sees("the witness can't be reached any more")
    again = await inside.case(stage, code)
    assert (again.workflow, again.assignee) == (Workflow.IN_REVIEW, nino.person.id)
    assert again.flags == {Flag.ESCALATED, Flag.UNREACHABLE}
    assert again.closed_at is None

    await nino.in_private.say(f"/history {code}")
    told = (await nino.in_private.sees(f"{code}: history")).text
    for words in (
        "put it on hold (Waiting for a colleague)",
        "put it on hold (Waiting for something to happen)",
        "wrote a note",
        "set how far it is verified (✔️ Corroborated)",
        "undid the closing",
        "reopened it (There is new information)",
        "The witness: sent the report",
        f"{nino.person.first_name}: claimed it",
    ):
        assert words in told
    assert NOTE not in told
    assert ":00" not in told


async def test_reopened_in_time_the_witness_can_still_be_asked(stage: Stage, clock: Clock) -> None:
    code = await closing.closed(stage)
    case = await inside.case(stage, code)
    clock.advance(days=3)
    await inside.ticked(stage)
    nino = stage.moderator()
    await _choose(nino, f"/reopen {code}", "The witness asked for it")
    await inside.settled(stage)
    clock.advance(days=20)
    await inside.ticked(stage)
    assert await stage.app.store.run(lambda db: routes.there_is(db, case.id))
    assert Flag.UNREACHABLE not in (await inside.case(stage, code)).flags


async def test_a_sensitive_card_says_neither_what_nor_where(stage: Stage) -> None:
    admin = stage.moderator()
    await admin.start()
    code = await walks.report(stage.witness())
    before = (await admin.card(code)).text
    await admin.in_private.say(f"/sensitive {code}")
    shown = await admin.in_group.sees("What and where: not shown here")
    hidden = set(before.splitlines()) - set(shown.text.splitlines())
    assert len(hidden) == 2
