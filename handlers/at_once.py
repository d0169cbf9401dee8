"""How many messages may be under way: no more than Telegram's pace needs, so that a crash repeats few."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from handlers.pace import BOT

MOST = 64
PER_SECOND = BOT[0] / BOT[1].total_seconds()
WEIGHT = 0.2  # of the newest, in what a message takes


@dataclass(slots=True)
class AtOnce:
    """A message that was sent and is not yet marked is sent again after a crash. To say 30 a second while
    one takes 50 ms, two under way are enough; a call that hangs makes room for others as it grows old.
    `timer` counts seconds."""

    unlimited: bool = False
    timer: Callable[[], float] = time.monotonic
    _begun: dict[bytes, float] = field(default_factory=dict)
    _took: float = 0.0

    def most(self) -> int:
        """So many, those under way among them."""
        if self.unlimited:
            return MOST
        now = self.timer()
        oldest = now - min(self._begun.values(), default=now)
        return min(MOST, max(1, math.ceil(PER_SECOND * max(self._took, oldest))))

    def begins(self, chat: bytes) -> None:
        self._begun[chat] = self.timer()

    def marked(self, chat: bytes) -> None:
        """Its outcome is on the disk."""
        begun = self._begun.pop(chat, None)
        if begun is not None:
            self._took += WEIGHT * (self.timer() - begun - self._took)
