"""What all people of a round have in common: a phone, patience, and a finger that presses again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bot.simulator.accounts import BotAccount, Person
from bot.simulator.rooms import Message, Room
from tests.soak.tap import Watched

PATIENCE = 2.5  # seconds of silence after which somebody presses again
AT_PACE = 10.0  # the same where bots keep Telegram's pace: four messages, then four seconds of nothing


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the screen, with the message it stands under."""

    message: int
    label: str
    data: str


@dataclass(slots=True)
class Phone:
    """A private chat with a bot on somebody's phone. `waits_for` says what its owner waits for now."""

    world: Watched
    person: Person
    bot: BotAccount
    patience: float = PATIENCE
    room: Room = field(init=False)
    shows: list[str] = field(default_factory=list)
    waits_for: str = ""
    _moves: int = 0
    _moved: dict[int, int] = field(default_factory=dict)  # when each message changed last
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.room = self.world.room(self.person, self.bot, open=True)
        self.world.onlookers[self.room.key].append(self._look)

    def _look(self, kind: str, message_id: int) -> None:
        message = self.room.messages.get(message_id)
        if message is not None and message.sender is self.bot:
            self.shows.append(message.text)
            self._moved[message_id] = self._moves
        self._moves += 1
        self._changed.set()

    def watch(self, room: Room) -> None:
        """Look again also when something changes there."""
        self.world.onlookers[room.key].append(lambda _kind, _message: self._changed.set())

    def messages(self) -> Iterator[Message]:
        """What the bot wrote and still stands, the newest first."""
        for message in reversed(self.room.messages.values()):
            if message.sender is self.bot and message.kind != "service":
                yield message

    def newest(self) -> Message | None:
        """What people look at: the message that came or changed last, also where a kill left others below."""
        return max(self.messages(), key=lambda each: (self._moved.get(each.id, -1), each.id), default=None)

    def text(self) -> str:
        newest = self.newest()
        return newest.text if newest else ""

    def screen(self) -> str:
        """The newest messages with their buttons, for whoever asks why somebody cannot go on."""
        newest = list(islice(self.messages(), 6))
        return "\n".join(f"  {each.id} {each.text!r} {[*buttons(each)]}" for each in reversed(newest))

    def is_gone(self, message: int) -> bool:
        """Whether the bot has removed what was said, as it does once that is kept."""
        return message not in self.room.messages

    def sees(self, words: str) -> bool:
        """Whether any message of the bot says so."""
        return any(words in message.text for message in self.messages())

    def buttons(self) -> tuple[Button, ...]:
        """Those of the message that came or changed last."""
        newest = self.newest()
        return tuple(buttons(newest)) if newest else ()

    def button(self, data: str) -> Button | None:
        """The one there with this data; or, where it ends with a colon, the first whose data
        begins so."""
        return _with(self.buttons(), data)

    def anywhere(self, data: str) -> Button | None:
        """The same on any message that stands, the newest first: people can look up."""
        return next((found for each in self.messages() if (found := _with(buttons(each), data))), None)

    async def press(self, button: Button | None) -> None:
        """Nothing, if it is not there any more."""
        if button is not None:
            await self.world.press_data(self.person, self.bot, button.message, button.data)

    async def say(self, text: str) -> int:
        return await self.world.say(self.person, self.bot, text)

    async def until(self, true: Callable[[], object], wanted: str) -> bool:
        """Whether it came to be before patience ran out; that begins anew with whatever the screen shows."""
        self.waits_for, loop = wanted, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.patience) as patience:
                while not true():
                    moves = self._moves
                    self._changed.clear()
                    await self._changed.wait()
                    if self._moves != moves:
                        patience.reschedule(loop.time() + self.patience)
        except TimeoutError:
            return False
        self.waits_for = ""
        return True

    async def surely(
        self,
        act: Callable[[], Awaitable[Any]],
        true: Callable[[], object],
        wanted: str,
        *,
        twice: bool = False,
    ) -> None:
        """Act until it comes to be: at once a second time if `twice`, and again whenever nothing happens."""
        await act()
        if twice:
            await act()
        while not await self.until(true, wanted):
            await act()

    async def patiently(self, true: Callable[[], object], wanted: str) -> None:
        """Wait for as long as it takes: what was said is not said again."""
        while not await self.until(true, wanted):
            pass


def _with(these: Iterable[Button], data: str) -> Button | None:
    begins = data.endswith(":")
    return next(
        (each for each in these if each.data == data or (begins and each.data.startswith(data))), None
    )


def buttons(message: Message) -> Iterator[Button]:
    for row in (message.buttons or {}).get("inline_keyboard", []):
        for each in row:
            if "callback_data" in each:
                yield Button(message.id, each["text"], each["callback_data"])


def labelled(message: Message, label: str) -> Button | None:
    """The one with this label; what a staff button carries says nothing."""
    return next((each for each in buttons(message) if each.label == label), None)
