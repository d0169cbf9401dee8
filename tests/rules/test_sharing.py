"""What a witness says about a partner: asked once, answered by a button, taken back while it can be."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.casework.case import Handover, Workflow
from bot.interview import events, sharing, sharing_screens, steps
from bot.interview.draft import Place
from bot.interview.effects import Erase, FollowUp, Mark, SentCase, Share, Shared, Tell, Unshare
from bot.interview.showing import view
from bot.questionnaire import partner
from bot.questionnaire.answers import FileKind, Pick
from handlers.known import shared
from storage.cases import CaseState
from tests.interviews import FORM, FRESH, MENU, NOW, OLD, WITH_CASES, after, heard, lines, pressable, shown

STEPS = partner.steps(lambda text: text.msgid)
ASKED = FollowUp(17, FRESH.id, FRESH.code, STEPS[0].text, STEPS, consent=True)
OPEN = replace(WITH_CASES, follow_ups=(ASKED,))
AT = replace(MENU, place=Place.FOLLOW_UP, about=ASKED.id)
YES, NO = events.Chose("17.partner", "yes"), events.Chose("17.partner", "no")
SHARED = replace(OLD, shared=Shared.AGREED)
AGREED = replace(WITH_CASES, cases=(FRESH, SHARED), follow_ups=())
SURE = replace(MENU, place=Place.SHARING, about=OLD.id)


def test_it_is_opened_like_any_question_and_says_what_a_partner_would_see() -> None:
    assert heard(MENU, events.Opened(17), OPEN) == (AT, (Mark(17, "opened"),))
    opened = shown(MENU, events.Opened(17), OPEN)
    assert all(said.msgid in lines(opened)[1] for said in partner.ASKED)
    assert lines(opened)[2] == steps.ONLY_CHOICE.msgid
    ways = (events.Declined(17), events.Silenced(17), events.Went(Place.MENU))
    assert pressable(opened) == (YES, NO, *ways)


@pytest.mark.parametrize(("event", "yes"), [(YES, True), (NO, False)])
def test_one_press_answers_it_and_once(event: events.Chose, yes: bool) -> None:
    told = Tell(FRESH.id, 17, (), (("partner", (Pick(event.name),)),))
    draft, effects = heard(AT, event, OPEN)
    assert effects == (Share(FRESH.id, yes), told)
    assert draft == replace(MENU, place=Place.ADDING, about=FRESH.id)
    said = sharing.AGREED if yes else sharing.DENIED
    assert lines(shown(AT, event, OPEN))[0] == said.msgid
    assert heard(draft, event, replace(OPEN, follow_ups=())) == (draft, ())


def test_a_yes_may_be_typed_and_nothing_else_counts() -> None:
    _draft, effects = heard(AT, events.Replied("yes", 50), OPEN)
    assert effects[:2] == (Erase((50,)), Share(FRESH.id, True))
    for event in (
        events.Replied("Only if they are not from here", 50),
        events.Attached("f", FileKind.VOICE, 9, 50),
        events.Located(1.0, 2.0, 50),
    ):
        assert heard(AT, event, OPEN) == (AT, ())
        refused = shown(AT, event, OPEN)
        assert lines(refused)[0] == sharing.ONLY_BUTTONS.msgid
        assert pressable(refused)[:2] == (YES, NO)


def test_whoever_cannot_answer_or_wants_no_questions_has_not_agreed() -> None:
    assert heard(AT, events.Declined(17), OPEN) == (MENU, (Mark(17, "refused"),))
    assert heard(AT, events.Silenced(17), OPEN) == (MENU, (Mark(17, "stopped"),))


def test_buttons_of_another_question_decide_nothing() -> None:
    for event in (events.Chose("16.partner", "yes"), events.Chose("17.partner", "maybe")):
        assert heard(AT, event, OPEN) == (AT, ())


def test_my_cases_has_the_way_back_just_where_there_is_one() -> None:
    at = replace(MENU, place=Place.CASES)
    assert [each for each in pressable(view(FORM, at, AGREED)) if isinstance(each, events.Unsharing)] == [
        events.Unsharing(OLD.id)
    ]
    for case in (replace(OLD, shared=Shared.ACCEPTED), replace(SHARED, state="withdrawn")):
        listed = view(FORM, at, replace(AGREED, cases=(case,)))
        assert not any(isinstance(each, events.Unsharing) for each in pressable(listed))
        assert (sharing_screens.HAS_IT.msgid in lines(listed)) == (case.shared is Shared.ACCEPTED)


def test_many_cases_with_all_their_buttons_fit_into_one_message() -> None:
    many = tuple(replace(SHARED, id=number) for number in range(40))
    asked = tuple(replace(ASKED, id=100 + number) for number in range(40))
    listed = view(FORM, replace(MENU, place=Place.CASES), replace(AGREED, cases=many, follow_ups=asked))
    assert len(pressable(listed)) <= 100


def test_it_is_asked_before_consent_is_taken_back() -> None:
    assert heard(replace(MENU, place=Place.CASES), events.Unsharing(OLD.id), AGREED) == (SURE, ())
    asked = view(FORM, SURE, AGREED)
    assert pressable(asked) == (events.Unshared(OLD.id), events.Went(Place.CASES))
    assert after(SURE, events.Went(Place.CASES), known=AGREED).place is Place.CASES
    assert heard(MENU, events.Unshared(OLD.id), AGREED) == (SURE, ())  # not asked yet
    draft, effects = heard(SURE, events.Unshared(OLD.id), AGREED)
    assert (draft.place, effects) == (Place.CASES, (Unshare(OLD.id),))
    done = shown(SURE, events.Unshared(OLD.id), AGREED)
    assert lines(done)[0] == sharing.TAKEN_BACK.msgid
    assert events.Unsharing(OLD.id) not in pressable(done)


@pytest.mark.parametrize("event", [events.Unsharing(OLD.id), events.Unshared(OLD.id)])
def test_what_a_partner_has_accepted_meanwhile_is_not_taken_back_and_that_is_said(
    event: events.Event,
) -> None:
    late = replace(AGREED, cases=(FRESH, replace(OLD, shared=Shared.ACCEPTED)))
    draft, effects = heard(SURE, event, late)
    assert (draft.place, effects) == (Place.CASES, ())
    assert lines(shown(SURE, event, late))[0] == sharing.TOO_LATE.msgid


@pytest.mark.parametrize("case", [FRESH.id, 99])
def test_where_nothing_was_agreed_nothing_is_taken_back(case: int) -> None:
    at = replace(MENU, place=Place.SHARING, about=case)
    for event in (events.Unsharing(case), events.Unshared(case)):
        assert heard(at, event, AGREED)[1] == ()
    assert pressable(view(FORM, at, AGREED)) == (events.Went(Place.CASES),)


def test_what_a_witness_may_know_of_a_handover() -> None:
    accepted, offered = (
        (Handover.ACCEPTED, Handover.DONE),
        (Handover.OFFERED, Handover.REJECTED, Handover.REVOKED),
    )
    for handover, agreed in product(Handover, (True, False, None)):
        state = CaseState(2, OLD.code, Workflow.IN_REVIEW, None, NOW, handover, agreed)
        known = agreed if agreed is not None else handover in offered
        wanted = Shared.ACCEPTED if handover in accepted else Shared.AGREED if known else Shared.NO
        assert shared(state) is wanted


def test_it_says_so_only_of_a_case_that_is_there() -> None:
    assert SentCase(1, "K7-4FQ2", "new", NOW).shared is Shared.NO
