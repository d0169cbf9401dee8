"""Two hundred people of the group press at once, over Telegram: nobody is left without an answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from sqlalchemy import Connection

from bot.casework.case import Priority, Role
from bot.simulator.accounts import Person
from bot.simulator.limits import Limits
from bot.simulator.people import PATIENCE, Moderator
from bot.simulator.state import Toast
from bot.stage import Stage
from storage import staff
from tests.conftest import Clock
from tests.scenarios import filling, inside

PEOPLE, CASES = 200, 25
FIRST = filling.code(0)


async def test_two_hundred_claim_one_card_and_then_the_next_case(tmp_path: Path, clock: Clock) -> None:
    limits = Limits(clock)
    stage = Stage(tmp_path / "data", clock, send_limits="telegram")
    await stage.open(limits=limits)
    try:
        people = await _gathered(stage)
        await filling.reported(stage, [(FIRST, Priority.URGENT)])
        card = await stage.moderator().card(FIRST, "Claim")
        toasts = await _pressed_at_once(stage, people, card.id, "Claim")
        [won] = [
            person for person, toast in toasts.items() if toast.text == f"{FIRST} is yours for 24 hours."
        ]
        others = [toast.text for person, toast in toasts.items() if person is not won]
        assert others == [f"{won.name} has claimed {FIRST}."] * (PEOPLE - 1)

        await filling.reported(stage, [(filling.code(at), Priority.NORMAL) for at in range(1, CASES + 1)])
        board = next(each for each in stage.moderator().in_group.messages() if each.pinned)
        toasts = await _pressed_at_once(stage, people, board.id, "Next case")
        given = Counter(toast.text for toast in toasts.values())
        assert given.pop("No case is waiting.") == PEOPLE - CASES
        assert given == Counter(f"{filling.code(at)} is yours for 24 hours." for at in range(1, CASES + 1))
        held = {(await inside.case(stage, filling.code(at))).assignee for at in range(1, CASES + 1)}
        assert len(held) == CASES
        assert limits.refused == 0
        assert await inside.dead_letters(stage) == []
    finally:
        await stage.close()


async def _gathered(stage: Stage) -> list[Person]:
    """Moderators, all in the group, each with the private chat open."""
    people = [stage.world.add_person(f"Person {number}") for number in range(PEOPLE)]
    for person in people:
        stage.world.join(stage.group, person)
        stage.world.room(person, stage.staff_bot, open=True)

    def seat(db: Connection) -> None:
        for person in people:
            staff.seat(db, person.id, Role.MODERATOR)
            staff.opened_private(db, person.id)

    await stage.app.store.run(seat)
    return people


async def _pressed_at_once(
    stage: Stage, people: list[Person], message: int, label: str
) -> dict[Person, Toast]:
    """What each is told; each press is answered once."""
    before = {person: len(stage.world.toasts(person)) for person in people}
    screens = [Moderator(stage.world, stage.staff_bot, stage.group, person).in_group for person in people]
    presses = await asyncio.gather(*(each.press(label, message=message) for each in screens))
    await stage.world.until(lambda: all(stage.world.presses[each].answered for each in presses), 6 * PATIENCE)
    answers = Counter(
        str(call.get("callback_query_id"))
        for _bot, method, call in stage.world.calls
        if method == "answerCallbackQuery"
    )
    assert {each: answers[each] for each in presses} == dict.fromkeys(presses, 1)
    told = {person: stage.world.toasts(person)[before[person] :] for person in people}
    assert {len(toasts) for toasts in told.values()} == {1}
    return {person: toast for person, [toast] in told.items()}
