"""What both libraries can do for us, and the few ways in which Telegram says no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from handlers.translate import Worded

WAIT = 5.0  # seconds, where Telegram does not say how long
LONGEST_WAIT = 3600.0  # seconds; if it meant more, it says so again


class Unreached(Exception):
    """No answer, or a server's failure: the call may or may not have had its effect."""


class Unreadable(Unreached):
    """An answer that is cut off, or none of Telegram's."""


@dataclass
class Later(Exception):
    """Too many calls; again after so many seconds."""

    seconds: float


class Blocked(Exception):
    """The person blocked the bot, or the bot is no longer in the chat."""


@dataclass
class Moved(Exception):
    """The group became a supergroup, with another id."""

    to: int


class Gone(Exception):
    """The message is not there any more, or too old to be changed."""


class Refused(Exception):
    """Telegram will not take this call, now or later; the message is its description."""


class Barred(Refused):
    """The bot may not write in this group, or does not know it: that can be mended there."""


class Conflict(Exception):
    """Another program fetches this bot's updates."""


class Revoked(Exception):
    """The token is not valid any more."""


# Why Telegram does not say what was asked; and what comes of taking the shape of its answer on trust.
UNANSWERED = (Blocked, Conflict, Later, Moved, Refused, Revoked, Unreached)
ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Known:
    """How the desk's group knows somebody. `gone`: it says that they left, not just that it knows nothing."""

    user: int
    first_name: str = ""
    username: str = ""
    present: bool = False
    gone: bool = False


class Wire(Protocol):
    """One bot's calls. `send` returns the new message's id."""

    async def send(self, chat: int, worded: Worded, *, protected: bool) -> int: ...

    async def edit(self, chat: int, message: int, worded: Worded) -> None: ...

    async def delete(self, chat: int, messages: tuple[int, ...]) -> None: ...


class PrivateWire(Wire, Protocol):
    """What showing a case in private takes; the wire of the staff bot. That is protected and makes no sound;
    files are shown as the endings of their names say."""

    async def send_quietly(self, chat: int, worded: Worded) -> int: ...

    async def edit_file(self, chat: int, message: int, content: bytes, name: str, worded: Worded) -> None:
        """A picture, video or recording in the place of a text, or of another file."""
        ...

    async def send_picture(self, chat: int, picture: bytes, worded: Worded, thread: int | None = None) -> int:
        """Not protected: figures may be passed on."""
        ...

    async def edit_picture(self, chat: int, message: int, picture: bytes, worded: Worded) -> None: ...

    async def send_voice_quietly(self, chat: int, voice: bytes, name: str, worded: Worded) -> int:
        """No message can be edited into a voice message."""
        ...


class GroupWire(Wire, Protocol):
    """What the desk's group takes besides; the wire of the staff bot."""

    async def pin(self, chat: int, message: int) -> None:
        """Without a sound."""
        ...

    async def create_topic(self, chat: int, name: str) -> int:
        """Its thread."""
        ...

    async def send_in_topic(self, chat: int, thread: int, worded: Worded) -> int: ...

    async def close_topic(self, chat: int, thread: int) -> None: ...

    async def reopen_topic(self, chat: int, thread: int) -> None: ...


def refusal(
    code: int, description: str, retry_after: object = None, moved_to: int | None = None
) -> Exception | None:
    """What an error of the Bot API means for us; nothing if it is no failure."""
    said = description.lower()
    if moved_to is not None:
        return Moved(moved_to)
    if retry_after is not None or code in _TOO_MANY:
        return Later(_wait(retry_after, said))
    if "message is not modified" in said or "topic_not_modified" in said:
        return None
    match code:
        case 401 | 404:
            return Revoked(description)
        case 403:
            return Blocked(description)
        case 409:
            return Conflict(description)
        case _ if code >= 500:
            return Unreached(description)
        case _ if any(words in said for words in _GONE):
            return Gone(description)
        case _ if any(words in said for words in _BARRED):
            return Barred(description)
        case _:
            return Refused(description)


def refuse(code: int, description: str, retry_after: object = None, cause: Exception | None = None) -> None:
    """Raises what such an error means; returns if it is no failure."""
    meant = refusal(code, description, retry_after)
    if meant is not None:
        try:
            raise meant from (None if isinstance(meant, Unreached) else cause)
        finally:
            del meant  # it would refer to itself by way of this frame, and keep what was said to its callers


def _wait(retry_after: object, said: str) -> float:
    """Seconds, at most LONGEST_WAIT, whatever shape they come in."""
    number = re.search(r"retry after (\d+)", said)
    seconds = retry_after if isinstance(retry_after, int | float) else float(number[1]) if number else WAIT
    return float(min(seconds, LONGEST_WAIT)) if seconds > 0 else WAIT


_TOO_MANY = (420, 429)
_GONE = (
    "message to edit not found",
    "message_id_invalid",
    "there is no text in the message to edit",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message thread not found",
    "topic_id_invalid",
    "topic_deleted",
)
_BARRED = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
)


def known(description: str) -> str:
    """A refusal to keep in the clear, in Telegram's usual words: any other may be somebody's, told back."""
    words = set(re.findall(r"[^\W_]+", description.lower().replace("'", "")))
    return description if words <= _WORDS else "a refusal in words that are not kept"


# Of the refusals that sending, editing and deleting can get.
_USUAL = """
a an and are at be bot by can cant for from have in is isnt it no not of on or than the there this to
was with your bad request forbidden unauthorized many more too long large big small empty non must
allowed unallowed message messages text caption entity entities parse invalid wrong unsupported offset
length begins ends after before byte find end tag start button buttons data url keyboard inline reply
markup chat chats group supergroup channel user private deactivated kicked blocked initiate conversation
upgraded upgrade enough rights send sent edit edited delete deleted copy copied pin pinned replied found
identifier specified modified exactly same as current content thread topic topics closed forum file
files photo video audio voice document media type failed get http process image dimensions size title
description id ids administrator administrators required need member members slow mode enabled everyone
expected object json webpage web page peer query old response timeout expired unknown error object
protected forwards restricted write plain
"""
_WORDS = frozenset(_USUAL.split())
