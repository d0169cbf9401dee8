"""What a staff button carries back: action, case code, version, and what was chosen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.casework.actions import ACTIONS
from bot.casework.case import CloseReason, Ground, HoldReason
from bot.casework.codes import CODE
from bot.casework.effects import Hold

SEND, CANCEL, CONFIRM = "send", "cancel", "confirm"
CHOOSABLE = tuple(reason for reason in CloseReason if reason is not CloseReason.WITHDRAWN)
GROUNDS: Mapping[str, tuple[Ground, ...]] = {
    "delete": (Ground.WISH, Ground.DANGER),
    "keep": (Ground.FORCED, Ground.NEEDED),
}

_SHAPE = re.compile(rf"([a-z]+):({CODE.pattern}):([1-9][0-9]{{0,8}})(?::([a-z0-9_]+))?", re.ASCII)
_MARK = re.compile(r"[0-9a-f]{12}", re.ASCII)
_VERBS = {SEND, CANCEL, CONFIRM} | {row.name for row in ACTIONS.values() if row.least is not None}
_DETAILS: Mapping[str, Collection[str]] = {"close": CHOOSABLE, "hold": tuple(HoldReason), **GROUNDS}


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, or a command without a version. `detail` is a reason, or the mark of a text."""

    action: str
    code: str
    version: int | None = None
    detail: str | None = None

    def words(self) -> str:
        """As callback data: at most 64 bytes."""
        return ":".join((self.action, self.code, str(self.version), *((self.detail,) if self.detail else ())))

    @property
    def payload(self) -> CloseReason | Ground | Hold | None:
        """What was chosen, if something was."""
        match self.action, self.detail:
            case "close", str(reason):
                return CloseReason(reason)
            case (("delete" | "keep"), str(reason)):
                return Ground(reason)
            case ("hold" | "confirm") as verb, str(reason):
                return Hold(HoldReason(reason), confirmed=verb == CONFIRM)
        return None


def mark_of(text: str) -> str:
    """Ties a Send button to the very text that was previewed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_press(words: str) -> Press | None:
    """The button that was pressed; None for what is not one of ours."""
    shape = _SHAPE.fullmatch(words)
    if shape is None or shape[1] not in _VERBS or not _fits(shape[1], shape[4]):
        return None
    return Press(shape[1], shape[2], int(shape[3]), shape[4])


def _fits(action: str, detail: str | None) -> bool:
    if action == SEND:
        return detail is not None and _MARK.fullmatch(detail) is not None
    if action == CONFIRM:
        return detail in set(HoldReason)
    return detail is None or detail in _DETAILS.get(action, ())
