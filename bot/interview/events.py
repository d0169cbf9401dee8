"""What a witness can do. Events that buttons carry have a word in PRESSES; it is their callback data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from bot.interview.draft import Place
from bot.questionnaire.answers import FileKind


@dataclass(frozen=True, slots=True)
class Started:
    """`/start`, with or without a payload."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """Another command, without its slash."""

    name: str


@dataclass(frozen=True, slots=True)
class Replied:
    """Typed text; `message` is its id in the chat."""

    text: str
    message: int


@dataclass(frozen=True, slots=True)
class Matched:
    """Typed text that was read as choices of the question at hand, by their labels."""

    names: tuple[str, ...]
    message: int


@dataclass(frozen=True, slots=True)
class Presented:
    """A receipt was typed where one was asked for, and has been looked up: the case it opens, if any."""

    case: int | None
    message: int


@dataclass(frozen=True, slots=True)
class Reworded:
    """An earlier message was edited."""

    text: str
    message: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A file; `file` is a random name of ours for it, `size` in bytes."""

    file: str
    kind: FileKind
    size: int
    message: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    latitude: float
    longitude: float
    message: int


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A file over Telegram's limit for bots."""

    message: int


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that cannot be an answer: a sticker, a poll, somebody's contact."""

    message: int


@dataclass(frozen=True, slots=True)
class Spoke:
    """A language was chosen, by its code."""

    language: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """The honest notice was read."""


@dataclass(frozen=True, slots=True)
class Went:
    """To a place that is no question: the menu, Safety, My cases."""

    place: Place


@dataclass(frozen=True, slots=True)
class Returned:
    """From a visit (Safety, help, a pause) to where the witness was."""


@dataclass(frozen=True, slots=True)
class Began:
    """A report, or goes on with the one that is open."""


@dataclass(frozen=True, slots=True)
class Chose:
    question: str
    name: str


@dataclass(frozen=True, slots=True)
class Skipped:
    question: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Done with a question that takes several messages or choices."""

    question: str


@dataclass(frozen=True, slots=True)
class WentBack:
    pass


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Turned:
    """To another page of choices or answers, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class Edited:
    """One answer is to be asked again, from the review."""

    question: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The answers are right."""


@dataclass(frozen=True, slots=True)
class Consented:
    """`yes` (1 or 0) to the consent question of this number."""

    number: int
    yes: int


@dataclass(frozen=True, slots=True)
class Submitted:
    pass


@dataclass(frozen=True, slots=True)
class Opened:
    """A follow-up question, by its id."""

    question: int


@dataclass(frozen=True, slots=True)
class Declined:
    """`I can't answer`."""

    question: int


@dataclass(frozen=True, slots=True)
class Silenced:
    """`Stop asking me`."""

    question: int


@dataclass(frozen=True, slots=True)
class Adding:
    """Wants to add something to this case."""

    case: int


@dataclass(frozen=True, slots=True)
class Discarded:
    """The unfinished report."""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Asked to take this case back; a yes is still needed."""

    case: int


@dataclass(frozen=True, slots=True)
class Withdrew:
    case: int


@dataclass(frozen=True, slots=True)
class Unsharing:
    """Wants that no partner sees this case after all; a yes is still needed."""

    case: int


@dataclass(frozen=True, slots=True)
class Unshared:
    case: int


@dataclass(frozen=True, slots=True)
class AskedForReceipt:
    """For the case with this code; what a receipt is has to be told first."""

    code: str


@dataclass(frozen=True, slots=True)
class TookReceipt:
    """Wants to see it, once."""

    code: str


@dataclass(frozen=True, slots=True)
class Moved:
    """`yes` (1 or 0) to being written to here about the case that a receipt has opened."""

    yes: int


@dataclass(frozen=True, slots=True)
class AskedDeletion:
    """Of a case that is too old to be taken back at once."""

    case: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Wants to see again what was covered."""


@dataclass(frozen=True, slots=True)
class Switched:
    """`traceless` is 1 or 0: whether what was saved leaves the chat."""

    traceless: int


@dataclass(frozen=True, slots=True)
class Panicked:
    """Everything is to go, at once."""


Press = (
    Spoke | Agreed | Went | Returned | Began | Chose | Skipped | Finished | WentBack | Paused | Turned
    | Edited | Confirmed | Consented | Submitted | Opened | Declined | Silenced | Adding | Discarded
    | Withdrawing | Withdrew | AskedForReceipt | TookReceipt | Moved | AskedDeletion | Resumed | Switched
    | Unsharing | Unshared | Panicked
)  # fmt: skip
Event = (
    Started
    | Commanded
    | Replied
    | Matched
    | Presented
    | Reworded
    | Attached
    | Located
    | TooLarge
    | Unsupported
    | Press
)

PRESSES: dict[str, type[Press]] = {
    "lang": Spoke, "agree": Agreed, "go": Went, "return": Returned, "begin": Began,
    "pick": Chose, "skip": Skipped, "done": Finished, "back": WentBack, "pause": Paused, "page": Turned,
    "edit": Edited, "confirm": Confirmed, "consent": Consented, "submit": Submitted,
    "open": Opened, "cannot": Declined, "stop": Silenced, "add": Adding,
    "discard": Discarded, "withdrawing": Withdrawing, "withdraw": Withdrew, "ask_deletion": AskedDeletion,
    "receipt": AskedForReceipt, "take": TookReceipt, "move": Moved,
    "unsharing": Unsharing, "unshare": Unshared, "resume": Resumed, "traceless": Switched, "panic": Panicked,
}  # fmt: skip
WORDS = {event: word for word, event in PRESSES.items()}


def pressed(data: str) -> Press | None:
    """The event behind callback data; nothing if it is none of ours."""
    word, *arguments = data.split(":")
    event = PRESSES.get(word)
    if event is None or len(arguments) != len(fields(event)):
        return None
    try:
        values = [_READ[str(f.type)](a) for f, a in zip(fields(event), arguments, strict=True)]
        return event(*values)
    except ValueError:
        return None


def press(event: Press) -> str:
    """The callback data that brings this event back."""
    kind = type(event)
    return ":".join([WORDS[kind], *(str(getattr(event, name)) for name in _FIELDS[kind])])


def _number(digits: str) -> int:
    # ids are PostgreSQL's bigint at most; what no database could hold is no press of ours
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise ValueError(digits)
    return int(digits)


_FIELDS = {event: tuple(field.name for field in fields(event)) for event in WORDS}
_READ: dict[str, Callable[[str], Any]] = {"str": str, "int": _number, "Place": Place}
