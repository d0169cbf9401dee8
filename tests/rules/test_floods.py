"""429: when several chats at a time mean the whole bot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.floods import MOMENT, SEVERAL, Floods

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
BOT, MIRROR = 1, 2


def note(floods: Floods, chats: int, *, seconds: float = 60, now: datetime = NOW, bot: int = BOT) -> bool:
    """So many chats of a bot are refused at a moment; whether that silences it."""
    return [floods.note(bot, b"%d" % chat, seconds=seconds, now=now) for chat in range(chats)][-1]


def test_one_chat_again_and_again_is_that_chat_alone() -> None:
    floods = Floods()
    assert not any(note(floods, 1) for _ in range(10))
    assert floods.over([BOT], NOW) == NOW


def test_several_chats_at_a_moment_are_the_bot() -> None:
    floods = Floods()
    assert note(floods, SEVERAL)
    assert floods.over([BOT], NOW) == NOW + timedelta(seconds=60)
    assert floods.over([BOT], NOW + timedelta(seconds=61)) == NOW + timedelta(seconds=61)


def test_several_chats_over_a_longer_time_are_not() -> None:
    floods = Floods()
    assert not any(
        floods.note(BOT, b"%d" % chat, seconds=60, now=NOW + chat * MOMENT) for chat in range(SEVERAL * 3)
    )


def test_the_bot_is_silent_for_the_shortest_of_the_waits() -> None:
    floods = Floods()
    for chat, seconds in enumerate((3600, 7, 900)):
        floods.note(BOT, b"%d" % chat, seconds=seconds, now=NOW)
    assert floods.over([BOT], NOW) == NOW + timedelta(seconds=7)


def test_a_mirror_goes_on() -> None:
    floods = Floods()
    note(floods, SEVERAL)
    assert floods.over([BOT, MIRROR], NOW) == NOW
    note(floods, SEVERAL, seconds=30, bot=MIRROR)
    assert floods.over([BOT, MIRROR], NOW) == NOW + timedelta(seconds=30)
