"""A story of every button there is: whoever presses it is answered, and sees something."""

from __future__ import annotations

from dataclasses import replace

from bot.casework.actions import ACTIONS
from bot.casework.case import Priority
from bot.casework.presses import DESK_WIDE, OF_FIGURES, Press, read_press
from bot.simulator.people import PATIENCE, Moderator
from bot.stage import Stage
from handlers.staff_buttons import Buttons
from tests.scenarios import filling, inside

NAMES = sorted(name for name, row in ACTIONS.items() if row.least is not None)


def on_screen(moderator: Moderator) -> list[tuple[int, str, object]]:
    """All that stands in the group and in private."""
    chats = (moderator.in_group, moderator.in_private)
    return [(each.id, each.text, each.buttons) for chat in chats for each in chat.messages()]


async def see_an_answer(stage: Stage, moderator: Moderator, press: Press, message: int) -> None:
    """Presses; waits for the answer, and for something to be seen."""
    if read_press(press.words()) is None:
        press = replace(press, detail="0" * 12)  # a mark, of nothing
    before, toasts = on_screen(moderator), len(stage.world.toasts(moderator.person))
    data = Buttons(inside.staff_keys(stage).press, stage.clock).seal(press.words(), moderator.person.id)
    await stage.world.press_data(moderator.person, moderator.bot, message, data)

    def answered() -> bool:
        told = stage.world.toasts(moderator.person)[toasts:]
        return bool(told) and (any(each.text or each.url for each in told) or on_screen(moderator) != before)

    await moderator.in_private.until(answered, f"an answer to {press.action}", PATIENCE)


async def test_no_button_is_dead(stage: Stage) -> None:
    nino = stage.moderator()
    await nino.start()
    await filling.reported(stage, [(filling.code(at), Priority.NORMAL) for at in range(len(NAMES))])
    await inside.settled(stage)
    message = (await nino.in_private.sees("desk's bot")).id
    for at, name in enumerate(NAMES):
        code = filling.code(at)
        for action in ("claim", "read", name):
            version = (await inside.case(stage, code)).version
            await see_an_answer(stage, nino, Press(action, code, version), message)
    for name in sorted(DESK_WIDE | OF_FIGURES):
        await see_an_answer(stage, nino, Press(name, "", 0), message)
    assert await inside.dead_letters(stage) == []
