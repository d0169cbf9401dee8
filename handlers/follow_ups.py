"""The witness side of what staff ask and decide: announcing, reminding, lapsing, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.casework.deadlines import Step, next_step, next_waking
from bot.interview import events
from bot.interview.buttons import button
from bot.interview.draft import Place
from bot.interview.effects import Tell
from bot.outgoing import Message, Outgoing
from bot.questionnaire import answers
from bot.questionnaire.answers import Attachment, Entry, Part, Pick
from bot.questionnaire.steps import Step as Asked
from bot.text import Screen, Text, _, screen, verbatim
from handlers.door import Door
from storage import cases, duplicates, letters, outbox, questions, receipts, routes, standing
from storage.coarse import day_of
from storage.drafts import DRAFT_LIFE
from storage.questions import Question
from storage.routes import Route

AFTER_CLOSING = timedelta(days=14)  # how long a closed case can still be reached


def receive(db: Connection, door: Door) -> None:
    """What staff left for the witness side, and every question whose time has come."""
    now = door.clock()
    found = letters.take(db, "witness")
    for letter in found:
        if letter.what == "closed":
            _closed(db, door, letter.case_id, now)
        elif letter.what == "reopened":
            _reopened(db, letter.case_id, now)
        elif letter.what == "deleted":
            receipts.forget(db, letter.case_id)
    letters.burn(db, [letter.id for letter in found])
    for id in questions.due(db, now):
        asked = questions.load(db, door.keys, id)
        if asked is not None:
            _move_on(db, door, asked, now)


def _move_on(db: Connection, door: Door, asked: Question, now: datetime) -> None:
    route = routes.of_case(db, door.keys, asked.case_id)
    if route is None:
        questions.set_state(db, asked.id, "unreachable", None, now)
        letters.post(db, "staff", asked.case_id, "unreachable", now, asked.id)
        return
    if routes.silenced(db, asked.case_id):  # asked before the desk had heard of it
        questions.set_state(db, asked.id, "stopped", None, now)
        letters.post(db, "staff", asked.case_id, "stopped", now, asked.id)
        return
    waking = next_waking(now, route.zone, door.quiet)
    if waking > now:
        questions.postpone(db, asked.id, waking)
        return
    if asked.state == "waiting":
        if _is_next(db, door, route, asked):
            _announce(db, door, route, asked, now)
        return
    since = asked.announced_at or asked.asked_at
    step, _when = next_step(since, asked.reminders)
    if step is Step.LAPSE:
        questions.set_state(db, asked.id, "lapsed", None, now)
        letters.post(db, "staff", asked.case_id, "lapsed", now, asked.id)
        return
    _say(db, door, route, _line(asked.id), now)
    _next_step, then = next_step(since, asked.reminders + 1)
    questions.postpone(db, asked.id, then, asked.reminders + 1)


def _is_next(db: Connection, door: Door, route: Route, asked: Question) -> bool:
    """One at a time for each witness, the oldest first: whoever is asked much at once answers nothing. What
    waits stays due, so it goes out as soon as the one before is settled."""
    mine = routes.of_witness(db, door.keys.tag(route.chat))
    return questions.next_of(db, mine) == asked.id


def _announce(db: Connection, door: Door, route: Route, asked: Question, now: datetime) -> None:
    _say(db, door, route, _line(asked.id), now)
    _step, then = next_step(now, 0)
    questions.set_state(db, asked.id, "announced", then, now)


def note_opened(db: Connection, asked: Question, now: datetime, *, begun: bool) -> None:
    """Staff see it by the day, and not before tomorrow. While an answer is under way the question neither
    lapses nor is there a reminder of it; whole days, so that its row does not tell when."""
    if asked.state != "opened":
        questions.set_state(db, asked.id, "opened", asked.due_at, now)
    if begun and asked.due_at is not None:
        kept_until = day_of(now + DRAFT_LIFE) + timedelta(days=1)
        questions.postpone(db, asked.id, max(asked.due_at, kept_until))


def entries(asked: Question | None, told: Tell) -> tuple[tuple[Entry, ...], list[str]]:
    """What was told, as staff read it: each answer under its question; and the names of its files."""
    steps = {step.name: step for step in asked.steps} if asked else {}
    if asked and told.steps:
        found = tuple(_entry(steps[name], parts) for name, parts in told.steps if name in steps)
    elif asked and asked.steps:
        found = (_entry(asked.steps[0], told.parts),)
    else:
        label = verbatim(asked.text) if asked else _("Added by the witness")
        found = (Entry("answer" if asked else "addition", label, _words(told.parts), told.parts),)
    parts = (part for entry in found for part in entry.parts)
    return found, [part.file for part in parts if isinstance(part, Attachment)]


def _entry(step: Asked, parts: tuple[Part, ...]) -> Entry:
    labels = {part.name: step.words_for(part.name) for part in parts if isinstance(part, Pick)}
    return Entry(step.name, verbatim(step.text), _words(parts, labels), parts, source=step.source)


def _words(parts: tuple[Part, ...], labels: Mapping[str, Text] | None = None) -> tuple[Text, ...]:
    return tuple(answers.words(part, labels or {}) for part in parts)


def raise_case(db: Connection, case: int, number: int, now: datetime) -> None:
    """It has something new from the witness, by its number in the case: whoever works on it is told."""
    raised = duplicates.original_of(db, case) or case
    if raised != case:
        cases.note_late(db, case)
    if cases.raise_by_witness(db, raised):
        for each in (raised, *duplicates.below(db, raised)):
            routes.revive(db, each)
    letters.post(db, "staff", raised, "replied", now, number)


def unreachable(db: Connection, door: Door, witness: bytes) -> None:
    """A witness blocked the bot: nothing waits for that chat any more, and staff learn that it is silent."""
    outbox.close(db, "witness", witness)
    standing.forget(db, witness)
    for id, case in questions.open_of(db, routes.of_witness(db, witness)):
        questions.set_state(db, id, "unreachable", None, door.clock())
        letters.post(db, "staff", case, "unreachable", door.clock(), id)


def _line(question: int) -> Screen:
    """What a lock screen may show."""
    return screen(
        _("We have a question for you. Open it when you are safe."),
        rows=((button(_("Open"), events.Opened(question)),),),
    )


def _closed(db: Connection, door: Door, case: int, now: datetime) -> None:
    closed_at = cases.closed_at(db, case)
    if closed_at is None:  # the witness has written again meanwhile
        return
    if duplicates.is_waiting(db, case):  # the witness hears of it when the other case is closed
        return
    for each in (case, *duplicates.below(db, case)):
        _end(db, door, each, closed_at, now)


def _end(db: Connection, door: Door, case: int, closed_at: datetime, now: datetime) -> None:
    route = routes.of_case(db, door.keys, case)
    routes.expire(db, case, closed_at + AFTER_CLOSING)
    for id, _case in questions.open_of(db, [case]):
        questions.set_state(db, id, "lapsed", None, now)
    if route is not None:
        news = screen(
            _("Something has changed here. Open it when you are safe."),
            rows=((button(_("My cases"), events.Went(Place.CASES)),),),
        )
        _say(db, door, route, news, next_waking(now, route.zone, door.quiet))


def _reopened(db: Connection, case: int, now: datetime) -> None:
    """The way to the witness stays again; the desk is told when it has been forgotten."""
    for each in duplicates.below(db, case):
        routes.revive(db, each)
    if routes.there_is(db, case):
        routes.revive(db, case)
    else:
        letters.post(db, "staff", case, "lost", now)


def _say(db: Connection, door: Door, route: Route, shown: Screen, due_at: datetime) -> None:
    outgoing = Outgoing(route.bot, route.chat, route.language, Message(shown))
    outbox.post(db, door.keys, outgoing, door.clock(), due_at=due_at)
