"""A witness: reads the screen, does what it asks for, and keeps a book of all that was told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.casework.codes import CODE
from bot.questionnaire.form import Kind, Question
from tests.soak.answering import Answering
from tests.soak.history import Book, Parts, Report
from tests.soak.people import Button, buttons

SENT = "✅ Your report has been sent."


@dataclass(slots=True)
class Walk:
    """One witness's way. `closed` is set when nothing more is to come; `resting`: there is nothing to do."""

    tells: Answering
    closed: asyncio.Event
    report: Report | None = None
    more: list[Parts] = field(default_factory=list)
    resting: bool = False
    _asked: int = 0
    _edited: bool = False
    _opened: str = ""
    _told: set[str] = field(default_factory=set)

    def book(self) -> Book:
        draft = {name: tuple(parts) for name, parts in self.tells.draft.items() if parts}
        sent = (Report(self.report.code, self.report.answers, tuple(self.more)),) if self.report else ()
        phone = self.tells.phone
        return Book(self.tells.plan.name, phone.person.id, draft, sent, frozenset(self.tells.assured))

    async def go(self) -> None:
        """The report, or a part of one; then answers to whatever is asked, until all is closed."""
        phone, plan = self.tells.phone, self.tells.plan
        await phone.surely(lambda: phone.say("/start"), phone.newest, "the first screen")
        while self.report is None and (plan.stops is None or self._asked <= plan.stops):
            await self._step()
        for _each in range(plan.adds if self.report else 0):
            await self._add()
        while not self.closed.is_set():
            await self._rest()

    async def _step(self) -> None:
        """Whatever the screen asks for."""
        tells, here = self.tells, self.tells.phone.button
        if button := here("lang:en") or here("agree") or here("begin") or here("return"):
            await tells.press(button)
        elif (name := tells.asked()) is not None:
            await self._question(tells.questions[name])
        elif here("edit:"):
            await self._edit()
        elif button := here("confirm"):
            await self._review(button)
        elif button := here("consent:"):
            await self._consent(int(button.data.split(":")[1]))
        elif here("submit"):
            await self._submit()
        else:
            await tells.phone.until(lambda: False, f"a way on from {tells.phone.text()[:60]!r}")

    async def _question(self, question: Question) -> None:
        """Answer it, pass over it, or first go back to the one before."""
        tells, name = self.tells, question.name
        given, opened = tells.draft.setdefault(name, []), name == self._opened
        if not opened and tells.rng.randrange(100) < tells.plan.back:
            await self._back(name)
            return
        self._asked, self._opened = self._asked + 1, ""
        if given and not opened and tells.phone.button(f"done:{name}"):
            await tells.leave("done", name)
        elif not given and tells.phone.button(f"skip:{name}") and not self._wants(question):
            await tells.leave("skip", name)
        else:
            await tells.answer(question)

    def _wants(self, question: Question) -> bool:
        """Whether what may be left out is answered."""
        if question.kind is Kind.FILE:
            return self.tells.plan.files > 0
        return self.tells.rng.random() < (0.7 if question.name in ("when", "place", "region") else 0.4)

    async def _back(self, name: str) -> None:
        """The answer before is opened again: pressed once, for each press opens another."""
        phone = self.tells.phone
        await phone.press(phone.button("back"))
        await phone.patiently(lambda: self.tells.asked() != name, f"the answer before {name}")
        self._opened = self.tells.asked() or ""

    async def _review(self, button: Button) -> None:
        tells = self.tells
        if tells.plan.edits and not self._edited:
            self._edited = True
            await tells.press(tells.phone.button("go:editing"), lambda: tells.phone.button("edit:"))
        else:
            await tells.press(button)

    async def _edit(self) -> None:
        """One answer anew; or back to the review, if that was never asked for."""
        tells, name = self.tells, str(self.tells.plan.edits)
        chosen = tells.phone.button(f"edit:{name}")
        if chosen is None:
            await tells.press(tells.phone.button("begin"))
            return
        self._opened = name
        await tells.press(chosen, lambda: tells.asked() == name)

    async def _consent(self, number: int) -> None:
        yes = self.tells.plan.contact if number == 0 else self.tells.rng.random() < 0.5
        await self.tells.press(self.tells.phone.button(f"consent:{number}:{int(yes)}"))

    async def _submit(self) -> None:
        """The code is noted when it is shown: the ✅ of a late file may soon stand in its place."""
        phone, before = self.tells.phone, len(self.tells.phone.shows)

        def sent() -> str | None:
            return next((each for each in phone.shows[before:] if SENT in each), None)

        twice = self.tells.plan.submits_twice
        await phone.surely(lambda: phone.press(phone.button("submit")), sent, SENT, twice=twice)
        found = CODE.search(sent() or "")
        assert found is not None
        answers = {name: tuple(parts) for name, parts in self.tells.draft.items() if parts}
        self.report = Report(found.group(), answers)
        self.tells.draft.clear()

    async def _add(self) -> None:
        """Something more, unasked, by My cases; unless a question comes first."""
        tells, phone = self.tells, self.tells.phone
        assert self.report is not None
        while (adding := phone.button("add:")) is None:
            onward = phone.button("go:cases") or phone.button("go:menu")
            if onward is None:
                return
            await tells.press(onward)
        opened = f"Add to {self.report.code}"
        await tells.press(adding, lambda: phone.sees(opened))
        await self._tell_more()

    async def _tell_more(self) -> None:
        """One message: a text, or now and then a picture. Each is passed on as an item of its own."""
        tells, phone = self.tells, self.tells.phone
        if tells.rng.random() < 0.25:
            message, parts = await tells.send("photo")
        else:
            words = tells.words()
            message, parts = await phone.say(words), (f"words:{words}",)
        self.more.append(parts)
        await phone.patiently(lambda: phone.is_gone(message), f"✅ for {parts[-1][:30]!r}")
        tells.assured.update(parts)

    async def _rest(self) -> None:
        """Idle, until a question comes. It may stand above what a kill had sent twice: people look up."""
        phone = self.tells.phone
        asked, opening = self._asked_now(), phone.anywhere("open:")
        self.resting = asked is None and opening is None
        if asked is not None:
            for _each in range(self.tells.rng.choice((1, 1, 2))):
                await self._tell_more()
            self._told.add(asked)
        elif opening is not None:
            data = opening.data
            await phone.surely(
                lambda: phone.press(phone.anywhere(data)),
                lambda: self._asked_now() or not phone.anywhere(data),
                data,
                twice=self.tells.rng.randrange(100) < self.tells.plan.again,
            )
        else:
            await phone.until(lambda: phone.anywhere("open:") or self._asked_now(), "")

    def _asked_now(self) -> str | None:
        """The question that is open on the screen and was not answered before."""
        shown = (each.data for message in self.tells.phone.messages() for each in buttons(message))
        return next((each for each in shown if each.startswith("cannot:") and each not in self._told), None)
