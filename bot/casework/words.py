"""What staff call the states, priorities and reasons of a case: one sign and a few words each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.casework.case import Case, CloseReason, Flag, Ground, HoldReason, Priority, Track, Workflow
from bot.text import Text, _

STATES: Mapping[Workflow, Text] = {
    Workflow.NEW: _("🆕 New"),
    Workflow.TRIAGE: _("✋ Claimed, not read yet"),
    Workflow.IN_REVIEW: _("📖 In review"),
    Workflow.AWAITING_WITNESS: _("⏳ Waiting for the witness"),
    Workflow.WITNESS_REPLIED: _("💬 The witness has written"),
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

FLAGS: Mapping[Flag, Text] = {
    Flag.CHANNEL_CHANGED: _("⚠️ Channel changed"),
    Flag.UNREACHABLE: _("The witness can't be reached any more"),
    Flag.DELETION_ASKED: _("🗑 The witness asks for deletion"),
    Flag.LEGAL_HOLD: _("🔒 Kept longer"),
}

HOLDS: Mapping[HoldReason, Text] = {
    HoldReason.COURT: _("A court or an investigation needs it"),
    HoldReason.WITNESS: _("The witness asked for it"),
    HoldReason.WORK: _("We still work on it"),
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
