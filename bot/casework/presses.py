"""What a staff button carries back: action, case code, version, and a close reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.casework.actions import ACTIONS
from bot.casework.case import CloseReason
from bot.casework.codes import CODE

SEND, CANCEL = "send", "cancel"
CHOOSABLE = tuple(reason for reason in CloseReason if reason is not CloseReason.WITHDRAWN)

_SHAPE = re.compile(rf"([a-z]+):({CODE.pattern}):([1-9][0-9]{{0,8}})(?::([a-z_]+))?", re.ASCII)
_VERBS = {SEND, CANCEL} | {row.name for row in ACTIONS.values() if row.least is not None}


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, or a command without a version."""

    action: str
    code: str
    version: int | None = None
    reason: CloseReason | None = None

    def words(self) -> str:
        """As callback data: at most 64 bytes."""
        return ":".join((self.action, self.code, str(self.version), *((self.reason,) if self.reason else ())))


def read_press(words: str) -> Press | None:
    """The button that was pressed; None for what is not one of ours."""
    shape = _SHAPE.fullmatch(words)
    if shape is None or shape[1] not in _VERBS:
        return None
    if shape[4] is None:
        return Press(shape[1], shape[2], int(shape[3]))
    if shape[1] != "close" or shape[4] not in CHOOSABLE:
        return None
    return Press(shape[1], shape[2], int(shape[3]), CloseReason(shape[4]))
