"""What happened in a round, as values: who did what, what was said over the wire, what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Parts = tuple[str, ...]
Answers = Mapping[str, Parts]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a bot. `life` counts the starts of the process behind it; `presses` is the callback data
    of its buttons; `messages` are the ids that it names; `done` is whether Telegram did it, `made` the
    message that came of it."""

    side: str
    life: int
    method: str
    chat: int
    text: str = ""
    presses: tuple[str, ...] = ()
    messages: tuple[int, ...] = ()
    done: bool = True
    made: int = 0


@dataclass(frozen=True, slots=True)
class Posted:
    """One row of the outbox, in the words that Telegram should get. `kind` is its body's `sort`; of rows
    with the same `slot` the later took the place of the earlier, which need not be sent."""

    slot: int
    side: str
    chat: int
    kind: str
    text: str = ""
    presses: tuple[str, ...] = ()
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a witness has sent, as they know it. `more` is what they wrote later, message by message."""

    code: str
    answers: Answers
    more: tuple[Parts, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """All that one witness has told. `assured` are the parts that they were shown a ✅ for."""

    name: str
    chat: int
    draft: Answers = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    assured: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case as it is stored. `chat` is where its route leads; `archived`: the archive's copy says the same;
    `cards` are the group's messages about it that stand, `card` the one that the program knows of."""

    code: str
    chat: int
    answers: Answers
    more: tuple[Parts, ...] = ()
    archived: bool = True
    card: int = 0
    cards: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that has arrived; `sealed` is the digest of what the archive's key opens on the disk."""

    digest: str
    sealed: str
    picture: bool
    preview: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is stored at the end. `left` names what should be empty and is not."""

    drafts: Mapping[int, Answers]
    cases: tuple[KeptCase, ...]
    files: tuple[KeptFile, ...]
    questions: tuple[str, ...] = ()
    trail: tuple[tuple[str, str], ...] = ()
    torn: int | None = None
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A whole round. `asked` are (code, text) that moderators were told are accepted; `read` is all that
    staff were shown in private, `previews` counts pictures by case; `waiting` says who still waits for an
    answer, and `complaints` what the programs themselves report."""

    books: tuple[Book, ...]
    kept: Kept
    posted: tuple[Posted, ...]
    calls: tuple[Call, ...]
    kills: int = 0
    asked: tuple[tuple[str, str], ...] = ()
    read: tuple[str, ...] = ()
    previews: Mapping[str, int] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
