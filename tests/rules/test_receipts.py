"""Receipts in the conversation: given once, typed on another phone, the chat moved with a yes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.interview import by_receipt, events, receipt_screens, receipts
from bot.interview.draft import Draft, Place
from bot.interview.effects import Erase, GiveReceipt, Known, Miss, Move, OpenByReceipt, OpenedCase
from bot.interview.showing import view
from bot.questionnaire.answers import FileKind
from bot.text import Text
from tests.interviews import (
    ASKED,
    FORM,
    FRESH,
    KNOWN,
    MENU,
    READY,
    WITH_CASES,
    after,
    at,
    heard,
    lines,
    pressable,
    shown,
)

RECEIPT = receipts.of_number(2**99 + 12345)
WRITTEN = RECEIPT.written
ASKING = replace(MENU, place=Place.RECEIPT)
FOUND = OpenedCase(FRESH, (ASKED,), here=False)
OPENS = replace(KNOWN, opened=FOUND)
LOCKED = replace(KNOWN, locked=True)
OPENED = replace(MENU, place=Place.OPENED, opened=FRESH.id)
MINTED = replace(WITH_CASES, receipt=WRITTEN)
PRESENTED = events.Presented(FRESH.id, 50)
STORY = "They came at 5 in the morning"


def _first(draft: Draft, event: events.Event, known: Known) -> str:
    return lines(shown(draft, event, known))[0]


def _says(text: Text, draft: Draft, event: events.Event, known: Known) -> bool:
    return text.msgid in lines(shown(draft, event, known))


def test_the_sent_report_offers_a_receipt() -> None:
    offered = pressable(shown(READY, events.Submitted(), KNOWN))
    assert events.AskedForReceipt(KNOWN.code) in offered


def test_what_a_receipt_is_comes_before_it_is_shown() -> None:
    asked = events.AskedForReceipt(FRESH.code)
    assert heard(MENU, asked, MINTED) == (MENU, ())
    assert WRITTEN not in lines(shown(MENU, asked, MINTED))
    assert events.TookReceipt(FRESH.code) in pressable(shown(MENU, asked, MINTED))


def test_it_is_shown_once_and_opens_its_case_from_then_on() -> None:
    took = events.TookReceipt(FRESH.code)
    given = replace(MENU, place=Place.GIVEN)
    assert heard(MENU, took, MINTED) == (given, (GiveReceipt(FRESH.id),))
    assert WRITTEN in lines(shown(MENU, took, MINTED))
    assert WRITTEN not in lines(view(FORM, given, MINTED))


@pytest.mark.parametrize("event", [events.Went(Place.GIVEN), events.Went(Place.MENU), events.Started()])
def test_it_is_gone_with_the_next_screen(event: events.Event) -> None:
    given = after(MENU, events.TookReceipt(FRESH.code), known=MINTED)
    assert WRITTEN not in lines(shown(given, event, WITH_CASES))


@pytest.mark.parametrize("event", [events.AskedForReceipt("Z9-ZZZZ"), events.TookReceipt("Z9-ZZZZ")])
def test_none_is_given_for_the_case_of_another_witness(event: events.Event) -> None:
    assert heard(MENU, event, MINTED) == (MENU, ())
    assert WRITTEN not in lines(shown(MENU, event, MINTED))


def test_none_is_given_for_a_case_that_was_taken_back() -> None:
    gone = replace(MINTED, cases=(replace(FRESH, state="withdrawn"),))
    assert heard(MENU, events.TookReceipt(FRESH.code), gone)[1] == ()


def test_without_a_fresh_one_it_says_that_there_are_enough() -> None:
    assert heard(MENU, events.TookReceipt(FRESH.code), WITH_CASES) == (MENU, ())
    assert _says(by_receipt.NO_MORE, MENU, events.TookReceipt(FRESH.code), WITH_CASES)


def test_the_menu_asks_for_a_receipt() -> None:
    assert events.Went(Place.RECEIPT) in pressable(view(FORM, MENU, KNOWN))
    assert after(MENU, events.Went(Place.RECEIPT)) == ASKING


def test_a_right_one_shows_the_state_and_what_is_asked_and_is_erased() -> None:
    assert heard(ASKING, PRESENTED, OPENS) == (OPENED, (OpenByReceipt(FRESH.id), Erase((50,), secret=True)))
    said = lines(shown(ASKING, PRESENTED, OPENS))
    assert ASKED.text in said
    assert "Shall we write to you here from now on?" in said


def test_it_moves_only_with_a_yes() -> None:
    draft, effects = heard(OPENED, events.Moved(1), OPENS)
    assert (draft, effects) == (MENU, (Move(FRESH.id),))
    assert _first(OPENED, events.Moved(1), OPENS) == by_receipt.MOVED.msgid
    assert events.Opened(ASKED.id) in pressable(shown(OPENED, events.Moved(1), OPENS))


def test_a_no_changes_nothing() -> None:
    assert heard(OPENED, events.Moved(0), OPENS) == (MENU, ())
    assert _first(OPENED, events.Moved(0), OPENS) == by_receipt.STAYS.msgid
    assert events.Opened(ASKED.id) not in pressable(shown(OPENED, events.Moved(0), OPENS))


@pytest.mark.parametrize(
    "draft", [MENU, ASKING, at("place"), replace(MENU, place=Place.CASES, opened=FRESH.id)]
)
def test_a_yes_anywhere_else_moves_nothing(draft: Draft) -> None:
    assert heard(draft, events.Moved(1), OPENS)[1] == ()


def test_a_yes_to_a_case_that_has_ended_meanwhile_moves_nothing() -> None:
    assert heard(OPENED, events.Moved(1), KNOWN) == (MENU, ())


def test_a_receipt_for_a_case_of_this_chat_moves_nothing() -> None:
    here = replace(OPENS, opened=replace(FOUND, here=True))
    draft, effects = heard(ASKING, PRESENTED, here)
    assert draft.place is Place.CASES
    assert draft.opened is None
    assert effects == (OpenByReceipt(FRESH.id), Erase((50,), secret=True))


def test_one_that_opens_nothing_is_counted_and_erased() -> None:
    missed = events.Presented(None, 50)
    assert heard(ASKING, missed, KNOWN) == (ASKING, (Miss(), Erase((50,), secret=True)))
    assert _first(ASKING, missed, KNOWN) == by_receipt.UNKNOWN.msgid


def test_a_locked_chat_is_told_so_and_shown_nothing() -> None:
    for event in (PRESENTED, events.Replied(WRITTEN, 50)):
        assert heard(ASKING, event, replace(LOCKED, opened=FOUND)) == (ASKING, (Erase((50,), secret=True),))
        assert lines(shown(ASKING, event, LOCKED)) == lines(receipt_screens.ask(ASKING, LOCKED))


SPELLED = " ".join(WRITTEN.replace("-", ""))


@pytest.mark.parametrize(
    "slip",
    [
        WRITTEN[:-1] + ("0" if WRITTEN[-1] != "0" else "1"),
        WRITTEN[:-2],
        WRITTEN[1:],
        WRITTEN.replace("-", "")[1:],
        SPELLED[2:],
        f"{WRITTEN[:4]}-{WRITTEN}"[:-5],
    ],
)
def test_a_slip_is_told_from_the_check_character_and_erased(slip: str) -> None:
    assert heard(ASKING, events.Replied(slip, 50)) == (ASKING, (Erase((50,), secret=True),))
    assert _first(ASKING, events.Replied(slip, 50), KNOWN) == by_receipt.SLIP.msgid


def test_a_story_told_where_a_receipt_was_asked_for_stays_in_the_chat() -> None:
    assert heard(ASKING, events.Replied(STORY, 50)) == (ASKING, ())
    assert _first(ASKING, events.Replied(STORY, 50), KNOWN) == by_receipt.SLIP.msgid


@pytest.mark.parametrize("event", [events.Attached("f", FileKind.PHOTO, 9, 50), events.Located(1.0, 2.0, 50)])
def test_a_picture_of_a_receipt_is_not_read(event: events.Event) -> None:
    assert heard(ASKING, event) == (ASKING, ())
    assert _first(ASKING, event, KNOWN) == by_receipt.NOT_TYPED.msgid


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        Draft("en", place=Place.NOTICE),
        MENU,
        at("narrative"),
        OPENED,
        replace(MENU, place=Place.ADDING, about=2),
    ],
)
def test_a_receipt_typed_where_none_was_asked_for_is_nobodys_answer(draft: Draft) -> None:
    typed = events.Replied(WRITTEN.lower(), 50)
    known = replace(WITH_CASES, opened=FOUND)
    changed, effects = heard(draft, typed, known)
    assert changed.answers == draft.answers
    assert effects == (Erase((50,), secret=True),)
    assert _first(draft, typed, known) == by_receipt.MISLAID.msgid


def test_words_that_only_look_a_little_like_a_receipt_are_taken_as_an_answer() -> None:
    narrative = at("narrative")
    assert after(narrative, events.Replied("abcd efgh jkmn pqrs tvwx y", 50)).answers != narrative.answers


def test_a_receipt_that_was_looked_up_too_late_opens_nothing() -> None:
    assert heard(at("place"), PRESENTED, OPENS) == (at("place"), (Erase((50,), secret=True),))


def test_another_language_is_chosen_without_typing_the_receipt_again() -> None:
    back = after(OPENED, events.Commanded("language"), events.Spoke("ru"), known=OPENS)
    assert (back.place, back.opened) == (Place.OPENED, FRESH.id)


@pytest.mark.parametrize("event", [events.Started(), events.Returned(), events.Went(Place.MENU)])
def test_what_was_opened_does_not_stay_open(event: events.Event) -> None:
    assert after(OPENED, event, known=OPENS).opened is None


def test_no_button_leads_to_what_a_receipt_opens() -> None:
    for draft in (MENU, replace(MENU, place=Place.ADDING, about=FRESH.id)):
        for place in (Place.OPENED, Place.GIVEN):
            went = after(draft, events.Went(place), known=WITH_CASES)
            assert (went.place, went.opened) == (draft.place, None)


def test_an_open_report_is_kept_throughout() -> None:
    begun = at("place")
    draft = after(
        begun, events.Started(), events.Went(Place.RECEIPT), PRESENTED, events.Moved(1), known=OPENS
    )
    assert draft.answers == begun.answers


def test_a_receipt_of_letters_alone_is_known_as_one() -> None:
    letters = receipts.Receipt("ABCDEFGHJKMNPQRSTVWX")
    assert receipts.is_written(letters.written)
    assert receipts.resembles(letters.written[:-1])
