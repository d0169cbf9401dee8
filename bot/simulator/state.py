"""What the local Telegram knows: accounts, chats and messages, and who waits for a change of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.simulator import content as contents
from bot.simulator import shapes
from bot.simulator.accounts import BotAccount, Chat, Json, Person
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

    def __iter__(self) -> Iterator[str | bool | None]:
        return iter((self.text, self.alert, self.url))


@dataclass(slots=True)
class State:
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

    def queues(self) -> dict[int, UpdateQueue]:
        """The updates of each bot, by its id."""
        return self._queues

    def queue(self, bot: BotAccount) -> UpdateQueue:
        return self._queues[bot.id]

    def room_of(self, chat: Chat) -> Room:
        return self.rooms[group_key(chat.id)]

    def room(self, person: Person, where: Where, *, open: bool = False) -> Room:
        """The room of a person with a bot, or of a group; `open` makes the former if need be."""
        key = self._key(person, where)
        if key not in self.rooms:
            assert open, "nothing was said here yet"
            assert isinstance(where, BotAccount), "no such group"
            self.rooms[key] = Room(key, person.id, "private", bot=where, person=person)
        return self.rooms[key]

    def _key(self, person: Person, where: Where) -> str:
        return private_key(where.id, person.id) if isinstance(where, BotAccount) else group_key(where.id)

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
        if reply_to is None and thread is not None:
            reply_to = room.messages.get(
                thread
            )  # Telegram: what answers nothing answers its topic's first message
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

    def announce(self, room: Room, message: Message, kind: str = "message") -> None:
        """Tell the bots of a message that is not their own."""
        for bot in room.bots():
            if message.sender is not bot and (
                room.group is None or shapes.may_read(room.group, bot, message)
            ):
                self.queue(bot).put(kind, shapes.message(message, room, bot, self.files))

    def remove(self, room: Room, message_id: int) -> None:
        room.messages.pop(message_id, None)
        self.tell(room, "deleted", message_id)

    def delete_topic(self, room: Room, topic: int) -> None:
        """A topic goes with its messages, whoever deletes it."""
        assert room.group is not None
        room.group.topics.pop(topic, None)
        for message in [each for each in room.messages.values() if each.thread == topic]:
            self.remove(room, message.id)

    def called(self, bot: BotAccount, method: str, params: Json) -> None:
        """Note a call of the Bot API, for those who ask what went over the wire."""
        self.calls.append((bot.username, method, params))
        self._news.wake()

    def tell(self, room: Room, kind: str, message_id: int) -> None:
        self._news.tell({"chat": room.key, "kind": kind, "message_id": message_id})


def private_key(bot: int, person: int) -> str:
    return f"private:{bot}:{person}"


def group_key(chat: int) -> str:
    return f"group:{chat}"


def _line(message: Message) -> str:
    rows = (message.buttons or {}).get("inline_keyboard", [])
    labels = " ".join(f"[{button['text']}]" for row in rows for button in row)
    return f"{message.id} {message.sender.name}: ({message.kind}) {message.text} {labels}".rstrip()
