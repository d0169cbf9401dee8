"""The one table of what can happen to a case: buttons, permissions, audit words and tests derive from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.casework.case import (
    CloseReason,
    Flag,
    Ground,
    Handover,
    LegalReason,
    PartnerWord,
    Priority,
    ReopenReason,
    RestReason,
    Role,
    Span,
    Verification,
    Workflow,
)
from bot.casework.commands import LegalHold, Reason, Rest, Value
from bot.casework.needs import (
    ANSWERED,
    ASKABLE,
    CLAIMED,
    CONTACT,
    ESCALATED,
    IN_TIME,
    KEPT,
    NOT_AGAINST,
    NOT_ESCALATED,
    NOT_KEPT,
    NOT_SENSITIVE,
    PARTNER,
    REACHABLE,
    SENSITIVE,
    TO_ASK,
    WISH,
)
from bot.casework.row import Action, Axis, Holder
from bot.text import _

NEW, TRIAGE, IN_REVIEW = Workflow.NEW, Workflow.TRIAGE, Workflow.IN_REVIEW
AWAITING, REPLIED = Workflow.AWAITING_WITNESS, Workflow.WITNESS_REPLIED
ON_HOLD, CLOSED, PURGED = Workflow.ON_HOLD, Workflow.CLOSED, Workflow.PURGED


def _stays(*states: Workflow) -> dict[Workflow, Workflow]:
    return {state: state for state in states}


def _words(reasons: Iterable[Reason]) -> Mapping[str, Reason]:
    return {str(reason): reason for reason in reasons}


def _any_to_any(values: Iterable[Value]) -> Mapping[Value, tuple[Value, ...]]:
    all_of_them = tuple(values)
    return {value: tuple(each for each in all_of_them if each != value) for value in all_of_them}


def _flag(flag: Flag) -> frozenset[Flag]:
    return frozenset({flag})


_OPEN = (NEW, TRIAGE, IN_REVIEW, AWAITING, REPLIED, ON_HOLD)
_BACK_TO_REVIEW = {**_stays(NEW, TRIAGE, IN_REVIEW, REPLIED, ON_HOLD), AWAITING: IN_REVIEW}

HANDOVERS: Mapping[Value, tuple[Value, ...]] = {
    Handover.NONE: (Handover.OFFERED,),
    Handover.CONSENT_REQUESTED: (Handover.OFFERED,),
    Handover.OFFERED: (Handover.ACCEPTED, Handover.REJECTED, Handover.REVOKED),
    Handover.ACCEPTED: (Handover.DONE, Handover.REVOKED),
    Handover.REJECTED: (Handover.OFFERED,),  # to another partner
    Handover.REVOKED: (Handover.OFFERED,),
    Handover.DONE: (),
}

_UNASKED = {Handover.CONSENT_REQUESTED: Handover.NONE}
# Nothing is left that a partner could be given.
_GONE = {**_UNASKED, Handover.OFFERED: Handover.REVOKED}

_ROWS = (
    Action(
        "claim",
        # From the states after the first only once the other's lease is over.
        moves={**_stays(*_OPEN), NEW: TRIAGE},
        audit="claimed",
        label=_("Claim"),
        least=Role.MODERATOR,
        holder=Holder.TAKES,
        renews=True,
        says=_("{code} is yours for 24 hours."),
    ),
    Action(
        "read",
        moves={**_stays(NEW, AWAITING, IN_REVIEW, ON_HOLD, CLOSED), TRIAGE: IN_REVIEW, REPLIED: IN_REVIEW},
        audit="read",
        label=_("Read"),
        least=Role.MONITOR,
        held=True,
        assignee_moves=True,
        renews=True,
        needs_private=True,
        says=_("{code} is in your private chat."),
    ),
    # What is too long to be shown at once is shown page by page: these are no openings of their own.
    Action(
        "pages",
        moves=_stays(*_OPEN, CLOSED),
        audit="read on",
        least=Role.MONITOR,
        held=True,
        needs_private=True,
    ),
    Action(
        "files",
        moves=_stays(*_OPEN, CLOSED),
        audit="looked at files",
        least=Role.MONITOR,
        held=True,
        needs_private=True,
    ),
    Action(
        "original",
        moves=_stays(*_OPEN, CLOSED),
        audit="original asked for",
        label=_("Original needed"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs_private=True,
        says=_("{code}: written down. The admins are told, and you will hear what came of it."),
    ),
    Action(
        "looked",
        moves=_stays(*_OPEN, CLOSED),
        audit="original looked at",
        label=_("Original looked at"),
        least=Role.ADMIN,
        needs_private=True,
        says=_("{code}: written down. Whoever asked for the original is told."),
    ),
    Action(
        "ask",
        moves=dict.fromkeys(ASKABLE, AWAITING),
        audit="asked",
        label=_("Ask"),
        least=Role.MONITOR,
        held=True,
        renews=True,
        needs_private=True,
        needs=(REACHABLE, CONTACT),
    ),
    # The witness hears of it when the minute in which it can be undone is over.
    Action(
        "close",
        moves=dict.fromkeys(_OPEN, CLOSED),
        audit="closed",
        label=_("Close"),
        least=Role.MODERATOR,
        held=True,
        needs_private=True,
        choices=_words(
            reason for reason in CloseReason if reason not in (CloseReason.WITHDRAWN, CloseReason.DUPLICATE)
        ),
        asks=_("Why close {code}?"),
        undoable=True,
        hides=True,
        says=_("{code} is closed."),
    ),
    # Its witness keeps code and receipt, and what they write comes up in the other case.
    Action(
        "duplicate",
        moves=dict.fromkeys(_OPEN, CLOSED),
        audit="closed as a duplicate",
        label=_("Duplicate of"),
        least=Role.MODERATOR,
        held=True,
        needs_private=True,
        undoable=True,
        hides=True,
        says=_("{code} is closed as a duplicate."),
    ),
    Action(
        "undo",
        moves={CLOSED: IN_REVIEW},  # as a rule: it returns to where the case was
        audit="closing undone",
        label=_("Undo"),
        least=Role.MODERATOR,
        held=True,
        returns=True,
        needs=(IN_TIME,),
        says=_("{code} is open again, as it was."),
    ),
    Action(
        "reopen",
        moves={CLOSED: IN_REVIEW},
        audit="reopened",
        label=_("Reopen"),
        least=Role.MODERATOR,
        holder=Holder.TAKES_OVER,
        renews=True,
        needs_private=True,
        choices=_words(ReopenReason),
        asks=_("Why reopen {code}?"),
        says=_("{code} is open again, and yours for 24 hours."),
        tells_witness="reopened",
    ),
    Action(
        "hold",
        moves=dict.fromkeys((TRIAGE, IN_REVIEW, REPLIED), ON_HOLD),
        audit="on hold",
        label=_("Hold"),
        least=Role.MODERATOR,
        held=True,
        needs_private=True,
        choices={
            **{str(span): Rest(span) for span in Span},
            **{f"{span}_{reason}": Rest(span, reason) for span in Span for reason in RestReason},
        },
        asks=_("Until when should {code} be on hold?"),
        says=_("{code} is on hold. What the witness writes ends that at once."),
    ),
    Action(
        "resume",
        moves={ON_HOLD: IN_REVIEW},
        audit="resumed",
        label=_("Resume"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        says=_("{code} is in review again."),
    ),
    Action(
        "priority",
        moves=_stays(*_OPEN),
        audit="priority",
        label=_("Priority"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs_private=True,
        axis=Axis.PRIORITY,
        choices={str(value): value for value in Priority},
        turns=_any_to_any(Priority),
        asks=_("How urgent is {code}?"),
        says=_("{code}: {choice}"),
    ),
    Action(
        "verify",
        moves=_stays(*_OPEN, CLOSED),
        audit="verification",
        label=_("Verify"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs_private=True,
        axis=Axis.VERIFICATION,
        choices={str(value): value for value in Verification},
        turns=_any_to_any(Verification),
        asks=_("How far is {code} verified?"),
        says=_("{code}: {choice}"),
    ),
    # It records what was agreed; nothing is sent to anybody.
    Action(
        "handover",
        moves=_stays(*_OPEN, CLOSED),
        audit="handover",
        label=_("Hand over"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs_private=True,
        needs=(ANSWERED, NOT_AGAINST, PARTNER),
        axis=Axis.HANDOVER,
        choices={str(value): value for value in Handover},
        turns=HANDOVERS,
        asks=_(
            "What was agreed with a partner about {code}? This is written down here, and nothing is sent."
        ),
        says=_("{code}: {choice}"),
    ),
    # What Hand over leads to without consent: a question like any other, in fixed words.
    Action(
        "consent",
        moves=dict.fromkeys(ASKABLE, AWAITING),
        audit="consent asked for",
        label=_("Ask for consent"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs=TO_ASK,
        hands={Handover.NONE: Handover.CONSENT_REQUESTED},
    ),
    Action(
        "note",
        moves=_stays(*_OPEN, CLOSED),
        audit="note",
        label=_("Note"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs_private=True,
        says=_("{code}: the note is kept."),
    ),
    Action(
        "history",
        moves=_stays(*_OPEN, CLOSED),
        audit="history read",
        label=_("History"),
        least=Role.MODERATOR,
        held=True,
        needs_private=True,
        says=_("The history of {code} is in your private chat."),
    ),
    Action(
        "more",
        moves=_stays(*_OPEN, CLOSED),
        label=_("More"),
        least=Role.MODERATOR,
        held=True,
        needs_private=True,
        says=_("What you can do with {code} is in your private chat."),
    ),
    Action(
        "escalate",
        moves=_stays(*_OPEN),
        audit="escalated",
        label=_("Escalate"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs=(NOT_ESCALATED,),
        raises=_flag(Flag.ESCALATED),
        says=_("{code} is escalated. Whoever is on call is told."),
    ),
    Action(
        "deescalate",
        moves=_stays(*_OPEN, CLOSED),
        audit="escalation ended",
        label=_("End escalation"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs=(ESCALATED,),
        lowers=_flag(Flag.ESCALATED),
        says=_("{code} is not escalated any more."),
    ),
    Action(
        "sensitive",
        moves=_stays(*_OPEN, CLOSED),
        audit="marked sensitive",
        label=_("Mark sensitive"),
        least=Role.ADMIN,
        needs=(NOT_SENSITIVE,),
        raises=_flag(Flag.SENSITIVE),
        says=_("The card of {code} does not show what kind of case it is, and where, any more."),
    ),
    Action(
        "insensitive",
        moves=_stays(*_OPEN, CLOSED),
        audit="sensitive no more",
        label=_("Not sensitive"),
        least=Role.ADMIN,
        needs=(SENSITIVE,),
        lowers=_flag(Flag.SENSITIVE),
        says=_("The card of {code} shows what kind of case it is, and where."),
    ),
    Action(
        "release",
        moves=dict.fromkeys(_OPEN[1:], NEW),
        audit="released",
        label=_("Release"),
        least=Role.MODERATOR,
        holder=Holder.GIVES_BACK,
        held=True,
        hides=True,
        says=_("{code} is back in the queue."),
    ),
    # Until it is accepted the case stays with whoever has it.
    Action(
        "assign",
        moves=_stays(*_OPEN),
        audit="passed on",
        label=_("Assign"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        needs_private=True,
        needs=(CLAIMED,),
        says=_("{code} is offered. Until they accept, it stays where it is."),
    ),
    Action(
        "accept",
        moves=_stays(*_OPEN),
        audit="assigned",
        label=_("Accept"),
        least=Role.MONITOR,
        holder=Holder.TAKES_OVER,
        renews=True,
        needs_private=True,
        hides=True,
        ends_offer=True,
        says=_("{code} is yours for 24 hours."),
        tells_giver=_("{name} has accepted {code}."),
    ),
    Action(
        "decline",
        moves=_stays(*_OPEN),
        audit="declined",
        label=_("Decline"),
        least=Role.MONITOR,
        ends_offer=True,
        says=_("Declined. {code} stays where it is."),
        tells_giver=_("{name} has declined {code}. It stays where it is."),
    ),
    Action(
        "giveback",
        moves=dict.fromkeys(_OPEN[1:], NEW),  # as a rule; to whoever passed it on it goes as it stands
        audit="given back",
        label=_("Give back"),
        least=Role.MONITOR,
        holder=Holder.RETURNS,
        held=True,
        hides=True,
        says=_("{code} is given back."),
        tells_giver=_("{name} gives {code} back. It is yours for 24 hours."),
    ),
    Action(
        "contacts",
        moves=_stays(*_OPEN, CLOSED),
        audit="contacts asked for",
        label=_("Show contacts"),
        least=Role.MODERATOR,
        held=True,
        needs_private=True,
        says=_(
            "A second person is asked in the group. "
            "If they agree within an hour, the contact details come here."
        ),
    ),
    Action(
        "approve",
        moves=_stays(*_OPEN, CLOSED),
        audit="contacts approved",
        label=_("Approve"),
        least=Role.MODERATOR,
        says=_("Agreed. They get the contact details now."),
    ),
    Action(
        "refuse",
        moves=_stays(*_OPEN, CLOSED),
        audit="contacts refused",
        label=_("Refuse"),
        least=Role.MODERATOR,
        says=_("Refused."),
    ),
    # While it bears this flag its text is not removed, however long it has been closed.
    Action(
        "legalhold",
        moves=_stays(*_OPEN, CLOSED),
        audit="legal hold",
        label=_("Legal hold"),
        least=Role.ADMIN,
        needs_private=True,
        needs=(NOT_KEPT,),
        choices={str(reason): LegalHold(reason) for reason in LegalReason},
        asks=_("Why keep {code} longer?"),
        raises=_flag(Flag.LEGAL_HOLD),
        says=_("{code} is kept until an admin writes {command}.", command="/endlegalhold"),
    ),
    Action(
        "endlegalhold",
        moves=_stays(*_OPEN, CLOSED),
        audit="legal hold ended",
        label=_("End legal hold"),
        least=Role.ADMIN,
        needs=(KEPT,),
        lowers=_flag(Flag.LEGAL_HOLD),
        says=_("{code} is no longer kept by a hold. Once closed, its time starts anew."),
    ),
    # Nobody accepted it in time, or whoever could have is not on the staff any more.
    Action(
        "unaccepted",
        moves=_stays(*_OPEN),
        audit="offer lapsed",
        ends_offer=True,
        tells_giver=_("{name} has not accepted {code}. It stays where it is."),
    ),
    # Whoever held it is not on the staff any more.
    Action(
        "unseated",
        moves={NEW: NEW, **dict.fromkeys(_OPEN[1:], NEW)},
        audit="released",
        holder=Holder.GIVES_BACK,
    ),
    Action(
        "delete",
        moves=dict.fromkeys((*_OPEN, CLOSED), CLOSED),
        audit="deleted on request",
        label=_("Delete on request"),
        least=Role.MODERATOR,
        held=True,
        unclaimed_too=True,  # a closed case cannot be claimed
        needs_private=True,
        needs=(WISH,),
        choices=_words((Ground.WISH, Ground.DANGER)),
        asks=_("Why delete {code}?"),
        closes_as=CloseReason.WITHDRAWN,
        hands=_GONE,
        hides=True,
        lowers=_flag(Flag.DELETION_ASKED),
        says=_("{code} is deleted."),
        tells_witness="deleted",
    ),
    Action(
        "keep",
        moves=_stays(*_OPEN, CLOSED),
        audit="kept against the request",
        label=_("Keep"),
        least=Role.MODERATOR,
        held=True,
        unclaimed_too=True,
        renews=True,
        needs_private=True,
        needs=(WISH,),
        choices=_words((Ground.FORCED, Ground.NEEDED)),
        asks=_("Why keep {code}?"),
        lowers=_flag(Flag.DELETION_ASKED),
        says=_("{code} is kept."),
    ),
    Action("opened", moves=_stays(*_OPEN)),
    # The minute is over in which closing could be undone.
    Action("final", moves=_stays(CLOSED), hands=_UNASKED, tells_witness="closed"),
    Action(
        "rested",
        moves={ON_HOLD: IN_REVIEW},
        audit="time on hold over",
        renews=True,
        tells=_("{code}: the time on hold is over."),
    ),
    Action(
        "replied",
        moves={
            **_stays(NEW, TRIAGE, IN_REVIEW, REPLIED),
            **dict.fromkeys((AWAITING, ON_HOLD, CLOSED), REPLIED),
        },
        renews=True,
        tells=_("{code}: the witness has written."),
        readable=True,
    ),
    # What they said is an answer too, and told as one: these write it down in the case.
    Action("agreed", moves=_stays(*_OPEN, CLOSED), hands=_UNASKED, word=PartnerWord.YES),
    Action("denied", moves=_stays(*_OPEN, CLOSED), hands=_UNASKED, word=PartnerWord.NO),
    Action(
        "unshared",
        moves=_stays(*_OPEN, CLOSED),
        # Accepted only if that was written down before the desk could hear of it.
        hands={**_GONE, Handover.ACCEPTED: Handover.REVOKED},
        word=PartnerWord.TAKEN_BACK,
        tells=_(
            "{code}: the witness has taken back that a partner may see it. "
            "If it was offered to one, tell them."
        ),
        tells_desk=True,
    ),
    Action(
        "arrived",
        moves=_stays(*_OPEN, CLOSED),
        audit="files arrived",
        tells=_("{code}: the files that were on their way have arrived."),
        readable=True,
    ),
    Action(
        "lapsed",
        moves=_BACK_TO_REVIEW,
        audit="question lapsed",
        renews=True,
        tells=_("{code}: the witness has not answered, and the question has lapsed."),
    ),
    Action(
        "refused",
        moves=_BACK_TO_REVIEW,
        renews=True,
        tells=_("{code}: the witness can't answer this question."),
    ),
    Action(
        "stopped",
        moves=_BACK_TO_REVIEW,
        ends_contact=True,
        renews=True,
        tells=_("{code}: the witness does not want to be asked any more."),
    ),
    Action(
        "unreachable",
        moves=_BACK_TO_REVIEW,
        audit="witness unreachable",
        renews=True,
        tells=_("{code}: the witness can't be reached any more."),
    ),
    # It was reopened, and the way to the witness has been forgotten since it was closed.
    Action(
        "lost",
        moves=_stays(*_OPEN, CLOSED),
        audit="witness unreachable",
        raises=_flag(Flag.UNREACHABLE),
        tells=_("{code}: the witness can't be reached any more."),
    ),
    Action(
        "moved",
        moves=_stays(*_OPEN, CLOSED),
        raises=_flag(Flag.CHANNEL_CHANGED),
        lowers=_flag(Flag.UNREACHABLE),
        tells=_(
            "{code}: channel changed. With the receipt, another chat has taken the place of the witness's. "
            "Whoever writes there now may be somebody else."
        ),
    ),
    Action(
        "forgotten",
        moves={**_BACK_TO_REVIEW, CLOSED: CLOSED},
        renews=True,
        hides=True,
        raises=_flag(Flag.UNREACHABLE),
        tells=_("{code}: the witness can't be reached any more."),
    ),
    Action(
        "deletion",
        moves={**_BACK_TO_REVIEW, CLOSED: CLOSED},
        ends_contact=True,
        renews=True,
        hides=True,
        raises=frozenset({Flag.UNREACHABLE, Flag.DELETION_ASKED}),
        tells=_("{code}: the witness asks for deletion. Decide with Delete on request, or Keep."),
        tells_desk=True,
    ),
    Action(
        "withdrawn",
        moves=dict.fromkeys((*_OPEN, CLOSED), CLOSED),
        closes_as=CloseReason.WITHDRAWN,
        hands=_GONE,
        lowers=_flag(Flag.DELETION_ASKED),
        hides=True,
        tells=_("{code}: the witness has withdrawn the report. Its contents are deleted."),
    ),
    # What the desk owes was due, and is still not done.
    Action(
        "overdue",
        moves=_stays(NEW, TRIAGE, REPLIED),
        audit="overdue",
        raises=frozenset({Flag.OVERDUE}),
    ),
    # It has been closed for long enough, and that was announced.
    Action("purged", moves={CLOSED: PURGED}, audit="purged", hides=True),
)

ACTIONS: Mapping[str, Action] = {row.name: row for row in _ROWS}
