"""People of story tests: they look at their screens, press what they see, and wait until something comes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.simulator.accounts import BotAccount, Chat, Person
from bot.simulator.rooms import Shown
from bot.simulator.world import Toast, Where, World

PATIENCE = 10.0
"""Seconds of real time after which a story has failed."""


@dataclass(slots=True)
class Screen:
    """One chat on one person's phone."""

    world: World
    person: Person
    where: Where

    def messages(self) -> list[Shown]:
        return self.world.messages(self.person, self.where)

    def newest(self) -> Shown | None:
        """The newest message that a bot wrote; service messages don't count."""
        return next(
            (each for each in reversed(self.messages()) if each.from_bot and each.kind != "service"), None
        )

    def text(self) -> str:
        """The newest message of a bot, its buttons row by row."""
        newest = self.newest()
        return described(newest) if newest is not None else "(nothing from the bot)"

    def transcript(self) -> str:
        """The whole chat, as it stands."""
        return "\n".join(f"{each.sender}: {described(each)}" for each in self.messages())

    async def say(self, text: str, *, thread: int | None = None, reply_to: int | None = None) -> int:
        return await self.world.say(self.person, self.where, text, thread=thread, reply_to=reply_to)

    async def press(self, label: str, *, message: int | None = None, patience: float = PATIENCE) -> str:
        """Press the button with this label on the newest message that has it, waiting for it to appear.

        Returns the callback id, or the link of a button that is one.
        """
        await self.until(lambda: self._button(label, message) is not None, f"a button “{label}”", patience)
        found = self._button(label, message)
        assert found is not None
        shown, row, column = found
        url = shown.buttons[row][column].url
        return url or await self.world.press(self.person, self.where, shown.id, row, column)

    async def follow(self, link: str) -> int:
        """Open a link to this chat's bot, as a person does by pressing Start."""
        assert isinstance(self.where, BotAccount), "links start private chats"
        start = f"https://t.me/{self.where.username}?start="
        assert link.startswith(start), f"{link} is no link to @{self.where.username}"
        return await self.say(f"/start {link.removeprefix(start)}")

    def _button(self, label: str, message: int | None) -> tuple[Shown, int, int] | None:
        for each in reversed(self.messages()):
            if message is not None and each.id != message:
                continue
            for row, buttons in enumerate(each.buttons):
                for column, button in enumerate(buttons):
                    if same_label(button.text, label):
                        return each, row, column
        return None

    async def sees(self, text: str, patience: float = PATIENCE) -> Shown:
        """Wait for a bot's message with these words in it, and give it back."""
        await self.until(lambda: self._with(text) is not None, f"“{text}”", patience)
        found = self._with(text)
        assert found is not None
        return found

    async def no_longer_sees(self, text: str, patience: float = PATIENCE) -> None:
        """Wait until no message has these words."""
        await self.until(
            lambda: not any(text in each.text for each in self.messages()), f"no “{text}”", patience
        )

    def _with(self, text: str) -> Shown | None:
        return next((each for each in reversed(self.messages()) if each.from_bot and text in each.text), None)

    async def toast(self, text: str = "", patience: float = PATIENCE) -> Toast:
        """Wait for an answer to a press with these words; the newest one."""

        def found() -> Toast | None:
            return next(
                (each for each in reversed(self.world.toasts(self.person)) if text in each.text), None
            )

        await self.until(lambda: found() is not None, f"an answer “{text}”", patience)
        answer = found()
        assert answer is not None
        return answer

    async def until(self, true: object, wanted: str, patience: float) -> None:
        assert callable(true)
        try:
            await self.world.until(true, patience)
        except AssertionError:
            answers = ", ".join(repr(each.text) for each in self.world.toasts(self.person)[-3:])
            message = (
                f"{self.person.name} waits for {wanted} and sees:\n{self.transcript()}\nAnswers: {answers}"
            )
            raise AssertionError(message) from None


