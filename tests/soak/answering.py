"""How a witness answers: by buttons, words, files and places, each noted when it is seen to be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bot.questionnaire.form import Kind, Question
from tests.soak import plans
from tests.soak.people import Button, Phone
from tests.soak.plans import Plan

FILE_SAVED = "✅ Your file is saved."


@dataclass(slots=True)
class Answering:
    """`draft` is what the witness knows to have told for each question; `assured` what had its ✅."""

    plan: Plan
    phone: Phone
    rng: Random
    questions: dict[str, Question]
    draft: dict[str, list[str]] = field(default_factory=dict)
    assured: set[str] = field(default_factory=set)
    _told: int = 0

    def asked(self) -> str | None:
        """The question on the screen, by its name."""
        for each in self.phone.buttons():
            word, _, rest = each.data.partition(":")
            if word in ("pick", "done", "skip"):
                return rest.partition(":")[0]
        text = self.phone.text()
        if "Question " not in text:
            return None
        return next((name for name, each in self.questions.items() if f"\n{each.label.msgid}" in text), None)

    async def press(self, button: Button | None, true: Callable[[], object] | None = None) -> None:
        """Until the button is gone, or as wanted. Some press twice, for whom that does no harm."""
        if button is None:
            return
        gone = true or (lambda: self.phone.button(button.data) is None)
        twice = self.rng.randrange(100) < self.plan.again
        await self.phone.surely(lambda: self._if_there(button), gone, button.data, twice=twice)

    async def _if_there(self, button: Button) -> None:
        await self.phone.press(self.phone.button(button.data))

    async def leave(self, word: str, name: str) -> None:
        """Done with a question, or past it."""
        await self.press(self.phone.button(f"{word}:{name}"), lambda: self.asked() != name)

    async def answer(self, question: Question) -> None:
        """For the first time, or once more: what takes one answer has the new one instead."""
        given = self.draft.setdefault(question.name, [])
        match question.kind:
            case Kind.SELECT_ONE:
                await self._choose(question, given)
            case Kind.SELECT_MULTIPLE:
                await self._choose_several(question, given)
            case Kind.FILE:
                for _each in range(self.plan.files):
                    await self._send_file(given)
            case Kind.TEXT if question.gathers:
                await self._gather(question, given)
            case Kind.PLACE if self.rng.random() < 0.3:
                await self._locate(question, given)
            case _:
                await self._type(question, given)

    async def _choose(self, question: Question, given: list[str]) -> None:
        """By its button, or by its words."""
        offered = [each for each in self.phone.buttons() if each.data.startswith("pick:")]
        chosen = self.rng.choice(offered if self.plan.details or question.name != "more" else offered[1:])
        if self.rng.random() < 0.15:
            await self._say(chosen.label, question.name)
        else:
            await self.press(chosen, lambda: self.asked() != question.name)
        self._note(given, f"pick:{chosen.data.rpartition(':')[2]}")

    async def _choose_several(self, question: Question, given: list[str]) -> None:
        offered = [each for each in self.phone.buttons() if each.data.startswith("pick:")]
        for chosen in self.rng.sample(offered, min(len(offered), self.rng.randint(1, 3))):
            await self._toggle(chosen, given)
        if not given:
            await self._toggle(offered[0], given)
        await self.leave("done", question.name)

    async def _toggle(self, chosen: Button, given: list[str]) -> None:
        """Once: a second press would take it back."""
        picked = f"pick:{chosen.data.rpartition(':')[2]}"
        sign = "☐" if picked in given else "☑"
        await self._if_there(chosen)

        def shown() -> bool:
            now = self.phone.button(chosen.data)
            return now is not None and now.label.startswith(sign)

        await self.phone.patiently(shown, f"{sign} at {chosen.data}")
        if picked in given:
            given.remove(picked)
        else:
            given.append(picked)
            self.assured.add(picked)

    def words(self) -> str:
        """What nobody else has written."""
        self._told += 1
        return f"{self.plan.name}.{self._told} {self.rng.choice(plans.STORY)}"

    async def _type(self, question: Question, given: list[str]) -> None:
        match question.kind:
            case Kind.DATE:
                typed, when = self.rng.choice(plans.DATES[question.name])
                part = f"when:{when}"
            case Kind.INTEGER:
                typed = str(self.rng.randint(1, 40))
                part = f"number:{typed}"
            case _:
                typed = self.words()
                part = f"words:{typed}"
        await self._say(typed, question.name)
        self._note(given, part)

    async def _say(self, words: str, name: str) -> None:
        message = await self.phone.say(words)
        await self._until_taken(message, name, words[:20])

    async def _until_taken(self, message: int, name: str, words: str) -> None:
        """Gone from the chat, and something else is asked. What was said is not said again."""
        phone = self.phone
        await phone.patiently(lambda: phone.is_gone(message) and self.asked() != name, f"✅ for {words!r}")

    async def _locate(self, question: Question, given: list[str]) -> None:
        latitude, longitude = self.rng.randint(-80, 80) + 0.5, self.rng.randint(-170, 170) + 0.25
        phone = self.phone
        message = await phone.world.send_location(phone.person, phone.bot, latitude, longitude)
        await self._until_taken(message, question.name, "a place")
        self._note(given, f"pin:{latitude},{longitude}")

    async def _gather(self, question: Question, given: list[str]) -> None:
        """Some texts, now and then a voice message among them."""
        for _each in range(self.rng.randint(1, 3)):
            if self.rng.random() < 0.15:
                await self._send_file(given, "voice")
            else:
                await self._write(given)
        await self.phone.patiently(lambda: self.phone.button(f"done:{question.name}"), "Done")
        await self.leave("done", question.name)

    async def _write(self, given: list[str]) -> None:
        """A text; some change it at once."""
        phone, first = self.phone, self.words()
        message, part = await phone.say(first), f"words:{first}"
        if self.rng.random() < 0.2:
            second = self.words()
            await phone.world.edit(phone.person, phone.bot, message, second)
            part = f"words:{second}|{first}"
        await phone.patiently(lambda: phone.is_gone(message), f"✅ for {first[:20]!r}")
        given.append(part)
        self.assured.add(part)

    async def _send_file(self, given: list[str], kind: str = "") -> None:
        """On its way at once, with its ✅ later; some do not wait for that."""
        phone, before = self.phone, len(self.phone.shows)
        _message, (file, *caption) = await self.send(kind)
        given += [file, *caption]
        count = sum(1 for each in given if each.startswith("file:"))
        so_far = "1 file so far." if count == 1 else f"{count} files so far."
        await phone.patiently(lambda: so_far in phone.text(), so_far)
        if self.rng.random() < 0.6:
            await phone.patiently(
                lambda: any(FILE_SAVED in each for each in phone.shows[before:]), FILE_SAVED
            )
            self.assured.add(file)

    async def send(self, kind: str = "") -> tuple[int, tuple[str, ...]]:
        """A file, and to a picture now and then a caption: the message, and what it is in the book."""
        phone, rng = self.phone, self.rng
        kind = kind or rng.choice(("photo", "photo", "document", "voice"))
        content = plans.picture(rng) if kind == "photo" else rng.randbytes(rng.randint(50, 5000))
        caption = self.words() if kind == "photo" and rng.random() < 0.3 else None
        message = await phone.world.send_file(phone.person, phone.bot, kind, content, caption=caption)
        kept = phone.room.messages[message].file
        assert kept is not None
        parts = (f"file:{hashlib.sha256(kept.data).hexdigest()}", *([f"words:{caption}"] if caption else []))
        return message, tuple(parts)

    def _note(self, given: list[str], part: str) -> None:
        """The only answer to its question."""
        given[:] = [part]
        self.assured.add(part)
