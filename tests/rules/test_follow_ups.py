"""After a report is sent: follow-up questions, additions and taking it back, each bound to its case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import conversation, events
from bot.interview.draft import Draft, Place
from bot.interview.effects import Erase, Keep, Mark, Tell, Withdraw
from bot.interview.showing import view
from bot.questionnaire.answers import Attachment, FileKind, Pin, Words
from tests.interviews import (
    ASKED,
    ASKED_TOO,
    FORM,
    FRESH,
    KNOWN,
    MENU,
    OLD,
    READY,
    WITH_CASES,
    after,
    at,
    heard,
    lines,
    pressable,
    shown,
)

OPENED = replace(MENU, place=Place.FOLLOW_UP, about=ASKED.id)
ADDING = replace(MENU, place=Place.ADDING, about=OLD.id)
DELETING = replace(MENU, place=Place.DELETING, about=FRESH.id)


def test_opening_a_question_shows_it_and_says_that_it_was_opened() -> None:
    assert heard(MENU, events.Opened(ASKED.id), WITH_CASES) == (OPENED, (Mark(ASKED.id, "opened"),))
    assert ASKED.text in lines(shown(MENU, events.Opened(ASKED.id), WITH_CASES))


def test_opening_a_question_keeps_an_open_report() -> None:
    assert after(at("place"), events.Opened(ASKED.id), known=WITH_CASES).answers == at("place").answers


@pytest.mark.parametrize(
    ("event", "parts", "others"),
    [
        (events.Replied("There was none.", 50), (Words("There was none.", 50),), (Erase((50,)),)),
        (events.Located(1.0, 2.0, 50), (Pin(1.0, 2.0),), (Erase((50,)),)),
        (
            events.Attached("f", FileKind.PHOTO, 9, 50, "This one"),
            (Attachment("f", FileKind.PHOTO, 9, 50), Words("This one", 50)),
            (Keep("f"),),
        ),
    ],
)
def test_an_answer_goes_to_the_case_of_its_question(
    event: events.Event, parts: tuple[object, ...], others: tuple[object, ...]
) -> None:
    draft, effects = heard(OPENED, event, WITH_CASES)
    assert set(effects) == {Tell(FRESH.id, ASKED.id, parts), *others}  # type: ignore[arg-type]
    assert draft == replace(MENU, place=Place.ADDING, about=FRESH.id)


def test_with_two_open_questions_each_answer_goes_to_its_own_case() -> None:
    for asked in (ASKED, ASKED_TOO):
        opened = after(MENU, events.Opened(asked.id), known=WITH_CASES)
        _draft, (told, _erased) = heard(opened, events.Replied("Yes", 50), WITH_CASES)
        assert told == Tell(asked.case, asked.id, (Words("Yes", 50),))


def test_what_follows_an_answer_is_an_addition_to_the_same_case() -> None:
    draft = after(OPENED, events.Replied("Yes", 50), known=WITH_CASES)
    _draft, (told, _erased) = heard(draft, events.Replied("And more", 51), WITH_CASES)
    assert told == Tell(FRESH.id, None, (Words("And more", 51),))


def test_an_addition_goes_to_the_case_it_was_begun_for() -> None:
    assert after(MENU, events.Adding(OLD.id), known=WITH_CASES) == ADDING
    _draft, (told, _erased) = heard(ADDING, events.Replied("More", 50), WITH_CASES)
    assert told == Tell(OLD.id, None, (Words("More", 50),))


@pytest.mark.parametrize("event", [events.Opened(99), events.Declined(99), events.Silenced(99)])
def test_a_question_that_is_closed_or_of_another_witness_says_so(event: events.Event) -> None:
    assert heard(MENU, event, WITH_CASES) == (MENU, ())
    assert lines(shown(MENU, event, WITH_CASES))[0] == "This question is no longer open."


def test_nothing_is_added_to_the_case_of_another_witness() -> None:
    draft = after(MENU, events.Adding(99), known=WITH_CASES)
    _draft, effects = heard(draft, events.Replied("More", 50), WITH_CASES)
    assert effects == ()
    assert lines(shown(draft, events.Replied("More", 50), WITH_CASES))[0] == conversation.NOT_SAVED.msgid


def test_an_answer_to_a_question_that_has_lapsed_meanwhile_is_not_taken_for_another_case() -> None:
    lapsed = replace(WITH_CASES, follow_ups=(ASKED_TOO,))
    assert heard(OPENED, events.Replied("Yes", 50), lapsed) == (OPENED, ())
    assert "This question is no longer open." in lines(view(FORM, OPENED, lapsed))


@pytest.mark.parametrize(
    ("event", "state"), [(events.Declined(ASKED.id), "refused"), (events.Silenced(ASKED.id), "stopped")]
)
def test_declining_and_stopping_are_passed_on(event: events.Event, state: str) -> None:
    assert heard(OPENED, event, WITH_CASES) == (MENU, (Mark(ASKED.id, state),))
    assert events.Opened(ASKED.id) not in pressable(shown(OPENED, event, WITH_CASES))


def test_the_questions_buttons_belong_to_it() -> None:
    assert pressable(view(FORM, OPENED, WITH_CASES)) == (
        events.Declined(ASKED.id),
        events.Silenced(ASKED.id),
        events.Went(Place.MENU),
    )


def test_my_cases_tells_the_state_of_each_and_lets_add_to_it() -> None:
    cases = after(MENU, events.Went(Place.CASES), known=WITH_CASES)
    assert pressable(view(FORM, cases, WITH_CASES)) == (
        events.Opened(ASKED.id),
        events.Opened(ASKED_TOO.id),
        events.Adding(FRESH.id),
        events.AskedForReceipt(FRESH.code),
        events.Adding(OLD.id),
        events.AskedForReceipt(OLD.code),
        events.Returned(),
    )


def test_of_very_many_cases_the_newest_are_listed() -> None:
    many = replace(
        WITH_CASES,
        cases=tuple(replace(OLD, id=id) for id in range(300, 0, -1)),
        follow_ups=tuple(replace(ASKED, id=id, case=id) for id in range(300, 0, -1)),
    )
    for place in (Place.CASES, Place.MENU):
        buttons = pressable(view(FORM, replace(MENU, place=place), many))
        assert events.Opened(300) in buttons
        assert len(buttons) <= 100
    assert "Older reports are not listed." in lines(view(FORM, replace(MENU, place=Place.CASES), many))


def test_a_fresh_case_is_withdrawn_after_a_yes() -> None:
    deleting = after(MENU, events.Commanded("delete"), known=WITH_CASES)
    asked = after(deleting, events.Withdrawing(FRESH.id), known=WITH_CASES)
    assert asked == DELETING
    assert pressable(view(FORM, asked, WITH_CASES)) == (events.Withdrew(FRESH.id), events.Returned())
    assert heard(asked, events.Withdrew(FRESH.id), WITH_CASES) == (MENU, (Withdraw(FRESH.id),))


@pytest.mark.parametrize(
    "draft", [MENU, READY, replace(DELETING, about=None), replace(DELETING, about=OLD.id)]
)
def test_nothing_is_withdrawn_without_that_question(draft: Draft) -> None:
    assert heard(draft, events.Withdrew(FRESH.id), WITH_CASES)[1] == ()


def test_after_a_day_a_case_is_not_withdrawn_at_once() -> None:
    late = replace(WITH_CASES, now=FRESH.until)
    assert heard(DELETING, events.Withdrew(FRESH.id), late)[1] == ()
    assert events.Withdrew(FRESH.id) not in pressable(view(FORM, DELETING, late))
    moment_before = replace(WITH_CASES, now=FRESH.until.replace(minute=59, hour=FRESH.until.hour - 1))
    assert heard(DELETING, events.Withdrew(FRESH.id), moment_before)[1] == (Withdraw(FRESH.id),)


def test_a_withdrawn_case_cannot_be_withdrawn_again() -> None:
    gone = replace(WITH_CASES, cases=(replace(FRESH, state="withdrawn"),))
    assert heard(DELETING, events.Withdrew(FRESH.id), gone)[1] == ()


def test_keeping_it_changes_nothing() -> None:
    assert heard(DELETING, events.Returned(), WITH_CASES) == (replace(MENU, about=FRESH.id), ())


def test_with_nothing_to_delete_it_says_so() -> None:
    deleting = after(MENU, events.Commanded("delete"))
    assert pressable(view(FORM, deleting, KNOWN)) == (events.Returned(),)
