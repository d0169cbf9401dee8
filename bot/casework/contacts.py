"""Contact details that a witness gave: hidden, until a second person agrees that somebody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.casework.case import Case, Item
from bot.casework.effects import Asked, Command, Effects, Record, Request, Toast
from bot.casework.presses import APPROVE, REFUSE, Press
from bot.casework.row import Action
from bot.questionnaire.answers import Entry
from bot.text import Button, Name, Screen, _, screen

LIFE = timedelta(hours=1)  # in which somebody must agree
HIDDEN = _("Contact details: hidden")


def mark_of(request: Request) -> str:
    """As its buttons carry it."""
    return f"{request.id:012x}"


def number_of(mark: str | None) -> int | None:
    """The number of the request that a button stands for; a command names none."""
    return int(mark, 16) if mark else None


def any_in(items: tuple[Item, ...]) -> bool:
    return any(True for item in items for _entry in _marked(item))


def hidden(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Everything but the contacts: what stood there, also before it was changed, is left out."""
    return tuple(replace(item, entries=tuple(map(_hide, item.entries))) for item in items)


def alone(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Just the contacts."""
    found = (replace(item, entries=tuple(_marked(item))) for item in items)
    return tuple(item for item in found if item.entries)


def _hide(entry: Entry) -> Entry:
    return replace(entry, words=(HIDDEN,), parts=()) if entry.contacts else entry


def _marked(item: Item) -> Iterator[Entry]:
    return (entry for entry in item.entries if entry.contacts)


def question(case: Case, request: Request) -> Screen:
    """Asked in the group: anybody but the asker may answer."""
    presses = ((_("Approve"), APPROVE), (_("Refuse"), REFUSE))
    mark = mark_of(request)
    row = tuple(Button(label, Press(verb, case.code, case.version, mark).words()) for label, verb in presses)
    return screen(
        _("{name} asks to see the contact details in {code}.", name=Name(request.asker), code=case.code),
        _("Somebody else must agree within an hour."),
        rows=(row,),
    )


def unanswerable(row: Action, case: Case, command: Command) -> Effects:
    """Why a request for contact details can't be answered by this person, or not any more."""
    if not isinstance(command.payload, Asked):
        return (Toast(_("Nobody waits for an answer about the contact details in {code}.", code=case.code)),)
    if command.at >= command.payload.request.until:
        return (Toast(_("It is too late: this request has lapsed.")), Record("refused", f"{row.name}: late"))
    if row.name == APPROVE and command.payload.request.asker == command.actor:
        words = _("You asked for this yourself. Somebody else must agree.")
        return (Toast(words), Record("refused", f"{row.name}: own request"))
    if row.name == APPROVE and not command.payload.entitled:
        words = _("Whoever asked for this may not read {code} any more.", code=case.code)
        return (Toast(words), Record("refused", f"{row.name}: asker may not read"))
    return ()
