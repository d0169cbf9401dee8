"""Deciding one action on one case: the table says what may happen, this says what follows."""

from __future__ import annotations

from dataclasses import replace

from bot.casework.actions import ACTIONS
from bot.casework.beforehand import asked_first
from bot.casework.case import Case
from bot.casework.changes import changed
from bot.casework.commands import Asked, Command, Question, Request
from bot.casework.deadlines import timed
from bot.casework.effects import AskWitness, Effects, HideCopies, Record, SendAsked, Toast
from bot.casework.following import of_its_own
from bot.casework.refusals import refused
from bot.casework.telling import told
from bot.casework.trail import reason_of
from bot.text import _


def act(case: Case, command: Command) -> tuple[Case, Effects]:
    """The case after the action and what follows; the same case when it is refused or nothing changes."""
    row = ACTIONS[command.action]
    if before := refused(row, case, command) or asked_first(row, case, command):
        return case, before
    match row.name, command.payload:
        case "approve", Asked(Request(text=str())) as asked:
            return _asked_for(case, command, asked)
    after = timed(case, changed(row, case, command), command.at, command.calendar)
    return after, (
        *of_its_own(row, after, command),
        *told(row, case, after, command),
        *((HideCopies(after),) if row.hides else ()),
        *((Record(row.audit, reason_of(command.payload)),) if row.audit else ()),
    )


def _asked_for(case: Case, command: Command, asked: Asked) -> tuple[Case, Effects]:
    """A second person has agreed: it is asked as if its asker had pressed Send now."""
    request = asked.request
    assert request.text is not None
    question = Question(request.text, confirmed=True, seconded=True)
    asker = replace(
        command, action="ask", actor=request.asker, role=asked.role, version=None, payload=question
    )
    after, follows = act(case, asker)
    if not any(isinstance(effect, AskWitness) for effect in follows):
        return case, follows
    shown = tuple(effect for effect in follows if not isinstance(effect, Toast | Record))
    agreed, recorded = (
        Toast(_("Agreed. The question is sent.")),
        Record("question approved", reason_of(asked)),
    )
    return after, (*shown, SendAsked(after, request), agreed, recorded)
