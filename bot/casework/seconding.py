"""What one person must not do alone: see contact details, or ask a witness who they are."""

from __future__ import annotations

from datetime import timedelta

from bot.casework.case import Case
from bot.casework.commands import Asked, Command, Request
from bot.casework.effects import Effects, Record, Toast
from bot.casework.presses import APPROVE, REFUSE, Press
from bot.casework.row import Action
from bot.text import Button, Line, Name, Screen, _, screen, verbatim

LIFE = timedelta(hours=1)  # in which somebody must agree


def mark_of(request: Request) -> str:
    """As its buttons carry it."""
    return f"{request.id:012x}"


def number_of(mark: str | None) -> int | None:
    """The number of the request that a button stands for; a command names none."""
    return int(mark, 16) if mark else None


def question(case: Case, request: Request) -> Screen:
    """Asked in the group: anybody but the asker may answer. What is to be asked is not shown there."""
    name, code = Name(request.asker), case.code
    if request.text is None:
        wish = _("{name} asks to see the contact details in {code}.", name=name, code=code)
    else:
        wish = _(
            "{name} wants to ask something of {code} that needs a second person. "
            "Approve shows it in your private chat first.",
            name=name,
            code=code,
        )
    return screen(wish, _("Somebody else must agree within an hour."), rows=_answers(case, request))


def text_of(case: Case, request: Request) -> Screen:
    """To a second person, in private: what they are to agree to."""
    return screen(
        Line(_("{code}: a colleague wants to ask this", code=case.code), strong=True),
        verbatim(request.text or ""),
        _("It may ask for a name, an address or a workplace. Approve only if the case cannot do without it."),
        rows=_answers(case, request),
    )


def _answers(case: Case, request: Request) -> tuple[tuple[Button, ...], ...]:
    presses, mark = ((_("Approve"), APPROVE), (_("Refuse"), REFUSE)), mark_of(request)
    row = tuple(Button(label, Press(verb, case.code, case.version, mark).words()) for label, verb in presses)
    return (row,)


def unanswerable(row: Action, case: Case, command: Command) -> Effects:
    """Why a request can't be answered by this person, or not any more."""
    if not isinstance(command.payload, Asked):
        return (Toast(_("Nobody waits for an answer about {code}.", code=case.code)),)
    if command.at >= command.payload.request.until:
        return (Toast(_("It is too late: this request has lapsed.")), Record("refused", f"{row.name}: late"))
    if row.name == APPROVE and command.payload.request.asker == command.actor:
        words = _("You asked for this yourself. Somebody else must agree.")
        return (Toast(words), Record("refused", f"{row.name}: own request"))
    if row.name == APPROVE and not command.payload.entitled:
        words = _("Whoever asked for this may not read {code} any more.", code=case.code)
        return (Toast(words), Record("refused", f"{row.name}: asker may not read"))
    return ()
