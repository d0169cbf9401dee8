"""The history of a case: every word of the trail has words, and nothing tells a time of day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.casework.actions import ACTIONS
from bot.casework.history import DONE, Entry, pages
from bot.casework.notes import LONGEST, flaw
from bot.casework.presses import Press
from bot.text import Text, screen, with_names
from handlers.staff_typed import read_command, typed_code
from tests.rules.test_actions import ANNA, FRESH, NOW
from tests.rules.test_cards import said


@pytest.mark.parametrize("word", sorted({row.audit for row in ACTIONS.values() if row.audit}))
def test_every_word_that_an_action_leaves_in_the_trail_can_be_read(word: str) -> None:
    assert word in DONE


def test_a_history_says_who_did_what_and_why_by_the_day() -> None:
    entries = (
        Entry("witness", "submitted", "", NOW),
        Entry(str(ANNA), "on hold", "week: event", NOW + timedelta(days=1)),
        Entry("witness", "refused", "", NOW + timedelta(days=2)),
        Entry("system", "ignored", "rested", NOW + timedelta(days=2)),
        Entry("system", "purged", "", NOW + timedelta(days=3)),
    )
    (page,) = pages(FRESH, entries)
    assert said(with_names(page, {ANNA: "Anna"})).splitlines() == [
        "K7-4FQ2: history",
        "2026-03-14 · The witness: sent the report",
        "2026-03-15 · Anna: put it on hold (Waiting for something to happen)",
        "2026-03-16 · The witness: can't answer the question",
        "2026-03-17 · its text was removed here",
    ]


def test_a_note_has_words_and_an_end() -> None:
    assert flaw("Two cars.") is None
    assert flaw(" \n") is not None
    assert flaw("x" * (LONGEST + 1)) is not None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/claim k7 4fq2", (Press("claim", "K7-4FQ2"), "")),
        ("/verify K7-4FQ2 Cannot determine", (Press("verify", "K7-4FQ2", None, "cannot_determine"), "")),
        ("/close k74fq2", (Press("close", "K7-4FQ2"), "")),
        ("/claim К7-4FQ2", (Press("claim", "K7-4FQ2"), "")),
        ("/note K7-4FQ2 two\nlines", (Press("note", "K7-4FQ2"), "two\nlines")),
    ],
)
def test_a_typed_command_names_a_case_and_may_carry_more(typed: str, read: object) -> None:
    assert read_command(typed.split()[0][1:], typed) == read


@pytest.mark.parametrize("typed", ["/claim", "/claim everything", "/priority K7-4FQ2 soon"])
def test_a_command_that_says_too_little_or_the_wrong_is_explained(typed: str) -> None:
    assert isinstance(read_command(typed.split()[0][1:], typed), Text)


def test_what_is_no_time_on_hold_is_answered_with_the_times_alone() -> None:
    wrong = read_command("hold", "/hold K7-4FQ2 soon")
    assert isinstance(wrong, Text)
    assert said(screen(wrong)) == "soon is none of these: tomorrow, days, week, month, 2026-12-31"


@pytest.mark.parametrize("typed", ["k7 4fq2", "K7-4FQ2 please", "К74FQ2"])
def test_a_card_is_asked_for_by_the_code_that_the_words_begin_with(typed: str) -> None:
    assert typed_code(typed) == "K7-4FQ2"
