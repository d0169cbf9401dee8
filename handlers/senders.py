"""One outbox message becomes calls to Telegram; what they returned is recorded when it is marked sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as evolve
from datetime import datetime
from functools import partial
from typing import assert_never

from sqlalchemy import Connection

from bot.outgoing import (
    Card,
    Copy,
    Cover,
    Erase,
    Message,
    Outgoing,
    Panel,
    Picture,
    Placed,
    Preview,
    Replace,
    Topic,
    Vanish,
)
from bot.text import Screen, people_in, with_names
from handlers.anew import edit_or_send, retire
from handlers.pictures import Pictures
from handlers.placing import Placing, Record, nothing
from handlers.showing import Showing
from handlers.staff_copies import NEUTRAL
from handlers.translate import Worded, Wording
from handlers.wire import Blocked, Gone, Later, Refused, Revoked, Unreached, Wire
from storage import drafts, outbox, standing
from storage.keys import Keys, WitnessKeys
from storage.outbox import Waiting
from storage.transaction import Store


@dataclass(frozen=True, slots=True)
class Sender:
    """`wires` by bot id. The others are the staff side's: `showing` for what cases say, `placing` for what
    stands in the group, `pictures` for figures; `name` asks Telegram for somebody's first name."""

    store: Store
    wording: Wording
    wires: dict[int, Wire]
    keys: Keys
    clock: Callable[[], datetime]
    showing: Showing | None = None
    placing: Placing | None = None
    name: Callable[[int], Awaitable[str]] | None = None
    pictures: Pictures | None = None

    async def perform(self, waiting: Waiting) -> Record:
        """Say it. Raises what handlers.wire names."""
        outgoing = await self._with_names(waiting.outgoing)
        wire = self.wires.get(outgoing.bot)
        if wire is None:
            raise Refused("this bot is not among the settings any more")
        match outgoing.body:
            case Panel() as panel:
                return await self._panel(wire, waiting, panel)
            case Message(thread=int()) as message if self.placing is not None:
                await self.placing.say(outgoing, message)
                return nothing
            case Message(screen, protected):
                said = await wire.send(outgoing.chat, self._worded(outgoing, screen), protected=protected)
                return self._noted(waiting, said)
            case Replace(message, screen):
                worded = self._worded(outgoing, screen)
                send = partial(wire.send, outgoing.chat, worded, protected=False)
                said = await edit_or_send(wire, outgoing.chat, message, worded, send)
                return self._replaced(waiting, message, said)
            case Erase(messages):
                await _erase(wire, outgoing.chat, await self._deletable(outgoing, messages))
                return self._gone(outgoing.chat, messages)
            case Cover(screen):
                if waiting.panel is not None:
                    with suppress(Gone, Refused):
                        await wire.edit(outgoing.chat, waiting.panel, self._worded(outgoing, screen))
                return nothing
            case Vanish():
                return await self._vanish(wire, waiting, outgoing.body)
            case Card() | Placed() | Topic():
                assert self.placing is not None
                return await self.placing.perform(waiting, outgoing.body)
            case Copy() | Preview():
                return await self._in_private(outgoing, outgoing.body)
            case Picture() as picture:
                return await self._picture(outgoing, picture)
            case _:
                assert_never(outgoing.body)

    async def _with_names(self, outgoing: Outgoing) -> Outgoing:
        body = outgoing.body
        if self.name is None or not isinstance(body, Message | Replace | Card | Copy):
            return outgoing
        names = {user: await self.name(user) for user in sorted(people_in(body.screen))}
        return evolve(outgoing, body=evolve(body, screen=with_names(body.screen, names)))

    def _worded(self, outgoing: Outgoing, screen: Screen) -> Worded:
        return self.wording.screen(screen, outgoing.language)

    async def _panel(self, wire: Wire, waiting: Waiting, panel: Panel) -> Record:
        old, outgoing = waiting.panel, waiting.outgoing
        worded = self._worded(outgoing, panel.screen)
        target = panel.adopt if panel.adopt is not None else old
        send = partial(wire.send, outgoing.chat, worded, protected=False)
        if target is None or panel.below:
            shown, left_behind = await send(), old
        else:
            shown = await edit_or_send(wire, outgoing.chat, target, worded, send)
            left_behind = old if old != target else None
        if left_behind is not None:
            await retire(wire, outgoing.chat, left_behind)
        left = await _erase_if_possible(wire, outgoing.chat, panel.erase)
        return lambda db: self._shown(db, waiting, shown, left, fresh=shown != target)

    def _shown(
        self, db: Connection, waiting: Waiting, panel: int, left: tuple[int, ...], *, fresh: bool
    ) -> None:
        """What could not be erased now waits for its own turn: the panel is not shown twice for it. After a
        panic, which knows of it, it does not."""
        if panel != waiting.panel:
            drafts.set_panel(db, waiting.chat, panel)
        if fresh:
            self._note(db, waiting, panel)
        if left and outbox.waits(db, waiting.id):
            outbox.post(db, self.keys, evolve(waiting.outgoing, body=Erase(left)), self.clock())

    async def _vanish(self, wire: Wire, waiting: Waiting, vanish: Vanish) -> Record:
        """What stands is looked up only now: a message may have been on its way to this chat."""
        outgoing = waiting.outgoing
        there = await self.store.run(lambda db: standing.of_chat(db, waiting.chat))
        for bot, messages in there.items():
            if bot in self.wires:
                with suppress(Blocked, Revoked):
                    await _erase(self.wires[bot], outgoing.chat, messages)
        with suppress(Blocked, Gone, Refused):  # no reason to keep what leads there
            if vanish.panel is not None:
                await retire(wire, outgoing.chat, vanish.panel)
            await wire.send(outgoing.chat, self._worded(outgoing, vanish.screen), protected=False)

        def record(db: Connection) -> None:
            standing.forget(db, waiting.chat)
            Store.scrub(db)

        return record

    def _noted(self, waiting: Waiting, message: int) -> Record:
        return lambda db: self._note(db, waiting, message)

    def _note(self, db: Connection, waiting: Waiting, message: int) -> None:
        """What stands in a witness's chat can be deleted later."""
        if isinstance(self.keys, WitnessKeys):
            standing.note(db, waiting.chat, waiting.outgoing.bot, message, self.clock())

    async def _deletable(self, outgoing: Outgoing, messages: tuple[int, ...]) -> tuple[int, ...]:
        if self.showing is None:
            return messages
        return await self.showing.blank_old(outgoing.bot, outgoing.chat, messages)

    async def _in_private(self, outgoing: Outgoing, body: Copy | Preview) -> Record:
        assert self.showing is not None
        shown = body.screen if isinstance(body, Copy) else body.caption
        neutral, worded = self._worded(outgoing, NEUTRAL), self._worded(outgoing, shown)
        await self.showing.show(outgoing.bot, outgoing.chat, body, neutral, worded)
        return nothing

    async def _picture(self, outgoing: Outgoing, picture: Picture) -> Record:
        """Or its words: never nothing."""
        assert self.pictures is not None
        assert self.placing is not None
        if not await self.pictures.post(outgoing, picture):
            words = evolve(picture.caption, rows=())
            await self.placing.say(outgoing, Message(words, thread=picture.thread))
        return nothing

    def _replaced(self, waiting: Waiting, message: int, said: int) -> Record:
        """For witnesses another message is noted; of staff the old one says nothing of a case any more."""
        if self.showing is not None:
            return self.showing.forget(waiting.outgoing.chat, (message,))
        return self._noted(waiting, said) if said != message else nothing

    def _gone(self, chat: int, messages: tuple[int, ...]) -> Record:
        """Whatever of a case stood in these messages has gone."""
        return nothing if self.showing is None else self.showing.forget(chat, messages)


async def _erase_if_possible(wire: Wire, chat: int, messages: tuple[int, ...]) -> tuple[int, ...]:
    """What is left for later: Telegram was not reached, or wants us to wait."""
    try:
        await _erase(wire, chat, messages)
    except (Unreached, Later):
        return messages
    return ()


async def _erase(wire: Wire, chat: int, messages: tuple[int, ...]) -> None:
    """What is gone or too old stays as it is."""
    for start in range(0, len(messages), 100):
        with suppress(Gone, Refused):
            await wire.delete(chat, messages[start : start + 100])
