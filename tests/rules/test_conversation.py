"""The way through the conversation: language, notice, menu, visits elsewhere, commands, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import conversation, events, review, screens, sending
from bot.interview.draft import Draft, Place
from bot.interview.effects import Show
from bot.interview.sending import HOURLY
from bot.interview.showing import view
from bot.questionnaire.answers import FileKind
from tests import garbage
from tests.interviews import (
    ASKED,
    COMPLETE,
    FORM,
    FRESH,
    KNOWN,
    MENU,
    READY,
    REVIEWED,
    WITH_CASES,
    after,
    at,
    heard,
    lines,
    pressable,
    shown,
)

NEW = Draft()
SPEAKS = Draft(language="en", place=Place.NOTICE)
ANYTHING = (
    events.Started(),
    events.Commanded("help"),
    events.Replied("Hello", 5),
    events.Attached("f", FileKind.PHOTO, 1, 5),
    events.Located(1.0, 2.0, 5),
    events.Reworded("Hello", 4),
    events.TooLarge(5),
    events.Unsupported(5),
    events.Began(),
)


@pytest.mark.parametrize("event", ANYTHING)
def test_whatever_comes_first_a_language_is_asked_for(event: events.Event) -> None:
    draft, effects = heard(NEW, event)
    assert (draft, effects) == (Draft(place=Place.LANGUAGE), ())
    assert pressable(shown(NEW, event)) == (events.Spoke("en"), events.Spoke("ru"))


def test_the_phones_language_is_offered_first() -> None:
    known = replace(KNOWN, languages=("ru", "en"))
    assert pressable(shown(NEW, events.Started(), known)) == (events.Spoke("ru"), events.Spoke("en"))


def test_a_language_leads_to_the_notice() -> None:
    assert after(NEW, events.Spoke("ru")) == Draft(language="ru", place=Place.NOTICE)


def test_a_language_that_is_not_on_offer_is_asked_for_again() -> None:
    assert after(NEW, events.Spoke("xx")) == Draft(place=Place.LANGUAGE)


@pytest.mark.parametrize("event", ANYTHING)
def test_nothing_is_asked_or_kept_before_the_notice(event: events.Event) -> None:
    draft, effects = heard(SPEAKS, event)
    assert draft.place in (Place.NOTICE, Place.HELP)
    assert (draft.warned, draft.answers, effects) == (False, {}, ())


@pytest.mark.parametrize(
    "place", sorted(set(Place) - {Place.LANGUAGE, Place.MORE, Place.HELP, Place.PRIVACY})
)
def test_no_button_leads_past_the_notice(place: Place) -> None:
    assert after(SPEAKS, events.Went(place)).place is Place.NOTICE
    assert after(SPEAKS, events.Returned()).place is Place.NOTICE


def test_reading_more_of_the_notice_is_agreed_to_once() -> None:
    more = after(SPEAKS, events.Went(Place.MORE))
    assert more.place is Place.MORE
    assert after(more, events.Agreed()).place is Place.MENU
    assert after(SPEAKS, events.Agreed()) == MENU


def test_who_has_read_the_notice_starts_at_the_menu() -> None:
    assert after(replace(MENU, place=Place.SAFETY), events.Started()).place is Place.MENU


def test_starting_again_keeps_an_open_report() -> None:
    draft = after(at("country"), events.Started())
    assert (draft.place, draft.answers) == (Place.MENU, at("country").answers)
    assert after(draft, events.Began()).place is Place.INTERVIEW
    assert lines(shown(draft, events.Began())) == lines(view(FORM, at("country"), KNOWN))


@pytest.mark.parametrize(("name", "place"), sorted(conversation.COMMANDS.items()))
def test_a_command_is_a_visit_that_comes_back(name: str, place: Place) -> None:
    asked = at("narrative")
    visiting = after(asked, events.Commanded(name))
    assert visiting.place is place
    assert after(visiting, events.Returned()) == replace(asked, back=Place.INTERVIEW)


def test_cancel_leaves_for_the_menu_and_keeps_the_answers() -> None:
    editing = after(REVIEWED, events.Went(Place.EDITING), events.Edited("prison"))
    draft = after(editing, events.Commanded("cancel"))
    assert (draft.place, draft.editing) == (Place.MENU, None)
    assert {name: answer.parts for name, answer in draft.answers.items()} == {
        name: answer.parts for name, answer in COMPLETE.items()
    }


def test_an_unknown_command_changes_nothing_and_says_so() -> None:
    assert heard(at("danger"), events.Commanded("dance")) == (at("danger"), ())
    assert lines(shown(at("danger"), events.Commanded("dance")))[0] == conversation.NO_COMMAND.msgid


def test_another_language_in_mid_interview_asks_the_same_question_again() -> None:
    asked = at("narrative", COMPLETE["narrative"])
    draft = after(asked, events.Commanded("language"), events.Spoke("ru"))
    assert draft == replace(asked, language="ru", back=Place.INTERVIEW)


def test_a_pause_keeps_everything_and_goes_on_where_it_was() -> None:
    paused = after(at("place"), events.Paused())
    assert paused == replace(at("place"), place=Place.PAUSED, back=Place.INTERVIEW)
    assert after(paused, events.Returned()) == replace(at("place"), back=Place.INTERVIEW)
    consenting = after(replace(READY, place=Place.CONSENT, consents=(True,)), events.Paused())
    assert after(consenting, events.Returned()).place is Place.CONSENT


def test_from_one_visit_to_another_the_way_back_stays() -> None:
    draft = after(at("place"), events.Paused(), events.Commanded("help"), events.Commanded("privacy"))
    assert after(draft, events.Returned()).place is Place.INTERVIEW


@pytest.mark.parametrize("name", ["help", "language", "status", "privacy"])
def test_a_visit_returns_to_the_follow_up_question(name: str) -> None:
    opened = after(MENU, events.Opened(ASKED.id), known=WITH_CASES)
    draft = after(opened, events.Commanded(name), events.Returned(), known=WITH_CASES)
    assert (draft.place, draft.about) == (Place.FOLLOW_UP, ASKED.id)


def test_a_look_at_deleting_never_takes_a_question_for_a_case() -> None:
    opened = after(MENU, events.Opened(ASKED.id), known=WITH_CASES)
    deleting = after(opened, events.Commanded("delete"), known=WITH_CASES)
    assert (deleting.place, deleting.about, deleting.back) == (Place.DELETING, None, Place.MENU)
    adding = after(MENU, events.Adding(FRESH.id), events.Commanded("delete"), known=WITH_CASES)
    assert adding.about is None


@pytest.mark.parametrize("place", [Place.REVIEW, Place.CONSENT, Place.READY, Place.FOLLOW_UP, Place.ADDING])
def test_no_button_jumps_into_the_interview(place: Place) -> None:
    assert after(MENU, events.Went(place)) == MENU


def test_words_where_nothing_was_asked_are_refused_kindly() -> None:
    for event in (events.Replied("Hello", 5), events.Attached("f", FileKind.PHOTO, 1, 5)):
        assert heard(MENU, event) == (MENU, ())
        assert lines(shown(MENU, event))[0] == conversation.NOT_SAVED.msgid


@pytest.mark.parametrize("draft", [MENU, REVIEWED, at("narrative"), at("danger")])
def test_what_cannot_be_read_changes_nothing_and_the_reason_is_told(draft: Draft) -> None:
    assert heard(draft, events.Unsupported(5)) == (draft, ())
    assert lines(shown(draft, events.Unsupported(5)))[0] == conversation.UNSUPPORTED.msgid
    assert heard(draft, events.TooLarge(5)) == (draft, ())
    assert lines(shown(draft, events.TooLarge(5)))[0] == conversation.TOO_LARGE.msgid


def test_the_panel_moves_under_what_the_witness_wrote_and_stays_after_a_press() -> None:
    _draft, effects = conversation.advance(FORM, MENU, events.Replied("Hello", 5), KNOWN)
    assert isinstance(effects[0], Show)
    assert effects[0].below
    _draft, effects = conversation.advance(FORM, MENU, events.Began(), KNOWN)
    assert isinstance(effects[0], Show)
    assert not effects[0].below


def test_a_complete_report_is_submitted_and_the_draft_is_empty() -> None:
    draft, (report,) = heard(READY, events.Submitted())
    assert draft == MENU
    assert report == review.submission(FORM, READY, KNOWN)
    assert shown(READY, events.Submitted()) == screens.sent(KNOWN.code, contact=True)


@pytest.mark.parametrize("lately", [(HOURLY, HOURLY), (0, sending.DAILY)])
def test_too_many_reports_are_told_to_wait_and_nothing_is_lost(lately: tuple[int, int]) -> None:
    known = replace(KNOWN, lately=lately)
    assert heard(READY, events.Submitted(), known) == (READY, ())
    assert events.Submitted() in pressable(shown(READY, events.Submitted(), known))


def test_a_second_press_of_submit_sends_nothing_and_says_the_code_again() -> None:
    sent = replace(KNOWN, cases=(FRESH,), lately=(1, 1))
    assert heard(MENU, events.Submitted(), sent) == (MENU, ())
    assert shown(MENU, events.Submitted(), sent) == screens.sent(FRESH.code, contact=False)


@pytest.mark.parametrize(
    "draft", [REVIEWED, at("people"), replace(READY, place=Place.CONSENT, consents=(True,))]
)
def test_submit_before_the_end_sends_nothing(draft: Draft) -> None:
    assert heard(draft, events.Submitted()) == (draft, ())


def test_a_form_that_grew_asks_what_is_new_before_it_is_sent() -> None:
    shorter = {name: answer for name, answer in COMPLETE.items() if name != "place"}
    grown = replace(READY, answers=shorter)
    draft, effects = heard(grown, events.Submitted())
    assert (draft.place, effects) == (Place.INTERVIEW, ())
    assert "Where exactly?" in lines(shown(grown, events.Submitted()))
    reviewed = after(replace(REVIEWED, answers=shorter), events.Confirmed())
    assert reviewed.place is Place.INTERVIEW
    assert reviewed.answers == shorter


def test_a_form_that_lost_its_last_question_still_leads_on() -> None:
    at_the_end = replace(REVIEWED, place=Place.INTERVIEW)
    assert after(at_the_end, events.Confirmed()).place is Place.CONSENT
    assert after(at_the_end, events.Went(Place.EDITING)).place is Place.EDITING


def test_while_the_intake_is_closed_nothing_new_is_begun() -> None:
    closed = replace(KNOWN, closed=True)
    draft, _effects = heard(MENU, events.Began(), closed)
    assert draft.place is Place.MENU
    said = lines(shown(MENU, events.Began(), closed))
    assert said[: len(conversation.CLOSED)] == tuple(text.msgid for text in conversation.CLOSED)


def test_what_is_under_way_goes_on_while_the_intake_is_closed() -> None:
    closed = replace(KNOWN, closed=True)
    begun = replace(REVIEWED, place=Place.MENU)
    draft, _effects = heard(begun, events.Began(), closed)
    assert draft.place is Place.REVIEW


def test_nothing_that_was_told_stays_in_memory_until_somebody_tidies_up() -> None:
    """In the rules. What refers to itself stays until Python's collector comes, which may be hours."""
    told = events.Replied("Nobody knows.", 43)
    after(at("prison"), told)  # whatever is made once
    with garbage.gathered() as left:
        after(at("prison"), told, events.Replied("2", 44))
    assert [type(thing) for thing in left if type(thing).__module__.startswith("bot.")] == []
