"""What a command carries, as a word of the audit trail."""

from __future__ import annotations

from bot.casework.case import Case
from bot.casework.commands import (
    Asked,
    ForPartner,
    FromBank,
    LegalHold,
    Note,
    Onward,
    Original,
    OriginalSeen,
    Pass,
    PassReply,
    Payload,
    Question,
    Rest,
    SameAs,
    Unanswered,
)


def reason_of(payload: Payload | None) -> str:
    """A word of ours, or a number; never what somebody wrote."""
    match payload:
        case LegalHold(reason):
            return str(reason)
        case Rest(span, reason):
            return f"{span}: {reason}"
        case SameAs(case=Case(code=code)):
            return f"of {code}"
        case Asked(request):
            return f"for {request.asker}"
        case Pass(to):
            return f"to {to}"
        case Onward(pages, files):
            return f"page {pages}, file {files}"
        case Original(number, why):
            return f"{number}: {why}"
        case OriginalSeen(number, outcome):
            return f"{number}: {outcome}"
        case Question() | FromBank() | ForPartner() | Unanswered() | Note() | PassReply() | None:
            return ""
    return str(payload)
