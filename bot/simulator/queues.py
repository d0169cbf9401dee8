"""The updates of one bot, from their making to the offset that confirms them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator.accounts import Json
from bot.simulator.refusals import conflict

KEPT_FOR = timedelta(hours=24)
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that Telegram sends only to those who name them."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that nobody confirmed yet."""

    id: int
    at: datetime
    raw: Json


@dataclass(slots=True)
class Webhook:
    """What setWebhook was told, and how delivery fares."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(slots=True)
class UpdateQueue:
    """`held` keeps what is delayed; `copies` is how often the next update comes."""

    clock: Callable[[], datetime]
    next_id: int
    pending: list[Pending] = field(default_factory=list)
    confirmed: list[Pending] = field(default_factory=list)
    held: dict[str, list[Pending]] = field(default_factory=dict)
    copies: int = 1
    allowed: tuple[str, ...] = ()
    webhook: Webhook | None = None
    _changed: set[asyncio.Future[None]] = field(default_factory=set)
    _poller: asyncio.Future[str] | None = None

    def put(self, kind: str, body: Json) -> None:
        """Queue an update of this kind, if the bot wants it; its id is given now."""
        if not self.wants(kind):
            return
        update = Pending(self.next_id, self.clock(), {"update_id": self.next_id, kind: body})
        self.next_id += 1
        kept = self.held.get(kind, self.held.get("*"))
        if kept is not None:
            kept.append(update)
            return
        self.pending += [update] * self.copies
        self.copies = 1
        self.wake()

    def inject(self, raw: Json) -> None:
        """Queue raw JSON as it is; an update id is added if it has none."""
        update = {"update_id": self.next_id} | raw
        self.next_id = max(self.next_id, int(update["update_id"])) + 1
        self.pending.append(Pending(int(update["update_id"]), self.clock(), update))
        self.wake()

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def release(self) -> None:
        """Let go of what was delayed, behind what came meanwhile."""
        for kept in self.held.values():
            self.pending += kept
        self.held.clear()
        self.wake()

    def confirm(self, offset: int) -> None:
        """Forget what the offset confirms: lower ids, or all but the last few if it is negative."""
        self._expire()
        if offset < 0:
            gone, self.pending = self.pending[:offset], self.pending[offset:]
        else:
            gone = [each for each in self.pending if each.id < offset]
            self.pending = [each for each in self.pending if each.id >= offset]
        self.confirmed = [*self.confirmed, *gone][-1000:]

    def drop(self, update: Pending) -> None:
        """Confirm one update: a webhook took it."""
        self.pending.remove(update)
        self.confirmed = [*self.confirmed, update][-1000:]

    def again(self, last: int) -> None:
        """Deliver the last confirmed updates once more, as Telegram may after trouble of its own."""
        self.pending = [*self.confirmed[-last:], *self.pending]
        self.wake()

    async def poll(self, offset: int, limit: int, timeout: int, allowed: Sequence[str] | None) -> list[Json]:
        """The next updates, waiting for the first. Raises Refused when something else takes over."""
        if self.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.interrupt(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        if allowed is not None:
            self.allowed = tuple(allowed)
        if offset:
            self.confirm(offset)
        self._expire()
        if not self.pending and timeout > 0:
            await self._wait(timeout)
        return [each.raw for each in self.pending[:limit]]

    @property
    def polled(self) -> bool:
        """Whether a long poll is under way."""
        return self._poller is not None

    def interrupt(self, reason: str) -> None:
        """End a long poll that is under way with 409 and this reason."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)

    def wake(self) -> None:
        for future in self._changed:
            if not future.done():
                future.set_result(None)
        self._changed.clear()

    def change(self) -> asyncio.Future[None]:
        """A future that is done at the next change of the queue."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changed.add(future)
        return future

    async def _wait(self, timeout: int) -> None:
        taken_over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poller = taken_over
        changed = self.change()
        try:
            await asyncio.wait((taken_over, changed), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._changed.discard(changed)
            if self._poller is taken_over:
                self._poller = None
        if taken_over.done():
            raise conflict(taken_over.result())

    def _expire(self) -> None:
        oldest = self.clock() - KEPT_FOR
        self.pending = [each for each in self.pending if each.at > oldest]
