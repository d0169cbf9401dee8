"""What staff call the states, priorities and reasons of a case: one sign and a few words each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.casework.case import (
    Case,
    CloseReason,
    Flag,
    Ground,
    Handover,
    LegalReason,
    PartnerWord,
    Priority,
    ReopenReason,
    RestReason,
    Span,
    Track,
    Verification,
    Workflow,
)
from bot.casework.commands import LegalHold, Payload, Rest, Value
from bot.casework.row import is_held
from bot.text import Text, _, verbatim

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

PARTNER_WORDS: Mapping[PartnerWord, Text] = {
    PartnerWord.YES: _("🤝 Partner: the witness agrees"),
    PartnerWord.NO: _("🤝 Partner: the witness said no"),
    PartnerWord.CANNOT: _("🤝 Partner: the witness can't answer"),
    PartnerWord.SILENT: _("🤝 Partner: asked, no answer"),
    PartnerWord.TAKEN_BACK: _("🤝 Partner: the witness took the consent back"),
}

SPANS: Mapping[Span, Text] = {
    Span.TOMORROW: _("Tomorrow"),
    Span.DAYS: _("3 days"),
    Span.WEEK: _("A week"),
    Span.MONTH: _("A month"),
}

REOPENINGS: Mapping[ReopenReason, Text] = {
    ReopenReason.INFORMATION: _("There is new information"),
    ReopenReason.MISTAKE: _("It was closed by mistake"),
    ReopenReason.WITNESS: _("The witness asked for it"),
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
    Flag.UNREACHABLE: _("📵 The witness can't be reached any more"),
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


def value_words(value: Value) -> Text:
    """Where a case stands on one of the axes that are set by hand."""
    match value:
        case Priority():
            return PRIORITIES[value]
        case Verification():
            return VERIFICATIONS[value]
        case Handover():
            return HANDOVERS[value]


def choice_words(choice: Payload | None) -> Text | None:
    """A choice of the table as its button says it; None for what is typed or not chosen."""
    match choice:
        case Priority() | Verification() | Handover():
            return value_words(choice)
        case CloseReason():
            return REASONS[choice]
        case Ground():
            return GROUNDS[choice]
        case ReopenReason():
            return REOPENINGS[choice]
        case LegalHold(held):
            return LEGAL_REASONS[held]
        case Rest(Span() as span, None):
            return SPANS[span]
        case Rest(_, RestReason() as reason):
            return RESTS[reason]
    return None


def axis_words(case: Case) -> tuple[Text, ...]:
    """How far a case is verified and handed over, once something was done about it; and what the witness said
    about a partner, if they were asked."""
    verified = case.verification is not Verification.UNVERIFIED
    offered = case.handover is not Handover.NONE
    return (
        *((VERIFICATIONS[case.verification],) if verified else ()),
        *((HANDOVERS[case.handover],) if offered else ()),
        *_partner_words(case),
    )


def _partner_words(case: Case) -> tuple[Text, ...]:
    consent = case.facts.consent
    if consent.word is None or consent.word_on is None:
        return ()
    day = verbatim(consent.word_on.isoformat())
    return (_("{words} ({day})", words=PARTNER_WORDS[consent.word], day=day),)


def flag_words(case: Case) -> tuple[Text, ...]:
    """The flags that the case bears, in their order."""
    return tuple(words for flag, words in FLAGS.items() if flag in case.flags)


def state_words(case: Case) -> Text:
    """The state as it is, with the reason when the case is closed."""
    if case.workflow is Workflow.CLOSED and case.closed_reason is not None:
        if case.duplicate_of is not None:
            return _("☑️ Closed: Duplicate of {code}", code=case.duplicate_of)
        return _("☑️ Closed: {reason}", reason=REASONS[case.closed_reason])
    if case.workflow is Workflow.ON_HOLD and case.rests_until is not None:
        return _("⏸ On hold until {day}", day=verbatim(case.rests_until.date().isoformat()))
    return STATES[case.workflow]


def state_now(case: Case, now: datetime) -> Text:
    """The same for those who choose a case: a claim that has run out is none."""
    if case.workflow is Workflow.TRIAGE and not is_held(case, now):
        return _("✋ Not claimed any more, not read yet")
    return state_words(case)
