"""Reading a case in private to its end: every page of the text, and every file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.simulator.rooms import Message
from tests.soak.people import Button, Phone, buttons

ON = ("More text (", "More files (")


async def read(phone: Phone, code: str, press: Callable[[], Awaitable[None]], *, twice: bool) -> None:
    """From the card, by `press`, to the list of files, the last message of a reading; then page by page."""
    before = phone.bot.last_message_id
    await phone.surely(press, lambda: _list(phone, code, before), f"{code} to read", twice=twice)
    while (onward := _onward(phone, code, before)) is not None:
        label = onward.label

        def turned(label: str = label) -> bool:
            there = _onward(phone, code, before)
            return _list(phone, code, before) is not None and (there is None or there.label != label)

        await phone.surely(lambda: phone.press(_onward(phone, code, before)), turned, f"{label} of {code}")


def _list(phone: Phone, code: str, before: int) -> Message | None:
    """The newest that is of this reading."""
    titles = (f"{code}: files", f"{code}: no files")
    found = (each for each in phone.messages() if each.id > before and each.text.startswith(titles))
    return next(found, None)


def _onward(phone: Phone, code: str, before: int) -> Button | None:
    """What leads on from the page that is shown: first through the text, then through the files."""
    listed = _list(phone, code, before)
    return next((each for each in buttons(listed) if each.label.startswith(ON)), None) if listed else None
