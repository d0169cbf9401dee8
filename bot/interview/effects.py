"""What follows from an event: each effect becomes rows in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.questionnaire.answers import Entry, Part
from bot.questionnaire.steps import Step
from bot.text import Screen


@dataclass(frozen=True, slots=True)
class Show:
    """The panel now says this. `below`: the witness's own message stays, so the panel moves under it."""

    screen: Screen
    below: bool = False


@dataclass(frozen=True, slots=True)
class Keep:
    """The file that came with this event is to be fetched and sealed."""

    file: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Files that the witness took back before sending."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erase:
    """The witness's own messages, once what they said is kept. A `secret` never stays, whatever they wish."""

    messages: tuple[int, ...]
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Submit:
    """A report is complete: open a case."""

    code: str
    entries: tuple[Entry, ...]
    categories: tuple[str, ...]
    country: str | None
    region: str | None
    urgent: bool
    consents: tuple[bool, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """Something more for a sent case: the answer to a follow-up question, or an addition. `steps` instead of
    `parts`: what was given at each step of a question that has several."""

    case: int
    question: int | None
    parts: tuple[Part, ...]
    steps: tuple[tuple[str, tuple[Part, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A follow-up question was opened, answered in part (`begun`), declined (`refused`) or stopped."""

    question: int
    state: str


@dataclass(frozen=True, slots=True)
class Share:
    """The witness was asked whether a partner may see the case, and has said so: `yes` or no."""

    case: int
    yes: bool


@dataclass(frozen=True, slots=True)
class Unshare:
    """A yes to that is taken back, while no partner has accepted the case."""

    case: int


@dataclass(frozen=True, slots=True)
class Discard:
    """The unfinished report and its files."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A sent case, both copies."""

    case: int


@dataclass(frozen=True, slots=True)
class GiveReceipt:
    """The fresh receipt is on the screen: from now on it opens this case."""

    case: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A receipt that opens nothing was tried."""


@dataclass(frozen=True, slots=True)
class OpenByReceipt:
    """Whoever holds its receipt sees the state of this case."""

    case: int


@dataclass(frozen=True, slots=True)
class Move:
    """From now on this chat is written to about the case, and no other."""

    case: int


@dataclass(frozen=True, slots=True)
class AskDeletion:
    """Of a sent case that is too old to be withdrawn: the route goes now, the content once staff agree."""

    case: int


@dataclass(frozen=True, slots=True)
class Panic:
    """Everything in this chat is deleted, and what leads to it is forgotten; `last` is all that is left."""

    last: Screen


Effect = (
    Show | Keep | Drop | Erase | Submit | Tell | Mark | Share | Unshare | Discard | Withdraw
    | GiveReceipt | Miss | OpenByReceipt | Move | AskDeletion | Panic
)  # fmt: skip


class Shared(StrEnum):
    """How far a case is on its way to a partner, as its witness may know it."""

    NO = "no"
    AGREED = "agreed"  # which can be taken back
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class SentCase:
    """What a witness may know of a case of theirs. `state` is a workflow word; `until` ends the time
    in which it can be withdrawn at once; `files` counts what was sent with it and added."""

    id: int
    code: str
    state: str
    until: datetime
    files: int = 0
    shared: Shared = Shared.NO


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An open question of the staff's, in the witness's language. `steps` are those of one from the bank.
    `consent`: it asks whether a partner may see the case."""

    id: int
    case: int
    code: str
    text: str
    steps: tuple[Step, ...] = ()
    consent: bool = False


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What a receipt shows: the state of a case and what is asked, nothing that was answered.
    `here`: this chat is already the one that is written to."""

    case: SentCase
    follow_ups: tuple[FollowUp, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The world around an event: the time, a fresh case code, and what is open for this witness.
    `languages` are those on offer, the phone's first; `lately` counts cases sent in an hour and a day.
    `receipt` is a fresh one, as it is written; `opened` what a receipt has opened; `locked`: too many
    wrong ones came from this chat. `bots` are the names of our own; `closed`: nothing new is taken now."""

    now: datetime
    code: str = ""
    languages: tuple[str, ...] = ("en",)
    cases: tuple[SentCase, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    lately: tuple[int, int] = (0, 0)
    receipt: str = ""
    opened: OpenedCase | None = None
    locked: bool = False
    bots: tuple[str, ...] = ()
    closed: bool = False
