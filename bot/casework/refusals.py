"""Why an action is not possible: in this role, in this state, for this person, at this time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.casework import originals, passing, seconding
from bot.casework.case import Case, CloseReason, Role, Workflow
from bot.casework.commands import Command, SameAs
from bot.casework.effects import Effects, Held, Record, Toast
from bot.casework.needs import PARTNER
from bot.casework.presses import ACCEPT, APPROVE, DECLINE, FILES, PAGES, REFUSE
from bot.casework.reading_limits import again_at, counts, goes_on, refusal
from bot.casework.row import Action, Axis, Holder, Need, is_held, turns_of, value_of
from bot.casework.words import state_words, value_words
from bot.text import Text, _

_RANKS = tuple(Role)


def refused(row: Action, case: Case, command: Command) -> Effects:
    """What the presser is told, and the trail; nothing when the action is possible."""
    checks = _BY_STAFF if row.least is not None else _BY_ITSELF
    return next((effects for check in checks if (effects := check(row, case, command))), ())


def _withdrawn(row: Action, case: Case, _command: Command) -> Effects:
    if case.closed_reason is not CloseReason.WITHDRAWN or row.name == "withdrawn":
        return ()
    words = _("{code} was withdrawn by the witness. Its contents are deleted.", code=case.code)
    return (Toast(words), Record("refused", row.name))


def _ignored(row: Action, case: Case, _command: Command) -> Effects:
    return () if case.workflow in row.moves else (Record("ignored", row.name),)


def _role(row: Action, _case: Case, command: Command) -> Effects:
    assert row.least is not None
    if command.role is not None and _RANKS.index(command.role) >= _RANKS.index(row.least):
        return ()
    return (Toast(_("Your role does not allow this.")), Record("refused", row.name))


def _tombstone(row: Action, case: Case, _command: Command) -> Effects:
    if case.workflow is not Workflow.PURGED:
        return ()
    words = _(
        "{code} was closed long ago, and its text has been removed here. "
        "The sealed copy in the archive remains.",
        code=case.code,
    )
    return (Toast(words), Record("refused", row.name))


def _state(row: Action, case: Case, command: Command) -> Effects:
    if case.workflow in row.moves:
        return ()
    return (Toast(_impossible(case, command, state_words(case))),)


def _impossible(case: Case, command: Command, state: Text) -> Text:
    if command.version is not None and command.version != case.version:
        return _("This button is out of date. {code} is now: {state}.", code=case.code, state=state)
    return _("Not possible now. {code} is: {state}.", code=case.code, state=state)


def _claimed(row: Action, case: Case, command: Command) -> Effects:
    if row.holder is not Holder.TAKES or not is_held(case, command.at):
        return ()
    if case.assignee == command.actor:
        return (Toast(_("{code} is yours already.", code=case.code)),)
    assert case.assignee is not None
    return (Held(case.code, case.assignee),)


def _not_yours(row: Action, case: Case, command: Command) -> Effects:
    if not row.held or command.role is Role.ADMIN:
        return ()
    if case.assignee is None:
        if row.unclaimed_too:
            return ()
        return (Toast(_("Claim {code} first.", code=case.code)), Record("refused", row.name))
    if case.assignee == command.actor:
        return ()
    words = _("Only the person who claimed {code}, or an admin, can do this.", code=case.code)
    return (Toast(words), Record("refused", row.name))


def _needs(row: Action, case: Case, command: Command) -> Effects:
    need = next((need for need in row.needs if not need.holds(case, command.at)), None)
    return () if need is None else _unmet(need, row, case)


def _unmet(need: Need, row: Action, case: Case) -> Effects:
    said = Toast(replace(need.otherwise, params=(("code", case.code),)))
    return (said, Record("refused", row.name)) if need.recorded else (said,)


def _value(row: Action, case: Case, command: Command) -> Effects:
    """What the case cannot turn to from where it stands on the row's axis."""
    if row.axis is None:
        return ()
    now = value_of(case, row.axis)
    possible = turns_of(row, case)
    if (possible and command.payload is None) or command.payload in possible:
        return ()
    if row.axis is Axis.HANDOVER and not case.facts.consent.partner:
        return () if command.payload is None else _unmet(PARTNER, row, case)  # it can be asked for
    return (Toast(_impossible(case, command, value_words(now))),)


def _too_much(row: Action, case: Case, command: Command) -> Effects:
    if row.name in (PAGES, FILES) and not goes_on(command.openings, case.id, command.at):
        return (Toast(_("Open {code} with Read first.", code=case.code)), Record("refused", row.name))
    if row.name != "read":
        return ()
    again = again_at(command.openings, command.at)
    if again is None or not counts(command.openings, case.id, command.at):
        return ()
    return (Toast(refusal(again, command.at)), Record("refused", "reading limit"))


def _same(row: Action, case: Case, command: Command) -> Effects:
    """Why the other case can't be the one that this is a duplicate of."""
    if not isinstance(command.payload, SameAs):
        return ()
    other, typed = command.payload.case, command.payload.typed
    if other is None:
        return (Toast(_("There is no case {code}.", code=typed)),)
    if (other.track, other.desk) != (case.track, case.desk):
        return (Toast(_("{code} belongs to another desk.", code=typed)), Record("refused", row.name))
    if other.id == case.id and typed != case.code:
        words = _("{other} is itself a duplicate of {code}.", other=typed, code=case.code)
        return (Toast(words),)
    if other.id == case.id:
        return (Toast(_("A case can't be a duplicate of itself.")),)
    if other.workflow is Workflow.PURGED or other.closed_reason is CloseReason.WITHDRAWN:
        return (Toast(_("Nothing is left of what {code} said.", code=typed)),)
    return ()


def _request(row: Action, case: Case, command: Command) -> Effects:
    return seconding.unanswerable(row, case, command) if row.name in (APPROVE, REFUSE) else ()


def _passing(row: Action, case: Case, command: Command) -> Effects:
    if row.name in (ACCEPT, DECLINE):
        return passing.unanswerable(row, case, command)
    return passing.not_to_them(row, case, command)


def _originals(_row: Action, case: Case, command: Command) -> Effects:
    return originals.impossible(case, command)


Check = Callable[[Action, Case, Command], Effects]
_BY_ITSELF: tuple[Check, ...] = (_withdrawn, _ignored)
_BY_STAFF: tuple[Check, ...] = (
    *(_withdrawn, _role, _tombstone, _state, _claimed, _not_yours, _needs, _value, _too_much, _request),
    *(_passing, _originals, _same),
)
