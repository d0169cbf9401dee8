"""When to kill: at any moment, or right at a call; drawn from the seed of the round."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.soak.processes import Programs, Running
from tests.soak.tap import Tap

POLL = "getUpdates"
LONGEST = 2.0  # seconds to wait for the wanted call
CALLS = (
    *("sendMessage", "sendMessage", "editMessageText", "editMessageText", "deleteMessage"),
    *("editMessageMedia", "answerCallbackQuery", "getFile", POLL, POLL),
)


@dataclass(frozen=True, slots=True)
class Blow:
    """`method` is empty for a kill by the clock, `seconds` after the start or after the first poll; else it
    falls at the `count`-th such call from now, after its effect and before its answer; or `seconds` later."""

    name: str
    method: str = ""
    count: int = 1
    seconds: float = 0.0
    starting: bool = False


def draw(rng: Random) -> Blow:
    lot = rng.random()
    if lot < 0.12:
        return Blow("while it starts", seconds=rng.uniform(0.0, 0.7), starting=True)
    if lot < 0.40:
        return Blow("at any moment", seconds=rng.uniform(0.05, 2.0))
    method, count = rng.choice(CALLS), rng.randint(1, 25)
    if lot < 0.75:
        return Blow(f"at {method}", method, count)
    return Blow(f"soon after {method}", method, count, rng.expovariate(1 / 0.008))


@dataclass(slots=True)
class Killer:
    """`kills` counts them by name."""

    tap: Tap
    programs: Programs
    rng: Random
    kills: Counter[str] = field(default_factory=Counter)
    _struck: list[Running] = field(default_factory=list)
    _blow: Blow | None = None
    _left: int = 0
    _fell: asyncio.Event = field(default_factory=asyncio.Event)
    _polled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tap.asked, self.tap.heard = self._asked, self._heard

    async def strike(self) -> None:
        """One blow: those it falls on are gone when this returns."""
        blow = draw(self.rng)
        self._struck = self._choose()
        self._fell.clear()
        if blow.starting:
            await asyncio.sleep(blow.seconds)
        else:
            await self._until_polled()
            await self._fall(blow)
        self.kills[blow.name] += len(self._struck)
        self._blow = None
        self._polled -= {side for each in self._struck for side in each.sides}
        await self.programs.kill(self._struck)

    def _choose(self) -> list[Running]:
        """Of two processes one, or now and then both."""
        running = self.programs.running
        if len(running) > 1 and self.rng.random() < 0.75:
            return [self.rng.choice(running)]
        return list(running)

    async def _until_polled(self) -> None:
        """Until all of them listen. A process that ends by itself is not waited for."""
        for each in self._struck:
            while not (set(each.sides) <= self._polled or each.ended.done()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def _fall(self, blow: Blow) -> None:
        if not blow.method:
            await asyncio.sleep(blow.seconds)
            return
        self._left, self._blow = blow.count, blow
        try:
            await asyncio.wait_for(self._fell.wait(), LONGEST)
        except TimeoutError:
            return  # such a call did not come: it falls now

    def _asked(self, side: str, method: str) -> None:
        if method == POLL:
            self._polled.add(side)

    def _heard(self, side: str, method: str, result: Any) -> None:
        blow = self._blow
        if blow is None or blow.method != method or not any(side in each.sides for each in self._struck):
            return
        if method == POLL and not result:
            return
        self._left -= 1
        if self._left == 0:
            self._blow = None
            if blow.seconds:
                asyncio.get_running_loop().call_later(blow.seconds, self._hit, self._struck)
            else:
                self._hit(self._struck)

    def _hit(self, struck: list[Running]) -> None:
        for each in struck:
            each.kill()
        self._fell.set()
