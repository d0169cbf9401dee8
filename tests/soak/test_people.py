"""People are patient while their screen moves, and press again when it does not."""

from __future__ import annotations

import asyncio

import pytest

from bot.stage import STAFF_TOKEN
from tests.soak.people import Phone
from tests.soak.tap import Watched


@pytest.fixture
def phone() -> Phone:
    world = Watched()
    bot = world.add_bot(STAFF_TOKEN, "our_desk_bot", "Our desk")
    return Phone(world, world.add_person("m0"), bot, patience=0.05)


async def test_nobody_presses_again_while_the_screen_moves(phone: Phone) -> None:
    async def shows() -> None:
        for _each in range(10):
            await asyncio.sleep(0.02)
            await phone.say("more")

    showing = asyncio.create_task(shows())
    assert await phone.until(lambda: len(phone.room.messages) == 10, "the end")
    await showing


async def test_somebody_presses_again_when_nothing_moves(phone: Phone) -> None:
    assert not await phone.until(lambda: False, "what never comes")
    assert phone.waits_for == "what never comes"
