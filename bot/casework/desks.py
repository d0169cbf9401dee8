"""What a desk sets for itself: its hours, who is on call, topics, whether the intake is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Rules:
    """`opens` to `closes` on `days` (0 is Monday), by the clock of `zone`, an IANA name; without hours the
    desk works round the clock. `holidays` is a country code, empty for none. `digest` is the hour of the
    daily one. `on_call` is who is called when something is overdue. `topics`: claimed cases get one, in a
    group that has topics. `paused`: the intake is closed."""

    opens: time | None = None
    closes: time | None = None
    days: frozenset[int] = WEEK
    zone: str = "UTC"
    holidays: str = ""
    digest: int = 9
    on_call: int | None = None
    topics: bool = True
    paused: bool = False


NO_RULES = Rules()  # of a desk that has set nothing
