"""The desk: moderators who claim, read, ask and close, in the group and in private."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from random import Random

from bot.app import report_form
from bot.casework import contacts
from bot.casework.codes import CODE
from bot.simulator.accounts import Chat
from bot.simulator.rooms import Message, Room
from tests.soak.people import Button, Phone, buttons, labelled
from tests.soak.reading import read

ANSWER = "An answer to a question"
CONTACTS = next(each.label.msgid for each, _when in report_form().questions() if each.contacts)
HIDDEN = contacts.HIDDEN.msgid


@dataclass(slots=True)
class Moderator:
    """One at a time in private: the bot waits for one question of each person."""

    phone: Phone
    private: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Desk:
    """`codes` are the cases whose card was seen, in that order; `asked` the questions that were accepted."""

    group: Chat
    moderators: list[Moderator]
    rng: Random
    codes: dict[str, Moderator] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    work: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    room: Room = field(init=False)

    def __post_init__(self) -> None:
        world = self.moderators[0].phone.world
        self.room = world.room_of(self.group)
        world.onlookers[self.room.key].append(self._look)
        for moderator in self.moderators:
            moderator.phone.watch(self.room)

    async def open(self) -> None:
        """Everybody starts the bot in private."""
        phones = [moderator.phone for moderator in self.moderators]
        await asyncio.gather(
            *(phone.surely(partial(phone.say, "/start"), phone.newest, "the greeting") for phone in phones)
        )

    def _look(self, _kind: str, message_id: int) -> None:
        message = self.room.messages.get(message_id)
        for code in CODE.findall(message.text) if message is not None else ():
            if message is not None and code not in self.work and _claims(message, code):
                self.codes[code] = moderator = self.moderators[len(self.codes) % len(self.moderators)]
                self.work[code] = asyncio.create_task(self._handle(code, moderator), name=code)

    def cards(self, code: str) -> list[Message]:
        """The group's messages about a case alone, the newest last; but for what asks for a second person."""
        naming = self._naming(code)
        return [each for each in naming if not (labelled(each, code) or labelled(each, "Approve"))]

    def _naming(self, code: str) -> list[Message]:
        """Digests too: there each case has a button with its code."""
        return [each for each in self.room.messages.values() if each.buttons and code in each.text]

    def at_rest(self) -> bool:
        return all(task.done() for task in self.work.values())

    async def _handle(self, code: str, moderator: Moderator) -> None:
        """Claim, read; ask and read the answer; close."""
        await self._claim(code, moderator)
        async with moderator.private:
            await self._read(code, moderator)
        if self._in_private(code, "Ask", moderator) and self.rng.random() < 0.6:
            async with moderator.private:
                await self._ask(code, moderator)
            await self._read_answer(code, moderator)
        if self.rng.random() < 0.5:
            async with moderator.private:
                await self._close(code, moderator)

    async def _read_answer(self, code: str, moderator: Moderator) -> None:
        """Each time the witness has written, until it is the answer."""
        phone, notice = moderator.phone, f"{code}: the witness has written."

        def told(before: int) -> bool:
            return any(each.id > before and notice in each.text for each in phone.messages())

        last = 0
        while not any(code in each and ANSWER in each for each in phone.shows):
            await phone.patiently(partial(told, last), f"an answer on {code}")
            last = phone.bot.last_message_id
            async with moderator.private:
                await self._read(code, moderator)

    async def _claim(self, code: str, moderator: Moderator) -> None:
        """Now and then two press at once: one of them has it."""
        rivals = [moderator, *(self.rng.sample(self.moderators, 1) if self.rng.random() < 0.3 else [])]

        async def press() -> None:
            for each in rivals:
                await self._press_card(code, "Claim", each)

        await moderator.phone.surely(press, lambda: self._on_card(code, "Release"), f"the claim on {code}")

    def _on_card(self, code: str, label: str) -> Button | None:
        if label == "Claim":
            found = (_claims(message, code) for message in reversed(self._naming(code)))
        else:
            found = (labelled(message, label) for message in reversed(self.cards(code)))
        return next((each for each in found if each is not None), None)

    async def _press_card(self, code: str, label: str, moderator: Moderator) -> None:
        await self._press_group(self._on_card(code, label), moderator)

    async def _press_group(self, button: Button | None, moderator: Moderator) -> None:
        if button is not None:
            phone = moderator.phone
            await phone.world.press_data(phone.person, self.group, button.message, button.data)

    async def read_again(self, code: str) -> None:
        """By whoever has it, from the card: all that has come since."""
        moderator = self.codes[code]
        async with moderator.private:
            await self._read(code, moderator)

    async def _read(self, code: str, moderator: Moderator) -> None:
        """From the card in the group."""
        twice = self.rng.random() < 0.1
        await read(moderator.phone, code, lambda: self._press_card(code, "Read", moderator), twice=twice)

    async def see_contacts(self, code: str) -> None:
        """Where there are some that are hidden: whoever has the case asks, and somebody else agrees."""
        moderator = self.codes[code]
        phone = moderator.phone
        if not any(each.startswith(code) and HIDDEN in each for each in phone.shows):
            return
        # A second press of Read may be taking the first reading away just now.
        there = partial(self._in_private, code, "Show contacts", moderator)
        await phone.patiently(there, f"contacts of {code} to ask for")
        other = next(each for each in self.moderators if each is not moderator)

        async def ask() -> None:
            if self._asking(code) is None:
                await phone.press(self._in_private(code, "Show contacts", moderator))

        async with moderator.private:
            await phone.surely(ask, lambda: self._asking(code), f"who agrees to contacts of {code}")
            before = len(phone.shows)
            await phone.surely(
                lambda: self._press_group(self._asking(code), other),
                lambda: any(CONTACTS in each and HIDDEN not in each for each in phone.shows[before:]),
                f"the contacts of {code}",
            )

    def _asking(self, code: str) -> Button | None:
        """The newest request about a case that waits for somebody else."""
        found = (labelled(each, "Approve") for each in reversed(self._naming(code)))
        return next((each for each in found if each is not None), None)

    def _in_private(self, code: str, label: str, moderator: Moderator) -> Button | None:
        """On the newest message about the case that has it; what a case says does not stay."""
        found = (labelled(each, label) for each in moderator.phone.messages() if code in each.text)
        return next((each for each in found if each is not None), None)

    async def _ask(self, code: str, moderator: Moderator) -> None:
        phone, text = moderator.phone, f"Did anyone else see it? That is question {len(self.asked) + 1}."
        before, title = phone.bot.last_message_id, f"{code}: your question"

        def prompted() -> bool:
            return any(each.id > before and title in each.text for each in phone.messages())

        def preview() -> Button | None:
            shown = (each for each in phone.messages() if each.id > before and text in each.text)
            found = (labelled(each, "Send") for each in shown)
            return next((each for each in found if each is not None), None)

        await phone.surely(
            lambda: phone.press(self._in_private(code, "Ask", moderator)), prompted, f"the prompt for {code}"
        )
        await phone.surely(lambda: phone.say(text), preview, f"the preview for {code}")
        accepted = f"{code}: question accepted"
        twice = self.rng.random() < 0.3
        await phone.surely(
            lambda: phone.press(preview()), lambda: phone.sees(accepted), accepted, twice=twice
        )
        self.asked.append((code, text))

    async def _close(self, code: str, moderator: Moderator) -> None:
        phone, why = moderator.phone, f"Why close {code}?"
        await phone.surely(
            lambda: phone.press(self._in_private(code, "Close", moderator)), lambda: phone.sees(why), why
        )
        choice = next(each for each in phone.messages() if why in each.text)
        reason = self.rng.choice([each for each in buttons(choice) if each.label != "Cancel"])
        await phone.surely(
            lambda: phone.press(reason), lambda: why not in choice.text, f"{code} to be closed"
        )


def _claims(message: Message, code: str) -> Button | None:
    """On a card, or in a digest."""
    return labelled(message, "Claim") or labelled(message, code)
