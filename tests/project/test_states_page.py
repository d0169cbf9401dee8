"""The page on the states of a case says what the table says."""

from __future__ import annotations

from bot.casework.actions import ACTIONS
from bot.casework.states_page import page
from tests.project.tree import ROOT


def test_the_page_is_what_the_table_makes_of_it() -> None:
    assert (ROOT / "docs/states.md").read_text() == page(), "run `make states`"


def test_every_action_stands_on_it() -> None:
    shown = page()
    assert [name for name in ACTIONS if f"`{name}`" not in shown and f"`/{name}`" not in shown] == []
