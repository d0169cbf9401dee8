"""How the staff bot explains itself, by role and in pages that are no walls of text."""

from __future__ import annotations

import pytest

from bot.casework import guide
from bot.casework.case import Role
from bot.casework.presses import read_press
from handlers.translate import Wording
from tests.rules.test_cards import labels_of, said

WORDING = Wording()
LINES = 22  # with what fits beside one another on a small phone: about one screen and a half


def test_what_only_admins_can_type_stands_on_a_page_of_their_own() -> None:
    assert labels_of(guide.commands(Role.ADMIN)) == ["For admins"]
    assert "/pause" in said(guide.commands(Role.ADMIN, guide.OF_ADMINS))
    press = read_press(guide.ADMINS.press)
    assert press is not None
    assert (press.action, press.version) == ("commands", guide.OF_ADMINS)
    for role in (Role.MONITOR, Role.MODERATOR):
        assert labels_of(guide.commands(role)) == []
        assert guide.commands(role, guide.OF_ADMINS) == guide.commands(role)
        assert "/pause" not in said(guide.commands(role))


@pytest.mark.parametrize("language", WORDING.languages)
@pytest.mark.parametrize("page", [0, guide.OF_ADMINS])
def test_no_page_of_commands_is_a_wall_of_text(page: int, language: str) -> None:
    worded = WORDING.screen(guide.commands(Role.ADMIN, page), language)
    assert len([line for line in worded.text.splitlines() if line]) <= LINES
