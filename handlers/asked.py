"""What staff ask of the desk, by a press or a command, and what they are told at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.casework.presses import Press
from bot.text import Text
from handlers.wire import Known


@dataclass(frozen=True, slots=True)
class Asked:
    """A press or a typed command, read. `chat` is where; `pressed` the message whose button it was;
    `member`: still in the group; `phone` the phone's language, told at /start. `words` follow a typed
    command's code, `message` is the message they stand in, `thread` the topic of the group's that it is in;
    `people` are those whom they may name."""

    update_id: int
    person: int
    chat: int
    press: Press
    member: bool
    pressed: int | None = None
    phone: str | None = None
    words: str = ""
    message: int | None = None
    people: tuple[Known, ...] = ()
    thread: int | None = None

    @property
    def private(self) -> bool:
        return self.chat == self.person


@dataclass(frozen=True, slots=True)
class Answer:
    """What the presser is told after the commit; `held_by` has claimed `code`; `url` is opened instead.
    `compare` is the code of a case that others are to be compared with, for the presser; `redraw`: the
    picture whose button it was is to be drawn."""

    text: Text | None = None
    language: str = "en"
    held_by: int | None = None
    code: str = ""
    url: str | None = None
    compare: str | None = None
    redraw: bool = False
