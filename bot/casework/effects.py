"""What comes out of a staff action, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.casework.case import (
    Case,
    LegalReason,
    Looked,
    OriginalReason,
    Role,
    Span,
)
from bot.casework.commands import FromBank, Onward, Request
from bot.questionnaire.steps import Step
from bot.text import Text


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
