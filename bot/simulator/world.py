"""The local Telegram itself: accounts, chats and messages, and everything people do in them."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.simulator import content as contents
from bot.simulator import entities, shapes
from bot.simulator.accounts import ADMIN_RIGHTS, BotAccount, Chat, Json, Member, Person, Status
from bot.simulator.news import News, Subscription
from bot.simulator.queues import UpdateQueue
from bot.simulator.rooms import Message, Room, Shown, shown
from bot.simulator.stored import Files, StoredFile

Where = BotAccount | Chat


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Press:
    """A press of a button; the bot has a while to answer it."""

    id: str
    bot: BotAccount
    person: Person
    at: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """What answerCallbackQuery showed to a person. Unpacks as (text, alert, url)."""

    text: str
    alert: bool
    url: str | None

    def __iter__(self) -> Any:
        return iter((self.text, self.alert, self.url))


@dataclass(slots=True)
class World:
    """One event loop, no threads; times come from `clock`, so that tests can turn it."""

    clock: Callable[[], datetime] = _now
    files: Files = field(default_factory=Files)
    bots: dict[str, BotAccount] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: list[tuple[str, str, Json]] = field(default_factory=list)
    blocked: set[tuple[int, int]] = field(default_factory=set)
    _queues: dict[int, UpdateQueue] = field(default_factory=dict)
    _toasts: dict[int, list[Toast]] = field(default_factory=dict)
    _news: News = field(default_factory=News)

    # Who there is

    def add_bot(self, token: str, username: str, name: str) -> BotAccount:
        """A bot; the digits before the colon of its token are its id, as in Telegram."""
        bot = BotAccount(int(token.partition(":")[0]), token, username, name)
        self.bots[token] = bot
        self._queues[bot.id] = UpdateQueue(self.clock, next_id=bot.id % 1000 * 1000 + 1)
        return bot

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str = "en",
        id: int | None = None,
    ) -> Person:
        number = id if id is not None else 5_000_001 + len(self.people)
        person = Person(number, first_name, last_name, username, language_code)
        self.people[number] = person
        return person

    def add_group(
        self, title: str, *, forum: bool = False, id: int | None = None, basic: bool = False
    ) -> Chat:
        """A supergroup; a basic group with `basic`."""
        number = id if id is not None else (-4_000_001 if basic else -1_001_000_000_001) - len(self.rooms)
        chat = Chat(number, title, forum, "group" if basic else "supergroup")
        self.rooms[_group_key(number)] = Room(_group_key(number), number, chat.kind, group=chat)
        return chat

    def join(self, chat: Chat, person: Person, *, admin: bool = False, anonymous: bool = False) -> None:
        """A person comes into a group, or changes there; bots that asked for chat_member hear of it."""
        rights = ADMIN_RIGHTS if admin or anonymous else frozenset()
        status: Status = "administrator" if rights else "member"
        self._change(chat, Member(person, status, anonymous, rights), by=person)

    def leave(self, chat: Chat, account: Person | BotAccount, *, kicked_by: Person | None = None) -> None:
        """Somebody goes, or is removed."""
        self._change(chat, Member(account, "kicked" if kicked_by else "left"), by=kicked_by or account)

    def add_bot_to_group(
        self,
        chat: Chat,
        bot: BotAccount,
        admin: bool = True,
        *,
        by: Person | None = None,
        rights: frozenset[str] = ADMIN_RIGHTS,
    ) -> None:
        """A bot comes into a group, or its rights change; it hears of it as my_chat_member."""
        member = Member(bot, "administrator" if admin else "member", False, rights if admin else frozenset())
        self._change(chat, member, by=by or self._owner(chat))

    def _owner(self, chat: Chat) -> Person:
        people = (each.who for each in chat.members.values())
        return next((who for who in people if isinstance(who, Person)), Person(4_999_999, "Owner"))

    def _change(self, chat: Chat, new: Member, by: Person | BotAccount) -> None:
        room = self.room_of(chat)
        old = chat.members.get(new.who.id, Member(new.who, "left"))
        chat.members[new.who.id] = new
        body = shapes.member_updated(room, by, old, new, self.clock())
        if isinstance(new.who, BotAccount):
            self.queue(new.who).put("my_chat_member", body)
        for bot in chat.bots():
            if bot is not new.who and shapes.is_admin(chat, bot):
                self.queue(bot).put("chat_member", body)
        self.tell(room, "member", 0)

    # What people do

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
        body, given = entities.trimmed(text, marked or [])
        if not body or entities.units(body) > 4096:
            raise ValueError("Telegram's apps send texts of 1 to 4096 characters")
        found = entities.with_found(body, given)
        content = {"text": body, **({"entities": found} if found else {}), **extra}
        return self._sent(person, where, content, thread=thread, reply_to=reply_to)

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
        """Send a file; one `album` word joins several. `size` pretends a larger file. Returns the message's id."""
        content, kept = contents.media(self.files, kind, data, name, mime, size=size)
        content |= {"caption": caption} if caption else {}
        content |= {"media_group_id": album} if album else {}
        return self._sent(person, where, content | extra, file=kept, thread=thread, reply_to=reply_to)

    async def send_location(self, person: Person, where: Where, lat: float, lon: float, **extra: Any) -> int:
        return self._sent(person, where, contents.location(lat, lon) | extra)

    async def send_raw(self, person: Person, where: Where, content: Json) -> int:
        """Send what has no method of its own: a sticker, dice, a poll, a contact… Returns the message's id."""
        return self._sent(person, where, content)

    def _sent(self, person: Person, where: Where, content: Json, **how: Any) -> int:
        room = self.room(person, where, open=True)
        reply = how.pop("reply_to", None)
        message = self.post(room, person, content, reply_to=room.messages[reply] if reply else None, **how)
        for bot in self._hearers(room, message):
            self.queue(bot).put("message", shapes.message(message, room, bot, self.files))
        return message.id

    def _hearers(self, room: Room, message: Message) -> list[BotAccount]:
        """All bots of a private chat; of a group those whom Telegram's privacy mode lets read it."""
        if room.group is None:
            return room.bots()
        return [bot for bot in room.bots() if shapes.may_read(room.group, bot, message)]

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
        """A person rewords a message of theirs."""
        room = self.room(person, where)
        message = room.messages[message_id]
        assert message.sender is person, "people edit their own messages"
        found = entities.with_found(text, [])
        names = ("text", "entities") if "text" in message.content else ("caption", "caption_entities")
        message.content = {**message.content, names[0]: text, names[1]: found}
        message.edited_at = self.clock()
        for bot in self._hearers(room, message):
            self.queue(bot).put("edited_message", shapes.message(message, room, bot, self.files))
        self.tell(room, "edited", message_id)

    async def delete(self, person: Person, where: Where, message_id: int) -> None:
        """A person deletes a message for both sides; no bot is told."""
        self.remove(self.room(person, where), message_id)

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

    # What people see

    def messages(self, person: Person, where: Where) -> list[Shown]:
        """What stands in a chat, oldest first."""
        key = self._key(person, where)
        return [shown(each) for each in self.rooms[key].messages.values()] if key in self.rooms else []

    def toasts(self, person: Person) -> list[Toast]:
        """The answers to this person's presses, oldest first."""
        return list(self._toasts.get(person.id, []))

    def toast(self, person: Person, toast: Toast) -> None:
        self._toasts.setdefault(person.id, []).append(toast)
        self._news.tell({"chat": str(person.id), "kind": "toast", "message_id": 0})

    def dump(self, last: int = 6) -> str:
        """The last messages of every chat, to read when a test fails."""
        lines = []
        for room in self.rooms.values():
            lines += [f"— {room.key} —", *(_line(each) for each in list(room.messages.values())[-last:])]
        return "\n".join(lines)

    def subscribe(self) -> Subscription:
        """Small events from now on: {"chat": …, "kind": …, "message_id": …}."""
        return self._news.subscribe()

    async def until(self, predicate: Callable[[], object], timeout: float = 10) -> None:
        """Wait for a change that makes it true. Raises AssertionError with what all chats show."""
        try:
            await asyncio.wait_for(self._news.until(predicate), timeout)
        except TimeoutError:
            raise AssertionError(f"It did not happen in {timeout} s.\n{self.dump()}") from None

    # What the methods of the Bot API use

    def queue(self, bot: BotAccount) -> UpdateQueue:
        return self._queues[bot.id]

    def room_of(self, chat: Chat) -> Room:
        return self.rooms[_group_key(chat.id)]

    def room(self, person: Person, where: Where, *, open: bool = False) -> Room:
        """The room of a person with a bot, or of a group; `open` makes the former if need be."""
        key = self._key(person, where)
        if key not in self.rooms:
            assert open, "nothing was said here yet"
            assert isinstance(where, BotAccount), "no such group"
            self.rooms[key] = Room(key, person.id, "private", bot=where, person=person)
        return self.rooms[key]

    def _key(self, person: Person, where: Where) -> str:
        return private_key(where.id, person.id) if isinstance(where, BotAccount) else _group_key(where.id)

    def post(
        self,
        room: Room,
        sender: Person | BotAccount,
        content: Json,
        *,
        buttons: Json | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        protected: bool = False,
        file: StoredFile | None = None,
    ) -> Message:
        """Put a message into a room and tell who looks on; bots are told by the caller."""
        member = room.group.member(sender) if room.group else None
        message = Message(
            id=room.next_id(),
            sender=sender,
            date=self.clock(),
            kind=contents.kind_of(content),
            content=content,
            buttons=buttons,
            thread=thread,
            reply_to=reply_to,
            protected=protected,
            anonymous=member is not None and member.anonymous,
            file=file,
        )
        room.messages[message.id] = message
        self.tell(room, "message", message.id)
        return message

    def remove(self, room: Room, message_id: int) -> None:
        room.messages.pop(message_id, None)
        self.tell(room, "deleted", message_id)

    def delete_topic(self, room: Room, topic: int) -> None:
        """A topic goes with its messages, whoever deletes it."""
        assert room.group is not None
        room.group.topics.pop(topic, None)
        for message in [each for each in room.messages.values() if each.thread == topic]:
            self.remove(room, message.id)

    def tell(self, room: Room, kind: str, message_id: int) -> None:
        self._news.tell({"chat": room.key, "kind": kind, "message_id": message_id})


def private_key(bot: int, person: int) -> str:
    return f"private:{bot}:{person}"


def _group_key(chat: int) -> str:
    return f"group:{chat}"


def _line(message: Message) -> str:
    rows = (message.buttons or {}).get("inline_keyboard", [])
    labels = " ".join(f"[{button['text']}]" for row in rows for button in row)
    return f"{message.id} {message.sender.name}: ({message.kind}) {message.text} {labels}".rstrip()
