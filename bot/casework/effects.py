"""What goes into a staff action and what comes out of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
from bot.text import Text


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
    """For how long the case is put on hold, and what it waits for; without a reason that is asked next."""

    span: Span
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


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word to the one who pressed; at most 200 characters."""

    text: Text


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody else has claimed the case: the presser is told who."""

    code: str
    by: int


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The group's card is drawn again; `first`: there is none yet."""

    case: Case
    first: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Everything of the case goes to the reader's private chat; `counts`: as an opening of its own.
    `role` is the reader's: the buttons under it are theirs."""

    case: Case
    counts: bool = True
    role: Role = Role.MODERATOR


@dataclass(frozen=True, slots=True)
class ShowPages:
    """The next pages of the text take the place of those that stand there."""

    case: Case
    onward: Onward
    role: Role


@dataclass(frozen=True, slots=True)
class ShowFiles:
    """The next files take the place of those that stand there."""

    case: Case
    onward: Onward
    role: Role


@dataclass(frozen=True, slots=True)
class ChooseFile:
    """The actor is asked, in private, of which file the original is needed."""

    case: Case


@dataclass(frozen=True, slots=True)
class ChooseNeed:
    """The actor is asked what for."""

    case: Case
    number: int


@dataclass(frozen=True, slots=True)
class RequestOriginal:
    """It waits for whoever has the workstation, and the admins are told."""

    case: Case
    number: int
    why: OriginalReason


@dataclass(frozen=True, slots=True)
class SettleOriginal:
    """Whoever asked is told what came of it, and where more of it is `noted`."""

    case: Case
    number: int
    outcome: Looked
    noted: bool = False


@dataclass(frozen=True, slots=True)
class ShowMenu:
    """All that the actor, in that role, can do with the case, as buttons in private."""

    case: Case
    role: Role


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """The actor sees in private what was done with the case, and by whom."""

    case: Case


@dataclass(frozen=True, slots=True)
class PromptNote:
    """The actor is asked, in private, for the note's text."""

    case: Case


@dataclass(frozen=True, slots=True)
class RefuseNote:
    """The note cannot be kept like this; the actor may write another."""

    case: Case
    reason: Text


@dataclass(frozen=True, slots=True)
class KeepNote:
    """It is sealed, and shown from now on to whoever reads the case."""

    case: Case
    text: str


@dataclass(frozen=True, slots=True)
class ChoosePerson:
    """The actor is asked, in private, to whom the case is to be passed."""

    case: Case


@dataclass(frozen=True, slots=True)
class OfferCase:
    """Whom the case is offered to hears of it in private, and may accept or decline."""

    case: Case
    note: str = ""


@dataclass(frozen=True, slots=True)
class CallForHelp:
    """The group is told, and whoever is on call is mentioned; without one, the admins hear of it."""

    case: Case


@dataclass(frozen=True, slots=True)
class HideCopies:
    """What of the case stands in private chats is taken away at once."""

    case: Case


@dataclass(frozen=True, slots=True)
class ReportReader:
    """The actor reads more than a day's work: the admins are told."""


@dataclass(frozen=True, slots=True)
class AskSecond:
    """The group is asked whether somebody else agrees that the actor sees the contact details, or asks the
    witness this `text`."""

    case: Case
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ShowAsked:
    """Whoever is to agree sees first, in private, what is to be asked."""

    case: Case
    request: Request


@dataclass(frozen=True, slots=True)
class SendAsked:
    """A second person agreed: the question goes out."""

    case: Case
    request: Request


@dataclass(frozen=True, slots=True)
class ShowContacts:
    """A second person agreed: the asker gets them in private."""

    case: Case
    request: Request


@dataclass(frozen=True, slots=True)
class DenyRequest:
    """A second person refused, or the asker thought better of it."""

    case: Case
    request: Request


@dataclass(frozen=True, slots=True)
class PromptQuestion:
    """The asker is asked, in private, for the question's text."""

    case: Case


@dataclass(frozen=True, slots=True)
class PreviewQuestion:
    """The asker sees what the witness will see, and may send it; `second`: once somebody else agrees."""

    case: Case
    text: str
    not_before: datetime | None
    second: bool = False


@dataclass(frozen=True, slots=True)
class ChooseQuestion:
    """The asker is shown a page of the bank, from 0; `every`: of all of it. `anew`: in another message."""

    case: Case
    page: int = 0
    every: bool = False
    anew: bool = True


@dataclass(frozen=True, slots=True)
class PreviewFromBank:
    """The asker sees a question of the bank in both languages, and may send it."""

    case: Case
    asked: FromBank
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class RefuseQuestion:
    """The question must not go out like this; the asker may write another."""

    case: Case
    reason: Text


@dataclass(frozen=True, slots=True)
class AskWitness:
    """The question is on its way; it is announced at `due_at`, or at once when that has passed. `asker` is
    not the actor where a second person has agreed. `consent`: whether a partner may see the case."""

    case: Case
    text: str
    due_at: datetime
    steps: tuple[Step, ...] = ()
    asker: int | None = None
    consent: bool = False


@dataclass(frozen=True, slots=True)
class ChooseReason:
    """The presser is asked what exactly, or why: the choices that the table has for this action. `span`
    is what was chosen before, of a hold."""

    case: Case
    action: str = "close"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ProposeConsent:
    """The presser is told that the witness has not agreed, and what they would be asked."""

    case: Case


@dataclass(frozen=True, slots=True)
class DeleteContent:
    """Both copies of what the case says, and its files."""

    case: Case


@dataclass(frozen=True, slots=True)
class ConfirmLegalHold:
    """The admin is asked whether they are sure: what is held is never removed by itself."""

    case: Case
    reason: LegalReason


@dataclass(frozen=True, slots=True)
class SuggestSame:
    """The presser is shown, in private, what the case may be a duplicate of."""

    case: Case


@dataclass(frozen=True, slots=True)
class ConfirmMerge:
    """The presser sees both codes, and is asked whether they are sure. `typed` led to the original."""

    case: Case
    original: Case
    typed: str


@dataclass(frozen=True, slots=True)
class TellWitness:
    """A word for the other side, never with content."""

    what: str


@dataclass(frozen=True, slots=True)
class Notify:
    """A neutral line in private, with a Read button when there is something to read."""

    user: int
    case: Case
    text: Text
    read: bool


@dataclass(frozen=True, slots=True)
class NotifyDesk:
    """A line in the group, about a case that nobody has claimed."""

    text: Text


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the audit trail. `reason` is a word of ours, never a witness's."""

    action: str
    reason: str = ""


Effect = (
    Toast
    | Held
    | ShowCard
    | OpenCase
    | ShowPages
    | ShowFiles
    | ChooseFile
    | ChooseNeed
    | RequestOriginal
    | SettleOriginal
    | ShowMenu
    | ShowHistory
    | PromptNote
    | RefuseNote
    | KeepNote
    | ChoosePerson
    | OfferCase
    | CallForHelp
    | HideCopies
    | ReportReader
    | AskSecond
    | ShowContacts
    | DenyRequest
    | ShowAsked
    | SendAsked
    | PromptQuestion
    | ChooseQuestion
    | PreviewQuestion
    | PreviewFromBank
    | RefuseQuestion
    | AskWitness
    | ChooseReason
    | ConfirmLegalHold
    | ProposeConsent
    | DeleteContent
    | SuggestSame
    | ConfirmMerge
    | TellWitness
    | Notify
    | NotifyDesk
    | Record
)
Effects = tuple[Effect, ...]
