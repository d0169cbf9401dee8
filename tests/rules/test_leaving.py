"""What a witness can make disappear, and what stays when they would rather have it so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import effects, events
from bot.interview.conversation import advance
from bot.interview.draft import Draft, Place
from bot.interview.leaving import cover
from bot.interview.screens import FILES_A_CASE
from bot.outgoing import Cover, Vanish
from bot.questionnaire.answers import Answer, Attachment, FileKind
from tests.interviews import (
    FORM,
    FRESH,
    KNOWN,
    MENU,
    OLD,
    READY,
    WITH_CASES,
    at,
    heard,
    lines,
    pressable,
    shown,
)

SAFE = replace(MENU, place=Place.SAFETY)
FULL = Answer(tuple(Attachment(f"f{n}", FileKind.PHOTO, 9, n) for n in range(FILES_A_CASE)), finished=False)
PHOTO = events.Attached("one-more", FileKind.PHOTO, 9, 99)


@pytest.mark.parametrize("draft", [Draft(), MENU, READY, at("narrative")])
@pytest.mark.parametrize("event", [events.Commanded("panic"), events.Panicked()])
def test_panic_is_obeyed_anywhere_and_leaves_nothing(draft: Draft, event: events.Event) -> None:
    after, (panic,) = advance(FORM, draft, event, WITH_CASES)
    assert after == Draft(language=draft.language)
    assert isinstance(panic, effects.Panic)


def test_the_last_word_names_no_report_and_has_no_button() -> None:
    _after, (panic,) = advance(FORM, READY, events.Panicked(), KNOWN)
    assert isinstance(panic, effects.Panic)
    words = " ".join(lines(panic.last)).lower()
    assert not any(named in words for named in ("report", "case", "witness", "right", "code"))
    assert "48 hours" in words
    assert panic.last.rows == ()


def test_the_button_asks_once_and_the_next_press_does_it() -> None:
    asked = shown(SAFE, events.Went(Place.PANIC))
    assert pressable(asked) == (events.Panicked(), events.Returned())


def test_what_covers_a_panel_tells_nothing_and_brings_it_back() -> None:
    assert pressable(cover()) == (events.Resumed(),)
    after, follows = heard(at("narrative"), events.Resumed())
    assert (after, follows) == (at("narrative"), ())


def test_switched_off_an_answer_stays_and_the_panel_moves_below_it() -> None:
    draft = replace(at("narrative"), traceless=False)
    after, follows = advance(FORM, draft, events.Replied("Four men came.", 40), KNOWN)
    (show,) = follows
    assert isinstance(show, effects.Show)
    assert show.below
    assert after.answers["narrative"].parts


def test_the_switch_goes_both_ways_and_outlives_a_report() -> None:
    off, _follows = heard(SAFE, events.Switched(0))
    assert (off.traceless, off.place) == (False, Place.SAFETY)
    assert heard(off, events.Switched(1))[0].traceless
    assert heard(off, events.Switched(7))[0] == off
    sent, _follows = heard(replace(READY, traceless=False), events.Submitted())
    assert not sent.traceless
    dropped, _follows = heard(replace(READY, traceless=False), events.Discarded())
    assert not dropped.traceless


def test_later_than_a_day_deletion_is_asked_for_and_the_draft_goes() -> None:
    asking = replace(READY, place=Place.DELETING, about=OLD.id)
    after, follows = heard(asking, events.AskedDeletion(OLD.id), WITH_CASES)
    assert [type(effect) for effect in follows] == [effects.Erase, effects.Discard, effects.AskDeletion]
    assert after == MENU


def test_a_fresh_case_is_taken_back_not_asked_about() -> None:
    asking = replace(MENU, place=Place.DELETING, about=FRESH.id)
    _after, follows = heard(asking, events.AskedDeletion(FRESH.id), WITH_CASES)
    assert follows == ()
    late = replace(MENU, place=Place.DELETING, about=OLD.id)
    assert heard(late, events.Withdrew(OLD.id), WITH_CASES)[1] == ()


def test_stop_asking_me_closes_every_question_of_that_case() -> None:
    more = replace(WITH_CASES.follow_ups[0], id=9)
    known = replace(WITH_CASES, follow_ups=(*WITH_CASES.follow_ups, more))
    left = pressable(shown(MENU, events.Silenced(7), known))
    assert events.Opened(9) not in left
    assert events.Opened(8) in left


def test_one_file_too_many_is_refused_and_the_rest_stays() -> None:
    full = at("files", FULL)
    once, follows = heard(full, PHOTO)
    assert (once, follows) == (replace(full, surplus=1), ())
    twice, _follows = heard(once, PHOTO)
    assert twice.surplus == 2
    assert "not saved" in lines(shown(once, PHOTO))[0]
    assert heard(twice, events.Resumed())[0] == full


def test_a_case_that_has_its_fill_takes_words_but_no_file() -> None:
    known = replace(WITH_CASES, cases=(replace(FRESH, files=FILES_A_CASE), OLD))
    adding = replace(MENU, place=Place.ADDING, about=FRESH.id)
    assert heard(adding, PHOTO, known)[1] == ()
    assert effects.Tell in {type(e) for e in heard(adding, events.Replied("More.", 9), known)[1]}


def test_covers_and_last_words_are_bodies_of_their_own() -> None:
    assert {Cover(cover()).sort, Vanish(None, cover()).sort} == {"cover", "vanish"}


def test_a_receipt_leaves_the_chat_even_if_all_else_stays() -> None:
    draft = replace(MENU, place=Place.RECEIPT, traceless=False)
    _after, follows = heard(draft, events.Presented(None, 50))
    assert effects.Erase((50,), secret=True) in follows
