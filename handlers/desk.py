"""What the staff side works with, wired once by bot.app."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from bot.casework.bank import Bank
from bot.casework.case import Case, Priority
from bot.casework.deadlines import Quiet
from bot.casework.desks import NO_RULES, Rules
from bot.casework.queue import Queued
from bot.casework.routing import DEFAULT_DESK
from bot.interview.languages import OWN_NAMES
from bot.outgoing import Body, Card, Message, Outgoing
from bot.questionnaire.form import Form
from bot.text import Screen, Text, verbatim
from handlers.staff_buttons import Buttons
from handlers.translate import Wording
from storage import desks, outbox, staff
from storage.keys import StaffKeys
from storage.transaction import Store

NO_BANK = Bank(())


@dataclass(slots=True)
class Home:
    """The desk's group: it gets another id when it becomes a supergroup. `topics`: it has some, and the bot
    may manage them."""

    chat: int
    topics: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """`bot` and `username` are the staff bot's own; `home` is the group, `language` what it reads. New cards
    that are not urgent come up to `jitter` later, by the lot that `draw` draws. `at_first` are the rules that
    count until the desk sets its own."""

    store: Store
    keys: StaffKeys
    wording: Wording
    bot: int
    username: str
    home: Home
    labels: Mapping[str, Text]
    quiet: Quiet | None
    clock: Callable[[], datetime]
    language: str = "en"
    bank: Bank = NO_BANK
    jitter: timedelta = timedelta(0)
    draw: Callable[[], float] = random.SystemRandom().random
    at_first: Rules = NO_RULES
    with_archive: Callable[[], bool] = lambda: False  # whether the archive's secret key lies here

    @property
    def chat(self) -> int:
        """The group's id."""
        return self.home.chat

    @property
    def buttons(self) -> Buttons:
        return Buttons(self.keys.press, self.clock)

    def rules(self, db: Connection) -> Rules:
        """What it has set for itself."""
        return desks.rules_of(db, DEFAULT_DESK, self.at_first)

    def hourly(self, case: Case | Queued) -> bool:
        """Whether ages may tell the first hour: not when cards are held back to hide it."""
        return case.priority is Priority.URGENT or not self.jitter


@dataclass(frozen=True, slots=True)
class Scene:
    """One action with all that recording it needs. `actor` is None for the witness and for time;
    `pressed` is the message in the actor's private chat whose button was pressed, `pressed_in_group` that
    in the group."""

    desk: Desk
    case: Case
    now: datetime
    actor: int | None = None
    pressed: int | None = None
    pressed_in_group: int | None = None


def labels_of(form: Form) -> Mapping[str, Text]:
    """What a card needs to name things: choices by their names, countries as `country:ge` too, languages as
    `language:ru`. Of two with one name that of the earlier question counts: cards name what happened."""
    choices: dict[str, Text] = {}
    for question, _when in form.questions():
        for choice in question.choices:
            choices.setdefault(choice.name, choice.label)
            if question.name == "country":
                choices[f"country:{choice.name}"] = choice.label
    return choices | {f"language:{code}": verbatim(name) for code, name in OWN_NAMES.items()}


def post(db: Connection, desk: Desk, chat: int, body: Body, now: datetime, dedupe: str | None = None) -> None:
    """Leaves something to be said in a chat, in the language of who reads there."""
    outgoing = Outgoing(desk.bot, chat, language_in(db, desk, chat), body)
    outbox.post(db, desk.keys, outgoing, now, dedupe=dedupe)


class Heard(Protocol):
    """What was said to the bot, and where."""

    @property
    def chat(self) -> int: ...

    @property
    def thread(self) -> int | None: ...


def reply(db: Connection, desk: Desk, heard: Heard, shown: Screen, now: datetime) -> None:
    """Leaves something to be said where the bot was spoken to: in a topic, if it was there."""
    post(db, desk, heard.chat, Message(shown, thread=heard.thread), now)


def post_card(db: Connection, desk: Desk, case: Case, drawn: Screen, now: datetime) -> None:
    """Leaves a case's card for the group: urgent ones go first, and of one case only the newest is sent."""
    outgoing = Outgoing(desk.bot, desk.chat, desk.language, Card(case.id, drawn))
    urgent = case.priority is Priority.URGENT
    outbox.post(db, desk.keys, outgoing, now, dedupe=f"card:{case.id}", replace=True, urgent=urgent)


def language_in(db: Connection, desk: Desk, chat: int) -> str:
    """A private chat has the id of its person."""
    own = staff.language_of(db, chat) if chat > 0 else None
    return own or desk.language
