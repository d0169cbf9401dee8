"""What rows of the table need of a case besides its state."""

from __future__ import annotations

from bot.casework.case import Case, Flag, Handover, PartnerWord, Track, Workflow
from bot.casework.deadlines import UNDO
from bot.casework.row import Need
from bot.text import Text, _


def bears(flag: Flag, otherwise: Text, *, recorded: bool = False) -> Need:
    return Need(lambda case, _at: flag in case.flags, otherwise, recorded)


def lacks(flag: Flag, otherwise: Text, *, recorded: bool = False) -> Need:
    return Need(lambda case, _at: flag not in case.flags, otherwise, recorded)


REACHABLE = lacks(Flag.UNREACHABLE, _("{code}: the witness can't be reached any more."), recorded=True)
CONTACT = Need(
    lambda case, _at: case.facts.consent.contact, _("The witness does not want to be contacted about {code}.")
)
CLAIMED = Need(
    lambda case, _at: case.assignee is not None, _("Nobody has claimed {code} yet."), recorded=False
)
_AGAINST = (PartnerWord.NO, PartnerWord.CANNOT, PartnerWord.TAKEN_BACK)
# In these a witness can be asked something.
ASKABLE = (Workflow.TRIAGE, Workflow.IN_REVIEW, Workflow.WITNESS_REPLIED, Workflow.AWAITING_WITNESS)


def _shared(case: Case) -> bool:
    return case.facts.consent.partner


UNSHARED = Need(
    lambda case, _at: not _shared(case),
    _("The witness has agreed already that a partner organisation sees {code}."),
    recorded=False,
)
ANSWERED = Need(
    lambda case, _at: _shared(case) or case.handover is not Handover.CONSENT_REQUESTED,
    _("The witness is asked already whether a partner may see {code}, and has not answered yet."),
    recorded=False,
)
# One ask is enough: nobody is pressed.
NOT_AGAINST = Need(
    lambda case, _at: _shared(case) or case.facts.consent.word not in _AGAINST,
    _("The witness does not want a partner organisation to see {code}. They are not asked again."),
)
REPORTED = Need(
    lambda case, _at: case.track is Track.REPORT,
    _("{code} is a request for aid. Only about reports a witness is asked whether a partner may see them."),
)
TO_ASK = (UNSHARED, REPORTED, ANSWERED, NOT_AGAINST, REACHABLE, CONTACT)
# Without consent, Hand over leads to asking for it where that can be done.
PARTNER = Need(
    lambda case, at: (
        _shared(case) or (case.workflow in ASKABLE and all(need.holds(case, at) for need in TO_ASK))
    ),
    _("The witness has not agreed that a partner organisation sees {code}."),
)
WISH = bears(Flag.DELETION_ASKED, _("No wish to delete {code} is waiting for an answer."), recorded=True)
NOT_KEPT = lacks(Flag.LEGAL_HOLD, _("{code} is kept longer already."))
KEPT = bears(Flag.LEGAL_HOLD, _("There is no hold on {code}."))
NOT_ESCALATED = lacks(Flag.ESCALATED, _("{code} is escalated already."))
ESCALATED = bears(Flag.ESCALATED, _("{code} is not escalated."))
NOT_SENSITIVE = lacks(Flag.SENSITIVE, _("{code} is marked as sensitive already."))
SENSITIVE = bears(Flag.SENSITIVE, _("{code} is not marked as sensitive."))
IN_TIME = Need(
    lambda case, at: (
        case.closed_from is not None and case.closed_at is not None and at <= case.closed_at + UNDO
    ),
    _("It is too late to undo this: {code} can be reopened instead."),
    recorded=False,
)
