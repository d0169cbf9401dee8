"""Who is told of an action: whoever pressed, the group, the witness side, whoever has or had the case."""

from __future__ import annotations

from dataclasses import replace

from bot.casework.case import Case, Workflow
from bot.casework.commands import Command, PassReply
from bot.casework.effects import Effect, Effects, Notify, NotifyDesk, ShowCard, TellWitness, Toast
from bot.casework.row import Action, Holder
from bot.casework.words import choice_words
from bot.text import Name


def told(row: Action, case: Case, after: Case, command: Command) -> Effects:
    """As the row says; the card in the group is drawn again among them."""
    return (
        *_said(row, after, command),
        *_shown(row, case, after),
        *((TellWitness(row.tells_witness),) if row.tells_witness else ()),
        *_notice(row, after),
        *_givers_told(row, case, after, command),
    )


def _said(row: Action, after: Case, command: Command) -> Effects:
    if row.says is None:
        return ()
    choice = choice_words(command.payload)
    params = (*row.says.params, ("code", after.code), *((("choice", choice),) if choice else ()))
    return (Toast(replace(row.says, params=params)),)


def _shown(row: Action, case: Case, after: Case) -> Effects:
    """The card, whenever it may look different: files that came are no part of the case, nor is a further
    question."""
    if row.least is None or row.name == "ask" or after.version != case.version:
        return (ShowCard(after, first=row.name == "opened"),)
    return ()


def _notice(row: Action, after: Case) -> tuple[Effect, ...]:
    """The assignee hears of it; of late files only once the case has been read."""
    unread = after.workflow in (Workflow.NEW, Workflow.TRIAGE)
    if row.tells is None or (row.name == "arrived" and unread):
        return ()
    words = replace(row.tells, params=(("code", after.code),))
    if after.assignee is None:
        return (NotifyDesk(words),) if row.tells_desk else ()
    return (Notify(after.assignee, after, words, row.readable),)


def _givers_told(row: Action, case: Case, after: Case, command: Command) -> Effects:
    """Whoever passed the case on hears what became of it, and so does who had it."""
    match command.payload:
        case PassReply(alone=False):
            return ()
    passed = case.passing
    if row.tells_giver is None or (passed is None and row.holder is not Holder.RETURNS):
        return ()
    told = {after.assignee} if passed is None or row.holder is Holder.RETURNS else {passed.by, case.assignee}
    who = command.actor if passed is None or command.actor is not None else passed.to
    assert who is not None
    words = replace(row.tells_giver, params=(("code", after.code), ("name", Name(who))))
    return tuple(Notify(user, after, words, False) for user in sorted(filter(None, told)) if user != who)
