"""What stands in the desk's group: messages edited where they are, the pinned board, topics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as evolve
from functools import partial

from sqlalchemy import Connection

from bot.outgoing import Card, Message, Outgoing, Placed, Topic
from bot.text import Screen
from handlers.anew import edit_or_send
from handlers.translate import Worded, Wording
from handlers.wire import Gone, GroupWire, Refused, Unreached
from storage import outbox, places, topics
from storage.keys import StaffKeys
from storage.outbox import Waiting
from storage.places import Place
from storage.topics import Kept
from storage.transaction import Store

Record = Callable[[Connection], None]


def nothing(_db: Connection) -> None:
    """Nothing more to record."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The staff side's. `wires` by bot id."""

    store: Store
    wording: Wording
    wires: dict[int, GroupWire]
    keys: StaffKeys

    async def perform(self, waiting: Waiting, body: Card | Placed | Topic) -> Record:
        """One call that counts. Raises what handlers.wire names."""
        match body:
            case Card(case, screen):
                return await self._put(waiting, places.of_card(case), screen)
            case Placed(place, screen):
                return await self._put(waiting, place, screen)
            case Topic():
                there = await self.store.run(lambda db: topics.of_case(db, body.case))
                with suppress(Refused):  # of who may not manage topics: the desk goes on without
                    return await self._topic(waiting, body, there)
                return nothing

    async def say(self, outgoing: Outgoing, message: Message) -> None:
        """In its topic; where that is gone or takes nothing, outside of it."""
        wire, worded = self.wires[outgoing.bot], self._worded(outgoing, message.screen)
        if message.thread is not None:
            with suppress(Gone, Refused):
                await wire.send_in_topic(outgoing.chat, message.thread, worded)
                return
        await wire.send(outgoing.chat, worded, protected=message.protected)

    async def _put(self, waiting: Waiting, place: str, screen: Screen) -> Record:
        outgoing = waiting.outgoing
        wire, chat, worded = self.wires[outgoing.bot], outgoing.chat, self._worded(outgoing, screen)
        there = await self.store.run(lambda db: places.find(db, place))
        send = partial(wire.send, chat, worded, protected=False)
        message = await _placed(wire, there, chat, worded, send)
        if place == places.BOARD and (there is None or (there.chat, there.message) != (chat, message)):
            with suppress(Refused, Gone, Unreached):
                await wire.pin(chat, message)
        return lambda db: places.keep(db, self.keys, place, chat, message, screen, waiting.due_at)

    async def _topic(self, waiting: Waiting, topic: Topic, there: Kept | None) -> Record:
        """One step; as long as there are more, the row stays."""
        chat, wire = waiting.outgoing.chat, self.wires[waiting.outgoing.bot]
        if there is None or there.chat != chat:
            if not topic.open:
                return nothing
            thread = await wire.create_topic(chat, topic.name)
            return _step(waiting, lambda db: _begin(db, topic.case, Kept(chat, thread, open=True)))
        try:
            return await self._go_on(waiting, topic, there)
        except Gone:  # somebody has deleted it
            return _step(waiting, lambda db: topics.forget(db, topic.case))

    async def _go_on(self, waiting: Waiting, topic: Topic, there: Kept) -> Record:
        """Reopened, then worded, then closed."""
        wire, chat, place = self.wires[waiting.outgoing.bot], there.chat, places.of_topic(topic.case)
        if topic.open and not there.open:
            await wire.reopen_topic(chat, there.thread)
            return _step(waiting, lambda db: topics.keep(db, topic.case, evolve(there, open=True)))
        said = await self.store.run(lambda db: places.find(db, place))
        if said is None or said.said != places.words_of(self.keys, topic.screen):
            worded = self._worded(waiting.outgoing, topic.screen)
            send = partial(wire.send_in_topic, chat, there.thread, worded)
            shown = await _placed(wire, said, chat, worded, send)
            return _step(
                waiting,
                lambda db: places.keep(db, self.keys, place, chat, shown, topic.screen, waiting.due_at),
            )
        if there.open and not topic.open:
            await wire.close_topic(chat, there.thread)
            return lambda db: topics.keep(db, topic.case, evolve(there, open=False))
        return nothing

    def _worded(self, outgoing: Outgoing, screen: Screen) -> Worded:
        return self.wording.screen(screen, outgoing.language)


def _step(waiting: Waiting, record: Record) -> Record:
    """What was done is noted, and what is left is done next: each call counts for the pace by itself."""

    def recorded(db: Connection) -> None:
        record(db)
        outbox.once_more(db, waiting.id)

    return recorded


def _begin(db: Connection, case: int, topic: Kept) -> None:
    """Nothing stands in a new topic."""
    topics.keep(db, case, topic)
    places.leave(db, places.of_topic(case))


async def _placed(
    wire: GroupWire, there: Place | None, chat: int, worded: Worded, send: Callable[[], Awaitable[int]]
) -> int:
    """The message with these words: the one that is there in this chat, or a new one."""
    if there is None or there.chat != chat:
        return await send()
    return await edit_or_send(wire, chat, there.message, worded, send)
