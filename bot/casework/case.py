"""The case: what staff work on, along its axes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.questionnaire.answers import Entry


class Track(StrEnum):
    REPORT = "report"
    AID = "aid"


class Workflow(StrEnum):
    NEW = "new"
    TRIAGE = "triage"
    IN_REVIEW = "in_review"
    AWAITING_WITNESS = "awaiting_witness"
    WITNESS_REPLIED = "witness_replied"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    PURGED = "purged"


class CloseReason(StrEnum):
    DOCUMENTED = "documented"
    INSUFFICIENT = "insufficient"
    OUT_OF_SCOPE = "out_of_scope"
    SPAM = "spam"
    DUPLICATE = "duplicate"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Ground(StrEnum):
    """Why a witness's wish for deletion is met, or not."""

    WISH = "wish"
    DANGER = "danger"
    FORCED = "forced"
    NEEDED = "needed"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Verification(StrEnum):
    """Whether what a case says is borne out."""

    UNVERIFIED = "unverified"
    IN_PROGRESS = "in_progress"
    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"
    CANNOT_DETERMINE = "cannot_determine"


class Handover(StrEnum):
    """How far the way of a case to a partner organisation is."""

    NONE = "none"
    CONSENT_REQUESTED = "consent_requested"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"
    DONE = "done"


class RestReason(StrEnum):
    """What a case on hold waits for."""

    EVENT = "event"
    COLLEAGUE = "colleague"
    PARTNER = "partner"
    SAFETY = "safety"


class Span(StrEnum):
    """For how long a case is put on hold."""

    TOMORROW = "tomorrow"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"


class ReopenReason(StrEnum):
    """Why a closed case is worked on again."""

    INFORMATION = "information"
    MISTAKE = "mistake"
    WITNESS = "witness"


class Flag(StrEnum):
    """What staff should have an eye on."""

    ESCALATED = "escalated"
    OVERDUE = "overdue"
    SENSITIVE = "sensitive"
    CHANNEL_CHANGED = "channel_changed"
    UNREACHABLE = "unreachable"
    DELETION_ASKED = "deletion_asked"
    LEGAL_HOLD = "legal_hold"


class LegalReason(StrEnum):
    """Why the text of a case is kept for longer."""

    COURT = "court"
    WITNESS = "witness"
    WORK = "work"


class OriginalReason(StrEnum):
    """What somebody needs the original of a file for."""

    VERIFY = "verify"
    HIDDEN = "hidden"
    PREVIEW = "preview"


class Looked(StrEnum):
    """What became of a wish to have an original looked at."""

    DONE = "done"
    REFUSED = "refused"


class Role(StrEnum):
    """In rising order: who may do more."""

    MONITOR = "monitor"
    MODERATOR = "moderator"
    ADMIN = "admin"


class PartnerWord(StrEnum):
    """What came of asking a witness, after their report, whether a partner may see it."""

    YES = "yes"
    NO = "no"
    CANNOT = "cannot"
    SILENT = "silent"
    TAKEN_BACK = "taken_back"  # also what was agreed to at the review


@dataclass(frozen=True, slots=True)
class Consent:
    """What the witness allowed at the review. Whether a partner may see the case can be asked later, and
    taken back: `word` is what they said last, and `word_on` the day (UTC)."""

    contact: bool
    partner: bool
    publish: bool
    word: PartnerWord | None = None
    word_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card may show. `categories`, `country`, `region` are choice names of the form;
    `zone` is an IANA time zone, for quiet hours."""

    categories: tuple[str, ...]
    country: str | None
    region: str | None
    language: str
    zone: str
    files: int
    consent: Consent


NO_FACTS = Facts((), None, None, "", "UTC", 0, Consent(False, False, False))


@dataclass(frozen=True, slots=True)
class Passing:
    """Somebody wants to pass a case on: it stays where it is until the one whom it is offered `to` accepts.
    `mark` ties buttons to just this offer; those of one shift have the same."""

    by: int
    to: int
    until: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class Case:
    """One submitted report. `version` counts changes: a card of another version is outdated.

    `closed_from` is the state that closing can still be undone to; it is empty once the witness side knows.
    `rests_until` and `rest_reason` are of a case on hold; `duplicate_of` is another's code; by `due_at` the
    desk owes the witness something, None while the clock stands still. `assigned_by` is who has passed it to
    the assignee, if somebody has.
    """

    id: int
    code: str
    track: Track
    desk: str
    workflow: Workflow
    priority: Priority
    opened_at: datetime
    facts: Facts
    version: int = 1
    assignee: int | None = None
    claimed_until: datetime | None = None
    closed_reason: CloseReason | None = None
    closed_at: datetime | None = None
    flags: frozenset[Flag] = frozenset()
    verification: Verification = Verification.UNVERIFIED
    handover: Handover = Handover.NONE
    rests_until: datetime | None = None
    rest_reason: RestReason | None = None
    duplicate_of: str | None = None
    due_at: datetime | None = None
    closed_from: Workflow | None = None
    passing: Passing | None = None
    assigned_by: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One readable piece of a case: the report, an answer, an addition. `sequence` counts from 0."""

    sequence: int
    kind: str
    entries: tuple[Entry, ...]
    at: datetime
