"""What staff call the states, priorities and reasons of a case: one sign and a few words each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.casework.case import (
    Case,
    CloseReason,
    Flag,
    Ground,
    Handover,
    LegalReason,
    Priority,
    RestReason,
    Track,
    Verification,
    Workflow,
)
from bot.text import Text, _

STATES: Mapping[Workflow, Text] = {
    Workflow.NEW: _("🆕 New"),
    Workflow.TRIAGE: _("✋ Claimed, not read yet"),
    Workflow.IN_REVIEW: _("📖 In review"),
    Workflow.AWAITING_WITNESS: _("⏳ Waiting for the witness"),
    Workflow.WITNESS_REPLIED: _("💬 The witness has written"),
    Workflow.ON_HOLD: _("⏸ On hold"),
    Workflow.CLOSED: _("☑️ Closed"),
    Workflow.PURGED: _("🗑 Removed"),
}

REASONS: Mapping[CloseReason, Text] = {
    CloseReason.DOCUMENTED: _("Documented"),
    CloseReason.INSUFFICIENT: _("Not enough to go on"),
    CloseReason.OUT_OF_SCOPE: _("Out of scope"),
    CloseReason.SPAM: _("Spam"),
    CloseReason.DUPLICATE: _("Duplicate"),
    CloseReason.REFERRED: _("Referred"),
    CloseReason.WITHDRAWN: _("Withdrawn by the witness"),
}

GROUNDS: Mapping[Ground, Text] = {
    Ground.WISH: _("It is the witness's own wish"),
    Ground.DANGER: _("Keeping it endangers somebody"),
    Ground.FORCED: _("The wish may be forced"),
    Ground.NEEDED: _("Others need it as evidence"),
}

PRIORITIES: Mapping[Priority, Text] = {
    Priority.LOW: _("▫️ Low"),
    Priority.NORMAL: _("🔹 Normal"),
    Priority.HIGH: _("🔶 High"),
    Priority.URGENT: _("🔴 Urgent"),
}

VERIFICATIONS: Mapping[Verification, Text] = {
    Verification.UNVERIFIED: _("Not verified"),
    Verification.IN_PROGRESS: _("🔎 Verification in progress"),
    Verification.CORROBORATED: _("✔️ Corroborated"),
    Verification.CONTRADICTED: _("✖️ Contradicted"),
    Verification.CANNOT_DETERMINE: _("❔ Cannot be determined"),
}

HANDOVERS: Mapping[Handover, Text] = {
    Handover.NONE: _("Not handed over"),
    Handover.CONSENT_REQUESTED: _("📤 Handover: consent requested"),
    Handover.OFFERED: _("📤 Handover: offered"),
    Handover.ACCEPTED: _("📤 Handover: accepted"),
    Handover.REJECTED: _("📤 Handover: rejected"),
    Handover.REVOKED: _("📤 Handover: revoked"),
    Handover.DONE: _("📤 Handed over"),
}

RESTS: Mapping[RestReason, Text] = {
    RestReason.EVENT: _("Waiting for something to happen"),
    RestReason.COLLEAGUE: _("Waiting for a colleague"),
    RestReason.PARTNER: _("Waiting for a partner organisation"),
    RestReason.SAFETY: _("Safer to wait"),
}

FLAGS: Mapping[Flag, Text] = {
    Flag.OVERDUE: _("⏰ Overdue"),
    Flag.ESCALATED: _("📣 Escalated"),
    Flag.SENSITIVE: _("🤫 Sensitive"),
    Flag.CHANNEL_CHANGED: _("⚠️ Channel changed"),
    Flag.UNREACHABLE: _("The witness can't be reached any more"),
    Flag.DELETION_ASKED: _("🗑 The witness asks for deletion"),
    Flag.LEGAL_HOLD: _("🔒 Kept longer"),
}

LEGAL_REASONS: Mapping[LegalReason, Text] = {
    LegalReason.COURT: _("A court or an investigation needs it"),
    LegalReason.WITNESS: _("The witness asked for it"),
    LegalReason.WORK: _("We still work on it"),
}

TRACKS: Mapping[Track, Text] = {
    Track.REPORT: _("Report"),
    Track.AID: _("Aid request"),
}


def flag_words(case: Case) -> tuple[Text, ...]:
    """The flags that the case bears, in their order."""
    return tuple(words for flag, words in FLAGS.items() if flag in case.flags)


def state_words(case: Case) -> Text:
    """The state as it is, with the reason when the case is closed."""
    if case.workflow is Workflow.CLOSED and case.closed_reason is not None:
        return _("☑️ Closed: {reason}", reason=REASONS[case.closed_reason])
    return STATES[case.workflow]
