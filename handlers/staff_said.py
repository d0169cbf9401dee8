"""What somebody wrote to the staff bot, read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A message to the bot, read. `text` is None for anything that is not text; `message` is its id,
    `thread` the topic of the group's that it stands in."""

    update_id: int
    person: int
    chat: int
    text: str | None
    member: bool
    phone: str | None = None
    message: int | None = None
    thread: int | None = None
