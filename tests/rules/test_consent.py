"""Asking a witness whether a partner may see their case: when it is possible, and what comes of each end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.casework.act import act
from bot.casework.asking import propose_consent
from bot.casework.cards import card
from bot.casework.case import (
    Case,
    CloseReason,
    Consent,
    Flag,
    Ground,
    Handover,
    PartnerWord,
    Role,
    Track,
    Workflow,
)
from bot.casework.commands import Command, ForPartner, Unanswered
from bot.casework.deadlines import read_quiet
from bot.casework.effects import AskWitness, Notify, NotifyDesk, ProposeConsent, Record, ShowCard, Toast
from bot.casework.layout import MENU, laid_out
from bot.casework.presses import read_press
from bot.questionnaire import partner
from bot.text import Text, verbatim
from tests.rules.test_actions import (
    ANNA,
    BORIS,
    FOR_PARTNER,
    FRESH,
    NOW,
    REQUESTED,
    SHARED,
    by,
    happens,
    held,
    kinds,
)
from tests.rules.test_cards import labels_of, said

REVIEW = held(Workflow.IN_REVIEW)
ASK = by(ANNA, "consent", payload=FOR_PARTNER)
OFFERED = replace(SHARED, handover=Handover.OFFERED)
DAY = NOW.date()


def consenting(case: Case, **changes: object) -> Case:
    consent = replace(case.facts.consent, **changes)  # type: ignore[arg-type]
    return replace(case, facts=replace(case.facts, consent=consent))


def offers(case: Case) -> bool:
    return "Hand over" in [each.label.msgid for row in laid_out(MENU, case, NOW) for each in row]


def refusal(case: Case, command: Command) -> str:
    same, effects = act(case, command)
    assert same == case
    (toast,) = (each for each in effects if isinstance(each, Toast))
    return toast.text.msgid


def test_hand_over_without_consent_shows_what_would_be_asked_and_the_button() -> None:
    assert offers(REVIEW)
    assert act(REVIEW, by(ANNA, "handover")) == (REVIEW, (ProposeConsent(REVIEW),))
    shown = propose_consent(REVIEW, verbatim("Русский"), reviewed=False)
    assert labels_of(shown) == ["Ask for consent", "Cancel"]
    press = read_press(shown.rows[0][0].press)
    assert press is not None
    assert (press.action, press.code, press.version) == ("consent", REVIEW.code, REVIEW.version)
    told = said(shown)
    assert all(line.msgid in told for line in partner.ASKED)
    assert "Not reviewed by a native speaker of Русский." in told
    assert "native speaker" not in said(propose_consent(REVIEW, verbatim("English"), reviewed=True))


def test_asking_sends_one_question_and_waits_for_the_witness() -> None:
    after, effects = act(REVIEW, ASK)
    assert (after.workflow, after.handover) == (Workflow.AWAITING_WITNESS, Handover.CONSENT_REQUESTED)
    assert effects[0] == AskWitness(after, "May they see it?", NOW, FOR_PARTNER.steps, ANNA, consent=True)
    assert kinds(effects) == [AskWitness, Toast, ShowCard, Record]
    assert effects[-1] == Record("consent asked for")
    assert "📤 Handover: consent requested" in said(card(after, {}, 0, 0, NOW))


def test_at_night_it_waits_for_the_morning_there() -> None:
    night = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
    _after, effects = act(REVIEW, replace(ASK, quiet=read_quiet("22:00-08:00"), at=night))
    assert isinstance(effects[0], AskWitness)
    assert effects[0].due_at == datetime(2026, 3, 15, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (SHARED, "has agreed already"),
        (REQUESTED, "is asked already"),
        (consenting(REVIEW, word=PartnerWord.NO, word_on=DAY), "They are not asked again"),
        (consenting(REVIEW, word=PartnerWord.CANNOT, word_on=DAY), "They are not asked again"),
        (consenting(REVIEW, word=PartnerWord.TAKEN_BACK, word_on=DAY), "They are not asked again"),
        (replace(REVIEW, track=Track.AID), "is a request for aid"),
        (replace(REVIEW, flags=frozenset({Flag.UNREACHABLE})), "can't be reached"),
        (consenting(REVIEW, contact=False), "does not want to be contacted"),
        (held(Workflow.CLOSED), "Not possible now"),
        (held(Workflow.ON_HOLD), "Not possible now"),
        (held(Workflow.PURGED), "was closed long ago"),
        (FRESH, "Not possible now"),
        (held(Workflow.IN_REVIEW, BORIS), "Only the person who claimed"),
    ],
)
def test_where_nobody_may_be_asked_the_reason_is_said(case: Case, why: str) -> None:
    assert why in refusal(case, ASK)
    assert (
        case.facts.consent.partner
        or not offers(replace(case, assignee=case.assignee and ANNA))
        or (case.assignee == BORIS)
    )


def test_a_monitor_does_not_ask_for_consent() -> None:
    assert "role" in refusal(REVIEW, replace(ASK, role=Role.MONITOR))


@pytest.mark.parametrize("payload", [None, ForPartner(())])
def test_it_is_not_asked_in_a_language_that_has_no_words_for_it(payload: ForPartner | None) -> None:
    assert "not there in the witness's language" in refusal(REVIEW, replace(ASK, payload=payload))


def test_the_question_is_whole_in_a_language_or_not_there() -> None:
    (step,) = partner.steps(lambda text: text.msgid)
    assert step.text.startswith(partner.QUESTION.msgid)
    assert [option.name for option in step.options] == [partner.YES, partner.NO]
    assert partner.steps(lambda text: None if text == partner.ASKED[2] else text.msgid) == ()
    assert partner.steps(lambda text: None if text == Text("No") else text.msgid) == ()


@pytest.mark.parametrize("payload", [Handover.OFFERED, Handover.CONSENT_REQUESTED])
@pytest.mark.parametrize("case", [REVIEW, REQUESTED, replace(REVIEW, handover=Handover.REVOKED)])
def test_nothing_is_offered_without_consent(case: Case, payload: Handover) -> None:
    assert act(case, by(ANNA, "handover", payload=payload))[0] == case


def test_while_it_is_asked_hand_over_says_so() -> None:
    assert not offers(REQUESTED)
    assert "has not answered yet" in refusal(REQUESTED, by(ANNA, "handover"))


def test_a_yes_is_kept_with_its_day_and_then_it_can_be_offered() -> None:
    after, effects = act(REQUESTED, happens("agreed"))
    assert after.handover is Handover.NONE
    assert after.facts.consent == Consent(True, True, False, PartnerWord.YES, date(2026, 3, 14))
    assert kinds(effects) == [ShowCard]  # the answer itself tells the assignee, as any does
    assert "🤝 Partner: the witness agrees (2026-03-14)" in said(card(after, {}, 0, 0, NOW))
    offered, _effects = act(after, by(ANNA, "handover", payload=Handover.OFFERED))
    assert offered.handover is Handover.OFFERED


def test_a_no_ends_it_and_nobody_asks_again() -> None:
    after, _effects = act(REQUESTED, happens("denied"))
    assert (after.handover, after.facts.consent.partner) == (Handover.NONE, False)
    assert "🤝 Partner: the witness said no (2026-03-14)" in said(card(after, {}, 0, 0, NOW))
    assert "not asked again" in refusal(after, by(ANNA, "handover"))
    assert not offers(after)


@pytest.mark.parametrize(
    ("what", "word", "again"),
    [
        ("lapsed", PartnerWord.SILENT, True),
        ("unreachable", PartnerWord.SILENT, True),
        ("refused", PartnerWord.CANNOT, False),
        ("stopped", PartnerWord.SILENT, False),  # they want no questions at all
        ("forgotten", PartnerWord.SILENT, False),
        ("deletion", PartnerWord.SILENT, False),
    ],
)
def test_a_question_that_ends_without_an_answer_leaves_no_consent(
    what: str, word: PartnerWord, again: bool
) -> None:
    after, _effects = act(REQUESTED, replace(happens(what), payload=Unanswered(word)))
    assert (after.workflow, after.handover) == (Workflow.IN_REVIEW, Handover.NONE)
    assert (after.facts.consent.partner, after.facts.consent.word) == (False, word)
    assert (act(after, ASK)[0] != after) == again


def test_the_end_of_another_question_does_not_end_the_wait() -> None:
    after, _effects = act(REQUESTED, happens("lapsed"))
    assert after.handover is Handover.CONSENT_REQUESTED


def test_undoing_a_closing_does_not_bring_back_a_wait_that_has_ended() -> None:
    closed, _effects = act(REQUESTED, by(ANNA, "close", payload=CloseReason.SPAM))
    assert act(closed, by(ANNA, "undo"))[0].handover is Handover.CONSENT_REQUESTED
    ended = by(ANNA, "undo", payload=Unanswered(PartnerWord.SILENT))
    assert act(closed, ended)[0].handover is Handover.NONE


def test_a_case_that_is_closed_for_good_waits_for_nobody() -> None:
    closed = replace(
        held(Workflow.CLOSED), handover=Handover.CONSENT_REQUESTED, closed_from=Workflow.AWAITING_WITNESS
    )
    assert act(closed, happens("final"))[0].handover is Handover.NONE
    late, _effects = act(closed, happens("agreed"))  # of a duplicate the witness may still answer
    assert (late.workflow, late.facts.consent.partner) == (Workflow.CLOSED, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Handover.NONE, Handover.NONE),
        (Handover.OFFERED, Handover.REVOKED),
        (Handover.REVOKED, Handover.REVOKED),
        (Handover.REJECTED, Handover.REJECTED),
        (Handover.ACCEPTED, Handover.REVOKED),  # written down after the witness had taken it back
    ],
)
def test_consent_that_is_taken_back_ends_the_offer_and_the_desk_is_told(
    before: Handover, after: Handover
) -> None:
    changed, effects = act(replace(SHARED, handover=before), happens("unshared"))
    assert changed.handover is after
    assert not changed.facts.consent.partner
    assert kinds(effects) == [ShowCard, Notify]
    nobodys = replace(SHARED, workflow=Workflow.NEW, assignee=None, claimed_until=None)
    assert kinds(act(nobodys, happens("unshared"))[1]) == [ShowCard, NotifyDesk]
    assert "not asked again" in refusal(changed, by(ANNA, "handover", payload=Handover.OFFERED))
    assert "took the consent back (2026-03-14)" in said(card(changed, {}, 0, 0, NOW))


def test_what_is_withdrawn_or_deleted_is_offered_to_nobody() -> None:
    wished = by(ANNA, "delete", payload=Ground.WISH)
    for command in (happens("withdrawn"), wished):
        for case, end in (
            (OFFERED, Handover.REVOKED),
            (REQUESTED, Handover.NONE),
            (replace(OFFERED, handover=Handover.ACCEPTED), Handover.ACCEPTED),
        ):
            asked = replace(case, flags=frozenset({Flag.DELETION_ASKED}))
            assert act(asked, command)[0].handover is end


def test_only_the_day_of_an_answer_is_kept() -> None:
    for hours in (0, 5):
        after, _effects = act(REQUESTED, replace(happens("agreed"), at=NOW + timedelta(hours=hours)))
        assert after.facts.consent.word_on == DAY


def test_consent_of_the_interview_needs_no_line_on_the_card() -> None:
    assert "🤝" not in said(card(SHARED, {}, 0, 0, NOW))
