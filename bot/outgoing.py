"""What a bot says, as a value: written with the change that caused it, sent later by `deliver`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.charts import Chart
from bot.sorts import BySort
from bot.text import Screen


@dataclass(frozen=True, slots=True)
class Panel:
    """The one message a witness sees. Edited in place; `below` sends it anew, under what they sent,
    and removes the old one; `adopt` is the id of a message that becomes the panel. What the witness wrote
    and now is kept, `erase`, goes once this is shown."""

    screen: Screen
    below: bool = False
    adopt: int | None = None
    erase: tuple[int, ...] = ()
    sort: Literal["panel"] = "panel"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of its own. `protected` cannot be forwarded or saved. `thread`: in this topic of the group's,
    for as long as that takes messages."""

    screen: Screen
    protected: bool = False
    thread: int | None = None
    sort: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class Replace:
    """Another wording of the message with this id; sent anew when that one is gone."""

    message: int
    screen: Screen
    sort: Literal["replace"] = "replace"


@dataclass(frozen=True, slots=True)
class Erase:
    """Messages to delete; those that are too old or gone are passed over."""

    messages: tuple[int, ...]
    sort: Literal["erase"] = "erase"


@dataclass(frozen=True, slots=True)
class Cover:
    """The panel says this where it stands; a panel that is gone is not sent anew."""

    screen: Screen
    sort: Literal["cover"] = "cover"


@dataclass(frozen=True, slots=True)
class Vanish:
    """All that stands in this chat is deleted; then this is the last word there. `panel` is emptied if it
    is too old to be deleted."""

    panel: int | None
    screen: Screen
    sort: Literal["vanish"] = "vanish"


@dataclass(frozen=True, slots=True)
class Card:
    """The group's message about a case: edited where it stands, else sent."""

    case: int
    screen: Screen
    sort: Literal["card"] = "card"


@dataclass(frozen=True, slots=True)
class Placed:
    """Another message of the group's with a place of its own there, as a card has: the board, a digest."""

    place: str
    screen: Screen
    sort: Literal["placed"] = "placed"


@dataclass(frozen=True, slots=True)
class Topic:
    """A case's topic: made when it is `open` and not there, closed when it is not. `screen` is its first
    message, edited where it stands."""

    case: int
    name: str
    screen: Screen
    open: bool
    sort: Literal["topic"] = "topic"


@dataclass(frozen=True, slots=True)
class Copy:
    """What a case says, in private: first a neutral line, then, in its place, this. Protected, and only
    while the private copy with this number is wanted."""

    copy: int
    screen: Screen
    sort: Literal["copy"] = "copy"


@dataclass(frozen=True, slots=True)
class Preview:
    """A re-encoded copy of a file, under a neutral name; otherwise like `Copy`."""

    copy: int
    file: str
    name: str
    caption: Screen
    sort: Literal["preview"] = "preview"


@dataclass(frozen=True, slots=True)
class Picture:
    """Figures, drawn when they are sent; `caption` says the same in words, and stands alone if that fails.
    `thread` as in `Message`. In the place of the picture in `message`, if that is given."""

    chart: Chart
    caption: Screen
    dark: bool = False
    thread: int | None = None
    message: int | None = None
    sort: Literal["picture"] = "picture"


Body = Annotated[
    Panel | Message | Replace | Erase | Cover | Vanish | Card | Placed | Topic | Copy | Preview | Picture,
    BySort(),
]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`bot` and `chat` are Telegram's ids; `language` is the reader's."""

    bot: int
    chat: int
    language: str
    body: Body
