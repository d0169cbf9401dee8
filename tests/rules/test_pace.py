"""Telegram's sending limits: what may go out now, and when the next may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handlers.pace import APART, AT_ONCE, BOT, GROUP, PRIVATE, UNHURRIED, Pace

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ANNA, BORIS = b"anna", b"boris"


def sent(pace: Pace, chat: bytes, count: int, *, group: bool = False, urgent: bool = False) -> list[datetime]:
    """The moments at which so many calls go out, each as soon as it may."""
    now, moments = NOW, []
    for _call in range(count):
        now = pace.ready(chat, group=group, now=now, urgent=urgent)
        pace.count(chat, now=now)
        moments.append(now)
    return moments


def test_a_private_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    moments = sent(Pace(), ANNA, 3 * PRIVATE[0])
    assert moments[: PRIVATE[0]] == [NOW] * PRIVATE[0]
    assert moments[-1] - NOW == timedelta(seconds=2 * PRIVATE[0])


def test_a_group_gets_twenty_a_minute_the_last_of_them_for_what_is_urgent() -> None:
    pace = Pace()
    for _call in range(UNHURRIED[0]):
        pace.count(ANNA, now=NOW)
    assert pace.ready(ANNA, group=True, now=NOW) == NOW + UNHURRIED[1]
    kept = GROUP[0] - UNHURRIED[0]
    assert sent(pace, ANNA, kept + 1, group=True, urgent=True) == [NOW] * kept + [NOW + GROUP[1]]


def test_when_much_goes_to_a_group_it_goes_one_by_one_so_that_a_place_is_soon_free() -> None:
    moments = sent(Pace(), ANNA, 100, group=True)
    assert moments[: AT_ONCE[0]] == [NOW] * AT_ONCE[0]
    later = moments[AT_ONCE[0] - 1 :]
    assert all(after - before >= APART for before, after in pairwise(later))
    assert moments[-1] - NOW <= 100 / UNHURRIED[0] * UNHURRIED[1]


def test_a_call_that_took_long_counts_from_its_end() -> None:
    pace = Pace()
    sent(pace, ANNA, PRIVATE[0])
    pace.ended(ANNA, now=NOW + timedelta(seconds=2))
    moments = sent(pace, ANNA, PRIVATE[0])
    assert moments == [NOW + PRIVATE[1]] * (PRIVATE[0] - 1) + [NOW + timedelta(seconds=2) + PRIVATE[1]]


def test_one_chat_does_not_hold_up_another() -> None:
    pace = Pace()
    sent(pace, ANNA, PRIVATE[0])
    assert pace.ready(ANNA, group=False, now=NOW) > NOW
    assert pace.ready(BORIS, group=False, now=NOW) == NOW


def test_a_bot_sends_thirty_a_second_to_all() -> None:
    pace = Pace()
    for number in range(BOT[0]):
        pace.count(b"%d" % number, now=NOW)
    assert pace.ready(ANNA, group=False, now=NOW) == NOW + BOT[1]


def test_without_limits_nothing_is_held_back() -> None:
    assert sent(Pace(unlimited=True), ANNA, 100) == [NOW] * 100


def test_chats_of_long_ago_are_forgotten() -> None:
    pace = Pace()
    for number in range(10_000):
        pace.count(b"%d" % number, now=NOW)
    pace.count(ANNA, now=NOW + GROUP[1])
    assert len(pace._chats) == 1


@given(st.lists(st.tuples(st.sampled_from([ANNA, BORIS]), st.integers(0, 900)), max_size=80))
def test_the_limits_hold_in_every_span_of_time(calls: list[tuple[bytes, int]]) -> None:
    pace, now = Pace(), NOW
    moments: list[tuple[bytes, datetime]] = []
    for chat, pause in calls:
        now = pace.ready(chat, group=False, now=now + timedelta(milliseconds=pause))
        pace.count(chat, now=now)
        moments.append((chat, now))
    for chat, begin in moments:
        here = [at for other, at in moments if other == chat and begin <= at < begin + PRIVATE[1]]
        assert len(here) <= PRIVATE[0]
        assert len([at for _chat, at in moments if begin <= at < begin + BOT[1]]) <= BOT[0]
