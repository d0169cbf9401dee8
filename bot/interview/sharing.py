"""Whether a partner may see a sent case: what the witness says when asked, and taking a Yes back."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import events, steps
from bot.interview.draft import Draft, Place
from bot.interview.effects import FollowUp, Known, Share, Shared, Unshare
from bot.interview.moving import go
from bot.interview.sharing_screens import can_be
from bot.interview.showing import Step, following, show
from bot.questionnaire import partner
from bot.questionnaire.answers import Pick
from bot.questionnaire.form import Form
from bot.text import Text, _

ONLY_BUTTONS = _(
    "That was not saved: here only Yes or No counts. "
    "To tell us more, press Later, and then Add under “My cases”."
)
AGREED = _(
    "✅ Saved: a partner organisation may see your report. "
    "Until one has accepted it, you can take this back under “My cases”."
)
DENIED = _("✅ Saved: no partner organisation sees your report. Nothing else changes.")
TAKEN_BACK = _("✅ Saved: no partner organisation sees {code}. Nothing else changes.")
TOO_LATE = _(
    "{code} was not taken back: a partner organisation has accepted it. "
    "Use Add to write to us if it must not be used."
)


def said(draft: Draft, asked: FollowUp) -> Share | None:
    """What an answered question about a partner comes to; nothing for any other question."""
    if not asked.consent:
        return None
    picked = steps.given(draft, asked, asked.steps[0]).parts
    return Share(asked.case, Pick(partner.YES) in picked)


def words(told: Share) -> Text:
    return AGREED if told.yes else DENIED


def take_back(
    form: Form, draft: Draft, event: events.Unsharing | events.Unshared, case: int, known: Known
) -> Step:
    """First whether it is meant; what a partner has accepted meanwhile cannot be taken back here."""
    chosen = next((sent for sent in known.cases if sent.id == case), None)
    to_cases = go(draft, Place.CASES)
    if chosen is not None and can_be(chosen, Shared.ACCEPTED):
        return show(form, to_cases, known, replace(TOO_LATE, params=(("code", chosen.code),)))
    if chosen is None or not can_be(chosen, Shared.AGREED):
        return show(form, to_cases, known)
    confirmed = draft.place is Place.SHARING and draft.about == case
    if isinstance(event, events.Unsharing) or not confirmed:
        return show(form, replace(go(draft, Place.SHARING), about=case), known)
    kept = replace(chosen, shared=Shared.NO)
    after = replace(known, cases=tuple(kept if sent == chosen else sent for sent in known.cases))
    note = replace(TAKEN_BACK, params=(("code", chosen.code),))
    return following((Unshare(case),), show(form, to_cases, after, note))
