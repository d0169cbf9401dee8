"""What goes into a staff action, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.casework.case import (
    Case,
    CloseReason,
    Ground,
    Handover,
    LegalReason,
    Looked,
    OriginalReason,
    PartnerWord,
    Priority,
    ReopenReason,
    RestReason,
    Role,
    Span,
    Verification,
)
from bot.casework.deadlines import Quiet
from bot.casework.hours import ROUND_THE_CLOCK, Calendar
from bot.casework.reading_limits import Opening
from bot.questionnaire.steps import Step


@dataclass(frozen=True, slots=True)
class Question:
    """The text for the witness; `confirmed` once the asker has seen it as the witness will, `seconded` once
    somebody else has agreed to it."""

    text: str
    confirmed: bool = False
    seconded: bool = False


@dataclass(frozen=True, slots=True)
class FromBank:
    """A question of the bank by its name, as the witness will read it; no steps where their language has no
    text. `reviewed`: by a native speaker."""

    name: str
    steps: tuple[Step, ...]
    reviewed: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ForPartner:
    """The question whether a partner may see the case, as the witness will read it; no steps where their
    language has no text."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The question whether a partner may see the case is no longer open, and has not been answered."""

    word: PartnerWord


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the bank, from 0; `every`: not just what fits the case."""

    page: int
    every: bool


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Rather a question of one's own than one of the bank."""


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Why the text is to be kept for longer; `confirmed` once the admin has been asked again."""

    reason: LegalReason
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """For how long, or until which day, the case is put on hold, and what it waits for; without a reason that
    is asked next."""

    span: Span | date
    reason: RestReason | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody of the staff writes down for the others."""

    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """`asker` wants to see the contact details in a case, or to ask its witness this `text`; it lapses at
    `until`."""

    id: int
    case_id: int
    asker: int
    until: datetime
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that is answered; `entitled`: its asker, who has this `role` now, may still read the case.
    `seen`: whoever answers has read what is to be asked."""

    request: Request
    entitled: bool
    role: Role | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """To whom a case is offered: their role and whether they have opened their private chat, at this moment.
    `mark` is that of the offer. `alone`: it is not one of a shift, for which one word serves."""

    to: int
    mark: str
    role: Role | None
    private: bool
    note: str = ""
    alone: bool = True


@dataclass(frozen=True, slots=True)
class PassReply:
    """Which offer is answered; a typed command names none."""

    mark: str | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a reading goes on: the first page of the text and the first file that are to be seen, from 1."""

    pages: int = 1
    files: int = 1


@dataclass(frozen=True, slots=True)
class Original:
    """The original of which file is needed, and why; without a reason that is asked next. `there`: the case
    has this file; `waits`: it is asked for already."""

    number: int
    why: OriginalReason | None = None
    there: bool = True
    waits: bool = False


@dataclass(frozen=True, slots=True)
class OriginalSeen:
    """What came of looking at an original, with words for a note. `waits`: somebody did ask for it."""

    number: int
    outcome: Looked
    words: str = ""
    waits: bool = True


@dataclass(frozen=True, slots=True)
class SameAs:
    """The case that another one is a duplicate of; None when there is none. `typed` is the code that was
    given: that case may itself be a duplicate of this one. `confirmed` once the presser has seen both."""

    case: Case | None
    typed: str
    confirmed: bool = False


Value = Priority | Verification | Handover  # of the axes that are set by hand
Reason = CloseReason | Ground | ReopenReason
OfQuestions = Question | FromBank | ForPartner | Unanswered | Listing | OwnWords
OfPassing = Pass | PassReply
OfFiles = Onward | Original | OriginalSeen
Payload = OfQuestions | OfPassing | OfFiles | SameAs | Note | Rest | LegalHold | Asked | Value | Reason


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody wants something done with a case. `actor` is None for the witness and for time.

    `version` is that of the card that was pressed; None for a typed command. `openings` are what the actor
    has read within a day; by the desk's `calendar` things are due.
    """

    action: str
    at: datetime
    actor: int | None = None
    role: Role | None = None
    version: int | None = None
    payload: Payload | None = None
    quiet: Quiet | None = None
    openings: tuple[Opening, ...] = ()
    calendar: Calendar = ROUND_THE_CLOCK
