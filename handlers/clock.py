"""The program's own time, which never jumps: what is due or to be destroyed goes by it alone.

While the program runs, the computer's clock is held against one that nobody can set. At the start it is
held against when the program last ran: it may have been stopped for a while. Where the two do not fit, the
program goes on with its own time until an admin confirms the computer's. After a longer stop Telegram's word
is enough: a message that was sent just now, by both.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from storage import clocks
from storage.letters import Side
from storage.transaction import Store

log = structlog.get_logger()

BACK = timedelta(minutes=5)  # a clock that is set back by no more is followed
AHEAD = timedelta(hours=1)  # also one that is set ahead by no more while the program runs
STOPPED = timedelta(hours=48)  # the program may have been stopped for so long without a question
NEAR = timedelta(minutes=10)  # two times that mean the same


def running_seconds() -> float:
    """Since the computer was started, asleep or awake, whatever its clock says."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(slots=True)
class OwnTime:
    """Called, it tells the time. `wall` is the computer's clock; `steady` counts seconds and is never set."""

    wall: Callable[[], datetime]
    steady: Callable[[], float] = running_seconds
    _last: tuple[datetime, float, timedelta] = field(init=False)
    _new: bool = False  # not yet in step with the wall since the start

    def __post_init__(self) -> None:
        self.adopt()

    def __call__(self) -> datetime:
        now, _ahead = self._look()
        return now

    def resume(self, seen: datetime | None) -> None:
        """Go on from when the program last ran."""
        if seen is not None:
            self._last = (seen, self.steady(), STOPPED)
            self._new = True

    def adopt(self) -> None:
        """The computer's clock is right."""
        self._last = (self.wall(), self.steady(), AHEAD)
        self._new = False

    @property
    def ahead(self) -> timedelta | None:
        """By how much the computer's clock has jumped; None while it is followed."""
        _now, ahead = self._look()
        return ahead

    def confirmed(self, right: datetime) -> bool:
        """Somebody says that it is `right` now. Adopted if that is what the computer's clock says."""
        if self.ahead is None or abs(self.wall() - right) > NEAR:
            return False
        self.adopt()
        return True

    def hears(self, said_at: Iterable[datetime]) -> None:
        """When messages were sent, by Telegram's clock."""
        if self._new and any(self.confirmed(at) for at in said_at):
            log.warning("the computer's clock is followed: Telegram has the same time")

    def _look(self) -> tuple[datetime, timedelta | None]:
        # Read from the writer's thread too: `_last` is replaced as a whole.
        before, mark, most = self._last
        wall, steady = self.wall(), self.steady()
        now = before + timedelta(seconds=steady - mark)
        if not -BACK <= wall - now <= most:
            return now, wall - now
        self._last = (wall, steady, AHEAD)
        self._new = False
        return wall, None


async def watch(
    store: Store, now: OwnTime, sides: Sequence[Side], alarm: Callable[[int], Awaitable[None]]
) -> None:
    """Note that the program runs, and what its clock does; look whether an admin has confirmed it.
    `alarm` is told by how many hours it has jumped."""
    ahead, told = now.ahead, now()
    right = await store.run(lambda db: clocks.note(db, sides, told, ahead))
    if ahead is None:
        return
    if right is not None and now.confirmed(right):
        seconds = round(ahead.total_seconds())
        log.warning("the computer's clock is followed: it was confirmed", seconds=seconds)
        told = now()
        await store.run(lambda db: clocks.note(db, sides, told, None))
    else:
        await alarm(round(ahead / timedelta(hours=1)))


def said_at(batch: Sequence[Mapping[str, Any]]) -> tuple[datetime, ...]:
    """When the messages in these updates were sent."""
    found = []
    for update in batch:
        for kind in ("message", "edited_message", "my_chat_member"):
            content = update.get(kind) if isinstance(update, Mapping) else None
            at = content.get("edit_date", content.get("date")) if isinstance(content, Mapping) else None
            if type(at) is int and 0 <= at < 2**33:
                found.append(datetime.fromtimestamp(at, UTC))
    return tuple(found)
