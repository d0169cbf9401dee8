"""As few messages under way as Telegram's pace needs."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.at_once import MOST, AtOnce


@dataclass
class Timer:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def sent(at_once: AtOnce, timer: Timer, seconds: float, times: int = 60) -> None:
    for number in range(times):
        at_once.begins(bytes([number]))
        timer.now += seconds
        at_once.marked(bytes([number]))


def test_where_an_answer_comes_at_once_one_is_under_way() -> None:
    timer = Timer()
    at_once = AtOnce(timer=timer)
    assert at_once.most() == 1
    sent(at_once, timer, 0.004)
    assert at_once.most() == 1


def test_a_slow_telegram_gets_as_many_as_its_pace_allows() -> None:
    timer = Timer()
    at_once = AtOnce(timer=timer)
    sent(at_once, timer, 0.1)
    assert at_once.most() == 3
    sent(at_once, timer, 9.0)
    assert at_once.most() == MOST


def test_what_hangs_makes_room_for_others_as_it_grows_old() -> None:
    timer = Timer()
    at_once = AtOnce(timer=timer)
    at_once.begins(b"hangs")
    assert at_once.most() == 1
    timer.now += 0.05
    assert at_once.most() == 2
    timer.now += 60
    assert at_once.most() == MOST


def test_a_server_without_limits_gets_all_it_can_take() -> None:
    assert AtOnce(unlimited=True).most() == MOST
