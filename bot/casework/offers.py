"""What is said when a case, or a whole shift, is offered to a colleague: never what a case says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.casework.cards import age
from bot.casework.case import Case, Flag
from bot.casework.paging import fill
from bot.casework.passing import Colleague, in_order, mark_of, urgent_first
from bot.casework.presses import (
    ACCEPT,
    CANCEL,
    DECLINE,
    DECLINE_ALL,
    GIVE,
    QUEUE,
    SHIFT,
    SINGLY,
    TAKE_ALL,
    Press,
)
from bot.casework.staffing import ROLES
from bot.casework.words import FLAGS, PRIORITIES, state_words
from bot.text import Button, Line, Name, Screen, Text, _, _n, screen, verbatim

Rows = tuple[tuple[Button, ...], ...]


def choose(case: Case, colleagues: Collection[Colleague], note: str = "") -> Screen:
    """To whom one case is to be passed."""
    give = tuple(
        Button(_named(each), Press(GIVE, case.code, case.version, mark_of(each.user)).words())
        for each in in_order(colleagues)
        if each.private
    )
    return screen(
        _("Who should take over {code}? It stays where it is until they accept.", code=case.code),
        *_noted(note),
        *_silent(colleagues),
        rows=(*_by_twos(give), (_cancel(case),)),
    )


def choose_for_shift(cases: Collection[Case], colleagues: Collection[Colleague], note: str = "") -> Screen:
    """To whom all of somebody's cases are to be handed over. There is at least one."""
    first = urgent_first(cases)[0]
    give = tuple(
        Button(_named(each), Press(SHIFT, first.code, first.version, mark_of(each.user)).words())
        for each in in_order(colleagues)
        if each.private
    )
    queue = Button(_("To the queue"), Press(QUEUE, first.code, first.version).words())
    asked = _n(
        "Who should take over your {count} open case?",
        "Who should take over your {count} open cases?",
        len(cases),
    )
    return screen(
        asked, *_noted(note), *_silent(colleagues), rows=(*_by_twos(give), (queue,), (_cancel(first),))
    )


def _noted(note: str) -> tuple[Line, ...]:
    if not note:
        return (Line(_("To add a note, send it as one text message first.")),)
    return (Line(_("Your note:"), strong=True), Line(verbatim(note), tight=True))


def _named(colleague: Colleague) -> Text:
    return _("{name} · {role}", name=Name(colleague.user), role=ROLES[colleague.role])


def _silent(colleagues: Collection[Colleague]) -> tuple[Line, ...]:
    """Those who would not hear of it."""
    if not colleagues:
        return (Line(_("Nobody else is on the staff of this desk.")),)
    silent = (each for each in in_order(colleagues) if not each.private)
    return tuple(
        Line(_("{name} has not opened the private chat.", name=Name(each.user)), tight=at > 0)
        for at, each in enumerate(silent)
    )


def _by_twos(buttons: tuple[Button, ...]) -> Rows:
    return tuple(buttons[at : at + 2] for at in range(0, len(buttons), 2))


def _cancel(case: Case) -> Button:
    return Button(_("Cancel"), Press(CANCEL, case.code, case.version).words())


def offer(case: Case) -> Screen:
    """For the one whom it is offered to: nothing of what the case says."""
    assert case.passing is not None
    return screen(
        _("{name} wants to pass {code} to you.", name=Name(case.passing.by), code=case.code),
        _("You can decide within 24 hours. If you accept, you can read it."),
        rows=(_answers(case, case.passing.mark, ((_("Accept"), ACCEPT), (_("Decline"), DECLINE))),),
    )


def _answers(case: Case, mark: str, answers: tuple[tuple[Text, str], ...]) -> tuple[Button, ...]:
    return tuple(Button(label, Press(verb, case.code, case.version, mark).words()) for label, verb in answers)


def note_of(case: Case, note: str, giver: int) -> Screen:
    """What the giver wrote with it."""
    return screen(
        Line(_("{code}: {name} writes", code=case.code, name=Name(giver)), strong=True), verbatim(note)
    )


def note_of_shift(note: str, giver: int) -> Screen:
    """The same with all that is handed over."""
    return screen(Line(_("{name} writes", name=Name(giver)), strong=True), verbatim(note))


def offer_shift(cases: Collection[Case], giver: int, mark: str, now: datetime) -> tuple[Screen, ...]:
    """The list of what is offered at once, with the buttons under its end."""
    ordered = urgent_first(cases)
    title = _n(
        "{name} wants to hand over {count} case to you.",
        "{name} wants to hand over {count} cases to you.",
        len(ordered),
        name=Name(giver),
    )
    ends = _("You can decide within 24 hours.")
    pages = fill(
        [Line(title, strong=True), *(Line(summary(case, now), tight=True) for case in ordered), Line(ends)]
    )
    all_of_them = ((_("Accept all"), TAKE_ALL), (_("One by one"), SINGLY), (_("Decline"), DECLINE_ALL))
    last = screen(*pages[-1], rows=(_answers(ordered[0], mark, all_of_them),))
    return (*(screen(*page) for page in pages[:-1]), last)


def summary(case: Case, now: datetime) -> Text:
    """One case in a line: its code, how urgent, its state and age, and when something is due."""
    words = _(
        "{code} · {priority} · {state} · {age}",
        code=case.code,
        priority=PRIORITIES[case.priority],
        state=state_words(case),
        age=age(case.opened_at, now, hourly=False),
    )
    due = _due_words(case, now)
    return words if due is None else _("{case} · {due}", case=words, due=due)


def _due_words(case: Case, now: datetime) -> Text | None:
    if Flag.OVERDUE in case.flags or (case.due_at is not None and case.due_at <= now):
        return FLAGS[Flag.OVERDUE]
    if case.due_at is None:
        return None
    hours = max(1, (case.due_at - now) // timedelta(hours=1))
    return _n("due in {count} hour", "due in {count} hours", hours)


def codes(cases: Collection[Case]) -> Text:
    """Just these, with commas."""
    return verbatim(", ".join(case.code for case in urgent_first(cases)))
