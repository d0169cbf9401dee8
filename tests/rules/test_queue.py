"""Whose turn it is in the queue, what the board says, and the lists that staff read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.casework import lists
from bot.casework.board import PAUSED, ROWS, WITH_ARCHIVE, board
from bot.casework.case import Case, Consent, Facts, Flag, Priority, Track, Workflow
from bot.casework.presses import DESK_WIDE, OF_FIGURES, Press, read_press, unpacked
from bot.casework.queue import Queued, waiting
from bot.text import Screen, Text, _
from handlers.translate import Wording

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDING = Wording()


def queued(id: int, priority: Priority = Priority.NORMAL, **more: object) -> Queued:
    made = Queued(id, f"K7-4FQ{id}", Workflow.NEW, priority, NOW - HOUR)
    return replace(made, **more)  # type: ignore[arg-type]


def case(id: int, **more: object) -> Case:
    facts = Facts(("torture",), "kg", "kg_gb", "ru", "UTC", 0, Consent(True, False, False))
    made = Case(
        id, f"K7-4FQ{id}", Track.REPORT, "main", Workflow.NEW, Priority.NORMAL, NOW - HOUR, facts
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def words(shown: Screen) -> str:
    return WORDING.screen(shown, "en").text


def presses(shown: Screen) -> list[str]:
    return [button.press for row in shown.rows for button in row]


def test_the_overdue_come_first_then_the_urgent_then_the_older() -> None:
    overdue = queued(4, Priority.LOW, flags=frozenset({Flag.OVERDUE}))
    urgent, older, newer = queued(3, Priority.URGENT), queued(1), queued(2)
    assert waiting((newer, older, urgent, overdue), NOW) == (overdue, urgent, older, newer)


def test_who_has_a_case_keeps_it_until_the_claim_has_run_out() -> None:
    held = queued(1, assignee=7, claimed_until=NOW + HOUR, workflow=Workflow.IN_REVIEW)
    assert waiting((held,), NOW) == ()
    assert waiting((held,), NOW + HOUR) == (held,)
    assert waiting((replace(held, claimed_until=None),), NOW) == ()


def test_what_rests_or_waits_for_the_witness_is_nobodys_to_take() -> None:
    for state in (Workflow.ON_HOLD, Workflow.AWAITING_WITNESS):
        assert waiting((queued(1, workflow=state),), NOW) == ()


def test_the_board_counts_what_is_open() -> None:
    shown = board(
        (
            queued(1, Priority.URGENT, flags=frozenset({Flag.OVERDUE})),
            queued(2, assignee=7, claimed_until=NOW + HOUR, workflow=Workflow.AWAITING_WITNESS),
            queued(3, opened_at=NOW - 26 * HOUR),
            queued(4, workflow=Workflow.ON_HOLD, assignee=7),
        ),
        NOW,
        with_archive=False,
        paused=False,
    )
    assert words(shown) == (
        "Open cases: 4\n\n"
        "🔴 Urgent: 1, not claimed: 1\n"
        "🔹 Normal: 3, not claimed: 1\n"
        "⏰ Overdue: 1\n"
        "⏳ Waiting for the witness: 1\n"
        "⏸ On hold: 1\n"
        "The oldest that nobody has claimed: received today"
    )
    assert shown.rows == ROWS


def test_of_the_board_a_phone_shows_the_count_unless_nobody_can_report() -> None:
    lines = [line.text for line in board((), NOW, with_archive=True, paused=True).lines]
    assert lines == [PAUSED, _("No open cases."), WITH_ARCHIVE]
    lines = [line.text for line in board((), NOW, with_archive=True, paused=False).lines]
    assert lines == [_("No open cases."), WITH_ARCHIVE]


def test_buttons_about_the_whole_desk_fit_and_come_back() -> None:
    for action in DESK_WIDE | OF_FIGURES:
        press = Press(action, "", 739_000)
        assert read_press(press.words()) == press
        assert unpacked(press.packed(None)) == (press, None)
    for forged in ("next:K7-4FQ2:1", "claim::1", "next::01", "next::"):
        assert read_press(forged) is None


def test_a_digest_names_each_case_and_claims_it() -> None:
    shown = lists.digest((case(1), case(2, priority=Priority.HIGH)), {"torture": _("Torture")}, NOW, True)
    told = "Received: today\n🔹 K7-4FQ1 · Torture · kg\n🔶 K7-4FQ2 · Torture · kg\n"
    assert f"2 new cases\n\n{told}" in words(shown)
    assert presses(shown) == ["claim:K7-4FQ1:1", "claim:K7-4FQ2:1"]
    assert "have cards of their own now" in words(lists.digest((), {}, NOW, True))


def test_a_digest_names_each_age_once_and_keeps_the_order() -> None:
    of_before = case(1, opened_at=NOW - timedelta(days=2))
    shown = words(lists.digest((of_before, case(2), case(3)), {}, NOW, False))
    ages = ("Received: 2 days ago", "K7-4FQ1", "Received: today", "K7-4FQ2", "K7-4FQ3")
    places = [shown.index(each) for each in ages]
    assert places == sorted(places)
    assert shown.count("Received") == 2


def test_the_queue_says_which_are_overdue_and_parts_one_case_from_the_next() -> None:
    overdue = case(1, flags=frozenset({Flag.OVERDUE}))
    told = "🔹 K7-4FQ1 · today · ⏰ Overdue\ntorture\nkg, kg_gb\n\n🔹 K7-4FQ2 · today\ntorture\nkg, kg_gb"
    assert told in words(lists.queue((overdue, case(2)), 0, {}, NOW, True))


def test_ones_own_cases_are_paged() -> None:
    own = tuple(
        replace(case(1), id=id, code=f"K7-4F{id:02}", workflow=Workflow.IN_REVIEW) for id in range(21)
    )
    first = lists.mine(own[:10], 21, 0, {}, NOW, True)
    last = lists.mine(own[20:], 21, 2, {}, NOW, True)
    assert "You have 21 open cases" in words(first)
    assert "In review" in words(first)
    assert presses(first)[-2:] == ["read:K7-4F09:1", "mine::1"]
    assert presses(last) == ["read:K7-4F20:1", "mine::1"]


def test_what_is_not_shown_is_counted() -> None:
    assert "3 more are not shown." in words(lists.queue((case(1),), 3, {}, NOW, True))
    found = words(lists.found((case(1),), 1, {}, NOW, True))
    assert "2 open cases fit" in found
    assert "/case K7-4FQ1" in found


def test_a_case_is_found_by_what_its_card_says() -> None:
    labels = {"kg": _("Kyrgyzstan"), "language:ru": _("Русский")}
    mine = case(1, assignee=7, flags=frozenset({Flag.OVERDUE}))

    def said(text: Text) -> str:
        return WORDING.words(text, "en")

    for word in ("kyrg", "kg", "4fq1", "k7-4", "русс", "NORMAL", "overdue", "new", "me", "torture"):
        assert lists.fits(mine, word, 7, labels, said), word
    for word in ("belarus", "me", "urgent"):
        assert not lists.fits(mine, word, 8, labels, said), word
    sensitive = replace(mine, flags=mine.flags | {Flag.SENSITIVE})
    for word in ("kyrg", "kg", "torture"):  # what its card keeps quiet about
        assert not lists.fits(sensitive, word, 7, labels, said), word
    assert lists.fits(sensitive, "4fq1", 7, labels, said)
