"""What is counted of the program's work, and which of its loops still turn: numbers, never ids or texts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge

from storage.letters import Side

_PREFIX = "witnessline_"
COUNTERS = {
    "updates": "Updates that were handled",
    "answers": "Answers of witnesses that were saved",
    "sent": "Messages that Telegram took",
    "floods": "Times that Telegram asked us to wait (429)",
    "unreached": "Calls without an answer, and failures of the server",
    "conflicts": "Times that another program took a bot's updates (409)",
    "revoked": "Times that Telegram refused a token (401)",
    "receipts": "Receipts that were looked up, right ones and wrong ones",
    "buried": "Updates and messages that became dead letters",
}
GAUGES = {
    "update_lag_seconds": "How old the newest handled message was",
    "updates_in_hand": "Updates that were fetched and are not handled yet",
    "updates_waiting": "Updates that wait at Telegram, when last asked",
    "outbox_size": "Messages that wait to be sent",
    "outbox_age_seconds": "Since when the oldest of them should have been sent",
    "dead_letters": "Dead letters that are kept",
}


@dataclass(slots=True)
class Vitals:
    """One for the process. Loops say when they will turn again at the latest; `timer` counts seconds."""

    timer: Callable[[], float] = time.monotonic
    started: bool = False
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _counters: dict[str, Counter] = field(default_factory=dict)
    _counted: dict[tuple[str, Side], Counter] = field(default_factory=dict)
    _gauges: dict[str, Gauge] = field(default_factory=dict)
    _turns: dict[str, float] = field(default_factory=dict)
    _polls: dict[tuple[Side, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, words in COUNTERS.items():
            self._counters[name] = Counter(_PREFIX + name, words, ["side"], registry=self.registry)
        for name, words in GAUGES.items():
            self._gauges[name] = Gauge(_PREFIX + name, words, ["side"], registry=self.registry)

    def count(self, name: str, side: Side, by: int = 1) -> None:
        counter = self._counted.get((name, side))
        if counter is None:  # looking it up costs more than counting
            counter = self._counted[name, side] = self._counters[name].labels(side)
        counter.inc(by)

    def measure(self, name: str, side: Side, value: float) -> None:
        self._gauges[name].labels(side).set(value)

    def measured(self, name: str, side: Side) -> float | None:
        """What was measured last; None before that."""
        return self.registry.get_sample_value(_PREFIX + name, {"side": side})

    def turns(self, loop: str, within: float) -> None:
        """This loop is alive, and turns again within so many seconds."""
        self._turns[loop] = self.timer() + within

    def stuck(self) -> tuple[str, ...]:
        """The loops that should have turned by now."""
        now = self.timer()
        return tuple(sorted(loop for loop, until in self._turns.items() if until < now))

    def expect(self, side: Side, bot: int) -> None:
        """This bot is to be polled; until it is, the program is not ready."""
        self._polls.setdefault((side, bot), float("-inf"))

    def polled(self, side: Side, bot: int) -> None:
        """Telegram answered this bot."""
        self._polls[side, bot] = self.timer()

    def sides(self) -> tuple[Side, ...]:
        """Those that this process is."""
        return tuple(sorted({side for side, _bot in self._polls}))

    def silent(self, longest: float) -> tuple[Side, ...]:
        """The sides with a bot that Telegram has not answered for longer than this."""
        since = self.timer() - longest
        return tuple(sorted({side for (side, _bot), at in self._polls.items() if at < since}))
