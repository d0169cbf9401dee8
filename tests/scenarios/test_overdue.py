"""What is overdue: the person on call hears of it once, then the admins, once; never at the desk's night."""

from __future__ import annotations

from datetime import time

from bot.casework.case import Flag
from bot.casework.desks import Rules
from bot.casework.routing import DEFAULT_DESK
from bot.simulator.people import Moderator
from bot.stage import Stage
from storage import desks
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.staffing import seated
from tests.scenarios.test_timing import not_urgent


async def set_rules(stage: Stage, rules: Rules) -> None:
    await stage.app.store.run(lambda db: desks.set_rules(db, DEFAULT_DESK, rules))


def lines(moderator: Moderator, words: str, *, private: bool = False) -> list[str]:
    """What stands there about it, but for cards."""
    chat = moderator.in_private if private else moderator.in_group
    return [shown.text for shown in chat.messages() if words in shown.text and "Language:" not in shown.text]


async def test_the_person_on_call_hears_once_and_then_the_admins(any_stage: Stage, clock: Clock) -> None:
    stage, admin = any_stage, any_stage.moderator()
    boris = await seated(stage, "Boris")
    await set_rules(stage, Rules(on_call=boris.person.id))
    code = await walks.report(stage.witness())
    await inside.settled(stage)
    due_at = (await inside.case(stage, code)).due_at
    assert due_at is not None
    clock.now = due_at - clock.now.resolution
    await inside.ticked(stage)
    assert lines(admin, "overdue") == []
    clock.advance(minutes=1)
    for _again in range(2):
        await inside.ticked(stage)
        assert lines(admin, "overdue:") == [f"Boris\n{code} is overdue: nobody has read it yet."]
    (called,) = (each for each in admin.in_group.messages() if each.text.startswith("Boris"))
    (mention,) = (each for each in called.entities if each["type"] == "text_mention")
    assert (mention["user"]["id"], mention["length"]) == (boris.person.id, len("Boris"))
    assert "Overdue" in (await admin.card(code, "Claim")).text
    assert lines(admin, "still overdue", private=True) == []
    clock.advance(hours=24)
    for _again in range(2):
        await inside.ticked(stage)
        assert len(lines(admin, "still overdue", private=True)) == 1
    assert len(lines(admin, "overdue:")) == 1
    await walks.claim(boris, code)
    await boris.press_card(code, "Read")
    await boris.in_group.sees("In review")
    await inside.settled(stage)
    case = await inside.case(stage, code)
    assert (case.due_at, Flag.OVERDUE in case.flags) == (None, False)
    assert "Overdue" not in (await admin.card(code, "More")).text


async def test_while_the_witness_is_waited_for_nothing_is_overdue(stage: Stage, clock: Clock) -> None:
    boris, amina = await seated(stage, "Boris"), stage.witness()
    code = await walks.report(amina)
    await walks.claim(boris, code)
    await walks.ask(boris, code, "Were there others?")
    clock.advance(days=5)
    await inside.ticked(stage)
    assert lines(boris, "overdue:") == []
    await walks.answer(amina, "Were there others?", "Two.")
    await inside.settled(stage)
    clock.advance(days=2)
    await inside.ticked(stage)
    assert lines(boris, "overdue:") == [
        f"{code} is overdue: the witness has written, and nobody has read it."
    ]


async def test_at_the_desks_night_only_what_is_urgent_is_called_and_many_at_once(
    stage: Stage, clock: Clock
) -> None:
    admin = stage.moderator()
    await set_rules(stage, Rules(time(9), time(18)))
    for name in ("Rustam", "Zarina"):
        await not_urgent(stage.witness(name))
    clock.now = clock.now.replace(day=18, hour=2)
    code = await walks.report(stage.witness())
    clock.advance(hours=1)
    for _again in range(2):
        await inside.ticked(stage)
        assert lines(admin, "overdue") == [f"{code} is overdue: nobody has read it yet."]
    clock.now = clock.now.replace(hour=9)
    await inside.ticked(stage)
    assert lines(admin, "overdue")[1:] == ["2 cases are overdue."]
