"""Buttons that several screens share."""

from __future__ import annotations

from bot.interview import events
from bot.interview.draft import Place
from bot.interview.events import press
from bot.text import Button, Text, _

Rows = tuple[tuple[Button, ...], ...]


def button(label: Text, event: events.Press) -> Button:
    return Button(label, press(event))


def menu_button() -> Button:
    return button(_("Menu"), events.Went(Place.MENU))


def return_row() -> tuple[Button, ...]:
    return (button(_("Back"), events.Returned()),)


BACK = button(_("Back"), events.WentBack())
PAUSE = button(_("Pause"), events.Paused())
