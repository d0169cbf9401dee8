"""A claimed case's topic, in a group that has topics: there staff talk about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.casework.case import Case, Workflow
from bot.casework.layout import Grid, laid_out
from bot.casework.lists import SIGNS
from bot.casework.words import state_now
from bot.outgoing import Outgoing, Topic
from bot.text import Line, Screen, _, screen
from handlers.alarms import NO_TOPICS
from handlers.desk import Desk
from storage import alarms, outbox, places, topics

_BUTTONS: Grid = ((("claim", "read"), ("ask",), ("close",)),)


def follow(db: Connection, desk: Desk, case: Case, now: datetime) -> None:
    """Opened when somebody claims the case, closed with it; what stands there says how the case is."""
    if not desk.home.topics or not desk.rules(db).topics:
        return
    there, is_open = topics.of_case(db, case.id), _is_open(case)
    if there is None and (case.assignee is None or not is_open):
        return
    shown = first_message(case, now)
    said = places.find(db, places.of_topic(case.id))
    same = said is not None and said.said == places.words_of(desk.keys, shown)
    if there is not None and there.chat == desk.chat and there.open == is_open and same:
        return
    body = Topic(case.id, f"{SIGNS[case.priority]} {case.code}", shown, is_open)
    outgoing = Outgoing(desk.bot, desk.chat, desk.language, body)
    outbox.post(db, desk.keys, outgoing, now, dedupe=f"topic:{case.id}", replace=True)


def first_message(case: Case, now: datetime) -> Screen:
    """What stands in the topic: buttons that work for as long as the case is open."""
    return screen(
        Line(_("{code} · {state}", code=case.code, state=state_now(case, now)), strong=True),
        _(
            "Talk about this case here. Nothing that is said here goes to the witness, "
            "and the bot keeps none of it."
        ),
        rows=laid_out(_BUTTONS, case, now) if _is_open(case) else (),
    )


def _is_open(case: Case) -> bool:
    return case.workflow not in (Workflow.CLOSED, Workflow.PURGED)


def miss_right(db: Connection, desk: Desk) -> None:
    """The admins hear of it once; the desk goes on without topics."""
    if desk.rules(db).topics:
        alarms.ring(db, NO_TOPICS, 0, "staff", desk.clock(), every=timedelta(days=365))