@dataclass(slots=True)
class Witness:
    """Somebody in a private chat with the witness bot."""

    world: World
    bot: BotAccount
    person: Person

    @property
    def chat(self) -> Screen:
        return Screen(self.world, self.person, self.bot)

    async def start(self, payload: str = "") -> int:
        return await self.say(f"/start {payload}".strip())

    async def say(self, text: str, *, reply_to: int | None = None) -> int:
        return await self.chat.say(text, reply_to=reply_to)

    async def press(self, label: str, patience: float = PATIENCE) -> str:
        return await self.chat.press(label, patience=patience)

    async def sees(self, text: str, patience: float = PATIENCE) -> Shown:
        return await self.chat.sees(text, patience)

    async def no_longer_sees(self, text: str, patience: float = PATIENCE) -> None:
        await self.chat.no_longer_sees(text, patience)

    async def toast(self, text: str = "", patience: float = PATIENCE) -> Toast:
        return await self.chat.toast(text, patience)

    async def send(
        self,
        kind: str,
        data: bytes,
        name: str | None = None,
        *,
        caption: str | None = None,
        album: str | None = None,
    ) -> int:
        """Send a file of any kind; `send_photo` and the like are short for it."""
        return await self.world.send_file(
            self.person, self.bot, kind, data, name=name, caption=caption, album=album
        )

    async def send_photo(self, data: bytes, caption: str | None = None, album: str | None = None) -> int:
        return await self.send("photo", data, caption=caption, album=album)

    async def send_document(self, data: bytes, name: str = "file.pdf", caption: str | None = None) -> int:
        return await self.send("document", data, name, caption=caption)

    async def send_voice(self, data: bytes) -> int:
        return await self.send("voice", data)

    async def send_video(self, data: bytes, caption: str | None = None) -> int:
        return await self.send("video", data, caption=caption)

    async def send_location(self, latitude: float, longitude: float) -> int:
        return await self.world.send_location(self.person, self.bot, latitude, longitude)

    async def edit(self, message_id: int, text: str) -> None:
        await self.world.edit(self.person, self.bot, message_id, text)

    def screen(self) -> str:
        return self.chat.text()

    def transcript(self) -> str:
        return self.chat.transcript()


@dataclass(slots=True)
class Moderator:
    """Somebody of the staff: in the desk group and in private with the staff bot."""

    world: World
    bot: BotAccount
    group: Chat
    person: Person

    @property
    def in_group(self) -> Screen:
        return Screen(self.world, self.person, self.group)

    @property
    def in_private(self) -> Screen:
        return Screen(self.world, self.person, self.bot)

    async def start(self, payload: str = "") -> int:
        return await self.in_private.say(f"/start {payload}".strip())

    async def press_card(self, code: str, label: str, patience: float = PATIENCE) -> str:
        """Press a button on the group's card of this case."""
        card = await self.card(code, label, patience)
        return await self.in_group.press(label, message=card.id, patience=patience)

    async def card(self, code: str, label: str = "", patience: float = PATIENCE) -> Shown:
        """The newest message of the group that names the case, with this button on it if one is named."""

        def found() -> Shown | None:
            named = (
                each for each in reversed(self.in_group.messages()) if code in each.text and each.buttons
            )
            return next((each for each in named if not label or _has(each, label)), None)

        await self.in_group.until(lambda: found() is not None, f"a card of {code} with “{label}”", patience)
        card = found()
        assert card is not None
        return card

    async def toast(self, text: str = "", patience: float = PATIENCE) -> Toast:
        return await self.in_group.toast(text, patience)


def _has(message: Shown, label: str) -> bool:
    return any(same_label(button.text, label) for row in message.buttons for button in row)


def same_label(text: str, label: str) -> bool:
    """Whether a button bears this label; signs and pictures around the words don't count."""
    return text == label or _words(text) == label


def _words(text: str) -> str:
    return re.sub(r"^[^\w]+|[^\w)?.…]+$", "", text)


def described(message: Shown) -> str:
    """A message with its buttons, to read in a test or a failure."""
    kind = "" if message.kind == "text" else f"({message.kind}) "
    rows = [" ".join(f"[{button.text}]" for button in row) for row in message.buttons]
    return "\n".join([f"{kind}{message.text}", *rows])
