"""Updates of the witness bot as values: what is left of them at the door, each with the type it needs.

The library's own models have a hundred fields for a message and refuse one that lacks what nobody here
reads: they took longer than all else that is done with an update before it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Chat:
    id: int
    type: str


@dataclass(frozen=True, slots=True)
class Person:
    """`language_code` is the language of their phone."""

    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """`file_size` in bytes, if Telegram tells it."""

    file_id: str
    file_size: int | None = None
    file_name: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Message:
    """The fields for files bear the names of `FileKind`. A picture is there in its largest size."""

    message_id: int
    chat: Chat
    sender: Annotated[Person | None, Field(alias="from")] = None
    text: str | None = None
    caption: str | None = None
    location: Spot | None = None
    photo: File | None = None
    video: File | None = None
    video_note: File | None = None
    voice: File | None = None
    audio: File | None = None
    document: File | None = None
    animation: File | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """`message` is missing when the button stands under none that the bot can see."""

    id: str
    sender: Annotated[Person, Field(alias="from")]
    data: str | None = None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    status: Literal["member", "left", "kicked"]


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether the bot is in a chat now; in private `kicked` means that the person has blocked it."""

    chat: Chat
    now: Annotated[Standing, Field(alias="new_chat_member")]
