"""429 does not say whether it means one chat or the whole bot: several chats at a time mean the bot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SEVERAL = 3  # chats
MOMENT = timedelta(seconds=2)


@dataclass(slots=True)
class Floods:
    """By bot id: which chats were refused lately, and until when the bot keeps silent."""

    _lately: dict[int, dict[bytes, tuple[datetime, float]]] = field(default_factory=dict)
    _until: dict[int, datetime] = field(default_factory=dict)

    def note(self, bot: int, chat: bytes, *, seconds: float, now: datetime) -> bool:
        """Telegram wants us to wait; whether that silences the whole bot: as long as the shortest of them."""
        before = self._lately.get(bot, {})
        lately = {name: note for name, note in before.items() if note[0] > now - MOMENT}
        lately[chat] = (now, seconds)
        self._lately[bot] = lately
        if len(lately) < SEVERAL:
            return False
        shortest = min(wait for _at, wait in lately.values())
        self._until[bot] = max(self._until.get(bot, now), now + timedelta(seconds=shortest))
        return True

    def over(self, bots: Collection[int], now: datetime) -> datetime:
        """When the first of these bots may speak; now, if one may."""
        return min((max(now, self._until.get(bot, now)) for bot in bots), default=now)
