"""An answer of getUpdates in which something cannot be read: the rest of it can."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.batches import UNREADABLE, read, updates
from handlers.updates import _after, chat_of, id_of
from handlers.wire import Unreached, Unreadable

DEEP = b'{"update_id":2,"message":' + b'{"a":' * 200_000 + b"1" + b"}" * 200_000 + b"}"
HUGE = b'{"update_id":3,"message":{"date":' + b"9" * 5000 + b"}}"


def answer(*members: bytes) -> bytes:
    return b'{"ok":true,"result":[' + b",".join(members) + b"]}"


def good(number: int, text: str = "hello") -> bytes:
    return json.dumps({"update_id": number, "message": {"text": text}}).encode()


def test_a_lone_surrogate_comes_through() -> None:
    result = read(answer(good(1), good(2, "half \ud83d of it"), good(3)))["result"]
    assert [each["message"]["text"] for each in result] == ["hello", "half \ud83d of it", "hello"]


@pytest.mark.parametrize("poison", [DEEP, HUGE, b'{"update_id": 4, "message": tru}'])
def test_what_cannot_be_read_leaves_its_id_and_its_neighbours(poison: bytes) -> None:
    result = read(answer(good(1, 'with " and ] and } and \\'), poison, good(9)))["result"]
    assert [each["update_id"] for each in result][::2] == [1, 9]
    assert result[1][UNREADABLE] is True
    assert result[1].keys() == {"update_id", UNREADABLE}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        answer(good(1), good(2))[:-20],
        answer(good(1))[:-2],
        b'{"ok":true,"result":"',
        answer(b'{"message": nonsense}'),
    ],
)
def test_an_answer_that_is_cut_off_is_none(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)


def test_a_failing_server_need_not_speak_json() -> None:
    with pytest.raises(Unreached) as away:
        read(b"<html>Bad Gateway</html>", 502)
    assert not isinstance(away.value, Unreadable)


@pytest.mark.parametrize("result", [None, {}, "updates", 5])
def test_only_a_list_is_a_list_of_updates(result: object) -> None:
    with pytest.raises(Unreadable):
        updates(result)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_unreadable(body: bytes) -> None:
    try:
        read(answer(good(1), body))
    except Unreached:
        return


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), max_size=5))
def test_parting_by_brackets_finds_the_same_members(members: list[dict[str, str]]) -> None:
    parts = [json.dumps({"update_id": number, "m": each}).encode() for number, each in enumerate(members)]
    spoiled = read(answer(*parts, b'{"update_id": 99, "m": }'))["result"]
    assert spoiled[:-1] == [json.loads(part) for part in parts]
    assert spoiled[-1]["update_id"] == 99


def test_the_offset_goes_by_the_last_id_that_is_one() -> None:
    assert _after([]) is None
    assert _after([{"update_id": 7}, {"update_id": 3}]) == 4
    assert _after([{"update_id": 7}, {"update_id": "x"}, {}, 5]) == 8  # type: ignore[list-item]
    with pytest.raises(Unreadable):
        _after([{"message": {}}])


@pytest.mark.parametrize("number", [None, True, "7", 7.0, -1, 2**62, 10**30, [7]])
def test_an_odd_id_is_none(number: object) -> None:
    assert id_of({"update_id": number}) is None


@pytest.mark.parametrize("chat", [None, "7", [7], {"id": 7}, 7.5, True])
def test_an_odd_chat_is_none(chat: object) -> None:
    assert chat_of({"update_id": 1, "message": {"chat": {"id": chat}}}) is None
