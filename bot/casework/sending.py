"""When a question to a witness goes out, and what its asker is told of that."""

from __future__ import annotations

from datetime import datetime

from bot.casework.case import Case
from bot.casework.commands import Command
from bot.casework.deadlines import local_time, next_waking
from bot.casework.effects import AskWitness, Effects, Toast
from bot.questionnaire.steps import Step
from bot.text import Text, _

ON_ITS_WAY = _("The question is on its way to the witness.")


def ask_witness(
    case: Case, command: Command, text: str, steps: tuple[Step, ...] = (), *, consent: bool = False
) -> Effects:
    """The question goes to the witness, not in their night; its asker is told when."""
    due_at = next_waking(command.at, case.facts.zone, command.quiet)
    words = ON_ITS_WAY if due_at <= command.at else wait_words(case, due_at)
    return (AskWitness(case, text, due_at, steps, command.actor, consent), Toast(words))


def later(case: Case, command: Command) -> datetime | None:
    """When a question goes out that does not go at once."""
    due_at = next_waking(command.at, case.facts.zone, command.quiet)
    return due_at if due_at > command.at else None


def wait_words(case: Case, later: datetime) -> Text:
    """Why a question does not go out at once."""
    return _(
        "It is night there. The question will be sent at {time} their time.",
        time=local_time(later, case.facts.zone),
    )
