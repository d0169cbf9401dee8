"""What the group sees of a case, what its reader sees, and that no character of a narrative is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.actions import ACTIONS
from bot.casework.asking import choose_reason, notice, preview, prompt
from bot.casework.cards import age, card
from bot.casework.case import Case, CloseReason, Consent, Flag, Item, Priority, Workflow
from bot.casework.codes import CODE, code_of, read_code
from bot.casework.deadlines import LEASE
from bot.casework.lists import found
from bot.casework.paging import PAGE, length, units
from bot.casework.presses import (
    ACCEPT,
    APPROVE,
    DECLINE,
    FILES,
    LOOKED,
    PAGES,
    REFUSE,
    Press,
    read_press,
    unpacked,
)
from bot.casework.questions import PROMISE, STATES, Standing, flaw
from bot.casework.reading import File, ending, file_name, header, pages
from bot.questionnaire import xlsform
from bot.questionnaire.answers import Entry, FileKind, Words
from bot.text import Screen, Text, _, verbatim
from handlers.desk import labels_of as desk_labels
from handlers.staff_topics import first_message
from storage.questions import OPEN, SETTLED
from tests.rules.test_actions import ANNA, FACTS, FRESH, NOW, held

LABELS = {
    "torture": _("Torture or ill-treatment"),
    "KG": _("Kyrgyzstan"),
    "KG-GB": _("Bishkek"),
    "language:ru": verbatim("Русский"),
}


def said(screen: Screen) -> str:
    return "\n".join(plain(line.text) for line in screen.lines)


def plain(text: Text) -> str:
    values = {name: plain(value) if isinstance(value, Text) else value for name, value in text.params}
    msgid = text.plural if text.plural is not None and text.count != 1 else text.msgid
    return msgid.format(**values)


def labels_of(screen: Screen) -> list[str]:
    return [plain(button.label) for row in screen.rows for button in row]


def told(*texts: str) -> Item:
    entries = tuple(
        Entry("what", _("What happened, in your own words?"), (verbatim(text),), (Words(text),))
        for text in texts
    )
    return Item(0, "report", entries, NOW)


def test_a_card_says_what_choosing_needs() -> None:
    shown = said(card(replace(FRESH, priority=Priority.URGENT), LABELS, 2, 1, NOW))
    for words in (
        "K7-4FQ2",
        "Report",
        "Torture",
        "Kyrgyzstan, Bishkek",
        "Русский",
        "Urgent",
        "New",
        "under an hour",
    ):
        assert words in shown
    assert "Files: 2 and 1 on the way" in shown


def test_a_choice_without_a_label_is_shown_by_its_name() -> None:
    assert "torture" in said(card(FRESH, {}, 0, 0, NOW))


def asked(state: str, days: int = 0, open: int = 1) -> str:
    standing = Standing(state, NOW - timedelta(days=days), open)
    return said(card(held(Workflow.AWAITING_WITNESS), LABELS, 0, 0, NOW, asked=standing))


def test_another_country_is_not_named_as_another_kind_of_report() -> None:
    form = xlsform.read(Path(__file__).parents[2] / "bot/forms/report.md")
    elsewhere = replace(FRESH, facts=replace(FACTS, categories=("other",), country="other", region=None))
    lines = said(card(elsewhere, desk_labels(form), 0, 0, NOW)).splitlines()
    assert "Something else" in lines
    assert "Another country" in lines


def test_the_newest_question_stands_on_the_card_by_the_day() -> None:
    for state, words in (
        ("waiting", "❓ Asked · today"),
        ("announced", "❓ Asked · today"),
        ("answered", "💬 Answered · today"),
        ("refused", "🚫 Can't answer · today"),
        ("stopped", "✋ Stopped · today"),
        ("unreachable", "📵 Unreachable · today"),
        ("lapsed", "⌛ No answer · today"),
    ):
        assert words in asked(state)
    assert "💬 Answered · 3 days ago" in asked("answered", days=3)
    assert "❓ Asked · yesterday · 2 questions open" in asked("announced", days=1, open=2)
    assert set(STATES) == {*OPEN, *SETTLED}


def test_that_a_question_was_seen_is_not_told_on_the_same_day() -> None:
    assert "Seen" not in asked("opened")
    assert "👁 Seen · yesterday" in asked("opened", days=1)


def test_the_buttons_of_a_card_are_those_that_work() -> None:
    assert labels_of(card(FRESH, LABELS, 0, 0, NOW)) == ["Claim"]
    assert labels_of(card(held(Workflow.TRIAGE), LABELS, 0, 0, NOW)) == [
        *("Read", "Ask", "Close"),
        *("Release", "Assign", "More"),
    ]
    assert labels_of(card(held(Workflow.AWAITING_WITNESS), LABELS, 0, 0, NOW)) == [
        *("Read", "Ask", "Close"),
        *("Release", "Assign", "More"),
    ]
    assert labels_of(card(held(Workflow.CLOSED), LABELS, 0, 0, NOW)) == ["Read", "Reopen", "More"]
    assert "Claim" in labels_of(card(held(Workflow.IN_REVIEW), LABELS, 0, 0, NOW + LEASE))


def test_a_card_says_that_a_claim_ran_out_before_the_case_was_read() -> None:
    claimed = held(Workflow.TRIAGE)
    assert "Claimed, not read yet" in said(card(claimed, LABELS, 0, 0, NOW))
    after = card(claimed, LABELS, 0, 0, NOW + LEASE)
    assert "✋ Not claimed any more, not read yet" in said(after)
    assert "Claim" in labels_of(after)
    in_topic = first_message(claimed, NOW + LEASE)
    assert "✋ Not claimed any more, not read yet" in said(in_topic)
    listed = found((claimed,), 0, LABELS, NOW + LEASE, hourly=False)
    assert "✋ Not claimed any more, not read yet" in said(listed)


def test_nobody_is_offered_to_ask_a_witness_who_wants_no_contact() -> None:
    case = replace(held(Workflow.IN_REVIEW), facts=replace(FACTS, consent=Consent(False, True, True)))
    assert "Ask" not in labels_of(card(case, LABELS, 0, 0, NOW))
    assert "Ask" not in labels_of(ending(case, (), NOW))


def test_a_card_and_its_reader_see_that_the_channel_changed() -> None:
    flagged = replace(FRESH, flags=frozenset({Flag.CHANNEL_CHANGED}))
    for drawn in (card(flagged, LABELS, 0, 0, NOW), header(flagged, LABELS, NOW)):
        assert "⚠️ Channel changed" in said(drawn)
    assert "Channel changed" not in said(card(FRESH, LABELS, 0, 0, NOW))


def test_a_withdrawn_card_keeps_only_its_code() -> None:
    case = replace(held(Workflow.CLOSED), closed_reason=CloseReason.WITHDRAWN)
    screen = card(case, LABELS, 3, 0, NOW)
    assert "Kyrgyzstan" not in said(screen)
    assert "Torture" not in said(screen)
    assert screen.rows == ()


def test_the_age_goes_in_steps() -> None:
    old = [timedelta(minutes=59), timedelta(hours=1), timedelta(hours=12), timedelta(days=9, hours=5)]
    assert [plain(age(NOW, NOW + passed)) for passed in old] == [
        "under an hour ago",
        "today",
        "yesterday",
        "9 days ago",
    ]
    assert plain(age(NOW, NOW + old[0], hourly=False)) == "today"


def test_every_button_is_short_and_reads_back() -> None:
    for workflow in Workflow:
        case = replace(held(workflow), version=16_777_215)
        screens = (
            card(case, LABELS, 0, 0, NOW),
            ending(case, (), NOW),
            choose_reason(case),
            prompt(case, verbatim("Русский")),
            preview(case, "?", None),
            notice(case, verbatim("?"), True),
        )
        for button in (button for screen in screens for row in screen.rows for button in row):
            press = read_press(button.press)
            assert press is not None
            assert press.words() == button.press
            assert len(press.packed(NOW)) == 20
            assert unpacked(press.packed(NOW)) == (press, NOW)
            assert unpacked(press.packed(None)) == (press, None)


@given(st.text())
def test_a_forged_button_is_nothing(words: str) -> None:
    press = read_press(words)
    assert press is None or press.words() == words


MARKED = (APPROVE, REFUSE, ACCEPT, DECLINE, PAGES, FILES, LOOKED)


def test_what_the_witness_or_time_does_is_no_button() -> None:
    for row in ACTIONS.values():
        marked = ":" + "0" * 12 if row.name in MARKED else ""
        assert (read_press(f"{row.name}:K7-4FQ2:1{marked}") is None) == (row.least is None)
    assert read_press("close:K7-4FQ2:1:withdrawn") is None
    assert read_press("claim:K7-4FQ2:1:spam") is None


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9000), min_size=1, max_size=3))
def test_no_character_of_a_narrative_is_lost_and_every_page_fits(texts: list[str]) -> None:
    shown = pages(FRESH, (told(*texts),))
    lines = [line for screen in shown for line in screen.lines[1:] if not line.strong]
    assert "".join(plain(line.text) for line in lines) == "".join(texts)
    for screen in shown:
        assert sum(length(line.text) + 2 for line in screen.lines[1:]) <= PAGE
        assert units(said(screen)) <= 4096


@pytest.mark.parametrize("length", range(PAGE - 120, PAGE + 1, 7))
def test_no_question_stands_on_another_page_than_its_answer(length: int) -> None:
    shown = pages(FRESH, (told("a" * length), told("No, this is all")))
    for page in shown:
        assert not page.lines[-1].strong


def test_a_long_narrative_of_signs_outside_the_basic_plane_is_paged_by_their_real_length() -> None:
    shown = pages(FRESH, (told("😀" * 4000),))
    assert len(shown) == 3
    assert "1/3" in said(shown[0])
    assert "".join(said(screen) for screen in shown).count("😀") == 4000


def test_an_earlier_wording_is_shown_too() -> None:
    entry = Entry("what", _("What?"), (verbatim("Two men"),), (Words("Two men", earlier=("Three men",)),))
    shown = said(pages(FRESH, (Item(0, "report", (entry,), NOW),))[0])
    assert "Two men" in shown
    assert "Three men" in shown


def test_files_go_under_neutral_names_with_kind_and_size() -> None:
    files = (
        File("a" * 32, FileKind.PHOTO, 120_000, arrived=True, preview="jpg"),
        File("b" * 32, FileKind.DOCUMENT, 2_400_000, arrived=False, preview=None),
    )
    shown = said(ending(held(Workflow.IN_REVIEW), files, NOW))
    assert "K7-4FQ2-1.jpg: photo, 120 KB" in shown
    assert "K7-4FQ2-2.file: document, 2.4 MB (on its way)" in shown
    assert file_name(FRESH, 1, files[0]) == "K7-4FQ2-1.jpg"


def test_the_private_view_says_which_case_and_ends_with_what_can_be_done() -> None:
    case: Case = held(Workflow.IN_REVIEW)
    assert "K7-4FQ2" in said(header(case, LABELS, NOW))
    assert labels_of(ending(case, (), NOW)) == [
        *("Ask", "Note", "History"),
        *("Priority", "Verify", "Hold"),
        *("Duplicate of", "Hand over", "Escalate"),
        *("Assign", "Release", "Close"),
    ]
    assert case.assignee == ANNA


def test_the_preview_holds_the_promise_that_every_question_carries() -> None:
    screen = preview(held(Workflow.IN_REVIEW), "Where was it?", None)
    assert plain(PROMISE) in said(screen)
    assert "Where was it?" in said(screen)
    assert labels_of(screen) == ["Send", "Cancel"]


def test_questions_without_links_names_and_numbers_pass() -> None:
    for text in (
        "Was it on 14.03.2026 or on 2026-03-15?",
        "Это было в 2024-2025 гг.? И т.д., и т. п.",
        "How many people were there: 10, 20 or 300?",
        "At what time, 22:00 or 23:30?",
    ):
        assert flaw(text) is None, text


def test_links_names_and_phone_numbers_are_refused() -> None:
    for text in (
        "See https://example.org",
        "Go to example.org",
        "пишите на пример.рф",
        "t.me/someone",
        "t\u200b.me/someone",
        "Write to @someone",
        "Write to a＠b",
        "Call +996 555 12 34 56",
        "Call 8(555)123-45-67",
        "Call 0555123456",
        "Call ٠٥٥٥١٢٣٤٥٦",
        "",
        "  \u200b ",
        "x" * 1501,
    ):
        assert flaw(text) is not None, text


@given(st.integers(0, 2**30 - 1))
def test_a_code_reads_back_as_people_type_it(number: int) -> None:
    code = code_of(number)
    assert CODE.fullmatch(code)
    assert read_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code


@given(st.text(max_size=12))
def test_what_is_no_code_is_refused(words: str) -> None:
    code = read_code(words)
    assert code is None or CODE.fullmatch(code)


def test_a_button_without_a_version_is_a_command() -> None:
    assert Press("claim", "K7-4FQ2").version is None
