"""Buttons on the wire: 64 characters that say nothing, cannot be made up, and work only where they stand."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.casework.presses import OFFER, Press, read_press, unpacked
from storage.sealing import Misplaced, ShortSecret

LIFE = timedelta(hours=48)  # of a button in private; in the group it lasts as long as its message
SIZE = 48  # bytes: 64 characters, which is all that Telegram gives a button


class NotAPress(Exception):
    """A button of the staff bot must be one that its door can open."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """Sealed when they are sent, opened at the door. In private they are bound to the person whose chat it
    is, and end; in the group anybody may press them, and role and membership decide."""

    key: ShortSecret
    clock: Callable[[], datetime]

    def seal(self, words: str, chat: int) -> str:
        """The callback data of a button in this chat. `words` are those of Press.words(), or of an offer."""
        if OFFER.fullmatch(words):
            return words  # it says nothing already, and is taken once
        press = read_press(words)
        if press is None:
            raise NotAPress(words.partition(":")[0])
        until = self.clock() + LIFE if chat > 0 else None
        sealed = self.key.seal(press.packed(until), _place(chat))
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, data: str, chat: int) -> Press | None:
        """What was pressed there; None for what is forged, of another chat, or over."""
        try:
            sealed = base64.b64decode(data.encode("ascii"), altchars=b"-_", validate=True)
            found = unpacked(self.key.open(sealed, _place(chat))) if len(sealed) == SIZE else None
        except (binascii.Error, UnicodeEncodeError, Misplaced):
            return None
        if found is None:
            return None
        press, until = found
        return press if until is None or self.clock() < until else None


def _place(chat: int) -> str:
    """Groups get another id when they grow; a private chat has its person's."""
    return f"press:{chat}" if chat > 0 else "press:group"
