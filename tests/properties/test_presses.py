"""A staff button works as it was made, where it was put, until it ends; changed in anything it is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.actions import ACTIONS
from bot.casework.codes import code_of, number_of
from bot.casework.presses import CANCEL, SEND, Press, read_press, unpacked
from handlers.staff_buttons import LIFE, Buttons, NotAPress
from storage.sealing import ShortSecret

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
GROUP, ANNA, BORIS = -1001, 11, 12
KEY = ShortSecret("press-1", bytes(range(32)))
HERE = Buttons(KEY, lambda: NOW)

codes = st.integers(0, 2**30 - 1).map(code_of)
details = st.sampled_from(
    [(verb, None) for verb in ("claim", "read", "ask", "close", "release", CANCEL)]
    + [(row.name, word) for row in ACTIONS.values() for word in row.choices]
) | st.tuples(st.just(SEND), st.binary(min_size=6, max_size=6).map(bytes.hex))
presses = st.builds(
    lambda detail, code, version: Press(detail[0], code, version, detail[1]),
    details,
    codes,
    st.integers(1, 2**24 - 1),
)
chats = st.sampled_from([GROUP, ANNA, BORIS])


def at(now: datetime) -> Buttons:
    return Buttons(KEY, lambda: now)


@given(presses, chats)
def test_a_button_fits_telegram_says_nothing_and_opens_where_it_was_put(press: Press, chat: int) -> None:
    data = HERE.seal(press.words(), chat)
    assert len(data) == 64
    assert press.code not in data
    assert data != HERE.seal(press.words(), chat)
    assert HERE.open(data, chat) == press


@given(presses, chats, st.integers(0, 63), st.characters(codec="utf-8"))
def test_a_changed_sign_makes_it_none(press: Press, chat: int, place: int, sign: str) -> None:
    data = HERE.seal(press.words(), chat)
    changed = data[:place] + sign + data[place + 1 :]
    assert HERE.open(changed, chat) == (press if changed == data else None)


@given(presses, chats, st.integers(0, 64), st.characters(codec="utf-8"))
def test_a_sign_more_or_less_makes_it_none(press: Press, chat: int, place: int, sign: str) -> None:
    data = HERE.seal(press.words(), chat)
    assert HERE.open(data[:place] + sign + data[place:], chat) is None
    shorter = data[:place] + data[place + 1 :]
    assert HERE.open(shorter, chat) == (press if shorter == data else None)


@given(presses, presses, chats, st.integers(1, 63))
def test_two_buttons_put_together_are_none(one: Press, other: Press, chat: int, cut: int) -> None:
    first, second = HERE.seal(one.words(), chat), HERE.seal(other.words(), chat)
    joined = first[:cut] + second[cut:]
    assert HERE.open(joined, chat) is None or joined in (first, second)


@given(presses, chats, chats)
def test_a_button_that_was_carried_to_another_chat_is_none(press: Press, put: int, pressed: int) -> None:
    data = HERE.seal(press.words(), put)
    assert HERE.open(data, pressed) == (press if put == pressed else None)


@given(presses, st.integers(0, 10**9))
def test_in_private_a_button_ends_and_in_the_group_it_does_not(press: Press, seconds: int) -> None:
    later = at(NOW + timedelta(seconds=seconds))
    ended = timedelta(seconds=seconds) >= LIFE
    assert later.open(HERE.seal(press.words(), ANNA), ANNA) == (None if ended else press)
    assert later.open(HERE.seal(press.words(), GROUP), GROUP) == press


@given(presses, chats, st.binary(min_size=32, max_size=32))
def test_without_the_key_no_button_can_be_made(press: Press, chat: int, key: bytes) -> None:
    forged = Buttons(ShortSecret("press-1", key), lambda: NOW).seal(press.words(), chat)
    assert HERE.open(forged, chat) is None


@given(st.text(), chats)
def test_what_was_never_a_button_is_none(data: str, chat: int) -> None:
    assert HERE.open(data, chat) is None


@given(presses, chats)
def test_a_button_from_before_they_were_sealed_is_none(press: Press, chat: int) -> None:
    assert HERE.open(press.words(), chat) is None


@given(st.binary(min_size=20, max_size=20))
def test_whatever_was_sealed_opens_as_a_press_or_as_nothing(packed: bytes) -> None:
    found = unpacked(packed)
    assert found is None or read_press(found[0].words()) == found[0] or found[0].version == 0


@given(codes)
def test_a_code_is_its_number(code: str) -> None:
    assert code_of(number_of(code)) == code


@pytest.mark.parametrize("words", ["", "claim", "withdrawn:K7-4FQ2:1", "send:K7-4FQ2:1"])
def test_only_what_the_door_can_open_is_sent(words: str) -> None:
    with pytest.raises(NotAPress):
        HERE.seal(words, GROUP)
