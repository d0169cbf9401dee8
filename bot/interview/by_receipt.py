"""Receipts: given once for a case, typed on another phone, and the chat that moves with a yes."""

from __future__ import annotations

from dataclasses import replace

from bot.interview import events, receipt_screens, receipts
from bot.interview.draft import Draft, Place
from bot.interview.effects import Erase, GiveReceipt, Known, Miss, Move, OpenByReceipt, SentCase, Show
from bot.interview.showing import Step, following, show
from bot.questionnaire.form import Form
from bot.text import _

MOST = 3  # receipts that one case can have
WRONG_TRIES = 5  # in an hour from one chat; then none is looked at

MISLAID = _(
    "That looks like a receipt, so it was not saved, and your message is removed. "
    "To use it, choose “I have a receipt” in the menu."
)
SLIP = _("There is a slip in this receipt. Please compare each letter and digit, and type it again.")
UNKNOWN = _("This receipt opens nothing. Please compare each letter and digit with your paper.")
NOT_TYPED = _("Only a typed receipt can be read. Please type it, and remove what you sent from this chat.")
NO_MORE = _("No more receipts are given for this report.")
HERE = _("This report is in this chat already.")
MOVED = _("From now on we write to you here about {code}.")
STAYS = _("Nothing has changed. Nothing about this report will come to this chat.")


def give(form: Form, draft: Draft, event: events.AskedForReceipt | events.TookReceipt, known: Known) -> Step:
    """First what a receipt is; then the receipt, if there is a fresh one."""
    case = next((sent for sent in known.cases if sent.code == event.code), None)
    if case is None or case.state == "withdrawn":
        return show(form, replace(draft, place=Place.MENU), known)
    match event:
        case events.AskedForReceipt():
            return draft, (Show(receipt_screens.offer(case.code)),)
        case events.TookReceipt() if not known.receipt:
            return show(form, replace(draft, place=Place.MENU), known, NO_MORE)
        case events.TookReceipt():
            shown = Show(receipt_screens.given(case.code, known.receipt))
            return replace(draft, place=Place.GIVEN), (GiveReceipt(case.id), shown)


def typed(form: Form, draft: Draft, event: events.Event, known: Known) -> Step:
    """What is no receipt, where one was asked for."""
    if not isinstance(event, events.Replied):
        return show(form, draft, known, NOT_TYPED, below=True)
    slip = not known.locked and receipts.read(event.text) is None
    notes = (SLIP,) if slip else ()
    if not receipts.resembles(event.text):
        return show(form, draft, known, *notes, below=True)
    return _erasing(event.message, show(form, draft, known, *notes))


def mislaid(form: Form, draft: Draft, event: events.Replied, known: Known) -> Step:
    """A receipt where none was asked for becomes nobody's answer."""
    return _erasing(event.message, show(form, draft, known, MISLAID))


def present(form: Form, draft: Draft, event: events.Presented, known: Known) -> Step:
    """One answer for a receipt that nobody was given and for one that is nearly right."""
    if draft.place is not Place.RECEIPT or known.locked:
        return _erasing(event.message, show(form, draft, known))
    if known.opened is None:
        step = show(form, draft, known, UNKNOWN)
        return _erasing(event.message, following((Miss(),), step))
    case = known.opened.case
    if known.opened.here:
        step = show(form, replace(draft, place=Place.CASES), known, HERE)
    else:
        step = show(form, replace(draft, place=Place.OPENED, opened=case.id), known)
    return _erasing(event.message, following((OpenByReceipt(case.id),), step))


def move(form: Form, draft: Draft, yes: int, known: Known) -> Step:
    after = replace(draft, place=Place.MENU, opened=None)
    if draft.place is not Place.OPENED:
        return show(form, draft, known)
    if known.opened is None:  # it has ended meanwhile
        return show(form, after, known)
    if not yes:
        return show(form, after, known, STAYS)
    case = known.opened.case
    note = replace(MOVED, params=(("code", case.code),))
    return following((Move(case.id),), show(form, after, _with(known, case), note))


def _with(known: Known, case: SentCase) -> Known:
    """What is known once the chat has moved."""
    assert known.opened is not None
    asked = (*known.follow_ups, *known.opened.follow_ups)
    return replace(known, cases=(case, *known.cases), follow_ups=asked)


def _erasing(message: int, step: Step) -> Step:
    """The message that held a receipt does not stay."""
    return step[0], (*step[1], Erase((message,), secret=True))
