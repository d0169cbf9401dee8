"""How often Telegram is called: one witness goes through the shipped questionnaire, step by step."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import orjson

from bot.app import report_form
from bot.questionnaire.form import Kind, Question
from tests.bench.ground import Ground
from tests.bench.result import Goal, Section
from tests.bench.said import Update, pressed, text
from tests.bench.stands import Stand, standing
from tests.bench.witnesses import SHOWN, Stuck

STILL = 0.1  # seconds without a call: the step is over
MOST = 150  # steps
_WORDS = {Kind.DATE: "14.03.2026", Kind.INTEGER: "2"}
_ALWAYS = ("lang:en", "agree", "begin", "confirm", "consent:0:1", "consent:1:1", "consent:2:0", "submit")


@dataclass(slots=True)
class Walk:
    """`calls` by what the witness did: `typed`, `chose` (both are saved answers), `went on`."""

    one: Stand
    chat: int
    calls: dict[str, Counter[str]] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)
    _screen: list[str] = field(default_factory=list)  # callback data of the buttons that are shown
    _picked: set[str] = field(default_factory=set)

    async def go(self) -> None:
        """From /start to the last button."""
        questions = {question.name: question for question, _conditions in report_form().questions()}
        what, update = "went on", text(self.chat, "/start")
        for _step in range(MOST):
            await self._do(what, update)
            if update.get("callback_query", {}).get("data") == "submit":
                return
            what, update = self._next(questions)
        raise Stuck(f"no end after {MOST} steps: {self._screen}")

    def _next(self, questions: dict[str, Question]) -> tuple[str, Update]:
        for data in _ALWAYS:
            if data in self._screen:
                return "went on", pressed(self.chat, data)
        return self._answer(questions)

    def _answer(self, questions: dict[str, Question]) -> tuple[str, Update]:
        def first(word: str) -> str | None:
            return next((data for data in self._screen if data.startswith(f"{word}:")), None)

        pick, done, skip = first("pick"), first("done"), first("skip")
        if done and (not pick or pick in self._picked):
            return "went on", pressed(self.chat, done)
        if pick:
            self._picked.add(pick)
            return "chose", pressed(self.chat, pick)
        kind = questions[skip.partition(":")[2]].kind if skip else Kind.TEXT
        if skip and kind is Kind.FILE:
            return "went on", pressed(self.chat, skip)
        return "typed", text(self.chat, _WORDS.get(kind, "In our village, near the school."))

    async def _do(self, what: str, update: Update) -> None:
        line = self.one.bot.line
        before, shown = Counter(line.calls), asyncio.Event()

        def heard(chat: int, method: str, body: bytes) -> None:
            if chat == self.chat and method in SHOWN:
                self._screen = buttons(body)
                shown.set()

        line.heard = heard
        line.put(update)
        async with asyncio.timeout(30):
            await shown.wait()
        await line.quiet(STILL)
        self.calls.setdefault(what, Counter()).update(Counter(line.calls) - before)
        self.steps[what] += 1


def buttons(body: bytes) -> list[str]:
    """The callback data in a call's keyboard, whichever way the call was written."""
    if body.startswith(b"{"):
        markup = orjson.loads(body).get("reply_markup") or {}
    else:
        markup = orjson.loads(parse_qs(body.decode()).get("reply_markup", ["{}"])[0])
    markup = orjson.loads(markup) if isinstance(markup, str) else markup
    return [button.get("callback_data", "") for row in markup.get("inline_keyboard", []) for button in row]


async def calling(here: Ground) -> Section:
    """One report; the count is the same every time."""
    async with standing(here, ["sqlite"], form="shipped", warm=False) as stands:
        walk = Walk(stands["sqlite"], stands["sqlite"].witnesses(1, None)[0])
        await walk.go()
    each = {what: sum(calls.values()) / walk.steps[what] for what, calls in walk.calls.items()}
    answers = walk.steps["typed"] + walk.steps["chose"]
    per_answer = sum(sum(walk.calls[what].values()) for what in ("typed", "chose")) / answers
    everything = sum(sum(calls.values()) for calls in walk.calls.values())
    rows = [
        (what, str(walk.steps[what]), f"{each[what]:.2f}", _named(walk.calls[what])) for what in sorted(each)
    ]
    rows.append(("all", str(walk.steps.total()), f"{everything / walk.steps.total():.2f}", ""))
    return Section(
        "Calls to Telegram",
        "One witness sends a report on the shipped questionnaire: an answer typed, an answer chosen by a "
        "button, and all else (the menu, Done, Skip, consent). What the witness typed is deleted from the "
        "chat. An aiogram FSM bot that leaves it there calls once for a typed answer and twice for a button.",
        ("step", "steps", "calls each", "of them"),
        rows,
        [Goal.at_most("calls to Telegram per saved answer, traceless on", 2, per_answer)],
    )


def _named(calls: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in calls.most_common())
