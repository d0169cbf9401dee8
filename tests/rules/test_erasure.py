"""When the text of a closed case goes: rules on values, with the time passed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.casework.act import act
from bot.casework.cards import card
from bot.casework.case import (
    NO_FACTS,
    Case,
    CloseReason,
    Consent,
    Facts,
    Flag,
    LegalReason,
    Priority,
    Role,
    Track,
    Workflow,
)
from bot.casework.commands import Command, LegalHold
from bot.casework.dry_run import AT_ONCE, pages
from bot.casework.effects import ChooseReason, ConfirmLegalHold, HideCopies, Record, ShowCard, Toast
from bot.casework.erasure import (
    NOTICE,
    TEXT_KEPT,
    Closed,
    Stop,
    Timer,
    announced,
    is_over,
    is_to_announce,
    postponed,
    timed,
)
from bot.casework.presses import Press, read_press
from handlers.translate import Wording

CLOSED_AT = datetime(2026, 3, 14, 12, 34, 56, tzinfo=UTC)
DAY = timedelta(days=1)
CLOSED = Closed(7, "K7-4FQ2", Track.REPORT, 5, CLOSED_AT, frozenset(), None)
ADMIN = 11
CASE = Case(
    7,
    "K7-4FQ2",
    Track.REPORT,
    "main",
    Workflow.CLOSED,
    Priority.URGENT,
    CLOSED_AT - 3 * DAY,
    Facts(("torture",), "KG", "KG-GB", "ru", "Asia/Bishkek", 2, Consent(True, True, True)),
    version=5,
    assignee=12,
    closed_reason=CloseReason.DOCUMENTED,
    closed_at=CLOSED_AT,
    flags=frozenset({Flag.CHANNEL_CHANGED}),
)


@pytest.mark.parametrize(("track", "days"), [(Track.REPORT, 30), (Track.AID, 90)])
def test_the_time_of_each_track_runs_from_closing(track: Track, days: int) -> None:
    assert timed(replace(CLOSED, track=track), CLOSED_AT + 99 * DAY).due_at == CLOSED_AT + days * DAY
    assert set(TEXT_KEPT) == set(Track)


@pytest.mark.parametrize("stop", Stop)
def test_whatever_stops_it_makes_it_start_anew_and_undoes_the_announcement(stop: Stop) -> None:
    running = announced(timed(CLOSED, CLOSED_AT), CLOSED_AT + 28 * DAY)
    stopped = timed(replace(CLOSED, timer=running, stops=frozenset({stop})), CLOSED_AT + 29 * DAY)
    assert stopped == Timer(CLOSED_AT)
    ended = CLOSED_AT + 50 * DAY
    assert timed(replace(CLOSED, timer=stopped), ended) == Timer(CLOSED_AT, ended + 30 * DAY)


def test_a_case_that_was_closed_again_starts_anew() -> None:
    again = CLOSED_AT + 40 * DAY
    told = announced(timed(CLOSED, CLOSED_AT), CLOSED_AT + 28 * DAY)
    assert timed(replace(CLOSED, closed_at=again, timer=told), again) == Timer(again, again + 30 * DAY)


def test_only_what_was_announced_a_day_before_goes() -> None:
    timer, late = timed(CLOSED, CLOSED_AT), CLOSED_AT + 45 * DAY
    assert not is_to_announce(timer, CLOSED_AT + 27 * DAY)
    assert is_to_announce(timer, CLOSED_AT + 28 * DAY)
    assert not is_over(timer, late)
    told = announced(timer, late)
    assert not is_to_announce(told, late)
    assert told.due_at == late + NOTICE
    assert not is_over(told, late + NOTICE - timedelta(seconds=1))
    assert is_over(told, late + NOTICE)
    in_time = announced(timer, CLOSED_AT + 28 * DAY)
    assert in_time.due_at == CLOSED_AT + 30 * DAY


def test_what_nobody_can_have_read_yet_waits() -> None:
    timer, now = timed(CLOSED, CLOSED_AT), CLOSED_AT + 29 * DAY
    assert postponed(timer, now) == timer
    assert (
        postponed(announced(timer, CLOSED_AT + 28 * DAY), CLOSED_AT + 33 * DAY).due_at == CLOSED_AT + 34 * DAY
    )


def test_a_tombstone_says_nothing_of_what_was_told() -> None:
    after, effects = act(CASE, Command("purged", CLOSED_AT + 30 * DAY))
    assert after == Case(
        7,
        "K7-4FQ2",
        Track.REPORT,
        "main",
        Workflow.PURGED,
        Priority.NORMAL,
        datetime(2026, 3, 11, tzinfo=UTC),
        NO_FACTS,
        version=6,
        closed_reason=CloseReason.DOCUMENTED,
        closed_at=datetime(2026, 3, 14, tzinfo=UTC),
    )
    assert effects == (ShowCard(after), HideCopies(after), Record("purged"))
    shown = card(after, {}, 2, 0, CLOSED_AT)
    assert not shown.rows
    assert len(shown.lines) == 2


@pytest.mark.parametrize("action", ["claim", "read", "ask", "close", "release", "legalhold", "endlegalhold"])
def test_no_button_works_on_a_tombstone_and_staff_are_told_what_it_is(action: str) -> None:
    tombstone, _effects = act(CASE, Command("purged", CLOSED_AT))
    after, effects = act(tombstone, Command(action, CLOSED_AT, ADMIN, Role.ADMIN))
    assert after == tombstone
    assert effects[1:] == (Record("refused", action),)
    assert isinstance(effects[0], Toast)
    assert "its text has been removed here" in effects[0].text.msgid
    assert len(Wording().words(effects[0].text, "ru")) <= 200


def test_a_hold_is_asked_twice_and_has_a_reason() -> None:
    def hold(payload: LegalHold | None) -> Command:
        return Command("legalhold", CLOSED_AT, ADMIN, Role.ADMIN, payload=payload)

    assert act(CASE, hold(None)) == (CASE, (ChooseReason(CASE, "legalhold"),))
    assert act(CASE, hold(LegalHold(LegalReason.COURT))) == (
        CASE,
        (ConfirmLegalHold(CASE, LegalReason.COURT),),
    )
    held, effects = act(CASE, hold(LegalHold(LegalReason.COURT, True)))
    assert held == replace(CASE, version=6, flags=CASE.flags | {Flag.LEGAL_HOLD})
    assert effects[-1] == Record("legal hold", "court")
    assert act(held, hold(None))[0] == held
    assert act(CASE, Command("endlegalhold", CLOSED_AT, ADMIN, Role.ADMIN))[0] == CASE
    free, effects = act(held, Command("endlegalhold", CLOSED_AT, ADMIN, Role.ADMIN))
    assert free == replace(CASE, version=7)
    assert effects[-1] == Record("legal hold ended")


def test_what_confirms_a_hold_always_says_why() -> None:
    kept = Press("confirm", "K7-4FQ2", 5, "court")
    assert read_press(kept.words()) == kept
    assert kept.payload == LegalHold(LegalReason.COURT, True)
    assert read_press("legalhold:K7-4FQ2:5:witness") == Press("legalhold", "K7-4FQ2", 5, "witness")
    for forged in (
        "confirm:K7-4FQ2:5",
        "confirm:K7-4FQ2:5:spam",
        "legalhold:K7-4FQ2:5:spam",
        "close:K7-4FQ2:5:court",
    ):
        assert read_press(forged) is None


def test_every_case_of_a_dry_run_has_its_line_and_its_button() -> None:
    codes = [f"K7-{number:04}" for number in range(45)]
    soon = [(replace(CLOSED, code=code), timed(CLOSED, CLOSED_AT)) for code in codes]
    shown = list(pages(soon))
    assert [len(page.rows) for page in shown] == [AT_ONCE, AT_ONCE, 5]
    assert [row[0].press for page in shown for row in page.rows] == [f"legalhold:{code}:5" for code in codes]
    said = " ".join(dict(line.text.params).get("code", "") for page in shown for line in page.lines)  # type: ignore[misc]
    assert all(code in said for code in codes)
