"""A desk's day and the month after it: claimed, asked about, resting, ended, and nothing is left over."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.casework.case import Flag, Priority, Workflow
from bot.simulator.people import Moderator
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import closing, inside, walks
from tests.scenarios.test_axes import CHANGED
from tests.scenarios.test_question_bank import LINE, chosen, sent
from tests.scenarios.test_queue import boards, on_board
from tests.scenarios.test_timing import not_urgent

NIGHT = "They took him in a white car."
NOTE = "The same car is in another case."
ANSWER = "Four men, in black."


async def passes(stage: Stage, clock: Clock, **span: float) -> None:
    """Time, with what the scheduler does after it."""
    clock.advance(**span)
    await inside.ticked(stage)


async def in_private(moderator: Moderator, command: str, *labels: str) -> None:
    await moderator.in_private.say(command)
    for label in labels:
        await moderator.in_private.press(label)


async def nothing_is_left_open(stage: Stage) -> None:
    """No message, letter, question or update waits, none was buried, and the trail is whole."""
    await inside.ticked(stage)
    assert await inside.unsent(stage) == 0
    for table in (
        tables.letters,
        tables.dead_letters,
        tables.parked,
        tables.prompts,
        tables.contact_requests,
    ):
        assert await inside.count(stage, table) == 0, table.name
    assert await inside.trail(stage)


async def test_a_day_at_the_desk(any_stage: Stage, clock: Clock) -> None:
    stage, staff = any_stage, tuple(any_stage.moderator(number) for number in range(3))
    nino, timur, olga = staff
    for each in staff:
        await each.start()
        await each.in_private.sees("This is the desk's bot.")
    amina, bakyt, chinara = stage.witness("Amina"), stage.witness("Bakyt"), stage.witness("Chinara")

    # At the desk's night somebody writes who is not in danger; in the morning one who is, and one who wants
    # no contact.
    clock.now = datetime(2026, 3, 16, 2, 0, tzinfo=clock.now.tzinfo)
    night = await not_urgent(bakyt)
    await passes(stage, clock, hours=6)
    urgent = await walks.report(amina, NIGHT)
    await passes(stage, clock, minutes=10)
    alone = await walks.report(chinara, answers="No No No")
    await passes(stage, clock, minutes=1)
    await on_board(stage, nino, "Open cases: 3", "🔴 Urgent: 2")
    assert "🔴 Urgent" in (await nino.card(urgent)).text

    # All three press Next case: each gets another one. Then two want the same card.
    await asyncio.gather(*(each.in_group.press("Next case") for each in staff))
    for each in staff:
        await each.toast("is yours for 24 hours.")
    await inside.settled(stage)
    held = {code: (await inside.case(stage, code)).assignee for code in (night, urgent, alone)}
    assert set(held.values()) == {each.person.id for each in staff}
    has = {each.person.id: each for each in staff}
    for code, holder in held.items():
        await has[holder or 0].press_card(code, "Release")
        await has[holder or 0].card(code, "Claim")
    await asyncio.gather(*(each.press_card(urgent, "Claim") for each in (nino, timur)))
    await inside.settled(stage)
    case = await inside.case(stage, urgent)
    first = has[case.assignee or 0]
    other = timur if first is nino else nino
    assert first in (nino, timur)
    await other.toast(f"{first.person.first_name} has claimed {urgent}")
    await walks.claim(other, night)
    await walks.claim(olga, alone)

    # The urgent one: a question of two steps from the bank, a free one behind it, and an answer to both.
    await first.press_card(urgent, "Read")
    await first.in_private.sees(NIGHT)
    await chosen(first, urgent, "Was a weapon used")
    await sent(first)
    await walks.ask(first, urgent, "Which way did it go?")
    await inside.settled(stage)
    await first.in_group.sees("2 questions open")
    await amina.press("Open")
    await amina.sees("Was a weapon used?")
    await amina.press("Yes")
    await amina.say(ANSWER)
    await inside.settled(stage)
    await amina.press("Done")
    await first.in_private.sees(f"{urgent}: the witness has written.")
    await walks.answer(amina, "Which way did it go?", "To the north.")
    await inside.settled(stage)
    assert (await inside.told(stage, urgent))[1:] == [[ANSWER], ["To the north."]]
    assert (await inside.case(stage, urgent)).workflow is Workflow.WITNESS_REPLIED

    # Who wants no contact is asked nothing; the case is worked on all the same.
    assert "Ask" not in {button.text for row in (await olga.card(alone)).buttons for button in row}
    await in_private(olga, f"/ask {alone}")
    await olga.in_private.sees("does not want")
    await in_private(olga, f"/read {alone}")
    await in_private(olga, f"/verify {alone} corroborated")
    await in_private(olga, f"/note {alone} {NOTE}")
    await olga.in_private.sees("the note is kept")
    await closing.close(olga, alone)

    # The night's: a question that nobody answers. Reminders after three and seven days; then it lapses.
    await other.press_card(night, "Read")
    await other.in_private.sees(walks.NARRATIVE)
    await walks.ask(other, night, "Who was there?")
    await inside.settled(stage)
    await first.press_card(urgent, "Read")
    await first.in_private.sees("To the north.")
    await in_private(first, f"/hold {urgent}", "A month", "Waiting for a partner organisation")
    await first.in_group.sees("⏸ On hold until 2026-04-15")
    lines = []
    for _day in range(11):
        await passes(stage, clock, days=1)
        lines.append(sum(each.text.startswith(LINE) for each in bakyt.chat.messages()))
    assert lines[-1] == 3
    await other.in_private.sees(f"{night}: the witness has not answered, and the question has lapsed.")
    resting = await inside.case(stage, urgent)
    assert (resting.workflow, resting.due_at) == (Workflow.ON_HOLD, None)
    assert not resting.flags & {Flag.OVERDUE}
    await passes(stage, clock, days=20)
    await first.in_private.sees(f"{urgent}: the time on hold is over.")
    await on_board(stage, nino, "Open cases: 2")
    assert len(boards(nino)) == 1
    await nothing_is_left_open(stage)


async def test_a_case_ends_twice_and_then_for_good(any_stage: Stage, clock: Clock) -> None:
    stage, nino, amina = any_stage, any_stage.moderator(), any_stage.witness()
    await nino.start()
    code = await walks.report(amina)
    await walks.claim(nino, code)
    await in_private(nino, f"/read {code}")
    await nino.in_private.sees(walks.NARRATIVE)
    await in_private(nino, f"/priority {code} high")
    await in_private(nino, f"/escalate {code}")
    await in_private(nino, f"/note {code} {NOTE}")
    await nino.in_private.sees("the note is kept")

    # Closed by mistake: undone within the minute, and the witness hears nothing of it.
    await closing.close(nino, code)
    await passes(stage, clock, seconds=30)
    await nino.in_private.press("Undo")
    await nino.in_private.sees(f"{code} is open again, as it was.")
    await passes(stage, clock, seconds=61)
    assert CHANGED not in amina.transcript()
    await closing.close(nino, code)
    await inside.settled(stage)
    await passes(stage, clock, seconds=61)
    await amina.sees(CHANGED)

    # The witness writes after it: it is open again by itself. Then closed, and reopened by hand.
    await amina.press("My cases")
    await amina.press(f"Add to {code}")
    await walks.tell(amina, "They came again.")
    await nino.in_private.sees(f"{code}: the witness has written.")
    again = await inside.case(stage, code)
    assert (again.workflow, again.closed_at, again.assignee) == (
        Workflow.WITNESS_REPLIED,
        None,
        nino.person.id,
    )
    assert again.due_at is not None
    assert again.priority is Priority.HIGH
    await in_private(nino, f"/read {code}")
    await nino.in_private.sees("They came again.")
    await closing.close(nino, code)
    await inside.settled(stage)
    await passes(stage, clock, seconds=61)
    await passes(stage, clock, days=2)
    await in_private(nino, f"/reopen {code}", "It was closed by mistake")
    await nino.in_group.sees("📖 In review")
    await in_private(nino, f"/history {code}")
    told = (await nino.in_private.sees(f"{code}: history")).text
    for words in ("undid the closing", "reopened it", "escalated it", "wrote a note"):
        assert words in told, told
    await closing.close(nino, code)
    await inside.settled(stage)

    # Thirty days: announced, then gone, and a tombstone is what staff see.
    await closing.days(stage, clock, 29)
    (dry_run,) = closing.dry_runs(stage)
    assert code in dry_run
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["They came again."]]
    await passes(stage, clock, days=2)
    card = await nino.in_group.sees("🗑 Removed")
    assert not card.buttons
    for table in (tables.desk_copies, tables.notes, tables.questions, tables.routes, tables.private_copies):
        assert await inside.count(stage, table) == 0, table.name
    assert await inside.count(stage, tables.archive_copies) == 2
    assert NOTE not in nino.in_private.transcript()
    await passes(stage, clock, minutes=1)
    await on_board(stage, nino, "No open cases")
    assert (await inside.trail(stage)).count(("system", "purged")) == 1
    await nothing_is_left_open(stage)
