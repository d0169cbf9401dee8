"""Telegram's sending limits, kept on our side so that it never has to say 429."""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

BOT = (30, timedelta(seconds=1))
PRIVATE = (4, timedelta(seconds=4))  # one a second, with a small burst
GROUP = (20, timedelta(seconds=60))
UNHURRIED = (17, timedelta(seconds=60))  # the rest of a group's are kept for what is urgent
AT_ONCE = (8, timedelta(seconds=60))  # beyond these, what is not urgent goes one by one: a place is soon free
APART = timedelta(seconds=3.5)


@dataclass(slots=True)
class Pace:
    """What was sent lately, by one bot. With `unlimited` nothing is held back (local servers)."""

    unlimited: bool = False
    _bot: deque[datetime] = field(default_factory=deque)
    _chats: dict[bytes, deque[datetime]] = field(default_factory=dict)

    def ready(self, chat: bytes, *, group: bool, now: datetime, urgent: bool = False) -> datetime:
        """When the next call to this chat may go out: now, or the first moment that the limits allow."""
        if self.unlimited:
            return now
        sent = self._chats.get(chat, deque())
        free = max(_free(self._bot, *BOT, now), _free(sent, *(GROUP if group else PRIVATE), now))
        return max(free, _unhurried(sent, now)) if group and not urgent else free

    def room(self, now: datetime) -> int:
        """How many calls the bot may make now, whatever the chat."""
        if self.unlimited:
            return sys.maxsize
        return BOT[0] - sum(1 for sent in self._bot if sent > now - BOT[1])

    def count(self, chat: bytes, *, now: datetime) -> None:
        """One call to this chat goes out now."""
        if self.unlimited:
            return
        _note(self._bot, BOT[0], now)
        _note(self._chats.setdefault(chat, deque()), GROUP[0], now)
        if len(self._chats) > 10_000:
            old = now - GROUP[1]
            self._chats = {name: sent for name, sent in self._chats.items() if sent[-1] > old}

    def ended(self, chat: bytes, *, now: datetime) -> None:
        """The call that was under way to this chat has come back: it may have been counted as late as now."""
        if sent := self._chats.get(chat):
            sent[-1] = now


def _free(sent: deque[datetime], most: int, span: timedelta, now: datetime) -> datetime:
    return now if len(sent) < most else max(now, sent[-most] + span)


def _unhurried(sent: deque[datetime], now: datetime) -> datetime:
    spread = sent[-1] + APART if _free(sent, *AT_ONCE, now) > now else now
    return max(now, spread, _free(sent, *UNHURRIED, now))


def _note(sent: deque[datetime], most: int, now: datetime) -> None:
    sent.append(now)
    while len(sent) > most:
        sent.popleft()
