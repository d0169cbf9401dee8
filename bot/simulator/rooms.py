"""Where messages stand: one room per pair of person and bot, one per group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.simulator.accounts import BotAccount, Chat, Json, Person
from bot.simulator.stored import StoredFile


@dataclass(slots=True, eq=False)
class Message:
    """A message as the server keeps it; `content` holds Telegram's own fields, without file ids."""

    id: int
    sender: Person | BotAccount
    date: datetime
    kind: str
    content: Json
    buttons: Json | None = None
    thread: int | None = None
    reply_to: Message | None = None
    protected: bool = False
    anonymous: bool = False
    pinned: bool = False
    edited_at: datetime | None = None
    file: StoredFile | None = None

    @property
    def text(self) -> str:
        return str(self.content.get("text") or self.content.get("caption") or "")


@dataclass(slots=True, eq=False)
class Room:
    """`bot` and `person` are set in private rooms, `group` in the others."""

    key: str
    id: int
    kind: Literal["private", "group", "supergroup"]
    bot: BotAccount | None = None
    person: Person | None = None
    group: Chat | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0

    def next_id(self) -> int:
        """Private chats of a bot share one counter; a supergroup has its own."""
        counter = self if self.bot is None else self.bot
        counter.last_message_id += 1
        return counter.last_message_id

    def bots(self) -> list[BotAccount]:
        """Who may hear of what happens here."""
        if self.group is not None:
            return self.group.bots()
        return [self.bot] if self.bot is not None else []


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button as a person sees it."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it. A caption stands in `text`."""

    id: int
    from_bot: bool
    sender: str
    text: str
    entities: list[Json]
    buttons: list[list[ShownButton]]
    kind: str
    file: StoredFile | None
    protected: bool
    edited: bool
    thread: int | None
    pinned: bool
    date: datetime


def shown(message: Message) -> Shown:
    """What a person sees of a message."""
    rows = (message.buttons or {}).get("inline_keyboard", [])
    content = message.content
    return Shown(
        id=message.id,
        from_bot=isinstance(message.sender, BotAccount),
        sender=message.sender.name,
        text=message.text,
        entities=list(content.get("entities") or content.get("caption_entities") or []),
        buttons=[[ShownButton(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows],
        kind=message.kind,
        file=message.file,
        protected=message.protected,
        edited=message.edited_at is not None,
        thread=message.thread,
        pinned=message.pinned,
        date=message.date,
    )
