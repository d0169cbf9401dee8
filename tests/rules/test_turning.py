"""A case is read page by page, as one opening; originals are asked for, and never come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework import original_screens, originals, turning
from bot.casework.act import act
from bot.casework.case import Case, Looked, OriginalReason, Role, Workflow
from bot.casework.commands import Onward, Original, OriginalSeen
from bot.casework.effects import (
    ChooseFile,
    ChooseNeed,
    KeepNote,
    Record,
    RefuseNote,
    RequestOriginal,
    SettleOriginal,
    ShowFiles,
    ShowPages,
    Toast,
)
from bot.casework.history import Entry, pages
from bot.casework.presses import read_press
from bot.casework.reading import File, ending
from bot.casework.reading_limits import HOUR, Opening
from bot.questionnaire.answers import FileKind
from bot.text import Screen
from handlers.translate import Wording
from tests.rules.test_actions import ANNA, CHIEF, FRESH, NOW, OPENED, by, held

WORDS = Wording()
REVIEW = held(Workflow.IN_REVIEW)
HIDDEN = Original(3, OriginalReason.HIDDEN)


def labels(rows: object) -> list[str]:
    return [label for row in WORDS.screen(Screen((), rows), "en").rows for label, _p, _u in row]  # type: ignore[arg-type]


def said(case: Case, command: object) -> str:
    after, effects = act(case, command)  # type: ignore[arg-type]
    assert after == case
    assert isinstance(effects[0], Toast)
    return WORDS.words(effects[0].text, "en")


@pytest.mark.parametrize(
    ("onward", "pages", "previews", "expected"),
    [
        (Onward(), 1, 0, []),
        (Onward(), 3, 5, []),
        (Onward(), 4, 5, ["More text (4 of 4)"]),
        (Onward(), 1, 23, ["More files (6–10 of 23)"]),
        (Onward(1, 21), 1, 23, ["Earlier files (16–20 of 23)"]),
        (Onward(4, 6), 8, 7, ["Earlier text (1–3 of 8)", "More text (7–8 of 8)", "Earlier files (1–5 of 7)"]),
    ],
)
def test_the_buttons_say_what_comes_next(
    onward: Onward, pages: int, previews: int, expected: list[str]
) -> None:
    assert labels(turning.buttons(REVIEW, onward, pages, previews)) == expected


@given(st.integers(0, 60))
def test_every_file_is_seen_once_on_the_way(count: int) -> None:
    files, first, seen = tuple(range(count)), 1, list[int]()
    while page := turning.at_once(files, first, turning.PREVIEWS):
        assert len(page) <= turning.PREVIEWS
        seen += page
        first += turning.PREVIEWS
    assert seen == list(files)


def test_a_button_carries_where_it_leads() -> None:
    for row in turning.buttons(REVIEW, Onward(4, 6), 8, 23):
        for button in row:
            press = read_press(button.press)
            assert press is not None
            assert press.detail is not None
            onward = turning.read_mark(press.detail)
            assert (onward.pages, onward.files) in {(1, 6), (7, 6), (4, 1), (4, 11)}


def test_turning_a_page_is_recorded_and_is_no_opening() -> None:
    shown = by(ANNA, "files", role=Role.MONITOR, payload=Onward(1, 6), openings=OPENED)
    after, effects = act(REVIEW, shown)
    assert after == REVIEW
    assert effects[0] == ShowFiles(REVIEW, Onward(1, 6), Role.MONITOR)
    assert effects[-1] == Record("looked at files", "page 1, file 6")
    _same, effects = act(REVIEW, replace(shown, action="pages", payload=Onward(4, 1)))
    assert effects[0] == ShowPages(REVIEW, Onward(4, 1), Role.MONITOR)


@pytest.mark.parametrize("openings", [(), (Opening(2, NOW),), (Opening(FRESH.id, NOW - HOUR),)])
@pytest.mark.parametrize("action", ["files", "pages"])
def test_no_page_is_turned_of_what_was_not_opened(action: str, openings: tuple[Opening, ...]) -> None:
    """Else it would be a way around the limit on reading."""
    command = by(ANNA, action, payload=Onward(1, 6), openings=openings)
    assert said(REVIEW, command) == "Open K7-4FQ2 with Read first."


def test_of_which_file_and_what_for_is_asked_first() -> None:
    assert act(REVIEW, by(ANNA, "original"))[1] == (ChooseFile(REVIEW),)
    assert act(REVIEW, by(ANNA, "original", payload=Original(3)))[1] == (ChooseNeed(REVIEW, 3),)
    after, effects = act(REVIEW, by(ANNA, "original", payload=HIDDEN))
    assert effects[0] == RequestOriginal(after, 3, OriginalReason.HIDDEN)
    assert effects[-1] == Record("original asked for", "3: hidden")


@pytest.mark.parametrize(
    ("action", "role", "payload", "expected"),
    [
        ("original", Role.MONITOR, HIDDEN, "Your role does not allow this."),
        ("original", Role.MODERATOR, replace(HIDDEN, there=False), "There is no file 3 in K7-4FQ2."),
        (
            "original",
            Role.MODERATOR,
            replace(HIDDEN, waits=True),
            "The original of file 3 is asked for already.",
        ),
        ("looked", Role.MODERATOR, OriginalSeen(3, Looked.DONE), "Your role does not allow this."),
        (
            "looked",
            Role.ADMIN,
            OriginalSeen(3, Looked.DONE, waits=False),
            "Nobody waits for the original of file 3 in K7-4FQ2.",
        ),
        ("looked", Role.ADMIN, None, "Write it in private, like this: /original K7-4FQ2 3 done"),
    ],
)
def test_what_cannot_be_asked_for_or_answered(
    action: str, role: Role, payload: object, expected: str
) -> None:
    assert said(REVIEW, by(ANNA, action, role=role, payload=payload)) == expected


def test_what_was_found_becomes_a_note_and_the_asker_is_told() -> None:
    found = OriginalSeen(3, Looked.DONE, "The clock in it says 14:05.")
    after, effects = act(REVIEW, by(CHIEF, "looked", role=Role.ADMIN, payload=found))
    assert effects[:2] == (
        KeepNote(after, "K7-4FQ2-3: The clock in it says 14:05."),
        SettleOriginal(after, 3, Looked.DONE, noted=True),
    )
    assert effects[-1] == Record("original looked at", "3: done")
    long = replace(found, words="x" * 1001)
    assert isinstance(act(REVIEW, by(CHIEF, "looked", role=Role.ADMIN, payload=long))[1][0], RefuseNote)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("3", Original(3)),
        (" 12 Hidden ", Original(12, OriginalReason.HIDDEN)),
        ("3 done", OriginalSeen(3, Looked.DONE)),
        ("3 refused It is broken.", OriginalSeen(3, Looked.REFUSED, "It is broken.")),
        ("3 done two\nlines", OriginalSeen(3, Looked.DONE, "two\nlines")),
        ("", None),
        ("done", None),
        ("0", None),
        ("3 maybe", None),
        ("3 hidden please", None),
    ],
)
def test_typed_words_are_read(words: str, meant: object) -> None:
    assert originals.read_words(words) == meant


@given(st.integers(1, 999), st.sampled_from([None, *OriginalReason, *Looked]))
def test_a_mark_holds_the_file_and_the_choice(number: int, chosen: OriginalReason | Looked | None) -> None:
    mark = originals.mark_of(number, chosen)
    assert len(mark) == 12
    assert originals.read_mark(mark) == (number, chosen)


def test_the_button_stands_under_the_files_where_there_are_some() -> None:
    one = (File("a", FileKind.PHOTO, 1000, True, "jpg"),)
    coming = (replace(one[0], arrived=False),)
    assert "Original needed" in labels(ending(REVIEW, one, NOW).rows)
    assert "Original needed" not in labels(ending(REVIEW, one, NOW, role=Role.MONITOR).rows)
    assert "Original needed" not in labels(ending(REVIEW, (), NOW).rows)
    assert "Original needed" not in labels(ending(REVIEW, coming, NOW).rows)


def test_admins_are_told_the_code_and_the_number_and_nothing_else() -> None:
    shown = WORDS.screen(original_screens.asked_for(REVIEW, 3, OriginalReason.HIDDEN, ANNA), "en")
    assert "needs the original of file 3 of K7-4FQ2." in shown.text
    assert "torture" not in shown.text
    assert labels(original_screens.choose_file(REVIEW, range(1, 11)).rows) == [
        *map(str, range(1, 11)),
        "Cancel",
    ]
    assert labels(original_screens.choose_need(REVIEW, 3).rows)[-1] == "Cancel"


def test_history_tells_of_originals() -> None:
    entries = (
        Entry(str(ANNA), "original asked for", "3: hidden", NOW),
        Entry(str(CHIEF), "original looked at", "3: done", NOW + timedelta(days=1)),
        Entry(str(ANNA), "looked at files", "page 1, file 6", NOW),
    )
    text = "\n".join(WORDS.screen(each, "en").text for each in pages(REVIEW, entries))
    assert "(file 3: For hidden data, such as place or time)" in text
    assert "(file 3: looked at)" in text
