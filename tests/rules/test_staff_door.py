"""What of the desk's group goes through the staff bot's door: commands, and the notice of its own pin."""

from __future__ import annotations

from typing import Any

from handlers.staff_trim import trimmed

DESK, NAME = -1001234567890, "our_desk_bot"
GROUP = {"id": DESK, "type": "supergroup", "title": "Desk: reports"}
BOARD = {"message_id": 3, "date": 1, "chat": GROUP, "text": "Open cases: 4"}
BOT = {"id": 7, "is_bot": True, "first_name": "Our desk", "username": "Our_Desk_Bot"}
NINO = {"id": 8, "is_bot": False, "first_name": "Nino", "username": "nino_x", "language_code": "en"}


def door(**message: Any) -> Any:
    """What is left of a message to the group."""
    raw = {"update_id": 1, "message": {"message_id": 5, "date": 2, "chat": GROUP, **message}}
    kept = trimmed(raw, DESK, NAME)
    assert trimmed(kept, DESK, NAME) == kept
    return kept.get("message")


def test_a_pin_of_the_bots_own_is_told_without_what_it_says() -> None:
    here = {"id": DESK, "type": "supergroup"}
    assert door(**{"from": BOT, "pinned_message": BOARD}) == {
        "message_id": 5,
        "date": 2,
        "chat": here,
        "from": {"id": 7, "is_bot": True, "first_name": "-", "username": "Our_Desk_Bot"},
        "pinned_message": {"message_id": 3, "date": 1, "chat": here},
    }


def test_pins_of_others_and_elsewhere_stay_outside() -> None:
    assert door(**{"from": NINO, "pinned_message": BOARD}) is None
    assert door(**{"from": BOT, "pinned_message": BOARD, "chat": {"id": -5, "type": "group"}}) is None
    assert door(**{"from": BOT, "pinned_message": {}}) is None


def test_a_command_says_in_which_topic_it_stands() -> None:
    typed = {"from": NINO, "text": "/next", "message_thread_id": 40, "is_topic_message": True}
    kept = door(**typed)
    assert (kept["message_thread_id"], kept["is_topic_message"]) == (40, True)
    assert door(**{**typed, "text": "We meet by the river."}) is None
