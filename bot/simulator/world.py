"""The local Telegram as its people use it: everything they do in their chats, and what bots hear of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.simulator import content as contents
from bot.simulator import shapes
from bot.simulator.accounts import BotAccount, Chat, Json, Member, Person, Status
from bot.simulator.groups import Groups
from bot.simulator.rooms import Message, Room
from bot.simulator.state import Press, Toast, Where, private_key

__all__ = ["Press", "Toast", "Where", "World", "private_key"]


@dataclass(slots=True)
class World(Groups):
    """One event loop, no threads; times come from `clock`, so that tests can turn it."""

    async def say(
        self,
        person: Person,
        where: Where,
        text: str,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        marked: list[Json] | None = None,
        **extra: Any,
    ) -> int:
        """Send a text; `extra` are more fields of the message, such as forward_origin. Returns its id."""
        content = contents.worded("text", text, marked or [])
        return self._sent(person, where, content | extra, thread=thread, reply_to=reply_to)

    async def send_file(
        self,
        person: Person,
        where: Where,
        kind: str,
        data: bytes,
        name: str | None = None,
        mime: str | None = None,
        caption: str | None = None,
        album: str | None = None,
        *,
        size: int | None = None,
        thread: int | None = None,
        reply_to: int | None = None,
        **extra: Any,
    ) -> int:
        """Send a file; one `album` word joins several; `size` pretends a larger one. Returns the id."""
        content, kept = contents.media(self.files, kind, data, name, mime, size=size)
        content |= contents.worded("caption", caption, []) if caption else {}
        content |= {"media_group_id": album} if album else {}
        return self._sent(person, where, content | extra, file=kept, thread=thread, reply_to=reply_to)

    async def send_location(
        self,
        person: Person,
        where: Where,
        lat: float,
        lon: float,
        *,
        live_for: int | None = None,
        **extra: Any,
    ) -> int:
        """Send a place; for `live_for` seconds it may `move`."""
        return self._sent(person, where, contents.location(lat, lon, live_for) | extra)

    async def move(self, person: Person, where: Where, message_id: int, lat: float, lon: float) -> None:
        """A live location goes on; the bot gets it as an edited message."""
        message = self._own(person, where, message_id)
        changed = contents.location(lat, lon, message.content["location"]["live_period"])
        self._edited(self.room(person, where), message, message.content | changed)

    async def send_raw(self, person: Person, where: Where, content: Json) -> int:
        """Send what has no method of its own: a sticker, dice, a poll… Returns the message's id."""
        return self._sent(person, where, content)

    def _sent(self, person: Person, where: Where, content: Json, **how: Any) -> int:
        room = self.room(person, where, open=True)
        if room.bot is not None and (room.bot.id, person.id) in self.blocked:
            raise ValueError(f"{person.name} has blocked this bot and can't write before unblocking it")
        if room.group is not None and room.group.member(person) is None:
            raise ValueError(f"{person.name} is not in this group")
        reply = how.pop("reply_to", None)
        message = self.post(room, person, content, reply_to=room.messages[reply] if reply else None, **how)
        self.announce(room, message)
        return message.id

    async def press(self, person: Person, where: Where, message_id: int, row: int, column: int) -> str:
        """Press a button that is on the screen. Returns the id of the callback query."""
        message = self.room(person, where).messages[message_id]
        button = (message.buttons or {})["inline_keyboard"][row][column]
        if "callback_data" not in button:
            raise ValueError(f"“{button['text']}” is a link, the bot hears nothing of it")
        return self._pressed(person, where, message_id, button["callback_data"])

    async def press_data(self, person: Person, where: Where, message_id: int, data: str) -> str:
        """Send callback data of one's own making, on a message that may be gone."""
        return self._pressed(person, where, message_id, data)

    def _pressed(self, person: Person, where: Where, message_id: int, data: str) -> str:
        room = self.room(person, where)
        message = room.messages.get(message_id)
        bot = message.sender if message and isinstance(message.sender, BotAccount) else room.bots()[0]
        press = Press(str(7_000_000_000_000 + len(self.presses)), bot, person, self.clock())
        self.presses[press.id] = press
        shape: Json = {"chat": shapes.chat(room), "message_id": message_id, "date": 0}
        if message is not None:
            shape = shapes.message(message, room, bot, self.files)
        query = {
            "id": press.id,
            "from": shapes.user(person),
            "chat_instance": str(zlib.crc32(room.key.encode())),
        }
        self.queue(bot).put("callback_query", {**query, "message": shape, "data": data})
        return press.id

    async def edit(self, person: Person, where: Where, message_id: int, text: str) -> None:
        """A person rewords a message of theirs, or its caption."""
        message = self._own(person, where, message_id)
        place: Literal["text", "caption"] = "text" if "text" in message.content else "caption"
        unworded = {name: each for name, each in message.content.items() if name not in contents.WORDS}
        self._edited(self.room(person, where), message, unworded | contents.worded(place, text, []))

    def _own(self, person: Person, where: Where, message_id: int) -> Message:
        message = self.room(person, where).messages[message_id]
        assert message.sender is person, "people edit their own messages"
        return message

    def _edited(self, room: Room, message: Message, content: Json) -> None:
        message.content = content
        message.edited_at = self.clock()
        self.announce(room, message, "edited_message")
        self.tell(room, "edited", message.id)

    async def delete(self, person: Person, where: Where, message_id: int) -> None:
        """A person deletes a message for both sides; no bot is told."""
        self.remove(self.room(person, where), message_id)

    async def close_topic(self, person: Person, chat: Chat, topic: int, *, closed: bool = True) -> None:
        """A person closes a topic, or opens it again."""
        chat.topics[topic].closed = closed
        word = "forum_topic_closed" if closed else "forum_topic_reopened"
        self._sent(person, chat, {word: {}}, thread=topic)

    def block(self, person: Person, bot: BotAccount) -> None:
        self._block(person, bot, {(bot.id, person.id)} | self.blocked, "member", "kicked")

    def unblock(self, person: Person, bot: BotAccount) -> None:
        self._block(person, bot, self.blocked - {(bot.id, person.id)}, "kicked", "member")

    def _block(
        self, person: Person, bot: BotAccount, blocked: set[tuple[int, int]], old: Status, new: Status
    ) -> None:
        self.blocked = blocked
        room, before = self.room(person, bot, open=True), Member(bot, old)
        self.queue(bot).put(
            "my_chat_member",
            shapes.member_updated(room, person, before, replace(before, status=new), self.clock()),
        )
        self.tell(room, "member", 0)

    def inject(self, bot: BotAccount, raw_update: Json) -> None:
        """Put raw JSON in a bot's queue as it is."""
        self.queue(bot).inject(raw_update)
