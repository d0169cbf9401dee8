"""Telegram's limits on sending, by the world's clock."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator.refusals import flood

COUNTED = frozenset(
    {
        *("sendMessage", "sendPhoto", "sendDocument", "sendVideo", "sendVoice", "sendAudio", "sendVideoNote"),
        *("sendAnimation", "sendSticker", "sendLocation", "sendMediaGroup", "copyMessage", "forwardMessage"),
        *("editMessageText", "editMessageCaption", "editMessageReplyMarkup", "editMessageMedia"),
        *("createForumTopic", "editForumTopic"),
    }
)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `calls` within any `window`."""

    calls: int
    window: timedelta


@dataclass(slots=True)
class Limits:
    """Off unless given to the server. A private chat may burst: 4 in 4 seconds, 1 a second on average."""

    clock: Callable[[], datetime]
    per_bot: Rate = Rate(30, timedelta(seconds=1))
    per_private: Rate = Rate(4, timedelta(seconds=4))
    per_group: Rate = Rate(20, timedelta(minutes=1))
    refused: int = 0
    _past: dict[tuple[int, int | str], deque[datetime]] = field(default_factory=dict)

    def count(self, bot: int, method: str, chat: int | str | None, weight: int = 1) -> None:
        """Let a call through, or raise Refused with 429 and the seconds to wait."""
        if method not in COUNTED or chat is None:
            return
        now = self.clock()
        of_chat = self.per_private if isinstance(chat, int) and chat > 0 else self.per_group
        waits = [self._wait((bot, "all"), self.per_bot, now), self._wait((bot, chat), of_chat, now)]
        if max(waits) > 0:
            self.refused += 1
            raise flood(max(waits))
        for key in ((bot, "all"), (bot, chat)):
            self._past[key].extend([now] * weight)

    def _wait(self, key: tuple[int, int | str], rate: Rate, now: datetime) -> int:
        """Whole seconds until one more call fits; 0 if it fits now."""
        past = self._past.setdefault(key, deque())
        while past and past[0] <= now - rate.window:
            past.popleft()
        if len(past) < rate.calls:
            return 0
        return max(1, math.ceil((past[-rate.calls] + rate.window - now).total_seconds()))
