"""What a staff button carries back: action, case code, version, and what was chosen."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.casework.actions import ACTIONS
from bot.casework.case import LegalReason
from bot.casework.codes import CODE, code_of, number_of
from bot.casework.commands import LegalHold, Payload

SEND, CANCEL, CONFIRM = "send", "cancel", "confirm"
APPROVE, REFUSE = "approve", "refuse"
# A page of the question bank, one of its questions, or one's own words.
LIST, PICK, OWN = "list", "pick", "own"
ACCEPT, DECLINE = "accept", "decline"
SAME, MERGE = "same", "merge"  # of which case this one is a duplicate, and a yes to that
GIVE = "give"  # to somebody: the case that is to be passed on
# Of a shift: to somebody, to the queue; and how the one whom it is offered to answers.
SHIFT, QUEUE, TAKE_ALL, DECLINE_ALL, SINGLY = "shift", "queueall", "takeall", "declineall", "singly"
OFFER = re.compile(r"staff:([0-9a-f]{16}):([0-9]{1,2}|x)", re.ASCII)  # of changes to the staff: drawn by lot
_SHAPE = re.compile(rf"([a-z]+):({CODE.pattern}):([1-9][0-9]{{0,7}})(?::([a-z0-9_]+))?", re.ASCII)
_MARK = re.compile(r"[0-9a-f]{12}", re.ASCII)
PAGES, FILES = "pages", "files"  # further on in what is read
WANTED, LOOKED = "wanted", "looked"  # the original of a file; what came of it
_SHIFTS = {SHIFT, TAKE_ALL, DECLINE_ALL, SINGLY}
# Those whose detail is a mark.
_MARKED = {
    SEND,
    APPROVE,
    REFUSE,
    LIST,
    PICK,
    ACCEPT,
    DECLINE,
    GIVE,
    PAGES,
    FILES,
    WANTED,
    LOOKED,
    SAME,
    MERGE,
} | _SHIFTS
OF_SHIFTS = _SHIFTS | {QUEUE}
_ASKING = {
    SEND,
    CANCEL,
    CONFIRM,
    LIST,
    PICK,
    OWN,
    GIVE,
    WANTED,
    SAME,
    MERGE,
}  # what comes between an action and its being done
_VERBS = _ASKING | OF_SHIFTS | {row.name for row in ACTIONS.values() if row.least is not None}
# By action: what may be chosen, by the word that stands for it.
_CHOICES: Mapping[str, Mapping[str, Payload]] = {
    **{row.name: row.choices for row in ACTIONS.values() if row.choices},
    CONFIRM: {str(reason): LegalHold(reason, confirmed=True) for reason in LegalReason},
}
NO_MARK = bytes(6)
DESK_WIDE = frozenset(
    {"next", "mine", "queue", "find", "stats", "help", "commands", "handall"}
)  # about no case: the code is empty
# A picture of figures in other colours, of days or of weeks; the version is the day that it is of.
DARK_DAYS, LIGHT_DAYS, DARK_WEEKS, LIGHT_WEEKS = "darkdays", "lightdays", "darkweeks", "lightweeks"
OF_FIGURES = frozenset({DARK_DAYS, LIGHT_DAYS, DARK_WEEKS, LIGHT_WEEKS})
_CODELESS = DESK_WIDE | OF_FIGURES
_DESK_SHAPE = re.compile(r"([a-z]+)::(0|[1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, or a command without a version. Of one about no case the version is a page, or a day.
    `detail` is a reason, or a mark: twelve hexadecimal digits that stand for a text, a request,
    another case, or something of the question bank."""

    action: str
    code: str
    version: int | None = None
    detail: str | None = None

    def words(self) -> str:
        """As the rows of the outbox hold it; what Telegram gets is sealed."""
        return ":".join((self.action, self.code, str(self.version), *((self.detail,) if self.detail else ())))

    def packed(self, until: datetime | None) -> bytes:
        """In 20 bytes, so that it fits a button once it is sealed. `until` is when the button ends."""
        marked = self.action in _MARKED
        return _FORM.pack(
            _kind(self.action, None if marked else self.detail),
            number_of(self.code),
            (self.version or 0).to_bytes(3, "big"),
            int(until.timestamp()) if until else 0,
            bytes.fromhex(self.detail or "") if marked else NO_MARK,
        )

    @property
    def payload(self) -> Payload | None:
        """What was chosen, if something was."""
        return _CHOICES.get(self.action, {}).get(self.detail or "")


def mark_of_code(code: str) -> str:
    """As the button about two cases carries the other."""
    return f"{number_of(code):012x}"


def code_of_mark(mark: str) -> str:
    return code_of(int(mark, 16))


def unpacked(packed: bytes) -> tuple[Press, datetime | None] | None:
    """The press, and when its button ends; None when no such button is made any more."""
    kind, number, version, until, mark = _FORM.unpack(packed)
    if kind not in _KINDS:
        return None
    action, reason = _KINDS[kind]
    detail = mark.hex() if action in _MARKED else reason
    code = "" if action in _CODELESS else code_of(number)
    press = Press(action, code, int.from_bytes(version, "big"), detail)
    return press, datetime.fromtimestamp(until, UTC) if until else None


def mark_of(text: str) -> str:
    """Ties a Send button to the very text that was previewed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_press(words: str) -> Press | None:
    """The button that these words stand for; None for what is not one of ours."""
    wide = _DESK_SHAPE.fullmatch(words)
    if wide is not None and wide[1] in _CODELESS:
        return Press(wide[1], "", int(wide[2]))
    shape = _SHAPE.fullmatch(words)
    if shape is None or shape[1] not in _VERBS or not _fits(shape[1], shape[4]):
        return None
    return Press(shape[1], shape[2], int(shape[3]), shape[4])


def _fits(action: str, detail: str | None) -> bool:
    if action in _MARKED:
        return detail is not None and _MARK.fullmatch(detail) is not None
    if detail is None:
        return action != CONFIRM
    return detail in _CHOICES.get(action, {})


def _kind(action: str, reason: str | None) -> bytes:
    """Named by a digest: a number of its own would mean something else once the table gets another row."""
    return hashlib.sha256(f"{action}:{reason or ''}".encode()).digest()[:3]


_FORM = struct.Struct(">3sI3sI6s")  # what, of which case, at which version, until when (1970, seconds), mark
_KINDS = {_kind(verb, None): (verb, None) for verb in _VERBS | _CODELESS} | {
    _kind(verb, word): (verb, word) for verb, words in _CHOICES.items() for word in words
}
